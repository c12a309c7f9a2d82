/**
 * Current source density on a grid of boxes: the current inside each box over its volume. A box is [a, b) along every
 * axis, the last one along each axis closed. By default the straight segments are cut exactly at the planes of the grid;
 * with `dl` each segment is instead replaced by ceil(L / dl) points at the centres of as many equal parts (the usual
 * discretisation, for comparison with other tools).
 */
import { ParameterError, positive } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ForwardModel } from './forwardModel.ts';
import { ascendingList, checkGeometry, type PlacedChannel } from './options.ts';

export interface VolumetricCurrentSourceDensityOptions {
  /** Edges of the boxes along x, y and z, um, ascending, at least two each. */
  readonly xEdges: readonly number[];
  readonly yEdges: readonly number[];
  readonly zEdges: readonly number[];
  /** Largest spacing of sample points along a segment, um. Default: none, segments are cut exactly. */
  readonly dl?: number;
}

/** Current source density (nA/um3 per nA) on a grid; channels are named `x0y0z0` … with z varying fastest. */
export class VolumetricCurrentSourceDensity implements ForwardModel {
  readonly type = 'VolumetricCurrentSourceDensity';
  readonly unit = 'nA/um3';
  /** One per box, at its centre. */
  readonly channels: readonly PlacedChannel[];
  /** Volumes of the boxes in the order of the channels, um3. */
  readonly volumes: readonly number[];
  readonly parameters: Readonly<{
    xEdges: readonly number[];
    yEdges: readonly number[];
    zEdges: readonly number[];
    dl: number | null;
  }>;

  /** Throws ParameterError on edges that do not ascend or a `dl` <= 0. */
  constructor({ xEdges, yEdges, zEdges, dl }: VolumetricCurrentSourceDensityOptions) {
    const p = Object.freeze({
      xEdges: ascendingList('xEdges', xEdges, 2),
      yEdges: ascendingList('yEdges', yEdges, 2),
      zEdges: ascendingList('zEdges', zEdges, 2),
      dl: dl === undefined ? null : positive('dl', dl),
    });
    this.parameters = p;
    const channels: PlacedChannel[] = [];
    const volumes: number[] = [];
    for (const [i, x] of intervals(p.xEdges).entries())
      for (const [j, y] of intervals(p.yEdges).entries())
        for (const [k, z] of intervals(p.zEdges).entries()) {
          channels.push(Object.freeze({ name: `x${i}y${j}z${k}`, x: x.centre, y: y.centre, z: z.centre }));
          volumes.push(x.width * y.width * z.width);
        }
    this.channels = Object.freeze(channels);
    this.volumes = Object.freeze(volumes);
  }

  /** M, shape (n_boxes, n_segments), nA/um3 per nA. Throws ParameterError on a geometry that is not finite. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    const { xEdges, yEdges, zEdges, dl } = this.parameters;
    const axes = [xEdges, yEdges, zEdges];
    const { n } = geometry;
    const M = array2d(this.channels.length, n);
    for (let i = 0; i < n; i++) {
      const start = axes.map((_, axis) => geometry.start.data[axis * n + i]);
      const delta = axes.map((_, axis) => geometry.end.data[axis * n + i] - start[axis]);
      const cuts = dl === null ? cutsAtPlanes(axes, start, delta) : equalCuts(delta, dl);
      for (let c = 1; c < cuts.length; c++) {
        const centre = (cuts[c - 1] + cuts[c]) / 2;
        let box = 0;
        for (const [axis, edges] of axes.entries()) {
          const bin = binOf(edges, start[axis] + centre * delta[axis]);
          if (bin < 0) {
            box = -1;
            break;
          }
          box = box * (edges.length - 1) + bin;
        }
        if (box >= 0) M.data[box * n + i] += (cuts[c] - cuts[c - 1]) / this.volumes[box];
      }
    }
    return M;
  }
}

function intervals(edges: readonly number[]): { centre: number; width: number }[] {
  return edges.slice(1).map((b, i) => ({ centre: (edges[i] + b) / 2, width: b - edges[i] }));
}

/** Where (0 … 1 along the line) the line crosses any plane of the grid, with its ends. */
function cutsAtPlanes(axes: readonly (readonly number[])[], start: number[], delta: number[]): number[] {
  const cuts = [0, 1];
  for (const [axis, edges] of axes.entries())
    for (const edge of edges) {
      const s = (edge - start[axis]) / delta[axis];
      if (s > 0 && s < 1) cuts.push(s);
    }
  return cuts.toSorted((a, b) => a - b);
}

function equalCuts(delta: number[], dl: number): number[] {
  const length = Math.sqrt(delta[0] ** 2 + delta[1] ** 2 + delta[2] ** 2);
  const count = Math.max(1, Math.ceil(length / dl));
  if (count > 1e7)
    throw new ParameterError(
      'dl',
      `a spacing that leaves at most 1e7 points on a segment of ${length} um`,
      dl,
    );
  return Array.from({ length: count + 1 }, (_, k) => k / count);
}

/** Index of the bin [a, b) that holds `value` (the last one closed), or -1. */
function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (!(value >= edges[0] && value <= edges[last])) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle;
  }
  return low;
}
