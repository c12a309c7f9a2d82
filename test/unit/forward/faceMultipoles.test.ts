/** Multipoles of discs and squares: against rules over the face of high order, the bound that they promise, and the closed forms beside them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceRule } from '../../../src/forward/contactRule.ts';
import { faceMultipoles } from '../../../src/forward/faceMultipoles.ts';
import { discMean, squareMean } from '../../../src/forward/facePotential.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];

/** The mean of 1/distance over the face of size 1 by its multipoles. */
function far(shape: 'circle' | 'square', [x, y, z]: P): number {
  const d2 = x * x + y * y + z * z;
  const [azimuth, across] = [Math.atan2(y, x), ((x * x + y * y) / d2) ** 2];
  const real = (k: number) => across ** k * Math.cos(4 * k * azimuth);
  return faceMultipoles(shape).mean(1 / d2, (z * z) / d2, real(1), real(2), real(3)) / Math.sqrt(d2);
}

/** The same by 2304 points. */
function byRule(shape: 'circle' | 'square', [x, y, z]: P): number {
  const rule = faceRule(shape, 24);
  return rule.weights.reduce((sum, w, k) => sum + w / Math.hypot(x - rule.x[k], y - rule.y[k], z), 0);
}

const onSphere = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 6.28, noNaN: true }))
  .map(([c, angle]): P => {
    const s = Math.sqrt(1 - c * c);
    return [s * Math.cos(angle), s * Math.sin(angle), c];
  });

describe.each(['circle', 'square'] as const)('the multipoles of a %s', (shape) => {
  const least = 1 / Math.sqrt(faceMultipoles(shape).most);

  it('are the mean over its face in any direction, from the least distance on', () => {
    fc.assert(
      fc.property(onSphere, fc.double({ min: 0, max: 6, noNaN: true }), (direction, logarithm) => {
        const d = least * (1 + 1e-9) * Math.exp(logarithm);
        const place = direction.map((v) => d * v) as P;
        // The rule adds 2304 terms.
        expect(far(shape, place)).toBeAllclose(byRule(shape, place), { rtol: 3e-14 });
      }),
    );
  });

  it('meet the closed forms at the least distance', () => {
    const closed = shape === 'circle' ? discMean : squareMean;
    fc.assert(
      fc.property(onSphere, (direction) => {
        const place = direction.map((v) => least * (1 + 1e-9) * v) as P;
        // The closed forms lose (d / size)^2 roundings.
        expect(far(shape, place)).toBeAllclose(closed(place, 1, 0)!, { rtol: 1e-12 });
      }),
    );
  });

  it('are 1/d (1 - (3 c^2 - 1)/2 <rho^2>/(2 d^2)) far away', () => {
    const second = shape === 'circle' ? 1 / 2 : 2 / 3;
    for (const c of [0, 0.5, 1]) {
      const d = 1e3;
      const place: P = [d * Math.sqrt(1 - c * c), 0, d * c];
      const expected = (1 - (((3 * c * c - 1) / 2) * second) / 2 / d ** 2) / d;
      expect(far(shape, place)).toBeAllclose(expected, { rtol: 2e-12 }); // the next term is of order d^-4
    }
  });
});

describe('means over contacts in a very anisotropic medium', () => {
  it('agree with a rule of high order', () => {
    const cell = lineGeometry([[0, 0, 0]], [[1, 2, 1]], [1]);
    for (const distance of [25, 60, 150, 600])
      for (const contactShape of ['circle', 'square'] as const) {
        const options = {
          contacts: [[distance, 10, 5] as P],
          normals: [1, 0.2, 0] as P,
          contactRadius: 6,
          contactShape,
          sigma: [1, 0.3, 0.03] as P,
        };
        const M = new RecExtElectrode(options).transformationMatrix(cell).data;
        const fine = new RecExtElectrode({ ...options, averagingOrder: 45 }).transformationMatrix(cell).data;
        expect(M).toBeAllclose(fine, { rtol: 1e-10 });
      }
  });
});
