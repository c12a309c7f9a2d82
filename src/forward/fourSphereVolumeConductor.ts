/**
 * The potential of a current dipole in a head of four concentric spheres: brain, cerebrospinal fluid, skull, scalp (Naess
 * et al. 2017, Front Hum Neurosci 11:490; Srinivasan et al. 1998). The centre of the head is the origin.
 *
 * With G_n the gains of concentricShells.ts, q = r0 / r, x the cosine of the angle between dipole and electrode and
 * t = r^ - x r0^ (hats: unit vectors),
 *
 *   V = 1 / (4 pi sigma_1 r^2) sum_{n>=1} G_n q^(n-1) [n P_n(x) p·r0^ + P_n'(x) p·t].
 *
 * The part of G_n that does not depend on n is summed in closed form,
 * sum q^(n-1) n P_n = (x - q) / d^3 and sum q^(n-1) P_n' = 1 / d^3 with d^2 = 1 - 2 x q + q^2, which leaves little to the
 * series next to the dipole; the series stops when its remainder is below rounding. An electrode in the brain sees the
 * dipole's own field in closed form, and the reflected field as if at its mirror radius r1^2 / r.
 */
import { ParameterError, positive } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import { shellGain, type ShellGain } from './concentricShells.ts';
import type { DipoleForwardModel } from './forwardModel.ts';
import { dipolePotential } from './infiniteVolumeConductor.ts';
import {
  ascendingList,
  finiteList,
  placedChannels,
  point,
  type PlacedChannel,
  type Point,
  type Site,
} from './options.ts';

export interface FourSphereVolumeConductorOptions {
  /** Outer radii of brain, fluid, skull and scalp, um, ascending. Default 79000, 80000, 85000, 90000. */
  readonly radii?: readonly number[];
  /** Conductivities of brain, fluid, skull and scalp, S/m. Default 0.3, 1.5, 0.015, 0.3. */
  readonly conductivities?: readonly number[];
  /** Electrodes, um, anywhere in the head, e.g. of `scalpArc`. Up to 1e-6 of the radius outside the scalp counts as on it. */
  readonly electrodes: readonly Site[];
}

/** The series needs about 70 / (1 - q) terms; beyond this many the electrode is within a micrometre or so of the dipole. */
const MAX_TERMS = 1e7;

/** Potential (mV per nA um) of a current dipole in the brain of a four-sphere head. */
export class FourSphereVolumeConductor implements DipoleForwardModel {
  readonly type = 'FourSphereVolumeConductor';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{
    radii: readonly number[];
    conductivities: readonly number[];
    electrodes: readonly PlacedChannel[];
  }>;

  /** Throws ParameterError unless there are four ascending radii > 0, four conductivities > 0, and every electrode is in the head. */
  constructor({
    radii = [79000, 80000, 85000, 90000],
    conductivities = [0.3, 1.5, 0.015, 0.3],
    electrodes,
  }: FourSphereVolumeConductorOptions) {
    const R = ascendingList('radii', radii, 4);
    const sigma = finiteList('conductivities', conductivities, 4);
    if (R.length !== 4) throw new ParameterError('radii', 'four radii (brain, fluid, skull, scalp)', radii);
    if (sigma.length !== 4)
      throw new ParameterError('conductivities', 'four values, one per shell', conductivities);
    positive('radii[0]', R[0]);
    for (const [k, s] of sigma.entries()) positive(`conductivities[${k}]`, s);
    this.channels = placedChannels('electrodes', electrodes, 'electrode');
    for (const { name, x, y, z } of this.channels)
      if (Math.hypot(x, y, z) > R[3] * (1 + 1e-6))
        throw new ParameterError(
          `electrodes (${name})`,
          `a place within the scalp's radius of ${R[3]} um about the origin`,
          [x, y, z],
          `its radius is ${Math.hypot(x, y, z)} um`,
        );
    this.parameters = Object.freeze({ radii: R, conductivities: sigma, electrodes: this.channels });
  }

  /**
   * M, shape (n_electrodes, 3), mV per nA um, for a dipole at `location` (um). Throws ParameterError if the dipole is
   * not inside the brain, or an electrode is where the dipole is or within about 1e-5 of its radius across the brain's surface.
   */
  transformationMatrix(location: Point): Array2D {
    const at = point('location', location);
    const { radii, conductivities: sigma } = this.parameters;
    const r0 = Math.hypot(...at);
    if (!(r0 < radii[0]))
      throw new ParameterError('location', `a place inside the brain, radius < ${radii[0]} um`, location);
    const axis: Point = r0 === 0 ? [0, 0, 1] : [at[0] / r0, at[1] / r0, at[2] / r0];
    const M = array2d(this.channels.length, 3);
    for (const [r, views] of byRadius(this.channels, axis, radii)) {
      const inBrain = r <= radii[0];
      if (inBrain)
        for (const v of views) M.data.set(dipolePotential(this.channels[v.index], at, sigma[0]), 3 * v.index);
      if (r === 0) continue;
      const q = inBrain ? (r / radii[0]) * (r0 / radii[0]) : r0 / r;
      const terms = seriesTerms(q);
      if (terms > MAX_TERMS)
        throw new ParameterError(
          'location',
          `a place further from ${this.channels[views[0].index].name}`,
          location,
        );
      sumSeries(views, q, terms, shellGain(radii, sigma, r));
      const scale = 1 / (4 * Math.PI * sigma[0]) / (inBrain ? (radii[0] * radii[0] * radii[0]) / r : r * r);
      for (const { index, radial, tangential, t } of views)
        for (let c = 0; c < 3; c++) M.data[3 * index + c] += scale * (radial * axis[c] + tangential * t[c]);
    }
    return M;
  }
}

/** An electrode as the dipole sees it, and the sums of its series along r0^ and t. */
interface View {
  readonly index: number;
  readonly x: number;
  readonly t: Point;
  radial: number;
  tangential: number;
}

/** Electrodes grouped by radius (they share the gains), radii within rounding of a shell's moved onto it. */
function byRadius(
  channels: readonly PlacedChannel[],
  axis: Point,
  radii: readonly number[],
): Map<number, View[]> {
  const groups = new Map<number, View[]>();
  for (const [index, c] of channels.entries()) {
    const exact = Math.hypot(c.x, c.y, c.z);
    const outer = radii[radii.length - 1];
    const r = Math.min(radii.find((s) => Math.abs(exact - s) <= 1e-13 * s) ?? exact, outer);
    const unit: Point = exact === 0 ? axis : [c.x / exact, c.y / exact, c.z / exact];
    const cosine = unit[0] * axis[0] + unit[1] * axis[1] + unit[2] * axis[2];
    const x = Math.max(-1, Math.min(1, cosine)); // rounding must not leave [-1, 1], where P_n grows without bound
    const t: Point = [unit[0] - x * axis[0], unit[1] - x * axis[1], unit[2] - x * axis[2]];
    const group = groups.get(r) ?? [];
    group.push({ index, x, t, radial: 0, tangential: 0 });
    groups.set(r, group);
  }
  return groups;
}

/** How many terms until n^2 q^(n-1) / (1 - q), which bounds the remainder, is below 1e-17. */
function seriesTerms(q: number): number {
  if (q === 0) return 1;
  let n = 1;
  for (let turn = 0; turn < 20; turn++) n = 1 + (39.2 + 2 * Math.log(n) - Math.log1p(-q)) / -Math.log(q);
  return Math.ceil(n);
}

function sumSeries(views: View[], q: number, terms: number, gain: ShellGain): void {
  const { length } = views;
  const x = Float64Array.from(views, (v) => v.x);
  const previous = new Float64Array(length); // P_(n-1)
  const current = Float64Array.from(x); // P_n
  const derivative = new Float64Array(length).fill(1); // P_n'
  previous.fill(1);
  for (const v of views) {
    const versine = v.x > 0 ? (v.t[0] ** 2 + v.t[1] ** 2 + v.t[2] ** 2) / (1 + v.x) : 1 - v.x; // 1 - x, exact next to 0
    const d2 = (1 - q) * (1 - q) + 2 * q * versine;
    const d3 = d2 * Math.sqrt(d2);
    v.radial = (gain.limit * (v.x - q)) / d3;
    v.tangential = gain.limit / d3;
  }
  const radial = new Float64Array(length);
  const tangential = new Float64Array(length);
  let power = 1;
  for (let n = 1; n <= terms; n++, power *= q) {
    const factor = gain.excess(n) * power;
    for (let i = 0; i < length; i++) {
      const P = current[i];
      radial[i] += factor * n * P;
      tangential[i] += factor * derivative[i];
      derivative[i] = x[i] * derivative[i] + (n + 1) * P;
      current[i] = ((2 * n + 1) * x[i] * P - n * previous[i]) / (n + 1);
      previous[i] = P;
    }
  }
  for (const [i, v] of views.entries()) {
    v.radial += radial[i];
    v.tangential += tangential[i];
  }
}
