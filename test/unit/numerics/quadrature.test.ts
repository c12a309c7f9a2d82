import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaussLegendre,
  integrateAdaptive,
  integrateGauss,
  integrateTanhSinh,
} from '../../../src/numerics/quadrature.ts';
import { InternalError, ParameterError } from '../../../src/errors.ts';

describe('gaussLegendre', () => {
  it('has the published nodes and weights', () => {
    expect(gaussLegendre(1).nodes).toBeAllclose([0], { atol: 1e-300 });
    expect(gaussLegendre(1).weights).toBeAllclose([2]);
    expect(gaussLegendre(3).nodes).toBeAllclose([-Math.sqrt(0.6), 0, Math.sqrt(0.6)], {
      rtol: 3e-16,
      atol: 1e-300,
    });
    expect(gaussLegendre(3).weights).toBeAllclose([5 / 9, 8 / 9, 5 / 9], { rtol: 1e-15 });
    // A&S table 25.4, n = 20, last pair
    expect(gaussLegendre(20).nodes[19]).toBeAllclose(0.9931285991850949, { rtol: 2e-16 });
    expect(gaussLegendre(20).weights[19]).toBeAllclose(0.017614007139152118, { rtol: 4e-15 });
  });

  it('integrates polynomials of degree 2n - 1 exactly', () => {
    for (const n of [1, 2, 5, 16, 33, 64, 200]) {
      const { nodes, weights } = gaussLegendre(n);
      expect(nodes.every((x, i) => i === 0 || x > nodes[i - 1])).toBe(true);
      for (const degree of [0, 1, 2 * n - 2, 2 * n - 1]) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += weights[i] * nodes[i] ** degree;
        expect(sum).toBeAllclose(degree % 2 === 0 ? 2 / (degree + 1) : 0, { rtol: 2e-13, atol: 1e-15 });
      }
    }
  });

  it('gives one rule per order, and refuses orders that are none', () => {
    expect(gaussLegendre(7)).toBe(gaussLegendre(7));
    for (const n of [0, -1, 2.5, NaN]) expect(() => gaussLegendre(n)).toThrow(ParameterError);
  });
});

describe('integrals', () => {
  it('of smooth functions agree with closed forms', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        (a, b) => {
          const exact = Math.exp(b) - Math.exp(a);
          const atol = 1e-13 * (Math.exp(a) + Math.exp(b));
          expect(integrateGauss(Math.exp, a, b, 24)).toBeAllclose(exact, { atol });
          expect(integrateAdaptive(Math.exp, a, b)).toBeAllclose(exact, { atol });
          expect(integrateTanhSinh(Math.exp, a, b)).toBeAllclose(exact, { atol: 3 * atol });
        },
      ),
    );
  });

  it('tanh-sinh takes singular ends', () => {
    expect(integrateTanhSinh((x) => 1 / Math.sqrt(x), 0, 1)).toBeAllclose(2, { rtol: 1e-13 });
    expect(integrateTanhSinh(Math.log, 0, 1)).toBeAllclose(-1, { rtol: 1e-13 });
    expect(integrateTanhSinh((x, d) => 1 / Math.sqrt(x < 1.5 ? d : x - 1), 1, 2)).toBeAllclose(2, {
      rtol: 1e-13,
    });
    expect(integrateTanhSinh(() => 1, 2, 2)).toBe(0);
    expect(() => integrateTanhSinh((x) => 1 / x, -1, 1)).toThrow(InternalError);
  });

  it('the adaptive rule takes kinks, told and untold', () => {
    const f = (x: number) => Math.abs(x - 0.3);
    expect(integrateAdaptive(f, 0, 1, { breakpoints: [0.3] })).toBeAllclose(0.29, { rtol: 1e-15 });
    expect(integrateAdaptive(f, 0, 1)).toBeAllclose(0.29, { rtol: 1e-12 });
    expect(integrateAdaptive(f, 1, 0)).toBeAllclose(-0.29, { rtol: 1e-12 });
    expect(integrateAdaptive(f, 1, 1)).toBe(0);
    expect(() => integrateAdaptive(f, 0, Infinity)).toThrow(ParameterError);
    expect(() => integrateAdaptive(() => NaN, 0, 1)).toThrow(InternalError);
  });
});
