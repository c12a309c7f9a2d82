import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LaminarCurrentSourceDensity } from '../../../src/forward/laminarCurrentSourceDensity.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = [number, number, number];

/** Share of one segment in one layer: M times the volume. */
function share(start: P, end: P, radius: number, z0: number, z1: number): number {
  const model = new LaminarCurrentSourceDensity({ zEdges: [[z0, z1]], radius });
  return model.transformationMatrix(lineGeometry([start], [end])).data[0] * Math.PI * radius ** 2 * (z1 - z0);
}

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const anyPoint = fc.tuple(coordinate, coordinate, coordinate);

describe('LaminarCurrentSourceDensity', () => {
  it('divides the current inside by the volume of the cylinder', () => {
    const model = new LaminarCurrentSourceDensity({
      zEdges: [
        [0, 10],
        [10, 30],
      ],
      radius: [2, 4],
    });
    const M = model.transformationMatrix(lineGeometry([[0, 0, 5]], [[0, 0, 15]]));
    expect(M.shape).toEqual([2, 1]);
    expect(M.data).toBeAllclose([0.5 / (Math.PI * 4 * 10), 0.5 / (Math.PI * 16 * 20)]);
    expect(model.channels).toEqual([
      { name: 'z=5', x: 0, y: 0, z: 5 },
      { name: 'z=20', x: 0, y: 0, z: 20 },
    ]);
    expect(model.unit).toBe('nA/um3');
  });

  it.each<[string, number, P, P]>([
    ['through both lids', 10 / 100, [0, 0, -50], [0, 0, 50]],
    ['through the mantle twice, off the axis: chord 2 sqrt(25 - 9) of 40', 8 / 40, [-20, 3, 1], [20, 3, 1]],
    ['through mantle and lid: |x| <= 5 cuts at 0.25, the lid at z = 5 later', 0.25, [0, 0, 0], [20, 0, 4]],
    ['entering by the lid, leaving by the mantle', 0.1, [-10, 0, -10], [10, 0, 10].map((v) => v * 9) as P],
    ['missing the corner', 0, [6, 0, -5], [4, 0, 15]],
    ['tangential to the mantle', 0, [5, -10, 0], [5, 10, 0]],
    ['vertical on the mantle (sqrt(x^2 + y^2) = r is inside)', 0.5, [3, 4, -10], [3, 4, 10]],
    ['vertical outside', 0, [3, 4.001, -10], [3, 4.001, 10]],
    ['in the plane of the lower lid: inside', 1, [-1, 0, -5], [1, 0, -5]],
    ['in the plane of the upper lid: outside', 0, [-1, 0, 5], [1, 0, 5]],
    ['backwards', 10 / 100, [0, 0, 50], [0, 0, -50]],
    ['a point inside', 1, [1, 1, 1], [1, 1, 1]],
    ['a point on the mantle', 1, [3, 4, 0], [3, 4, 0]],
    ['a point outside', 0, [3, 5, 0], [3, 5, 0]],
    ['a point on the upper lid', 0, [0, 0, 5], [0, 0, 5]],
    ['wholly inside', 1, [1, 2, -4], [-3, 0, 4]],
    ['starting on the mantle, outwards', 0, [5, 0, 0], [9, 0, 0]],
  ])('clips a segment %s', (_, expected, start, end) => {
    expect(share(start, end, 5, -5, 5)).toBeAllclose(expected, { atol: 1e-15 });
  });

  it('agrees with counting points along the segment', () => {
    const n = 4000;
    fc.assert(
      fc.property(anyPoint, anyPoint, fc.double({ min: 1, max: 120, noNaN: true }), (a, b, r) => {
        let inside = 0;
        for (let k = 0; k < n; k++) {
          const [x, y, z] = a.map((v, i) => v + ((k + 0.5) / n) * (b[i] - v));
          if (z >= -20 && z < 45 && Math.hypot(x, y) <= r) inside++;
        }
        // Either end of the one interval inside is off by half a spacing at most.
        expect(Math.abs(share(a, b, r, -20, 45) - inside / n)).toBeLessThanOrEqual(1.0001 / n);
      }),
    );
  });

  it('loses no current: layers that cover the cell hold each segment once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyPoint, anyPoint), { maxLength: 6 }), (segments) => {
        const edges = [-100.5, -40, 0, 12.5, 100.5];
        const model = new LaminarCurrentSourceDensity({
          zEdges: edges.slice(1).map((upper, i) => [edges[i], upper]),
          radius: 150,
        });
        const n = segments.length;
        const M = model.transformationMatrix(
          lineGeometry(
            segments.map((s) => s[0]),
            segments.map((s) => s[1]),
          ),
        );
        for (let i = 0; i < n; i++) {
          let total = 0;
          for (let l = 0; l < 4; l++)
            total += M.data[l * n + i] * Math.PI * 150 ** 2 * (edges[l + 1] - edges[l]);
          expect(total).toBeAllclose(1, { rtol: 1e-13 });
        }
      }),
    );
  });

  it('does not depend on the direction of a segment', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (a, b) => {
        // Lids are half-open, which only a horizontal segment in a lid can feel, in both directions alike.
        expect(share(a, b, 60, -30, 30)).toBeAllclose(share(b, a, 60, -30, 30), { atol: 1e-13 });
      }),
    );
  });

  it('stays exact for a segment all but parallel to the axis', () => {
    expect(share([50, 0, -10], [50 + 1e-14, 1e-300, 10], 51, -5, 5)).toBeAllclose(0.5, { rtol: 1e-14 });
    expect(share([50, 0, -10], [50, 1e-200, 10], 49, -5, 5)).toBe(0);
  });

  describe('fromContacts', () => {
    it('meets half-way between contacts in any order', () => {
      const { zEdges } = LaminarCurrentSourceDensity.fromContacts([100, -100, 0], 150).parameters;
      expect(zEdges).toEqual([
        [50, 150],
        [-150, -50],
        [-50, 50],
      ]);
      expect(LaminarCurrentSourceDensity.fromContacts([0, 10, 40], 1).parameters.zEdges).toEqual([
        [-5, 5],
        [5, 25],
        [25, 55],
      ]);
    });

    it('centres layers of a given thickness', () => {
      const model = LaminarCurrentSourceDensity.fromContacts([7], [3], 4);
      expect(model.parameters).toEqual({ zEdges: [[5, 9]], radius: [3] });
    });

    it('refuses what leaves the thickness open', () => {
      expect(() => LaminarCurrentSourceDensity.fromContacts([7], 3)).toThrow(
        /^thickness: .*give the thickness in um/,
      );
      expect(() => LaminarCurrentSourceDensity.fromContacts([7, 7], 3)).toThrow(
        /^z \(sorted\)\[1\]: Expected a number > 7/,
      );
      expect(() => LaminarCurrentSourceDensity.fromContacts([7, 8], 3, 0)).toThrow(/^thickness: Expected/);
    });
  });

  it.each([
    [{ zEdges: [], radius: 1 }, /^zEdges: Expected a list of at least one/],
    [{ zEdges: [[1, 0]], radius: 1 }, /^zEdges\[0\]\[1\]: Expected a number > 1/],
    [{ zEdges: [[0, 1, 2]], radius: 1 }, /^zEdges\[0\]: Expected \[lower, upper\]/],
    [{ zEdges: [[0, NaN]], radius: 1 }, /^zEdges\[0\]\[1\]: Expected a finite number/],
    [{ zEdges: [[0, 1]], radius: [1, 2] }, /^radius: Expected one radius, or one for each of the 1 layers/],
    [{ zEdges: [[0, 1]], radius: -1 }, /^radius: Expected a finite number > 0/],
    [{ zEdges: [[0, 1]], radius: [0] }, /^radius\[0\]: Expected a finite number > 0/],
  ] as [{ zEdges: [number, number][]; radius: number }, RegExp][])('refuses %j', (options, message) => {
    expect(() => new LaminarCurrentSourceDensity(options)).toThrow(message);
  });

  it('refuses a geometry that is not finite, accepts an empty one', () => {
    const model = new LaminarCurrentSourceDensity({ zEdges: [[0, 1]], radius: 1 });
    expect(() => model.transformationMatrix(lineGeometry([[0, 0, 0]], [[0, 0, Infinity]]))).toThrow(
      /^geometry\.end/,
    );
    expect(model.transformationMatrix(lineGeometry([], [])).shape).toEqual([1, 0]);
  });
});
