import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InfiniteHomogeneousVolCondMEG } from '../../../src/forward/infiniteHomogeneousVolCondMEG.ts';
import { fluxDensity, TESLA_PER_NA_UM } from '../../../src/forward/magneticField.ts';
import type { Point } from '../../../src/forward/options.ts';
import { SphericallySymmetricVolCondMEG } from '../../../src/forward/sphericallySymmetricVolCondMEG.ts';
import { array2d, multiply, type Array2D } from '../../../src/numerics/array2d.ts';

const vector = (p: Point) => array2d(3, 1, Float64Array.from(p));
const field = (M: Array2D, p: Point) => multiply(M, vector(p)).data;
const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs));

describe('InfiniteHomogeneousVolCondMEG', () => {
  it('is p x R / (4 pi R^3)', () => {
    const model = new InfiniteHomogeneousVolCondMEG({ sensors: [[1, 2, 2]] });
    const H = field(model.transformationMatrix([1, 0, 2]), [3, 5, 7]);
    // R = (0, 2, 0): p x R = (-14, 0, 6)
    expect(H).toBeAllclose([-14, 0, 6].map((v) => v / (4 * Math.PI * 8)));
    expect(model.channels.map((c) => c.name)).toEqual(['sensor0.x', 'sensor0.y', 'sensor0.z']);
    expect(model.channels[2]).toEqual({ name: 'sensor0.z', x: 1, y: 2, z: 2 });
    expect(model.unit).toBe('nA/um');
  });

  it('gives teslas when asked: 1 nA um at 1 um across makes mu_0 1e-3 / (4 pi) T', () => {
    const options = { sensors: [{ name: 'a', x: 1, y: 0, z: 0 }] };
    const B = new InfiniteHomogeneousVolCondMEG({ ...options, field: 'B' });
    expect(B.unit).toBe('T');
    expect(field(B.transformationMatrix([0, 0, 0]), [0, 0, 1])).toBeAllclose([0, 1e-10, 0]);
    const H = new InfiniteHomogeneousVolCondMEG(options).transformationMatrix([0, 0, 0]);
    expect(fluxDensity(H).data).toEqual(B.transformationMatrix([0, 0, 0]).data);
    expect(TESLA_PER_NA_UM).toBeAllclose(4e-7 * Math.PI * 1e-3);
  });

  it('refuses a sensor on the dipole and bad options', () => {
    const model = new InfiniteHomogeneousVolCondMEG({ sensors: [[1, 2, 3]] });
    expect(() => model.transformationMatrix([1, 2, 3])).toThrow(
      /^location: Expected a place other than that of sensor0/,
    );
    expect(() => model.transformationMatrix([1, NaN, 3])).toThrow(/^location\[1\]/);
    expect(() => new InfiniteHomogeneousVolCondMEG({ sensors: [] })).toThrow(
      /^sensors: Expected a list of at least one/,
    );
    expect(() => new InfiniteHomogeneousVolCondMEG({ sensors: [[1, 2, 3]], field: 'T' as 'H' })).toThrow(
      /^field: Expected 'H' or 'B', but received "T"/,
    );
  });
});

describe('SphericallySymmetricVolCondMEG', () => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  const vectors = fc.tuple(coordinate, coordinate, coordinate);
  const sensorOf = ([x, y, z]: number[]): Point => {
    const k = 92000 / Math.hypot(x, y, z);
    return [k * x, k * y, k * z];
  };
  const setting = fc
    .record({ at: vectors, towards: vectors, p: vectors })
    .filter(({ towards }) => Math.hypot(...towards) > 0.1);
  const inside = (at: number[]) => at.map((v) => 45000 * v) as unknown as Point;

  it('does not see radial dipoles', () => {
    fc.assert(
      fc.property(setting, ({ at, towards }) => {
        const location = inside(at);
        const M = new SphericallySymmetricVolCondMEG({ sensors: [sensorOf(towards)] }).transformationMatrix(
          location,
        );
        const H = field(M, at as unknown as Point);
        expect(H).toBeAllclose([0, 0, 0], { atol: 1e-14 * largest(M.data) });
      }),
    );
  });

  it('has the radial component of the dipole alone: volume currents do not contribute to it (Sarvas 1987)', () => {
    fc.assert(
      fc.property(setting, ({ at, towards, p }) => {
        const location = inside(at);
        const sensor = sensorOf(towards);
        const radial = (M: Array2D) =>
          field(M, p as unknown as Point).reduce((sum, h, i) => sum + (h * sensor[i]) / 92000, 0);
        const sphere = new SphericallySymmetricVolCondMEG({ sensors: [sensor] }).transformationMatrix(
          location,
        );
        const free = new InfiniteHomogeneousVolCondMEG({ sensors: [sensor] }).transformationMatrix(location);
        expect(radial(sphere)).toBeAllclose(radial(free), { atol: 1e-13 * largest(free.data) });
      }),
    );
  });

  it('has no curl and no divergence outside, by central differences', () => {
    const h = 10;
    const location: Point = [20000, -30000, 50000];
    const sensor: Point = [10000, 40000, 90000];
    const steps = [0, 1, 2].map((axis) =>
      [h, -h].map((step) => sensor.map((v, i) => v + (i === axis ? step : 0)) as unknown as Point),
    );
    const M = new SphericallySymmetricVolCondMEG({ sensors: steps.flat() }).transformationMatrix(location);
    const H = field(M, [1, 2, -1]);
    const d = (component: number, axis: number) =>
      (H[6 * axis + component] - H[6 * axis + 3 + component]) / (2 * h);
    const scale = Math.abs(d(0, 0)) + Math.abs(d(1, 1)) + Math.abs(d(2, 2));
    // Error of the differences: (h / distance)^2 = 2e-8.
    expect([
      d(0, 0) + d(1, 1) + d(2, 2),
      d(0, 1) - d(1, 0),
      d(1, 2) - d(2, 1),
      d(2, 0) - d(0, 2),
    ]).toBeAllclose([0, 0, 0, 0], { atol: 1e-6 * scale });
  });

  it('sees no dipole at the centre, and refuses a sensor nearer to it than the dipole', () => {
    const model = new SphericallySymmetricVolCondMEG({ sensors: [[0, 0, 90000]] });
    expect([...model.transformationMatrix([0, 0, 0]).data].map(Math.abs)).toEqual(Array(9).fill(0));
    expect(() => model.transformationMatrix([0, 90000, 0])).toThrow(
      /^location: Expected a place nearer to the centre/,
    );
  });

  it('gives teslas when asked', () => {
    const sensors: Point[] = [[0, 0, 90000]];
    const H = new SphericallySymmetricVolCondMEG({ sensors }).transformationMatrix([1000, 0, 70000]);
    const B = new SphericallySymmetricVolCondMEG({ sensors, field: 'B' });
    expect(B.unit).toBe('T');
    expect(B.transformationMatrix([1000, 0, 70000]).data).toBeAllclose(
      H.data.map((h) => h * TESLA_PER_NA_UM),
    );
  });
});
