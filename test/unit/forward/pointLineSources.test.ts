/** Point and line sources against quadrature, their limits and symmetries, and bad input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSourcePotential, meanInverseDistance } from '../../../src/forward/lineSourcePotential.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];
const coordinate = fc.double({ min: -500, max: 500, noNaN: true });
const place = fc.tuple(coordinate, coordinate, coordinate);
const SIGMA: P = [0.3, 0.4, 0.25];
const MODELS = [PointSourcePotential, LineSourcePotential];

/** 1 / (4 pi metric) in a medium of conductivities s. */
function green(d: readonly number[], s: readonly number[]): number {
  const [x, y, z] = d;
  return 1 / (4 * Math.PI * Math.sqrt(s[1] * s[2] * x * x + s[0] * s[2] * y * y + s[0] * s[1] * z * z));
}

const one = (Model: (typeof MODELS)[number], contact: P, sigma: number | P, start: P, end: P, diameter = 0) =>
  new Model({ contacts: [contact], sigma }).transformationMatrix(lineGeometry([start], [end], [diameter]))
    .data[0];

describe('point and line sources', () => {
  it('are the quadrature of the medium’s Green’s function where no least distance acts', () => {
    fc.assert(
      fc.property(place, place, place, fc.boolean(), (contact, start, end, isotropic) => {
        const delta = end.map((v, k) => v - start[k]);
        const at = (s: number) => contact.map((v, k) => v - start[k] - s * delta[k]);
        const L = Math.hypot(...delta);
        fc.pre(L > 1e-3);
        const nearest = at(0).reduce((sum, v, k) => sum + v * delta[k], 0) / L ** 2;
        fc.pre(Math.hypot(...at(Math.min(1, Math.max(0, nearest)))) > 1);
        const sigma = isotropic ? 0.3 : SIGMA;
        const s = isotropic ? [0.3, 0.3, 0.3] : SIGMA;
        const mean = integrateAdaptive((x) => green(at(x), s), 0, 1, {
          breakpoints: [Math.min(1, Math.max(0, nearest))],
          rtol: 1e-13,
        });
        expect(one(LineSourcePotential, contact, sigma, start, end)).toBeAllclose(mean, { rtol: 1e-11 });
        const middle = at(0.5);
        fc.pre(Math.hypot(...middle) > 1);
        expect(one(PointSourcePotential, contact, sigma, start, end)).toBeAllclose(green(middle, s), {
          rtol: 1e-13,
        });
      }),
      { numRuns: 200 },
    );
  });

  it('lose no digits: mpmath at 40 digits', () => {
    // ln[(sqrt(h^2 + rho^2) - h) / (sqrt(l^2 + rho^2) - l)] / L for h, rho^2, L.
    for (const [h, rhoSquared, L, expected] of MPMATH)
      expect(meanInverseDistance(h, rhoSquared, L)).toBeAllclose(expected, { rtol: 1e-15 });
  });

  it('keep the least distance: isotropic lines from the infinite line, points from the mid-point', () => {
    const start: P = [0, 0, -10];
    const end: P = [0, 0, 10];
    const raised = one(LineSourcePotential, [5, 0, 3], 0.3, start, end);
    for (const contact of [
      [0, 0, 3],
      [1, 2, 3],
      [0, 5, 3],
    ] as P[])
      expect(one(LineSourcePotential, contact, 0.3, start, end, 10)).toBeAllclose(raised, { rtol: 1e-14 });
    expect(one(LineSourcePotential, [0, 0, 30], 0.3, start, end, 10)).toBeAllclose(
      one(LineSourcePotential, [5, 0, 30], 0.3, start, end),
      { rtol: 1e-14 },
    );
    for (const contact of [
      [0, 0, 0],
      [0, 3, 0],
      [5, 0, 0],
    ] as P[])
      expect(one(PointSourcePotential, contact, 0.3, start, end, 10)).toBeAllclose(
        1 / (4 * Math.PI * 0.3 * 5),
        { rtol: 1e-14 },
      );
  });

  it('keep the least distance in an anisotropic medium: radially, from the nearest point of the segment', () => {
    const start: P = [-10, 0, 0];
    const end: P = [10, 0, 0];
    const line = (contact: P, diameter = 0) => one(LineSourcePotential, contact, SIGMA, start, end, diameter);
    expect(line([3, 0, 1], 8)).toBeAllclose(line([3, 0, 4]), { rtol: 1e-14 });
    expect(line([11, 0, 0], 8)).toBeAllclose(line([14, 0, 0]), { rtol: 1e-14 });
    expect(line([3, 0, 0], 8)).toBeAllclose(line([3, 4, 0]), { rtol: 1e-14 }); // on the axis: across, in the x-y plane
    const upright = (contact: P, diameter: number) =>
      one(LineSourcePotential, contact, SIGMA, [0, 0, -10], [0, 0, 10], diameter);
    expect(upright([0, 0, 3], 8)).toBeAllclose(upright([0, 4, 3], 0), { rtol: 1e-14 });
    const point = (contact: P, diameter: number) =>
      one(PointSourcePotential, contact, SIGMA, start, end, diameter);
    expect(point([0, 0, 0], 8)).toBeAllclose(point([4, 0, 0], 0), { rtol: 1e-14 });
    expect(point([0, 1, 1], 8)).toBeAllclose(point([0, 4 * Math.SQRT1_2, 4 * Math.SQRT1_2], 0), {
      rtol: 1e-14,
    });
  });

  it('an anisotropic medium of equal conductivities is the isotropic one', () => {
    for (const Model of MODELS)
      expect(one(Model, [40, 7, -3], [0.3, 0.3, 0.3], [1, 2, 3], [9, 5, 30])).toBeAllclose(
        one(Model, [40, 7, -3], 0.3, [1, 2, 3], [9, 5, 30]),
        { rtol: 1e-14 },
      );
  });

  it('superpose: a line is the mean of its halves, and reciprocal: contact and source may change places', () => {
    fc.assert(
      fc.property(place, place, place, (contact, start, end) => {
        const middle = start.map((v, k) => (v + end[k]) / 2) as P;
        fc.pre(Math.hypot(...contact.map((v, k) => v - middle[k])) > 1);
        // Halves of a very short segment have their own directions, by rounding.
        fc.pre(Math.hypot(...end.map((v, k) => v - start[k])) > 1);
        for (const sigma of [0.3, SIGMA]) {
          const halves =
            one(LineSourcePotential, contact, sigma, start, middle, 1) +
            one(LineSourcePotential, contact, sigma, middle, end, 1);
          const whole = one(LineSourcePotential, contact, sigma, start, end, 1);
          // The anisotropic least distance refers to each segment's own ends, the isotropic one to the line of both.
          if (sigma === 0.3) expect(halves / 2).toBeAllclose(whole, { rtol: 1e-9 });
          expect(one(PointSourcePotential, contact, sigma, start, start, 1)).toBeAllclose(
            one(PointSourcePotential, start, sigma, contact, contact, 1),
            { rtol: 1e-14 },
          );
        }
      }),
    );
  });

  it('far away a line is a point source with a quadrupole: 1/r (1 + (3 cos^2 - 1) L^2 / (24 r^2))', () => {
    const [L, r] = [100, 1e5];
    for (const cosine of [0, 0.6, 1]) {
      const contact: P = [r * Math.sqrt(1 - cosine ** 2), 0, r * cosine];
      const expected =
        ((1 / r) * (1 + ((3 * cosine ** 2 - 1) * L ** 2) / (24 * r ** 2))) / (4 * Math.PI * 0.3);
      expect(one(LineSourcePotential, contact, 0.3, [0, 0, -L / 2], [0, 0, L / 2])).toBeAllclose(expected, {
        rtol: 1e-13, // the next term is (L / r)^4 = 1e-12 / 80
      });
    }
  });

  it('a segment without length is a point source', () => {
    for (const sigma of [0.3, SIGMA])
      for (const diameter of [2, 40])
        expect(one(LineSourcePotential, [3, 4, 12], sigma, [0, 0, 0], [0, 0, 0], diameter)).toBeAllclose(
          one(PointSourcePotential, [3, 4, 12], sigma, [0, 0, 0], [0, 0, 0], diameter),
          { rtol: 1e-14 },
        );
    expect(one(LineSourcePotential, [3, 4, 12], 0.3, [0, 0, 0], [1e-9, 0, 0], 1)).toBeAllclose(
      one(PointSourcePotential, [3, 4, 12], 0.3, [0, 0, 0], [0, 0, 0], 1),
      { rtol: 1e-10 },
    );
  });

  it('accept a cell without segments, name their channels, freeze their parameters', () => {
    for (const Model of MODELS) {
      const model = new Model({ contacts: [[1, 2, 3], { name: 'tip', x: 0, y: 0, z: 0 }], sigma: SIGMA });
      expect(model.transformationMatrix(lineGeometry([], [])).shape).toEqual([2, 0]);
      expect(model.channels.map((c) => c.name)).toEqual(['contact0', 'tip']);
      expect(model.parameters.sigma).toEqual(SIGMA);
      expect(Object.isFrozen(model.parameters.sigma)).toBe(true);
      expect(new Model({ contacts: [[0, 0, 0]] }).parameters.sigma).toBe(0.3);
    }
  });

  it('refuse bad input in one clear line', () => {
    for (const Model of MODELS) {
      expect(() => new Model({ contacts: [] })).toThrow(/^contacts: Expected a list of at least one place/);
      for (const sigma of [0, -1, NaN])
        expect(() => new Model({ contacts: [[0, 0, 0]], sigma })).toThrow(
          /^sigma: Expected a finite number > 0/,
        );
      expect(() => new Model({ contacts: [[0, 0, 0]], sigma: [1, 0, 1] })).toThrow(/^sigma\[1\]: Expected/);
      expect(() => new Model({ contacts: [[0, 0, 0]], sigma: [1, 1] as unknown as P })).toThrow(
        /^sigma: Expected/,
      );
      for (const sigma of [0.3, SIGMA])
        expect(() => one(Model, [0, 0, 0], sigma, [-1, 0, 0], [1, 0, 0], 0)).toThrow(
          /^contacts \(contact0\): Expected a place off segment 0/,
        );
      expect(() => one(Model, [0, 0, 5], 0.3, [-1, 0, 0], [1, 0, 0], -1)).toThrow(
        /^geometry\.diameter: Expected finite diameters >= 0 \(segment 0\), but received -1/,
      );
      expect(() => one(Model, [0, 0, 5], 0.3, [NaN, 0, 0], [1, 0, 0], 1)).toThrow(/^geometry\.start/);
    }
  });
});

const MPMATH = [
  [90.0, 81.0, 10.0, 0.010488871550928676],
  [88.0, 81.0, 10.0, 0.010712779297923638],
  [-105.0, 7000.0, 10.0, 0.00767108634207674],
  [-100.0, 1.0, 10.0, 0.010535465195164755],
  [3, 16, 1e-12, 0.19999999999998799],
  [3, 16, 1e-310, 0.2],
  [-5, 1e-12, 10, 3.223619130191666],
  [1000000.0, 1e-6, 10, 9.99995000033333e-7],
  [-1000000.0, 25, 10, 1.0000050000208335e-6],
  [100000.0, 10000000000.0, 0.001, 7.071067794187806e-6],
  [-10, 1, 10, 0.29982229502979696],
  [0, 1, 10, 0.29982229502979696],
  [3, 1e-20, 1, 0.28768207245178096],
  [-11, 1e-8, 10, 0.23978952703190318],
] as const;
