import { describe, expect, it } from 'vitest';
import { contourSoma, contourStackSoma } from '../../../src/morphology/contour.ts';

/** An ellipse with half axes a and b around (1, 2, 3), its long axis along (1, 2, 2)/3, its short one along (2, -2, 1)/3. */
const ellipse = (n: number, a = 12, b = 5): [number, number, number][] =>
  Array.from({ length: n }, (_, k) => {
    const t = (2 * Math.PI * (k + 0.3)) / n;
    const [u, v] = [(a * Math.cos(t)) / 3, (b * Math.sin(t)) / 3];
    return [1 + u + 2 * v, 2 + 2 * u - 2 * v, 3 + 2 * u + v];
  });

describe('a soma from its outline', () => {
  it('is the solid of revolution of an ellipse', () => {
    const soma = contourSoma(ellipse(4000));
    expect(soma).toHaveLength(21);
    // 4000 points miss the ends of the ellipse by up to 1e-6 of its length.
    for (const [k, [x, y, z, d]] of soma.entries()) {
      const s = 12 * (k / 10 - 1);
      const sign = Math.sign(soma[20][0] - soma[0][0]);
      expect([x, y, z]).toBeAllclose([1 + (sign * s) / 3, 2 + (sign * 2 * s) / 3, 3 + (sign * 2 * s) / 3], {
        rtol: 0,
        atol: 1e-4,
      });
      const inside = Math.abs(s) === 12 ? 0.975 : s / 12;
      expect(d).toBeAllclose(10 * Math.sqrt(1 - inside ** 2), { rtol: 1e-3 });
    }
  });

  it('does not depend on where the outline begins, nor on its direction', () => {
    const points = ellipse(30);
    const reference = contourSoma(points).flat();
    const others = [points.toReversed(), [...points.slice(7), ...points.slice(0, 7)]];
    for (const other of others) {
      const soma = contourSoma(other);
      const turned = soma[0][0] * reference[80] > 0 && Math.abs(soma[0][0] - reference[80]) < 1e-6;
      expect((turned ? soma.toReversed() : soma).flat()).toBeAllclose(reference, { rtol: 1e-9, atol: 1e-9 });
    }
  });

  it('takes the extent of a bay', () => {
    // A C: two arms, one gap between them.
    const c: [number, number, number][] = [
      [0, 0, 0],
      [40, 0, 0],
      [40, 2, 0],
      [10, 2, 0],
      [10, 8, 0],
      [40, 8, 0],
      [40, 10, 0],
      [0, 10, 0],
    ];
    for (const [, , , d] of contourSoma(c)) expect(d).toBeAllclose(10);
  });

  it('refuses what is no outline', () => {
    expect(() => contourSoma([])).toThrow('outline: Expected at least three points, but received "0"');
    expect(() =>
      contourSoma([
        [0, 0, 0],
        [1, 0, 0],
      ]),
    ).toThrow('at least three points');
    expect(() =>
      contourSoma([
        [1, 1, 1],
        [1, 1, 1],
        [1, 1, 1],
      ]),
    ).toThrow('an outline of some length');
    expect(() =>
      contourSoma([
        [0, 0, 0],
        [1, 1, 1],
        [3, 3, 3],
      ]),
    ).toThrow('points on one line');
    expect(() =>
      contourSoma([
        [0, 0, 0],
        [50, 0, 0],
        [0, 0, 0],
        [-9, 3, 0],
        [-9, -3, 0],
      ]),
    ).toThrow('one that folds onto itself');
  });
});

describe('a soma from a stack of outlines', () => {
  it('runs through their centres, each a circle of its area', () => {
    const at = (z: number, n: number) =>
      ellipse(n, 6, 6).map(([x, y]): [number, number, number] => [x, y, z]);
    const circle = (z: number, r: number) =>
      Array.from({ length: 720 }, (_, k): [number, number, number] => [
        r * Math.cos((k * Math.PI) / 360),
        r * Math.sin((k * Math.PI) / 360),
        z,
      ]);
    const soma = contourStackSoma([circle(0, 3), circle(2, 5), circle(5, 4)]);
    // A polygon of 720 corners has 1 - 1.3e-5 of the circle's area.
    expect(soma.flat()).toBeAllclose([0, 0, 0, 6, 0, 0, 2, 10, 0, 0, 5, 8], { rtol: 1e-5, atol: 1e-9 });
    expect(() => contourStackSoma([at(1, 9), at(1, 9)])).toThrow('outlines around different centres');
    expect(() =>
      contourStackSoma([
        [
          [0, 0, 0],
          [1, 1, 1],
          [3, 3, 3],
        ],
      ]),
    ).toThrow('points on one line');
  });
});
