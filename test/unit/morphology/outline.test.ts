import { describe, expect, it } from 'vitest';
import { segmentOutlines, type Polygon } from '../../../src/morphology/outline.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

const area = ({ x, y }: Polygon) => {
  let sum = 0;
  for (let k = 0; k < x.length; k++) {
    const next = (k + 1) % x.length;
    sum += (x[k] * y[next] - x[next] * y[k]) / 2;
  }
  return sum;
};

describe('outlines of segments', () => {
  const geometry = lineGeometry(
    [
      [0, 0, 0],
      [5, 6, 7],
      [0, 0, 0],
      [1, 1, 1],
    ],
    [
      [30, 0, 40],
      [5, 26, 7],
      [0, 30, 40],
      [1, 1, 1],
    ],
    [10, 4, 6, 2],
  );

  it('is a rectangle in the plane of the segment', () => {
    const [{ x, y }] = segmentOutlines(geometry);
    // Along (3, 4)/5, across (-4, 3)/5, counter-clockwise from the end.
    expect(x).toBeAllclose([34, 26, -4, 4], { atol: 1e-12 });
    expect(y).toBeAllclose([37, 43, 3, -3], { atol: 1e-12 });
  });

  it('is a circle where the segment stands upright', () => {
    const { x, y } = segmentOutlines(geometry)[1];
    for (let k = 0; k < x.length; k++) expect(Math.hypot(x[k] - 5, y[k] - 7)).toBeAllclose(2);
    expect(x.length).toBe(24);
  });

  it('is the shadow of the cylinder in between', () => {
    // 40 um long in the plane, diameter 6; the ends are ellipses with half axes 3 and 3 * 30/50.
    const [shadow] = segmentOutlines(geometry, { segments: [2], roundness: 400 });
    expect(area(shadow)).toBeAllclose(40 * 6 + Math.PI * 3 * 1.8, { rtol: 1e-4 });
    expect(Math.max(...shadow.y)).toBeAllclose(41.8, { rtol: 1e-4 });
  });

  it('takes any plane, mirrored if its letters are exchanged', () => {
    const area4 = (plane: 'xy' | 'zx' | 'xz') => area(segmentOutlines(geometry, { plane, segments: [0] })[0]);
    expect(area4('xz')).toBeAllclose(500);
    expect(area4('zx')).toBeAllclose(500);
    const [flat] = segmentOutlines(geometry, { plane: 'xy', segments: [0], roundness: 300 });
    // 30 um long from above; 40/50 upright.
    expect(area(flat)).toBeAllclose(300 + Math.PI * 5 * 4, { rtol: 1e-4 });
  });

  it('draws a segment without length as a circle, and none for none', () => {
    expect(area(segmentOutlines(geometry, { segments: [3], roundness: 300 })[0])).toBeAllclose(Math.PI, {
      rtol: 1e-4,
    });
    expect(segmentOutlines(geometry, { segments: [] })).toEqual([]);
  });

  it('refuses other planes, segments and roundness', () => {
    expect(() => segmentOutlines(geometry, { plane: 'xx' as never })).toThrow(
      'plane: Expected two different letters of x, y, z, but received "xx"',
    );
    expect(() => segmentOutlines(geometry, { segments: [4] })).toThrow(
      'segments: Expected an integer from 0 to 3, but received 4',
    );
    expect(() => segmentOutlines(geometry, { roundness: 1 })).toThrow('roundness');
  });
});
