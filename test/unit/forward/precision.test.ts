/** No digits lost and nothing but finite numbers: line sources in exact arithmetic, every model on any finite input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CylinderPotential } from '../../../src/forward/cylinderPotential.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { LaminarCurrentSourceDensity } from '../../../src/forward/laminarCurrentSourceDensity.ts';
import { LineSourcePotential, meanInverseDistance } from '../../../src/forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../../../src/forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode } from '../../../src/forward/recMEAElectrode.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];

/** Fixed-point numbers of DIGITS binary places after the point. */
const DIGITS = 400n;
const ONE = 1n << DIGITS;

/** A double as a fixed-point number, exactly (for magnitudes from 2^-300 to 2^300). */
function exact(x: number): bigint {
  let exponent = 0n;
  let m = x;
  while (!Number.isInteger(m)) {
    m *= 2;
    exponent++;
  }
  return (BigInt(m) << DIGITS) >> exponent;
}

const times = (a: bigint, b: bigint) => (a * b) >> DIGITS;
const over = (a: bigint, b: bigint) => (a << DIGITS) / b;

function root(a: bigint): bigint {
  const n = a << DIGITS;
  if (n === 0n) return 0n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** 2 artanh(y) for 0 <= y < 1, by halving: tanh(t/2) = y / (1 + sqrt(1 - y^2)). */
function twiceArtanh(y: bigint): bigint {
  let doubled = 1n;
  while (y > ONE >> 20n) {
    y = over(y, ONE + root(ONE - times(y, y)));
    doubled <<= 1n;
  }
  const square = times(y, y);
  let sum = 0n;
  for (let power = y, k = 1n; power > 0n; power = times(power, square), k += 2n) sum += power / k;
  return 2n * doubled * sum;
}

function toDouble(x: bigint): number {
  const shift = BigInt(Math.max(0, x.toString(2).length - 64));
  return Number(x >> shift) * 2 ** (Number(shift) - Number(DIGITS));
}

/** ln[(sqrt(h^2 + rho^2) - h) / (sqrt(l^2 + rho^2) - l)] / L = 2/L artanh(L / (sqrt(h^2 + rho^2) + sqrt(l^2 + rho^2))), l = h + L. */
function exactMean(h: number, rhoSquared: number, L: number): number {
  const [H, R, length] = [exact(h), exact(rhoSquared), exact(L)];
  const l = H + length;
  const sum = root(times(H, H) + R) + root(times(l, l) + R);
  return toDouble(over(twiceArtanh(over(length, sum)), length));
}

describe('the mean of 1/distance over a line', () => {
  it('is that of 400-bit arithmetic: near, far, beyond an end, on the axis, for long and short lines', () => {
    const magnitude = fc.double({ min: -20, max: 20, noNaN: true }).map((x) => 2 ** x);
    const sign = fc.constantFrom(-1, 1);
    fc.assert(
      fc.property(magnitude, sign, magnitude, magnitude, fc.boolean(), (h0, s, rho, L, alongside) => {
        // Beside the line h lies between -L and 0.
        const h = alongside ? -L * (h0 / 2 ** 20) : s * h0;
        expect(meanInverseDistance(h, rho * rho, L)).toBeAllclose(exactMean(h, rho * rho, L), {
          // h + L is rounded before it is squared: where it nearly vanishes beside a long line, what is lost is below rounding of L.
          rtol: 2e-15,
        });
      }),
      { numRuns: 400 },
    );
  });

  it('has no step where the series ends (y = 0.05)', () => {
    // On the bisector y = L / (2 sqrt(L^2 / 4 + rho^2)).
    for (const L of [1e-3, 1, 1e4]) {
      const rho = Math.sqrt((L / 0.1) ** 2 - (L / 2) ** 2);
      for (const factor of [1 - 1e-9, 1 - 1e-15, 1, 1 + 1e-15, 1 + 1e-9])
        expect(meanInverseDistance(-L / 2, (rho * factor) ** 2, L)).toBeAllclose(
          exactMean(-L / 2, (rho * factor) ** 2, L),
          { rtol: 1e-15 },
        );
    }
  });

  it('keeps 1e-13 through the coordinates, collinear and far away', () => {
    // Segments and contacts of small integers, whose h, rho^2 and L are exact: along 3-4-12, of length 13.
    const integer = fc.integer({ min: -5000, max: 5000 });
    fc.assert(
      fc.property(integer, fc.integer({ min: 1, max: 40 }), integer, integer, (k, m, a, b) => {
        const end: P = [3 * m, 4 * m, 12 * m];
        // From the end 13 k along the line, a along (4, -3, 0) and b along (36, 48, -25), both normal to it.
        const contact: P = [
          end[0] + 3 * k + 4 * a + 36 * b,
          end[1] + 4 * k - 3 * a + 48 * b,
          end[2] + 12 * k - 25 * b,
        ];
        const rhoSquared = 25 * a * a + 4225 * b * b;
        fc.pre(rhoSquared >= 1 || k > 0 || k < -m);
        const M = new LineSourcePotential({ contacts: [contact], sigma: 1 / (4 * Math.PI) });
        const value = M.transformationMatrix(lineGeometry([[0, 0, 0]], [end], [1e-6])).data[0];
        expect(value).toBeAllclose(exactMean(13 * k, Math.max(rhoSquared, 2.5e-13), 13 * m), { rtol: 1e-13 });
      }),
      { numRuns: 300 },
    );
  });
});

describe('every model, on any finite input', () => {
  const coordinate = fc.oneof(
    fc.double({ min: -400, max: 400, noNaN: true }),
    fc.constantFrom(0, -0, 1, 100, 1e-9, -1e-160, 1e5, -1e6),
  );
  const place = fc.tuple(coordinate, coordinate, coordinate);
  const diameter = fc.constantFrom(0.1, 1, 30);
  const finite = (data: Float64Array, least = -Infinity) => {
    for (const v of data) expect(Number.isFinite(v) && v >= least).toBe(true);
  };

  it('electrodes in an infinite medium', () => {
    fc.assert(
      fc.property(place, place, place, diameter, (contact, start, end, d) => {
        const cell = lineGeometry([start, start, end], [end, start, end], [d, d, d]);
        const contacts = [contact, start, end];
        for (const sigma of [0.3, [0.3, 0.4, 0.25] as P])
          for (const method of ['pointsource', 'linesource', 'root_as_point'] as const)
            finite(
              new RecExtElectrode({ contacts: [contact], sigma, method }).transformationMatrix(cell).data,
              0,
            );
        for (const Model of [PointSourcePotential, LineSourcePotential])
          for (const c of contacts) finite(new Model({ contacts: [c] }).transformationMatrix(cell).data, 0);
      }),
      { numRuns: 150 },
    );
  });

  it('a slice, thick or thin, with points or discs', () => {
    const lateral = fc.oneof(fc.double({ min: -900, max: 900, noNaN: true }), fc.constantFrom(0, 1e5));
    const depth = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1));
    const inSlice = fc.tuple(lateral, lateral, depth);
    fc.assert(
      fc.property(
        inSlice,
        inSlice,
        inSlice,
        fc.constantFrom(20, 300, 2000),
        fc.constantFrom(0, 8),
        fc.constantFrom('pointsource' as const, 'linesource' as const, 'root_as_point' as const),
        ([x, y, z], start, end, h, contactRadius, method) => {
          const up = (p: P): P => [p[0], p[1], p[2] * h];
          const cell = lineGeometry([up(start), up(start)], [up(end), up(end)], [2, 2]);
          const options = { contacts: [[x, y, z * h] as P], h, contactRadius, method };
          // On glass under a better conductor the images weaken the potential, to below rounding far away.
          finite(new RecMEAElectrode(options).transformationMatrix(cell).data, -1e-6);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('spheres, cylinders, layers', () => {
    const radius = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(place, place, place, radius, diameter, (contact, start, end, q, d) => {
        const cell = lineGeometry([start], [end], [d]);
        const small = (p: P) => p.map((v) => Math.max(-4000, Math.min(4000, v))) as P;
        const inSphere = lineGeometry([small(start)], [small(end)], [d]);
        finite(new OneSphereVolumeConductor({ contacts: [contact] }).transformationMatrix(inSphere).data);
        finite(
          new GaussCylinderPotential({ z: [contact[2]], radius: 150, sigmaZ: 75 }).transformationMatrix(cell)
            .data,
          0,
        );
        finite(
          new CylinderPotential({
            contacts: [contact],
            radius: 150,
            depth: { type: 'normal', sd: 75 },
          }).transformationMatrix(cell).data,
          0,
        );
        finite(
          new LaminarCurrentSourceDensity({
            zEdges: [
              [-100, 0],
              [0, 100],
            ],
            radius: 50,
          }).transformationMatrix(cell).data,
          0,
        );
        const electrode: P = [0, 90000 * Math.sin(q), 90000 * Math.cos(q)];
        const head = new FourSphereVolumeConductor({ electrodes: [electrode] });
        finite(head.transformationMatrix([0, 0, 79000 * q]).data);
        finite(head.transformationMatrix([0, 0, -79000 * q]).data);
      }),
      { numRuns: 60 },
    );
  });
});
