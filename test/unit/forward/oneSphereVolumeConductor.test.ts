/** The sphere against the infinite medium, its own plain series, reciprocity and the boundary conditions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OneSphereVolumeConductor } from '../../../src/forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];
const R = 1000;
const inUnitBall = fc
  .tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })))
  .filter((p) => Math.hypot(...p) < 0.95 && Math.hypot(...p) > 1e-3);
const at = (source: readonly number[], contact: readonly number[], o: object = {}, d = 1e-3) =>
  new OneSphereVolumeConductor({ contacts: [contact as P], radius: R, ...o }).transformationMatrix(
    lineGeometry([source], [source], [d]),
  ).data[0];
const scaled = (p: readonly number[], c: number) => p.map((v) => c * v);

describe('OneSphereVolumeConductor', () => {
  it('equals its plain series, inside and outside', () => {
    fc.assert(
      fc.property(inUnitBall, inUnitBall, fc.boolean(), (s, c, outside) => {
        const source = scaled(s, R);
        const contact = scaled(c, outside ? (1.2 * R) / Math.hypot(...c) : R);
        expect(at(source, contact)).toBeAllclose(at(source, contact, { nMax: 1500 }), { rtol: 1e-12 });
      }),
    );
  });

  it('is the infinite medium for equal conductivities, and for an infinite radius', () => {
    fc.assert(
      fc.property(inUnitBall, inUnitBall, (s, c) => {
        fc.pre(Math.hypot(...s.map((v, k) => v - c[k])) > 1e-2);
        const [source, contact] = [scaled(s, R), scaled(c, R)];
        const infinite = new PointSourcePotential({ contacts: [contact as P] }).transformationMatrix(
          lineGeometry([source], [source], [0]),
        ).data[0];
        expect(at(source, contact, { sigmaO: 0.3 })).toBeAllclose(infinite, { rtol: 1e-12 });
        const outside = scaled(c, (3 * R) / Math.hypot(...c));
        expect(at(source, outside, { sigmaO: 0.3 })).toBeAllclose(
          new PointSourcePotential({ contacts: [outside as P] }).transformationMatrix(
            lineGeometry([source], [source], [0]),
          ).data[0],
          { rtol: 1e-12 },
        );
        // The sphere's own part is at most (s_i / s_o) distance / radius of it.
        expect(at(source, contact, { radius: 1e12 })).toBeAllclose(infinite, { rtol: 1e-7 });
      }),
    );
  });

  it('is reciprocal inside: source and contact may change places', () => {
    fc.assert(
      fc.property(inUnitBall, inUnitBall, (s, c) => {
        const [a, b] = [scaled(s, R), scaled(c, R)];
        expect(at(a, b)).toBeAllclose(at(b, a), { rtol: 1e-12 });
      }),
    );
  });

  it('keeps potential and normal current continuous at the surface', () => {
    const source = [300, -200, 500];
    const direction = [0.6, 0.48, 0.64];
    const phi = (r: number) => at(source, scaled(direction, r));
    expect(phi(R)).toBeAllclose(phi(R * (1 + 1e-13)), { rtol: 1e-11 });
    const d = 1;
    const inner = (phi(R) - phi(R - d)) / d;
    const outer = (phi(R + d) - phi(R + 1e-9)) / d;
    expect((0.03 * outer) / (0.3 * inner)).toBeAllclose(1, { rtol: 2e-2 }); // one-sided differences of step R / 1000
  });

  it('tends to a source of the outer medium far outside', () => {
    expect(at([300, 0, 0], [1e9, 0, 0])).toBeAllclose(1 / (4 * Math.PI * 0.03 * 1e9), { rtol: 1e-5 });
  });

  it('is finite at the centre, on the source, and opposite to it', () => {
    expect(at([0, 0, 0], [0, 0, 0], {}, 4)).toBeAllclose(
      (1 / 4 + 9 / R) / (4 * Math.PI * 0.3), // n = 0 of the series: (s_i - s_o) / s_o = 9
      { rtol: 1e-13 },
    );
    for (const contact of [
      [300, 0, 0],
      [-300, 0, 0],
      [0, 0, 0],
      [0, -2000, 0],
    ])
      expect(Number.isFinite(at([300, 0, 0], contact, {}, 2))).toBe(true);
    const empty = new OneSphereVolumeConductor({ contacts: [[0, 0, 0]] });
    expect(empty.transformationMatrix(lineGeometry([], [])).shape).toEqual([1, 0]);
  });

  it('refuses bad input', () => {
    expect(() => at([R, 0, 0], [0, 0, 0])).toThrow(/^geometry: Expected mid-points inside the sphere/);
    expect(() => at([0, 0, 0], [0, 0, 1], { sigmaO: 0 })).toThrow(/^sigmaO: Expected a finite number > 0/);
    expect(() => at([0, 0, 0], [0, 0, 1], { radius: -1 })).toThrow(/^radius: Expected a finite number > 0/);
    expect(() => at([0, 0, 0], [0, 0, 0], {}, 0)).toThrow(
      /^contacts \(contact0\): Expected a place off segment 0/,
    );
  });
});
