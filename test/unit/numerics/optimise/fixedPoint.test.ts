import { describe, expect, test } from 'vitest';
import { fixedPoint } from '../../../../src/numerics/optimise/fixedPoint.ts';

describe('fixedPoint', () => {
  test('cos x = x', () => {
    const { x, converged, residual } = fixedPoint(([v]) => [Math.cos(v)], { start: [0] });
    expect(converged).toBe(true);
    // The Dottie number; the slope of F there is -0.67, so errors are below the residual times (1 + x).
    expect(x[0]).toBeAllclose(0.7390851332151607, { rtol: 0, atol: 2 * residual + 1e-16 });
  });

  test('where plain iteration diverges: F(x) = 30 - 29 x, y', () => {
    const { x, steps } = fixedPoint(([a, b]) => [Math.max(0, 30 - 29 * b), Math.max(0, 30 - 29 * a)], {
      start: [0, 0],
    });
    expect([...x]).toBeAllclose([1, 1], { rtol: 1e-9 });
    expect(steps).toBeLessThan(100);
  });

  test('of several fixed points the one that is reached from the start: x = x^2', () => {
    const F = ([v]: Float64Array) => [v * v];
    // 0 attracts from below 1. Tolerance of the residual.
    expect(fixedPoint(F, { start: [0.5] }).x[0]).toBeAllclose(0, { rtol: 0, atol: 1e-8 });
    expect(fixedPoint(F, { start: [1] })).toMatchObject({ converged: true, steps: 0 });
  });

  test('says where there is none', () => {
    expect(fixedPoint(([v]) => [v + 1], { start: [0], steps: 20 })).toMatchObject({
      converged: false,
      steps: 20,
    });
  });

  test('no dimension', () => {
    expect(fixedPoint(() => [], { start: [] })).toMatchObject({ converged: true, residual: 0, steps: 0 });
  });

  test.each([
    [() => fixedPoint(() => [NaN], { start: [0] }), 'F[0]: Expected a finite number, but received NaN'],
    [() => fixedPoint(() => [0], { start: [-1] }), 'start[0]: Expected a number >= 0, but received -1'],
    [() => fixedPoint(() => [0], { start: [0], tolerance: 0 }), 'tolerance: Expected a finite number > 0'],
  ])('refuses %#', (call, message) => {
    expect(call).toThrow(message);
  });
});
