import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VolumetricCurrentSourceDensity } from '../../../src/forward/volumetricCurrentSourceDensity.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

const grid = { xEdges: [-10, 0, 10], yEdges: [-10, 10], zEdges: [0, 5, 20] };

describe('VolumetricCurrentSourceDensity', () => {
  it('orders channels x, y, z with z fastest, at the centres of the boxes', () => {
    const model = new VolumetricCurrentSourceDensity(grid);
    expect(model.channels.map((c) => c.name)).toEqual(['x0y0z0', 'x0y0z1', 'x1y0z0', 'x1y0z1']);
    expect(model.channels[3]).toEqual({ name: 'x1y0z1', x: 5, y: 0, z: 12.5 });
    expect(model.volumes).toEqual([1000, 3000, 1000, 3000]);
    expect(model.unit).toBe('nA/um3');
  });

  it('cuts a segment exactly at the planes', () => {
    const M = new VolumetricCurrentSourceDensity(grid).transformationMatrix(
      lineGeometry([[-4, 0, 4]], [[12, 0, 8]]),
    );
    // x = 0 and z = 5 are both crossed at 1/4, x = 10 at 7/8.
    expect(M.data).toBeAllclose([0.25 / 1000, 0, 0, 0.625 / 3000], { atol: 1e-19 });
  });

  it('samples ceil(L / dl) points at the centres of equal parts', () => {
    const model = new VolumetricCurrentSourceDensity({ ...grid, dl: 3 });
    const M = model.transformationMatrix(lineGeometry([[1, 0, 0]], [[1, 0, 10]]));
    // Points at 1.25, 3.75, 6.25, 8.75.
    expect(M.data).toBeAllclose([0, 0, 0.5 / 1000, 0.5 / 3000]);
  });

  it('counts boxes as [a, b), the last one closed', () => {
    const at = (...point: [number, number, number]) =>
      Array.from(
        new VolumetricCurrentSourceDensity(grid).transformationMatrix(lineGeometry([point], [point])).data,
        Math.sign,
      );
    expect(at(0, 0, 5)).toEqual([0, 0, 0, 1]);
    expect(at(10, 10, 20)).toEqual([0, 0, 0, 1]);
    expect(at(-10, -10, 0)).toEqual([1, 0, 0, 0]);
    expect(at(10.001, 0, 1)).toEqual([0, 0, 0, 0]);
  });

  it('loses no current, exactly or sampled', () => {
    const c = fc.double({ min: -10, max: 10, noNaN: true });
    const dl = fc.option(fc.double({ min: 0.1, max: 50, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(c, c, c, c, dl, (x0, y0, x1, z1, spacing) => {
        const model = new VolumetricCurrentSourceDensity({
          ...grid,
          ...(spacing === undefined ? {} : { dl: spacing }),
        });
        const M = model.transformationMatrix(lineGeometry([[x0, y0, 10]], [[x1, -y0, 10 + z1]]));
        expect(M.data.reduce((sum, density, i) => sum + density * model.volumes[i], 0)).toBeAllclose(1, {
          rtol: 1e-12,
        });
      }),
    );
  });

  it.each([
    [{ ...grid, xEdges: [0] }, /^xEdges: Expected at least 2 values/],
    [{ ...grid, yEdges: [0, 0] }, /^yEdges\[1\]: Expected a number > 0/],
    [{ ...grid, zEdges: [0, NaN] }, /^zEdges\[1\]: Expected a finite number/],
    [{ ...grid, dl: 0 }, /^dl: Expected a finite number > 0/],
  ])('refuses %j', (options, message) => {
    expect(() => new VolumetricCurrentSourceDensity(options)).toThrow(message);
  });

  it('refuses a spacing too fine to walk, and accepts a cell without segments', () => {
    const model = new VolumetricCurrentSourceDensity({ ...grid, dl: 1e-9 });
    expect(() => model.transformationMatrix(lineGeometry([[0, 0, 0]], [[0, 0, 10]]))).toThrow(
      /^dl: Expected a spacing/,
    );
    expect(model.transformationMatrix(lineGeometry([], [])).shape).toEqual([4, 0]);
  });
});
