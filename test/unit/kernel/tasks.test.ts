/** Kernels of large cells as tasks: the same numbers, progress on the way, and a cancel that is heard within one kernel. */
import { describe, expect, test } from 'vitest';
import { KernelApprox } from '../../../src/kernel/KernelApprox.ts';
import { constant, truncatedNormal, uniform } from '../../../src/numerics/distributions/index.ts';
import { Cancelled, Progress } from '../../../src/study/progress.ts';
import { branchedCell, yCell } from '../../support/cells.ts';
import type { Cell } from '../../../src/cable/cell.ts';

function model(cell: Cell): KernelApprox {
  const E = {
    size: 100,
    probability: 0.1,
    multapse: constant({ value: 2 }),
    delay: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
    synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
    placement: { sections: 'all', layers: [{ law: uniform({ min: 0, max: 200 }) }] },
  } as const;
  return new KernelApprox({ cell, Y: 'Y', size: 20, presynaptic: { E } });
}
/** 474 segments: too many to be diagonalised in full. */
const large = branchedCell(7, 3, 'passive');
const options = { dt: 1 / 16, tau: 40 };

describe.each(['exact', 'nrn'] as const)('the kernel of a large cell by the solver %s', (solver) => {
  const task = () => model(large).currentKernelTask('E', { ...options, solver });

  test('says often how far it is, and is the same', () => {
    const shares: number[] = [];
    const work = task();
    let step = work.next();
    for (; !step.done; step = work.next()) shares.push(step.value);
    expect(shares.length).toBeGreaterThan(20);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    // No long silence: in no part of the work is more than a quarter of it left out.
    const gaps = shares.map((share, i) => share - (shares[i - 1] ?? 0));
    expect(Math.max(...gaps, 1 - shares.at(-1)!)).toBeLessThan(0.25);
    expect(step.value).toEqual(model(large).currentKernel('E', { ...options, solver }));
  });

  test('stops within the kernel once cancelled', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const progress = new Progress({
      signal: controller.signal,
      observe({ fraction }) {
        seen.push(fraction);
        if (fraction > 0.3) controller.abort();
      },
    });
    await expect(progress.drain(task())).rejects.toThrow(Cancelled);
    expect(seen.at(-1)).toBeLessThan(0.7);
  });
});

test('a small cell has nothing to say on the way but its modes', () => {
  const kernels = model(yCell('passive'));
  const shares = [...kernels.currentKernelTask('E', { dt: 0.5, tau: 10 })];
  expect(shares.length).toBeLessThan(20);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});
