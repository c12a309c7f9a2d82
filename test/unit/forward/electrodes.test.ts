/** Electrodes in an infinite medium and in a slice: means over contacts, images, limits, bad input. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faceOf, faceRule } from '../../../src/forward/contactRule.ts';
import { discMean, squareMean } from '../../../src/forward/facePotential.ts';
import { LineSourcePotential } from '../../../src/forward/lineSourcePotential.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode, type RecMEAElectrodeOptions } from '../../../src/forward/recMEAElectrode.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];
const CELL = lineGeometry(
  [
    [0, 0, 20],
    [10, -5, 60],
    [40, 20, 100],
  ],
  [
    [0, 0, 40],
    [30, 15, 90],
    [-20, 60, 180],
  ],
  [10, 2, 1],
);

describe('the rules over a face', () => {
  it('are exact for polynomials up to degree 4k - 1', () => {
    for (const k of [1, 2, 3, 5])
      for (let px = 0; px < 4 * k; px += 2)
        for (let py = 0; px + py < 4 * k; py += 2) {
          const mean = (shape: 'circle' | 'square') => {
            const { x, y, weights } = faceRule(shape, k);
            return weights.reduce((sum, w, i) => sum + w * x[i] ** px * y[i] ** py, 0);
          };
          expect(mean('square')).toBeAllclose(1 / ((px + 1) * (py + 1)), { rtol: 1e-13 });
          // The mean of x^a y^b over the unit disc: (a - 1)!! (b - 1)!! 2 / ((a + b)!! (a + b + 2)).
          const odd = (n: number): number => (n <= 1 ? 1 : n * odd(n - 2));
          const disc = (2 * odd(px - 1) * odd(py - 1)) / (odd(px + py) * (px + py + 2));
          const even = (n: number): number => (n <= 1 ? 1 : n * even(n - 2));
          expect(mean('circle')).toBeAllclose((disc * odd(px + py)) / even(px + py), { rtol: 1e-13 });
        }
  });

  it('have closed forms for 1/distance: against one angle (disc) or one side (square) done by quadrature', () => {
    const coordinate = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 0.05, max: 5, noNaN: true }), (x, y, z) => {
        // Over the disc: rays from the foot of the point, each giving the distances at its ends.
        const closed = discMean([x, y, z], 1, 0)!;
        const rho = Math.hypot(x, y);
        // Green: the flux through the rim of (sqrt(d^2 + z^2) - z) / d^2 times the vector d from the foot.
        const integrand = (phi: number) => {
          const d2 = (1 - rho) ** 2 + 4 * rho * Math.sin(phi / 2) ** 2;
          return (1 - rho * Math.cos(phi)) / (Math.sqrt(d2 + z * z) + z);
        };
        const rim = (2 * integrateAdaptive(integrand, 0, Math.PI, { rtol: 1e-14 })) / Math.PI;
        expect(closed).toBeAllclose(rim, { rtol: 1e-11 });
        const side = (s: number) =>
          (Math.asinh((1 - y) / Math.hypot(s - x, z)) + Math.asinh((1 + y) / Math.hypot(s - x, z))) / 4;
        const breakpoints = x > -1 && x < 1 ? [x] : [];
        expect(squareMean([x, y, z], 1, 0)!).toBeAllclose(
          integrateAdaptive(side, -1, 1, { breakpoints, rtol: 1e-14 }),
          { rtol: 1e-11 },
        );
      }),
      { numRuns: 200 },
    );
  });

  it('have closed forms at special places: centre 2/R, rim 4/(pi R); square centre asinh(1) 2/a', () => {
    expect(discMean([0, 0, 0], 3, 0)).toBeAllclose(2 / 3, { rtol: 1e-15 });
    expect(discMean([0, 3, 0], 3, 0)).toBeAllclose(4 / (3 * Math.PI), { rtol: 1e-15 });
    expect(discMean([0, 3, 1e-9], 3, 0)!).toBeAllclose(4 / (3 * Math.PI), { rtol: 1e-8 });
    expect(discMean([3, 0, 2], 3, 0)!).toBeAllclose(discMean([3 * (1 + 1e-12), 0, 2], 3, 0)!, {
      rtol: 1e-11,
    });
    expect(discMean([0, 0, 2], 3, 0)).toBeAllclose((2 * (Math.hypot(2, 3) - 2)) / 9, { rtol: 1e-14 });
    expect(squareMean([0, 0, 0], 3, 0)).toBeAllclose((2 * Math.asinh(1)) / 3, { rtol: 1e-15 });
    expect(squareMean([3, 3, 0], 3, 0)).toBeAllclose(Math.asinh(1) / 3, { rtol: 1e-15 });
    expect(discMean([40, 0, 0], 3, 0)).toBe(null);
    expect(squareMean([0, 0, 1], 3, 2)).toBe(null);
  });

  it('lie across their normal, squares with a horizontal side', () => {
    const { u, v, w } = faceOf('n', [1, 2, 3]);
    const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, x, i) => s + x * b[i], 0);
    for (const [a, b] of [
      [u, v],
      [v, w],
      [w, u],
    ])
      expect(Math.abs(dot(a, b))).toBeLessThan(1e-15);
    expect(u[2]).toBe(0);
    expect(dot(v, v)).toBeAllclose(1, { rtol: 1e-15 });
    expect(faceOf('n', [0, 0, -2]).u).toEqual([1, 0, 0]);
  });
});

describe('RecExtElectrode', () => {
  const contacts: P[] = [
    [60, 10, 50],
    [-30, 0, 70],
  ];
  const normals: P = [0, 1, 1];

  it('mixes methods: the root as a point, the others as lines', () => {
    const of = (method: 'pointsource' | 'linesource' | 'root_as_point') =>
      new RecExtElectrode({ contacts, method }).transformationMatrix(CELL).data;
    expect(of('pointsource')).toEqual(new PointSourcePotential({ contacts }).transformationMatrix(CELL).data);
    expect(of('linesource')).toEqual(new LineSourcePotential({ contacts }).transformationMatrix(CELL).data);
    expect(of('root_as_point')).toEqual(
      of('linesource').map((v, k) => (k % 3 === 0 ? of('pointsource')[k] : v)),
    );
  });

  it.each(['circle', 'square'] as const)('averages a %s: default and high orders agree', (contactShape) => {
    for (const method of ['pointsource', 'linesource', 'root_as_point'] as const)
      for (const sigma of [0.3, [0.3, 0.4, 0.25] as P]) {
        const options = { contacts, normals, contactRadius: 9, contactShape, method, sigma };
        const M = new RecExtElectrode(options).transformationMatrix(CELL).data;
        const fine = new RecExtElectrode({ ...options, averagingOrder: 30 }).transformationMatrix(CELL).data;
        expect(M).toBeAllclose(fine, { rtol: 1e-11 });
        const point = new RecExtElectrode({ contacts, method, sigma }).transformationMatrix(CELL).data;
        expect(Math.abs(M[0] / point[0] - 1)).toBeGreaterThan(1e-5);
      }
  });

  it('keeps 1e-10 at every distance that its default orders span, and close to a segment', () => {
    for (const distance of [12, 19, 21, 25, 27, 35, 37, 49, 51, 84, 86, 239, 241, 5599, 5601]) {
      const options = { contacts: [[distance, 0, 30] as P], normals: [1, 0, 0.3] as P, contactRadius: 10 };
      const stick = lineGeometry([[0, 0, 0]], [[0, 0, 60]], [1]);
      const M = new RecExtElectrode(options).transformationMatrix(stick).data;
      const fine = new RecExtElectrode({ ...options, averagingOrder: 40 }).transformationMatrix(stick).data;
      expect(M).toBeAllclose(fine, { rtol: 1e-10 });
    }
  });

  it('takes points as given', () => {
    const points = [
      [
        [60, 10, 50],
        [61, 10, 50],
      ] as P[],
      [[-30, 0, 70]] as P[],
    ];
    const M = new RecExtElectrode({ contacts, points }).transformationMatrix(CELL).data;
    const each = new LineSourcePotential({ contacts: points.flat() }).transformationMatrix(CELL).data;
    expect(M).toBeAllclose(
      [0, 1, 2].map((i) => (each[i] + each[3 + i]) / 2).concat(Array.from(each.subarray(6))),
      {
        rtol: 1e-15,
      },
    );
  });

  it('accepts a cell without segments and describes itself', () => {
    const model = new RecExtElectrode({ contacts, contactRadius: 5, normals });
    expect(model.transformationMatrix(lineGeometry([], [])).shape).toEqual([2, 0]);
    expect(JSON.parse(JSON.stringify(model.parameters))).toMatchObject({
      method: 'linesource',
      contactShape: 'circle',
      contactRadius: 5,
      averagingOrder: null,
      points: null,
    });
  });

  it('refuses bad input', () => {
    const make = (o: object) => () => new RecExtElectrode({ contacts, ...o });
    expect(make({ method: 'line' })).toThrow(
      /^method: Expected one of pointsource, linesource, root_as_point/,
    );
    expect(make({ contactRadius: 5 })).toThrow(/^normals: Expected the direction each contact faces/);
    expect(make({ contactRadius: -5 })).toThrow(/^contactRadius: Expected a finite number >= 0/);
    expect(make({ contactRadius: 5, normals: [0, 0, 0] })).toThrow(
      /^normals\[0\]: Expected a direction other/,
    );
    expect(make({ contactRadius: 5, normals: [[0, 0, 1]] })).toThrow(/^normals: Expected one direction/);
    expect(make({ contactShape: 'star' })).toThrow(/^contactShape: Expected circle or square/);
    expect(make({ averagingOrder: 0 })).toThrow(/^averagingOrder: Expected an integer from 1 to 50/);
    expect(make({ points: [[[0, 0, 0]]] })).toThrow(/^points: Expected 2 lists/);
    expect(make({ points: [[], [[0, 0, 0]]] })).toThrow(/^points\[0\]: Expected a list of at least one/);
    expect(make({ points: [[[0, 0]], [[0, 0, 0]]] })).toThrow(/^points\[0\]\[0\]/);
    expect(make({ points: [], contactRadius: 1, normals })).toThrow(/^points: Expected no contactRadius/);
  });
});

describe('RecMEAElectrode', () => {
  const slice = (o: Partial<RecMEAElectrodeOptions> = {}) =>
    new RecMEAElectrode({
      contacts: [
        [50, 0, 0],
        [-20, 30, 0],
      ],
      ...o,
    }).transformationMatrix(CELL).data;
  const METHODS = ['pointsource', 'linesource', 'root_as_point'] as const;

  it('is the infinite medium where all conductivities agree, twice that on glass below an infinite slice', () => {
    for (const method of METHODS) {
      const contacts: P[] = [
        [50, 0, 0],
        [-20, 30, 0],
      ];
      const infinite = new RecExtElectrode({ contacts, method }).transformationMatrix(CELL).data;
      expect(slice({ method, sigmaS: 0.3, sigmaG: 0.3 })).toBeAllclose(infinite, { rtol: 1e-14 });
      expect(slice({ method, sigmaS: 0.3 })).toBeAllclose(
        infinite.map((v) => 2 * v),
        { rtol: 1e-14 },
      );
    }
  });

  it('meets the conditions at the faces: no current through glass, the ratio of currents into saline', () => {
    // Images mirror at both planes: along the glass the vertical field vanishes; grounding by sigmaS -> infinity makes phi(h) = 0.
    const at = (z: number, o: Partial<RecMEAElectrodeOptions> = {}) =>
      slice({ contacts: [[150, 40, z]], method: 'linesource', ...o });
    const d = 0.5;
    const slope = at(d).map((v, k) => (v - at(0)[k]) / d);
    const inside = at(40 + d).map((v, k) => (v - at(40)[k]) / d);
    for (const [k, s] of slope.entries()) expect(Math.abs(s)).toBeLessThan(0.03 * Math.abs(inside[k]));
    const grounded = at(300, { sigmaS: 1e12, steps: 400 });
    const ungrounded = at(300);
    for (const [k, v] of grounded.entries()) expect(Math.abs(v)).toBeLessThan(0.01 * ungrounded[k]);
  });

  it('has converged by default, lines like points', () => {
    for (const method of METHODS) {
      expect(slice({ method })).toBeAllclose(slice({ method, steps: 300 }), { rtol: 1e-14 });
      // A short line is its point, with the same finite series.
      const short = lineGeometry([[0, 0, 100]], [[0, 1e-6, 100]], [0.1]);
      const of = (m: (typeof METHODS)[number]) =>
        new RecMEAElectrode({ contacts: [[50, 0, 0]], method: m, steps: 3 }).transformationMatrix(short).data;
      expect(of(method)).toBeAllclose(of('pointsource'), { rtol: 1e-9 });
    }
    expect(
      Math.abs(
        slice({ method: 'linesource', steps: 3, lineSeries: 'short' })[0] /
          slice({ method: 'linesource', steps: 3 })[0] -
          1,
      ),
    ).toBeGreaterThan(1e-4);
  });

  it('is a mean of points along the line, images and all', () => {
    const n = 4000;
    const a: P = [40, 20, 100];
    const b: P = [-20, 60, 180];
    const at = (t: number) => a.map((v, k) => v + t * (b[k] - v));
    const pieces = Array.from({ length: n }, (_, i) => at((i + 0.5) / n));
    const options = { contacts: [[50, 0, 30] as P], sigmaG: 0.1 };
    const points = new RecMEAElectrode(options).transformationMatrix(lineGeometry(pieces, pieces)).data;
    const line = new RecMEAElectrode({ ...options, method: 'linesource' }).transformationMatrix(
      lineGeometry([a], [b]),
    ).data;
    // The midpoint rule's error: (L / n / distance)^2 / 24.
    expect(points.reduce((s, v) => s + v / n, 0)).toBeAllclose(line[0], { rtol: 1e-7 });
  });

  it('squeezes the cell about its root, and shifts the planes', () => {
    const model = new RecMEAElectrode({ contacts: [[0, 0, 0]], squeezeCellFactor: 0.5 });
    const squeezed = model.squeezed(CELL);
    expect(Array.from(squeezed.start.data.subarray(6))).toEqual([25, 45, 65]);
    expect(squeezed.start.data.subarray(0, 6)).toEqual(CELL.start.data.subarray(0, 6));
    const up = (points: number[][]) => points.map(([x, y, z]) => [x, y, z + 50]);
    const rows = (a: { data: Float64Array }) =>
      [0, 1, 2].map((i) => [a.data[i], a.data[3 + i], a.data[6 + i]]);
    const raised = lineGeometry(up(rows(CELL.start)), up(rows(CELL.end)), [...CELL.diameter]);
    for (const method of METHODS)
      expect(
        new RecMEAElectrode({ contacts: [[50, 0, 50]], zShift: 50, method }).transformationMatrix(raised)
          .data,
      ).toBeAllclose(
        new RecMEAElectrode({ contacts: [[50, 0, 0]], method }).transformationMatrix(CELL).data,
        { rtol: 1e-13 },
      );
  });

  it('averages flat contacts', () => {
    const options = {
      contacts: [
        [50, 0, 0],
        [0, 4, 0],
      ] as P[],
      contactRadius: 8,
    };
    for (const method of METHODS)
      expect(new RecMEAElectrode({ ...options, method }).transformationMatrix(CELL).data).toBeAllclose(
        new RecMEAElectrode({ ...options, method, averagingOrder: 30 }).transformationMatrix(CELL).data,
        { rtol: 1e-10 },
      );
  });

  it('moves contacts inside a line away from its nearest point, without a step at its surface', () => {
    const line = lineGeometry([[0, 0, 100]], [[0, 0, 160]], [20]);
    const at = (x: number, z: number) =>
      new RecMEAElectrode({
        contacts: [[x, 0, z]],
        method: 'linesource',
        sigmaS: 0.3,
        sigmaG: 0.3,
      }).transformationMatrix(line).data[0];
    expect(at(4, 130)).toBeAllclose(at(10, 130), { rtol: 1e-14 });
    expect(at(3, 164)).toBeAllclose(at(6, 168), { rtol: 1e-14 });
    expect(at(0, 94)).toBeAllclose(at(0, 90), { rtol: 1e-14 });
    for (const angle of [0, 0.3, 1, 1.5]) {
      const surface = (r: number) => at(r * Math.cos(angle), 160 + r * Math.sin(angle));
      expect(surface(10 - 1e-9)).toBeAllclose(surface(10 + 1e-9), { rtol: 1e-9 });
    }
  });

  it('keeps finite inside a segment', () => {
    for (const method of METHODS) {
      const M = new RecMEAElectrode({
        contacts: [
          [0, 0, 30],
          [1, 0, 35],
        ],
        method,
      }).transformationMatrix(CELL);
      expect(M.data.every((v) => Number.isFinite(v) && v > 0)).toBe(true);
    }
  });

  it('refuses bad input', () => {
    expect(() => slice({ contacts: [[0, 0, -1]] })).toThrow(
      /^contacts \(contact0\): Expected a depth in the slice/,
    );
    expect(() => slice({ h: 150 })).toThrow(
      /^geometry\.end: Expected depths in the slice, 0 … 150 um \(segment 2\)/,
    );
    expect(() => slice({ sigmaT: 0 })).toThrow(/^sigmaT: Expected a finite number > 0/);
    expect(() => slice({ sigmaS: -1 })).toThrow(/^sigmaS: Expected a finite number >= 0/);
    expect(() => slice({ sigmaS: 0 })).toThrow(/^sigmaS: Expected conductivities for which the images fade/);
    expect(() => slice({ squeezeCellFactor: 1 })).toThrow(
      /^squeezeCellFactor: Expected a number >= 0 and < 1/,
    );
    expect(() => slice({ steps: 0 })).toThrow(/^steps: Expected an integer/);
    expect(() => slice({ lineSeries: 'odd' as 'short' })).toThrow(
      /^lineSeries: Expected consistent or short/,
    );
  });
});
