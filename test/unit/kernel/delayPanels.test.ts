import { describe, expect, it } from 'vitest';
import { delayPanels, ORDER } from '../../../src/kernel/delayPanels.ts';
import {
  constant,
  exponential,
  gamma,
  logNormal,
  normal,
  uniform,
  type ContinuousDistribution,
} from '../../../src/numerics/distributions/index.ts';
import { gaussLegendre } from '../../../src/numerics/quadrature.ts';

/** Mass of every step as the panels have it. */
function masses(law: ContinuousDistribution, dt: number, n: number): Map<number, number> {
  const { weights } = gaussLegendre(ORDER);
  const { classes, atoms } = delayPanels(law, dt, n);
  const out = new Map<number, number>();
  const add = (k: number, mass: number) => out.set(k, (out.get(k) ?? 0) + mass);
  for (const { width, steps, density } of classes)
    for (const [p, k] of steps.entries())
      for (let q = 0; q < ORDER; q++) add(k, (weights[q] * width * density[p * ORDER + q]) / 2);
  for (const { k, mass } of atoms) add(k, mass);
  return out;
}

describe('a delay law cut into panels', () => {
  it.each<[string, ContinuousDistribution]>([
    ['uniform', uniform({ min: 0.33, max: 1.77 })],
    ['exponential', exponential({ mean: 0.02, shift: 0.1 })],
    ['log-normal', logNormal({ median: 0.5, shape: 2 })],
    ['gamma of shape 0.1', gamma({ shape: 0.1, scale: 2 })],
    ['gamma of shape 1.01', gamma({ shape: 1.01, scale: 2, shift: 0.999 })],
    ['normal across zero', normal({ mean: 0, sd: 0.3 })],
    ['normal a fifth of a step wide', normal({ mean: 1.03, sd: 0.02 })],
    ['near-delta', normal({ mean: 1.03, sd: 1e-9 })],
  ])('carries the mass of every step: %s', (_, law) => {
    const dt = 0.1;
    const panels = masses(law, dt, 100);
    // Places inside a law of sd 1e-9 are known to 1e-7 of it.
    const atol = law.sd < 1e-6 ? 1e-6 : 1e-12;
    for (let k = -20; k <= 100; k++)
      expect(panels.get(k) ?? 0).toBeAllclose(law.mass((k - 1) * dt, k * dt), { atol });
  });

  it('shares one class between whole steps, and spends few panels on laws much narrower than a step', () => {
    const wide = delayPanels(exponential({ mean: 2 }), 0.0625, 1600);
    expect(wide.classes).toHaveLength(1);
    const narrow = delayPanels(normal({ mean: 1.03, sd: 1e-9 }), 0.0625, 1600);
    expect(narrow.classes.reduce((sum, c) => sum + c.steps.length, 0)).toBeLessThan(200);
  });

  it('keeps point masses within the window', () => {
    expect(delayPanels(constant({ value: 1.03 }), 0.1, 20).atoms).toEqual([{ k: 11, x: 1.03, mass: 1 }]);
    expect(delayPanels(constant({ value: -0.05 }), 0.1, 20)).toEqual({
      first: 0,
      classes: [],
      atoms: [{ k: 0, x: -0.05, mass: 1 }],
    });
    expect(delayPanels(constant({ value: 3 }), 0.1, 20).atoms).toEqual([]);
  });
});
