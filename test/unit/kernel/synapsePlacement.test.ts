import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { placementProbabilities, spread } from '../../../src/kernel/synapsePlacement.ts';
import { midpoints } from '../../../src/morphology/geometry.ts';
import {
  constant,
  exponential,
  gamma,
  logNormal,
  normal,
  truncatedNormal,
  uniform,
  type ContinuousDistribution,
} from '../../../src/numerics/distributions/index.ts';
import { integrateTanhSinh } from '../../../src/numerics/quadrature.ts';
import { normalCdf } from '../../../src/numerics/special.ts';
import { stick, yCell } from '../../support/cells.ts';

const { geometry } = yCell('passive');
const line = stick(10, { from: -500, to: 500 }).geometry;
const z = midpoints(line, 2);
const sum = (p: ArrayLike<number>) => Array.from(p).reduce((a, b) => a + b, 0);
const normalised = (p: Float64Array) => p.map((x) => x / sum(p));

/** Convolution with a normal law of s.d. `sd`, by brute force: the law cut into many pieces. */
function bruteForce(
  law: ContinuousDistribution,
  sd: number,
  at: number,
  lower: number,
  upper: number,
): number {
  const pieces = 60;
  let total = 0;
  for (let p = 0; p < pieces; p++) {
    const [a, b] = [0, 1].map((o) => lower + ((upper - lower) * (p + o)) / pieces);
    total += integrateTanhSinh(
      (x) => (law.pdf(x) * Math.exp(-0.5 * ((at - x) / sd) ** 2)) / (sd * Math.sqrt(2 * Math.PI)),
      a,
      b,
      1e-12,
    );
  }
  return total;
}

describe('where synapses are', () => {
  it('is by area alone without layers', () => {
    expect(placementProbabilities(geometry, { sections: 'all' }, 50)).toBeAllclose(normalised(geometry.area));
    const p = placementProbabilities(geometry, { sections: ['dend[0]'] }, 0);
    expect([p[0], p[3], p[4]]).toEqual([0, 0, 0]);
    expect(p[1] / p[2]).toBeAllclose(geometry.area[1] / geometry.area[2]);
  });

  it('widens a normal layer by the spread of somata: sqrt of the sum of squares', () => {
    const p = placementProbabilities(
      line,
      { sections: 'all', layers: [{ law: normal({ mean: 120, sd: 30 }) }] },
      40,
    );
    expect(p).toBeAllclose(normalised(z.map((x) => Math.exp(-0.5 * ((x - 120) / 50) ** 2))));
  });

  it('mixes layers by their weights, each normalised', () => {
    const p = placementProbabilities(
      line,
      {
        sections: 'all',
        layers: [
          { law: normal({ mean: 200, sd: 100 }), weight: 3 },
          { law: normal({ mean: -100, sd: 20 }) },
          { law: normal({ mean: 0, sd: 1 }), weight: 0 },
        ],
      },
      0,
    );
    const f = (x: number, m: number, s: number) => Math.exp(-0.5 * ((x - m) / s) ** 2) / s;
    expect(p).toBeAllclose(normalised(z.map((x) => 3 * f(x, 200, 100) + f(x, -100, 20))));
  });

  it('cuts by the depth window', () => {
    const p = placementProbabilities(
      line,
      { sections: 'all', zMin: 0, zMax: 300, layers: [{ law: uniform({ min: -1000, max: 1000 }) }] },
      0,
    );
    expect(p).toBeAllclose([0, 0, 0, 0, 0, 1 / 3, 1 / 3, 1 / 3, 0, 0]);
  });

  it('is a probability that no scale of the weights changes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: -400, max: 400, noNaN: true }),
        fc.double({ min: 1, max: 300, noNaN: true }),
        (weight, mean, sd) => {
          const place = (w: number) =>
            placementProbabilities(
              line,
              { sections: 'all', layers: [{ law: normal({ mean, sd }), weight: w }] },
              30,
            );
          expect(sum(place(weight))).toBeAllclose(1, { rtol: 1e-12 });
          expect(place(weight)).toBeAllclose(place(1), { rtol: 1e-12, atol: 1e-300 });
        },
      ),
    );
  });

  it.each<[string, any, RegExp]>([
    ['an unknown section', { sections: ['axon'] }, /fragments of/],
    [
      'a window without segments',
      { sections: 'all', zMin: 5000, zMax: 6000 },
      /placement: Expected at least one segment/,
    ],
    [
      'layers out of reach',
      { sections: 'all', layers: [{ law: uniform({ min: 5000, max: 5001 }) }] },
      /check the depth laws/,
    ],
    ['no section', { sections: [] }, /at least one segment/],
    [
      'a negative weight',
      { sections: 'all', layers: [{ law: normal({ mean: 0, sd: 1 }), weight: -1 }] },
      /layers\[0\]\.weight/,
    ],
    [
      'a point layer without any spread',
      { sections: 'all', layers: [{ law: constant({ value: 0 }) }] },
      /or a depthSd > 0/,
    ],
  ])('refuses %s', (_, placement, message) => {
    expect(() => placementProbabilities(geometry, placement, 0)).toThrow(message);
    expect(() => placementProbabilities(geometry, placement, 0)).toThrow(ParameterError);
  });
});

describe('depth laws convolved with the spread of somata', () => {
  it('uniform: a difference of normal distribution functions', () => {
    for (const sd of [1, 40, 300]) {
      const f = spread(uniform({ min: -50, max: 150 }), sd);
      for (const at of [-400, -60, -50, 0, 50, 149, 151, 300])
        expect(f(at)).toBeAllclose((normalCdf((at + 50) / sd) - normalCdf((at - 150) / sd)) / 200, {
          rtol: 1e-10,
          atol: 1e-16,
        });
    }
  });

  it.each<[string, ContinuousDistribution, number, number]>([
    ['log-normal', logNormal({ median: 100, shape: 0.5 }), 0, 3000],
    ['exponential', exponential({ mean: 80, shift: -20 }), -20, 3000],
    ['truncated normal', truncatedNormal({ mean: 0, sd: 100, min: -50, max: 120 }), -50, 120],
    ['gamma of shape 0.7', gamma({ shape: 0.7, scale: 90 }), 0, 3600],
  ])('%s: agrees with brute force', (_, law, lower, upper) => {
    const f = spread(law, 40);
    const largest = Math.max(...[0, 40, 80].map(f));
    for (const at of [-120, -20, 0, 35, 90, 200, 500])
      // The brute force is cut at 1e-14 of its mass.
      expect(f(at)).toBeAllclose(bruteForce(law, 40, at, lower, upper), { atol: 1e-10 * largest });
  });

  it('a point layer becomes the spread itself', () => {
    expect(spread(constant({ value: 7 }), 2)(9)).toBeAllclose(normal({ mean: 7, sd: 2 }).pdf(9));
  });

  it('nothing changes without a spread', () => {
    const law = logNormal({ median: 100, shape: 0.5 });
    expect(spread(law, 0)(80)).toBe(law.pdf(80));
  });
});
