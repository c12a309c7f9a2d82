/** Exact means over discs and squares: the axis of a disc, near and touching sources, least distances, and no steps between the ways. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisNodes,
  axisRule,
  lineAxisMean,
  longLineAxisMean,
  MOST_NODES,
  pointAxisMean,
} from '../../../src/forward/axisRule.ts';
import { faceOf, type Face } from '../../../src/forward/contactRule.ts';
import { discMean } from '../../../src/forward/facePotential.ts';
import { meanInverseDistance } from '../../../src/forward/lineSourcePotential.ts';
import { nearLineMean, nearPointMean } from '../../../src/forward/nearFace.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { integrateAdaptive, integrateGauss } from '../../../src/numerics/quadrature.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];
const dot = (a: readonly number[], b: readonly number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const UP: Face = faceOf('normal', [0, 0, 1]);

/** 1/distance from a place in the plane z = 0, averaged over the segment; `least` as for isotropic lines. */
function lineAt(x: number, y: number, s: P, e: P, least: number): number {
  const L = Math.hypot(e[0] - s[0], e[1] - s[1], e[2] - s[2]);
  const u = e.map((v, k) => (v - s[k]) / L);
  const d = [x - e[0], y - e[1], -e[2]];
  const h = dot(d, u);
  const rho = Math.hypot(...d.map((v, k) => v - h * u[k]));
  return meanInverseDistance(h, Math.max(rho, least) ** 2, L);
}

/** The mean over the unit disc by nested quadrature in polar coordinates, of a function that is smooth there. */
const overDisc = (f: (x: number, y: number) => number) =>
  integrateAdaptive(
    (r) => (r * integrateGauss((p) => f(r * Math.cos(p), r * Math.sin(p)), 0, 2 * Math.PI, 120)) / Math.PI,
    0,
    1,
    { rtol: 1e-14 },
  );

const onAxis = (s: P, e: P, w: readonly number[], a: number, m?: number) => {
  const numbers = [dot(s, s), dot(e, e), dot(s, w), dot(e, w)] as const;
  const nodes = m ?? axisNodes(...numbers, dot(s, e), a);
  const L = Math.hypot(e[0] - s[0], e[1] - s[1], e[2] - s[2]);
  return { nodes, mean: nodes === 0 ? NaN : lineAxisMean(...numbers, L, a, axisRule(nodes)) };
};

const long = (s: P, e: P, w: readonly number[], a: number, m: number) => {
  const L = Math.hypot(e[0] - s[0], e[1] - s[1], e[2] - s[2]);
  const u = e.map((v, k) => (v - s[k]) / L);
  const h = -dot(e, u);
  const p = e.map((v, k) => -v - h * u[k]);
  return longLineAxisMean(h, dot(p, p), dot(p, w), dot(u, w), L, a, axisRule(m));
};

describe('the axis of a disc', () => {
  it('has weights that sum to 1 and takes harmonic polynomials up to degree 2m - 1', () => {
    for (let m = 1; m <= MOST_NODES; m++) {
      const { t, weights } = axisRule(m);
      expect(weights.reduce((a, b) => a + b)).toBeAllclose(1, { rtol: 1e-15 });
      // r^n P_n(cos) at i t is (i t)^n; its mean over the disc P_n(0) 2 / (n + 2).
      let legendre = 1;
      for (let n = 2; n < 2 * m; n += 2) {
        legendre *= -(n - 1) / n;
        const sum = weights.reduce((total, w, j) => total + w * t[j] ** n, 0) * (n % 4 === 0 ? 1 : -1);
        expect(sum).toBeAllclose((legendre * 2) / (n + 2), { rtol: 1e-13 });
      }
    }
  });

  it('is the mean over a disc of points (closed form) and lines (quadrature over the face)', () => {
    const coordinate = fc.double({ min: -6, max: 6, noNaN: true });
    const place = fc.tuple(coordinate, coordinate, coordinate);
    let compared = 0;
    fc.assert(
      fc.property(place, place, (s, e) => {
        const [s2, sw] = [dot(s, s), s[2]];
        const nodes = axisNodes(s2, s2, sw, sw, s2, 1);
        if (nodes > 0 && s2 < 90)
          expect(pointAxisMean(s2, sw, 1, axisRule(nodes))).toBeAllclose(discMean(s, 1, 0)!, { rtol: 2e-13 });
        const line = onAxis(s, e, UP.w, 1);
        fc.pre(line.nodes > 0 && line.nodes <= 22 && Math.hypot(...s.map((v, k) => v - e[k])) > 0.1);
        compared++;
        expect(line.mean).toBeAllclose(
          overDisc((x, y) => lineAt(x, y, s, e, 0)),
          { rtol: 1e-12 },
        );
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it('keeps its digits beside segments ten thousand times longer than their distance', () => {
    for (const L of [10, 100, 1e4])
      for (const [s, e] of [
        [
          [-0.3 * L, 2, 1],
          [0.7 * L, 2, 1.5],
        ],
        [
          [2, 0.1, 0.5],
          [2 + 0.8 * L, 0.6 * L, 0.5],
        ],
        [
          [0, 0.2, 3],
          [0.1, 0, 3 + L],
        ],
      ] as [P, P][]) {
        const { nodes } = onAxis(s, e, UP.w, 1);
        expect(long(s, e, UP.w, 1, nodes)).toBeAllclose(
          overDisc((x, y) => lineAt(x, y, s, e, 0)),
          { rtol: 1e-13 },
        );
        if (L === 10)
          expect(onAxis(s, e, UP.w, 1).mean).toBeAllclose(long(s, e, UP.w, 1, nodes), { rtol: 1e-13 });
      }
  });
});

describe('near faces', () => {
  const turned = faceOf('normal', [1, 2, -0.5]);

  it('lines: as by the disc’s axis where both apply, in any direction', () => {
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
    const place = fc.tuple(coordinate, coordinate, coordinate);
    let compared = 0;
    fc.assert(
      fc.property(place, place, (s, e) => {
        const { nodes, mean } = onAxis(s, e, turned.w, 1);
        fc.pre(nodes > 0 && Math.hypot(...s.map((v, k) => v - e[k])) > 0.1);
        compared++;
        expect(nearLineMean(s, e, turned, 'circle', 1, 0)).toBeAllclose(mean, { rtol: 1e-12 });
      }),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(40);
  });

  it('lines far beyond an end: with few nodes across the face', () => {
    for (const h of [4.2, 6, 9.9, 10.2, 15, 39, 41, 200])
      for (const face of [turned, faceOf('normal', [1, 0.3, 0.2])]) {
        const [s, e]: [P, P] = [
          [h + 3, 1, 0.5],
          [h, 0.6, 0.3],
        ];
        expect(nearLineMean(s, e, face, 'circle', 1, 0)).toBeAllclose(onAxis(s, e, face.w, 1, 30).mean, {
          rtol: 5e-15,
        });
      }
  });

  it('touching and crossing lines: by reciprocity the disc’s closed potential averaged along the line', () => {
    for (const [s, e] of [
      [
        [0.3, 0.1, -0.4],
        [-0.2, 0.5, 0.8],
      ],
      [
        [0.3, 0.1, 0],
        [2, 0.5, 0.8],
      ],
      [
        [-2, 0.3, 0],
        [3, 0.4, 0],
      ],
      [
        [0.2, 0.3, -1],
        [0.2, 0.3, 2],
      ],
      [
        [1, 0, -1],
        [1, 0, 1],
      ],
    ] as [P, P][])
      for (const shape of ['circle', 'square'] as const) {
        const at = (t: number) => s.map((v, k) => v + t * (e[k] - v)) as P;
        const crossing = s[2] === e[2] ? [] : [s[2] / (s[2] - e[2])];
        const closed = (p: P) =>
          shape === 'circle' ? discMean(p, 1, 0)! : nearPointMean(p, UP, 'square', 1, 0);
        const rims = [-1, 1, -0.3, 0.3].map((x) => (x - s[0]) / (e[0] - s[0]));
        const mean = integrateAdaptive((t) => closed(at(t)), 0, 1, {
          breakpoints: [...crossing, ...rims].filter((t) => t > 0 && t < 1).toSorted((x, y) => x - y),
          rtol: 1e-11,
        });
        expect(nearLineMean(s, e, UP, shape, 1, 0)).toBeAllclose(mean, { rtol: 1e-9 });
      }
  });

  it('points within the least distance: closed forms where the sphere is about the disc or cuts it inside the rim', () => {
    expect(nearPointMean([0.2, 0.1, 0.3], UP, 'circle', 1, 3)).toBeAllclose(1 / 3, { rtol: 1e-12 });
    expect(nearPointMean([0.2, 0.1, 0.3], UP, 'square', 1, 3)).toBeAllclose(1 / 3, { rtol: 1e-12 });
    // On the axis at the depth z: 1/r_i up to c = sqrt(r_i^2 - z^2), beyond it the potential of a ring.
    const [z, least] = [0.3, 0.5];
    const c2 = least ** 2 - z ** 2;
    const expected = c2 / least + 2 * (Math.hypot(1, z) - least);
    expect(nearPointMean([0, 0, z], UP, 'circle', 1, least)).toBeAllclose(expected, { rtol: 1e-11 });
    // Off the axis: what the sphere takes away does not depend on where it is, as long as it is inside the rim.
    const taken = expected - discMean([0, 0, z], 1, 0)!;
    const place: P = [0.4, -0.2, z];
    expect(nearPointMean(place, UP, 'circle', 1, least)).toBeAllclose(discMean(place, 1, 0)! + taken, {
      rtol: 1e-11,
    });
  });

  it('lines within the least distance: brute force', () => {
    for (const [s, e, least] of [
      [[0.3, 0.1, -0.4], [-0.2, 0.5, 0.8], 0.3],
      [[-2, 0.3, 0.1], [3, 0.4, 0.2], 0.4],
      [[0.2, 0.3, 1], [0.2, 0.3, 2], 0.5],
      [[0.9, 0, 400], [0.9, 0.1, 410], 0.6],
      [[0, 0, 1], [0, 0.1, 2], 5],
    ] as [P, P, number][])
      for (const shape of ['circle', 'square'] as const) {
        const n = 250;
        let sum = 0;
        let count = 0;
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            const x = (2 * i + 1) / n - 1;
            const y = (2 * j + 1) / n - 1;
            if (shape === 'circle' && x * x + y * y > 1) continue;
            sum += lineAt(x, y, s, e, least);
            count++;
          }
        // Midpoint rule: 1/n^2 inside, 1/n^1.5 of the range at the circular rim.
        expect(nearLineMean(s, e, UP, shape, 1, least)).toBeAllclose(sum / count, { rtol: 3e-4 });
      }
  });
});

describe('RecExtElectrode with finite contacts', () => {
  const coordinate = fc.double({ min: -60, max: 60, noNaN: true });
  const place = fc.tuple(coordinate, coordinate, coordinate);

  it('has no step where the way of averaging changes', () => {
    const ends = fc.tuple(place, place);
    const factor = fc.double({ min: 0.02, max: 30, noNaN: true });
    fc.assert(
      fc.property(
        ends,
        factor,
        fc.constantFrom('circle' as const, 'square' as const),
        fc.constantFrom('pointsource' as const, 'linesource' as const),
        ([s, e], f, contactShape, method) => {
          // Two sizes of one contact, a millionth of a millionth apart, on either side of any switch.
          const of = (contactRadius: number) =>
            new RecExtElectrode({
              contacts: [[0, 0, 0]],
              normals: [1, 2, 0.5],
              contactRadius,
              contactShape,
              method,
            }).transformationMatrix(lineGeometry([s], [e], [0.5])).data[0];
          const M = of(f);
          expect(M).toBeGreaterThan(0);
          expect(of(f * (1 + 1e-13))).toBeAllclose(M, { rtol: 1e-11 });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is finite and positive for anything that is, down to nothing and up to a metre', () => {
    const anything = fc.oneof(coordinate, fc.constantFrom(0, 1, -1, 1e-9, 1e6, -1e6, 1e-160));
    const anywhere = fc.tuple(anything, anything, anything);
    fc.assert(
      fc.property(
        anywhere,
        anywhere,
        anywhere,
        fc.constantFrom(1e-3, 0.5, 7, 50),
        fc.constantFrom('circle' as const, 'square' as const),
        fc.constantFrom('pointsource' as const, 'linesource' as const, 'root_as_point' as const),
        (contact, s, e, contactRadius, contactShape, method) => {
          const M = new RecExtElectrode({
            contacts: [contact],
            normals: [0, 1, 1],
            contactRadius,
            contactShape,
            method,
          }).transformationMatrix(lineGeometry([s, s], [e, e], [1, 2]));
          for (const v of M.data) expect(v > 0 && v < 1).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
