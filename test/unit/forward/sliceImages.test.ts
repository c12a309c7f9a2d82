/** The far images of a slice, summed at once, against their sum one by one; means over discs; no steps, nothing but finite numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceRule } from '../../../src/forward/contactRule.ts';
import { LineSourcePotential } from '../../../src/forward/lineSourcePotential.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { RecMEAElectrode } from '../../../src/forward/recMEAElectrode.ts';
import {
  farImages,
  farSum,
  firstFarImage,
  imagesBelow,
  type Image,
  type Slice,
} from '../../../src/forward/sliceImages.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];
const H = 200;

/** Images at the contact's height z, seen from a source at (rho, Z), one by one, the smallest first. */
const oneByOne = (images: readonly Image[], rho: number, z: number, Z: number) =>
  images
    .toReversed()
    .reduce((sum, { turn, shift, weight }) => sum + weight / Math.hypot(rho, turn * z + shift - Z), 0);
const far = (images: ReturnType<typeof farImages>, rho: number, z: number, Z: number) =>
  farSum(images, (rho / (2 * H)) ** 2, (z - Z) / (2 * H), (z + Z) / (2 * H));

const weight = fc.double({ min: -1, max: 0.98, noNaN: true });
const slices = fc.record({
  h: fc.constant(H),
  WS: weight,
  WG: fc.oneof(weight, fc.constant(1)),
  steps: fc.integer({ min: 1, max: 400 }),
  short: fc.boolean(),
});
const height = fc.double({ min: 0, max: H, noNaN: true });

describe('the far images of a slice', () => {
  it('are the images from the first far one on, for any weights and number of steps', () => {
    fc.assert(
      fc.property(
        slices,
        fc.double({ min: 0, max: 1000, noNaN: true }),
        height,
        height,
        (slice, rho, z, Z) => {
          const first = firstFarImage(Math.hypot(rho, z + Z), slice);
          const last = imagesBelow(slice.steps + 2, slice);
          const rest = last.slice(imagesBelow(first, slice).length);
          const expected = oneByOne(rest, rho, z, Z);
          // Images of both signs: relative to what they are without them.
          const atol =
            3e-16 *
            oneByOne(
              rest.map((i) => ({ ...i, weight: Math.abs(i.weight) })),
              rho,
              z,
              Z,
            );
          expect(far(farImages(first, slice, 0), rho, z, Z)).toBeAllclose(expected, {
            rtol: 2e-15,
            atol: 4 * atol + 1e-300,
          });
        },
      ),
    );
  });

  it('averaged over a disc are the mean of a rule over its face', () => {
    const slice: Slice = { h: H, WS: -2 / 3, WG: 0.9, steps: 60, short: false };
    const { x, y, weights } = faceRule('circle', 12);
    for (const [radius, rho, z, Z] of [
      [7, 50, 0, 90],
      [60, 300, 0, 150],
      [60, 10, 120, 30],
    ]) {
      const first = firstFarImage(Math.hypot(rho, z + Z) + radius, slice);
      const points = farImages(first, slice, 0);
      const mean = weights.reduce(
        (sum, w, k) => sum + w * far(points, Math.hypot(rho + radius * x[k], radius * y[k]), z, Z),
        0,
      );
      const disc = far(farImages(first, slice, radius), rho, z, Z);
      expect(disc).toBeAllclose(mean, { rtol: 3e-15 });
      expect(Math.abs(disc / far(points, rho, z, Z) - 1)).toBeGreaterThan(1e-6);
    }
  });
});

describe('RecMEAElectrode', () => {
  const CELL = lineGeometry(
    [
      [0, 0, 20],
      [10, -5, 60],
      [40, 20, 100],
      [-300, 200, 5],
    ],
    [
      [0, 0, 40],
      [30, 15, 90],
      [-20, 60, 180],
      [150, -250, 195],
    ],
    [10, 2, 1, 1],
  );

  it('is the sum of an infinite medium’s potentials over all images, for points, lines and any series', () => {
    const lateral = fc.double({ min: -700, max: 700, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(lateral, lateral, height),
        fc.constantFrom(0, 0.05, 0.3, 2),
        fc.constantFrom(0.1, 0.5, 1.5, 100),
        fc.constantFrom(1, 2, 5, 20, 150),
        fc.constantFrom('consistent' as const, 'short' as const),
        fc.constantFrom('pointsource' as const, 'linesource' as const),
        ([x, y, z], sigmaG, sigmaS, steps, lineSeries, method) => {
          const [WS, WG] = [(0.3 - sigmaS) / (0.3 + sigmaS), (0.3 - sigmaG) / (0.3 + sigmaG)];
          const short = lineSeries === 'short' && method === 'linesource';
          const images = imagesBelow(steps + 1, { h: H, WS, WG, steps, short });
          const Model = method === 'linesource' ? LineSourcePotential : PointSourcePotential;
          const contacts = images.map(({ turn, shift }): P => [x, y, turn * z + shift]);
          const M = new Model({ contacts }).transformationMatrix(CELL);
          // Away from where the least distances of both models differ.
          const distances = new PointSourcePotential({ contacts: [[x, y, z]] }).transformationMatrix(CELL);
          fc.pre(distances.data.every((v) => v < 1 / (4 * Math.PI * 0.3 * 100)));
          const expected = [0, 1, 2, 3].map((i) =>
            images.reduce((sum, { weight: w }, k) => sum + w * M.data[4 * k + i], 0),
          );
          const options = { contacts: [[x, y, z] as P], h: H, sigmaS, sigmaG, steps, lineSeries, method };
          const atol = 1e-15 * Math.max(...M.data);
          expect(new RecMEAElectrode(options).transformationMatrix(CELL).data).toBeAllclose(expected, {
            rtol: 1e-12,
            atol,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes a plane that all but grounds the slice, and one that all but insulates it', () => {
    const model = (sigmaS: number, steps?: number) =>
      new RecMEAElectrode({
        contacts: [[50, 0, 0]],
        h: H,
        sigmaS,
        ...(steps === undefined ? {} : { steps }),
      });
    for (const sigmaS of [300, 1e-4]) {
      const M = model(sigmaS).transformationMatrix(CELL).data;
      expect(M).toBeAllclose(model(sigmaS, 500_000).transformationMatrix(CELL).data, { rtol: 1e-13 });
    }
  });

  it('has no step as contacts move, and agrees with a rule over the face', () => {
    for (const method of ['pointsource', 'linesource'] as const)
      for (const contactRadius of [0, 12]) {
        const at = (x: number, more = {}) =>
          new RecMEAElectrode({
            contacts: [[x, 0, 0]],
            h: H,
            method,
            contactRadius,
            ...more,
          }).transformationMatrix(CELL).data;
        for (let x = 100; x < 900; x += 37) {
          const M = at(x);
          expect(at(x * (1 + 1e-14))).toBeAllclose(M, { rtol: 1e-12 });
          if (contactRadius > 0 && x % 5 === 0)
            expect(at(x, { averagingOrder: 12 })).toBeAllclose(M, { rtol: 1e-12 });
        }
      }
  });

  it('averages squares as a rule of high order does', () => {
    const options = { contacts: [[60, 10, 0] as P], h: H, contactRadius: 9, contactShape: 'square' as const };
    for (const method of ['pointsource', 'linesource', 'root_as_point'] as const) {
      const M = new RecMEAElectrode({ ...options, method }).transformationMatrix(CELL).data;
      const fine = new RecMEAElectrode({ ...options, method, averagingOrder: 16 }).transformationMatrix(
        CELL,
      ).data;
      expect(M).toBeAllclose(fine, { rtol: 1e-11 });
    }
  });
});
