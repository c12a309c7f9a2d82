/**
 * Potentials of points and lines at contacts in a slice, and their means over flat faces: near images (of the contact) one by one by the
 * formulas of an infinite medium, the far ones by their sum (sliceImages.ts), for a line averaged along it by Gauss-Legendre.
 */
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import { faceRule, orderFor, type ContactShape } from './contactRule.ts';
import { pointSegments, sources, type SourceMethod } from './electrode.ts';
import { faceMeans, facePoints, type AddFaces } from './faceMeans.ts';
import { lineSources } from './lineSourcePotential.ts';
import type { AddPotentials } from './pointSourcePotential.ts';
import { farImages, farSum, firstFarImage, imagesBelow, type FarImages, type Slice } from './sliceImages.ts';

/** Sources in a slice: at points, and averaged over faces parallel to its planes. */
export interface SlicePotentials {
  readonly add: AddPotentials;
  readonly faces: (shape: ContactShape, size: number) => AddFaces;
}

/**
 * @param z0 height of the lower plane, um.
 * @param sigma conductivity of the tissue, S/m.
 */
export function slicePotentials(
  geometry: CellGeometry,
  slice: Slice,
  z0: number,
  sigma: number,
  method: SourceMethod,
): SlicePotentials {
  const { n, start, end, diameter } = geometry;
  const points = pointSegments(method, n);
  const scale = 1 / (4 * Math.PI * sigma);
  const unit = 2 * slice.h;
  const [mx, my, mz] = [midpoints(geometry, 0), midpoints(geometry, 1), midpoints(geometry, 2)];
  const ofPoints = { ...slice, short: false };
  const near = remembered((first: number) => imagesBelow(first, slice));
  const farOf = remembered((discRadius: number) =>
    remembered((first: number) => ({
      points: farImages(first, ofPoints, discRadius),
      lines: farImages(first, slice, discRadius),
    })),
  );
  const lines = lineSources(geometry, sigma, 'segment');

  /** The first image that is far from the segments from … to - 1 at a contact that reaches `size` um around (x, y, z). */
  const firstFar = (x: number, y: number, z: number, size: number, from: number, to: number): number => {
    let most = 0;
    for (const { data } of [start, end])
      for (let i = from; i < to; i++) {
        const dx = x - data[i];
        const dy = y - data[n + i];
        const sum = z - z0 + (data[2 * n + i] - z0);
        most = Math.max(most, dx * dx + dy * dy + sum * sum);
      }
    return Math.min(slice.steps + 1, firstFarImage(Math.sqrt(most) + size, slice));
  };

  const addNearPoints = (first: number): AddPotentials => {
    const images = imagesBelow(first, ofPoints);
    const turn = Float64Array.from(images, (image) => image.turn);
    const shift = Float64Array.from(images, (image) => image.shift);
    const weights = Float64Array.from(images, (image) => image.weight);
    return (x, y, z, weight, out, offset, from, to) => {
      for (let i = from; i < to; i++) {
        const dx = x - mx[i];
        const dy = y - my[i];
        const dz = z - mz[i];
        const lateral = Math.max(dx * dx + dy * dy, (diameter[i] * diameter[i]) / 4 - dz * dz);
        let sum = 0;
        for (let k = 0; k < turn.length; k++) {
          const d = z0 + turn[k] * (z - z0) + shift[k] - mz[i];
          sum += weights[k] / Math.sqrt(lateral + d * d);
        }
        out[offset + i] += weight * scale * sum;
      }
    };
  };
  const nearPoints = remembered(addNearPoints);

  /** Adds the far images at a point, or over a disc if they are averaged. */
  const addFar = (
    far: { points: FarImages; lines: FarImages },
    x: number,
    y: number,
    z: number,
    weight: number,
    out: Float64Array,
    offset: number,
    from: number,
    to: number,
  ): void => {
    const height = z - z0;
    const distance = (2 / 3) * unit * far.lines.first;
    const c = weight * scale;
    for (let i = from; i < to; i++) {
      if (i < points) {
        const dx = x - mx[i];
        const dy = y - my[i];
        const dz = z - mz[i];
        const lateral = Math.max(dx * dx + dy * dy, (diameter[i] * diameter[i]) / 4 - dz * dz);
        out[offset + i] +=
          c * farSum(far.points, lateral / (unit * unit), dz / unit, (height + mz[i] - z0) / unit);
        continue;
      }
      const ax = (end.data[i] - start.data[i]) / 2;
      const ay = (end.data[n + i] - start.data[n + i]) / 2;
      const az = (end.data[2 * n + i] - start.data[2 * n + i]) / 2;
      const half = Math.sqrt(ax * ax + ay * ay + az * az);
      // Good to 1e-13 of the far images: (2 distance / half)^(-2 count).
      const count = half === 0 ? 1 : Math.ceil(15 / Math.log((2 * distance) / half));
      const { nodes, weights } = gaussLegendre(count);
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const dx = x - mx[i] - nodes[k] * ax;
        const dy = y - my[i] - nodes[k] * ay;
        const Z = mz[i] - z0 + nodes[k] * az;
        sum +=
          weights[k] *
          farSum(far.lines, (dx * dx + dy * dy) / (unit * unit), (height - Z) / unit, (height + Z) / unit);
      }
      out[offset + i] += (c * sum) / 2;
    }
  };

  const add: AddPotentials = (x, y, z, weight, out, offset, from, to) => {
    const first = firstFar(x, y, z, 0, from, to);
    if (points > from) nearPoints(first)(x, y, z, weight, out, offset, from, Math.min(to, points));
    if (points < to)
      for (const { turn, shift, weight: w } of near(first))
        lines(x, y, z0 + turn * (z - z0) + shift, weight * w, out, offset, Math.max(from, points), to);
    if (first <= slice.steps) addFar(farOf(0)(first), x, y, z, weight, out, offset, from, to);
  };

  const faces = (shape: ContactShape, size: number): AddFaces => {
    const single = sources(geometry, sigma, method, 'segment');
    const means = faceMeans(geometry, sigma, points, shape, size, 'segment', single);
    const reach = shape === 'circle' ? size : size * Math.SQRT2;
    return (centre, face, weight, out, offset) => {
      const [x, y, z] = centre;
      const first = firstFar(x, y, z, reach, 0, n);
      for (const { turn, shift, weight: w } of near(first))
        means([x, y, z0 + turn * (z - z0) + shift], face, weight * w, out, offset);
      if (first > slice.steps) return;
      if (shape === 'circle') addFar(farOf(size)(first), x, y, z, weight, out, offset, 0, n);
      else {
        const rule = faceRule(shape, orderFor(((2 / 3) * unit * first) / reach));
        facePoints(centre, face, size, rule, (px, py, pz, share) =>
          addFar(farOf(0)(first), px, py, pz, weight * share, out, offset, 0, n),
        );
      }
    };
  };
  return { add, faces };
}

/** A function of a number that computes each value once. */
function remembered<T>(make: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = make(key)));
    return value;
  };
}
