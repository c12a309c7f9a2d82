/** Steps in blocks: the same samples as step by step. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate, type SimulateCellOptions } from '../../../src/cable/simulate.ts';
import { blockLength, stepBlocks } from '../../../src/cable/stepBlocks.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import { ballAndSticks, hayMembrane } from '../../support/activeCells.ts';

const cell = ballAndSticks(hayMembrane);

it('samples, signals and their times do not depend on whether steps come in blocks', () => {
  const M = array2d(2, cell.geometry.n);
  M.data.forEach((_, k) => (M.data[k] = Math.sin(k)));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 150 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: -70, max: 0 }),
      fc.boolean(),
      (last, every, first, v) => {
        const run = (more: SimulateCellOptions['record']) =>
          simulate(cell, {
            dt: 0.0625,
            tstart: first / 16,
            tstop: last / 16,
            inputs: [
              { type: 'ExpSyn', segment: 3, tau: 2, e: 0, weight: 0.05, times: [1] },
              { type: 'IClamp', segment: 0, delay: 0.5, dur: 5, amp: 1 },
            ],
            record: { v: v ? [3, 0] : false, imem: true, dipole: true, probes: { M }, every, ...more },
          });
        const { inputs, ...stepwise } = run({ inputs: true });
        expect(inputs!.shape[1]).toBe(stepwise.times.length);
        expect(run({})).toEqual(stepwise);
      },
    ),
    { numRuns: 30 },
  );
});

it('the time of the step that breaks is told, in blocks and step by step', () => {
  let calls = 0;
  const broken = ballAndSticks({
    mechanisms: [
      { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -70 },
      {
        type: {
          name: 'x',
          reversal: 0,
          gates: [{ name: 'm', power: 1, inf: () => (++calls > 1 + 100 ? NaN : 0.5), tau: () => 1 }],
        },
        form: 'active',
        sections: ['soma'],
        density: 1e-4,
      },
    ],
  });
  const messages = [{}, { inputs: true }].map((record) => {
    calls = 0;
    try {
      simulate(broken, { dt: 0.1, tstop: 30, rates: 'exact', record });
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  });
  // The gate breaks at the end of step 101, the potential in the next.
  expect(messages[0]).toMatch(/gate m of x in segment 0 is not a finite number at 10.2\d* ms/);
  expect(messages[1]).toBe(messages[0]);
});

describe('blocks', () => {
  it.each([
    [1, 64],
    [64, 64],
    [65, 63],
    [1000, 8],
    [100_000, 8],
  ])('of %i nodes have %i steps', (nodes, steps) => {
    expect(blockLength(nodes)).toBe(steps);
  });

  it('stop where a potential is no number', () => {
    const v = new Float64Array(2);
    const blocks = stepBlocks(
      {
        imem: new Float64Array(10),
        v,
        nodeOf: Int32Array.of(1),
        step: (step) => void (v[0] = step === 7 ? Infinity : step),
      },
      { v: true, matrices: [] },
    );
    expect(blocks.most).toBe(5);
    expect(blocks.steps(0, 5)).toBe(5);
    expect(blocks.steps(5, 5)).toBe(3);
    expect(blocks.steps(8, 0)).toBe(0);
  });
});
