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
    const lower = Float64Array.from(zEdges, ([z0]) => z0);
    const upper = Float64Array.from(zEdges, ([, z1]) => z1);
    const r = Float64Array.from(radius);
    const volume = r.map((v, layer) => Math.PI * v * v * (upper[layer] - lower[layer]));
    for (let i = 0; i < n; i++) {
      const inside = cylinderChord(a[i], a[n + i], b[i] - a[i], b[n + i] - a[n + i]);
      const z = a[2 * n + i];
      const dz = b[2 * n + i] - z;
      for (let layer = 0; layer < r.length; layer++) {
        if (r[layer] !== inside.radius) inside.cut(r[layer]);
        if (inside.from >= inside.to) continue;
        M.data[layer * n + i] =
          shareInLayer(z, dz, lower[layer], upper[layer], inside.from, inside.to) / volume[layer];
      }
    }
    return M;
  }
}

/** Volume of a layer, um3. */
function volumeOf(r: number, z0: number, z1: number): number {
  return Math.PI * r * r * (z1 - z0);
}

/** The part of a line, from 0 at its start to 1 at its end, inside sqrt(x^2 + y^2) <= radius; empty before the first `cut`. */
interface CylinderChord {
  radius: number;
  from: number;
  to: number;
  cut(radius: number): void;
}

/** Of the line from (x, y) to (x + dx, y + dy). */
function cylinderChord(x: number, y: number, dx: number, dy: number): CylinderChord {
  const d = Math.sqrt(dx * dx + dy * dy);
  // In units of length along the projected line: its point nearest to the axis.
  const nearest = d > 0 ? -(x * dx + y * dy) / d : 0;
  const distance = d > 0 ? Math.abs(x * dy - y * dx) / d : Math.sqrt(x * x + y * y);
  return {
    radius: NaN,
    from: 0,
    to: 0,
    cut(r) {
      this.radius = r;
      this.from = 0;
      this.to = 1;
      if (d === 0) {
        if (distance > r) this.to = 0;
      } else if (distance >= r) this.to = 0;
      else {
        const half = Math.sqrt((r - distance) * (r + distance));
        this.from = Math.max(0, (nearest - half) / d);
        this.to = Math.min(1, (nearest + half) / d);
      }
    },
  };
}

/** Share of the part from … to of a line from z to z + dz in the layer z0 <= z < z1. A line without length is there or not. */
function shareInLayer(z: number, dz: number, z0: number, z1: number, from: number, to: number): number {
  if (dz === 0) return z < z0 || z >= z1 ? 0 : to - from;
  const s0 = (z0 - z) / dz;
  const s1 = (z1 - z) / dz;
  return Math.max(0, Math.min(to, Math.max(s0, s1)) - Math.max(from, Math.min(s0, s1)));
}
