/**
 * Laminar current source density: the transmembrane current of a population per volume of stacked cylinders around the
 * z axis (Pettersen et al. 2008). A segment is a straight line with its current spread evenly along it; its share of a
 * cylinder z0 <= z < z1, sqrt(x^2 + y^2) <= r is the exactly clipped part of its length. Both walls of the mantle and
 * both lids of one layer may be crossed by one segment. A segment without length counts in full where its point lies.
 */
import { ParameterError, positive } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { Channel, ForwardModel } from './forwardModel.ts';
import { ascendingList, channelNames, checkGeometry, finiteList } from './options.ts';

export interface LaminarCurrentSourceDensityOptions {
  /** [lower, upper] of every layer, um; layers may come in any order, overlap, or leave gaps. */
  readonly zEdges: readonly (readonly [lower: number, upper: number])[];
  /** Radius of the cylinders, um: one for all or one per layer. */
  readonly radius: number | readonly number[];
  /** Names of the channels. Default `z=CENTRE`. */
  readonly names?: readonly string[];
}

/** Current source density (nA/um3 per nA) in layers about the z axis. */
export class LaminarCurrentSourceDensity implements ForwardModel {
  readonly type = 'LaminarCurrentSourceDensity';
  readonly unit = 'nA/um3';
  readonly channels: readonly Channel[];
  readonly parameters: Readonly<{
    zEdges: readonly (readonly [number, number])[];
    radius: readonly number[];
  }>;

  /** Throws ParameterError on a layer without thickness, a radius <= 0 or not one per layer, or repeated names. */
  constructor({ zEdges, radius, names }: LaminarCurrentSourceDensityOptions) {
    if (!Array.isArray(zEdges) || zEdges.length === 0)
      throw new ParameterError('zEdges', 'a list of at least one [lower, upper]', zEdges);
    const edges = zEdges.map((pair, i) => {
      const list = ascendingList(`zEdges[${i}]`, pair, 2);
      if (list.length !== 2) throw new ParameterError(`zEdges[${i}]`, '[lower, upper]', pair);
      return list as unknown as readonly [number, number];
    });
    const radii =
      typeof radius === 'number'
        ? edges.map(() => positive('radius', radius))
        : finiteList('radius', radius).map((r, i) => positive(`radius[${i}]`, r));
    if (radii.length !== edges.length)
      throw new ParameterError('radius', `one radius, or one for each of the ${edges.length} layers`, radius);
    for (const [i, [lower, upper]] of edges.entries())
      if (!Number.isFinite(1 / volumeOf(radii[i], lower, upper)))
        throw new ParameterError(
          `zEdges[${i}]`,
          'a layer whose volume is a positive number',
          [lower, upper],
          `its radius is ${radii[i]} um`,
        );
    const centres = edges.map(([lower, upper]) => (lower + upper) / 2);
    const labels = channelNames(
      'names',
      names,
      centres.map((z) => `z=${z}`),
    );
    this.channels = Object.freeze(centres.map((z, i) => Object.freeze({ name: labels[i], x: 0, y: 0, z })));
    this.parameters = Object.freeze({ zEdges: Object.freeze(edges), radius: Object.freeze(radii) });
  }

  /**
   * Layers around contacts.
   *
   * @param z contact depths, um, in any order.
   * @param radius of the cylinders, um.
   * @param thickness of the layers, um, each centred on its contact. Default: the layers meet half-way between
   * neighbouring contacts, the outermost two being as wide outwards as inwards; this needs two contacts or more.
   * Throws ParameterError on contacts that coincide where the thickness is to be derived.
   */
  static fromContacts(
    z: ArrayLike<number>,
    radius: number | readonly number[],
    thickness?: number,
  ): LaminarCurrentSourceDensity {
    const contacts = finiteList('z', z);
    if (thickness !== undefined) {
      const half = positive('thickness', thickness) / 2;
      return new LaminarCurrentSourceDensity({ zEdges: contacts.map((c) => [c - half, c + half]), radius });
    }
    if (contacts.length < 2)
      throw new ParameterError(
        'thickness',
        'a number for a single contact',
        thickness,
        'give the thickness in um',
      );
    const sorted = ascendingList(
      'z (sorted)',
      contacts.toSorted((a, b) => a - b),
      2,
    );
    const edgeAbove = (i: number) =>
      i < 0
        ? (3 * sorted[0] - sorted[1]) / 2
        : i === sorted.length - 1
          ? (3 * sorted[i] - sorted[i - 1]) / 2
          : (sorted[i] + sorted[i + 1]) / 2;
    const zEdges = contacts.map((c): [number, number] => {
      const i = sorted.indexOf(c);
      return [edgeAbove(i - 1), edgeAbove(i)];
    });
    return new LaminarCurrentSourceDensity({ zEdges, radius });
  }

  /** M, shape (n_layers, n_segments), nA/um3 per nA. Throws ParameterError on a geometry that is not finite. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    const { zEdges, radius } = this.parameters;
    const { n } = geometry;
    const a = geometry.start.data;
    const b = geometry.end.data;
    const M = array2d(zEdges.length, n);
    for (const [layer, [z0, z1]] of zEdges.entries()) {
      const r = radius[layer];
      const volume = volumeOf(r, z0, z1);
      for (let i = 0; i < n; i++) {
        const share = shareInCylinder(a[i], a[n + i], a[2 * n + i], b[i], b[n + i], b[2 * n + i], r, z0, z1);
        M.data[layer * n + i] = share / volume;
      }
    }
    return M;
  }
}

/** Volume of a layer, um3. */
function volumeOf(r: number, z0: number, z1: number): number {
  return Math.PI * r * r * (z1 - z0);
}

/** Share of the straight line from (ax, ay, az) to (bx, by, bz) inside z0 <= z < z1, sqrt(x^2 + y^2) <= r. */
function shareInCylinder(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
  r: number,
  z0: number,
  z1: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const dz = bz - az;
  let from = 0;
  let to = 1;
  if (dz === 0) {
    if (az < z0 || az >= z1) return 0;
  } else {
    const s0 = (z0 - az) / dz;
    const s1 = (z1 - az) / dz;
    from = Math.max(from, Math.min(s0, s1));
    to = Math.min(to, Math.max(s0, s1));
  }
  const d = Math.hypot(dx, dy);
  if (d === 0) {
    if (Math.hypot(ax, ay) > r) return 0;
  } else {
    // In units of length along the projected line: its point nearest to the axis, and half the chord about it.
    const ux = dx / d;
    const uy = dy / d;
    const nearest = -(ax * ux + ay * uy);
    const distance = Math.abs(ax * uy - ay * ux);
    if (distance >= r) return 0;
    const half = Math.sqrt((r - distance) * (r + distance));
    from = Math.max(from, (nearest - half) / d);
    to = Math.min(to, (nearest + half) / d);
  }
  return Math.max(0, to - from);
}
