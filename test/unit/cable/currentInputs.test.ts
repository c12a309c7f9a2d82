import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurrentInputs } from '../../../src/cable/currentInputs.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { InputStates } from '../../../src/cable/inputStates.ts';

const DT = 0.1;
const STEPS = 60;
const nodeOf = Int32Array.of(3, 1, 2, 5);

const events = {
  segment: fc.nat(3),
  times: fc.array(fc.double({ min: 0, max: 7, noNaN: true }), { maxLength: 4 }),
  weight: fc.double({ min: -1, max: 1, noNaN: true }),
};
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ type: fc.constant('ExpSynI' as const), tau: fc.constantFrom(0.01, 0.5, 3), ...events }),
  fc.record({
    type: fc.constant('Exp2SynI' as const),
    tau1: fc.constantFrom(0.02, 0.3),
    tau2: fc.constantFrom(0.5, 4),
    ...events,
  }),
  fc.record({
    type: fc.constant('AlphaSynapseI' as const),
    segment: fc.nat(3),
    onset: fc.constantFrom(0, 1.03),
    tau: fc.constant(0.7),
    imax: fc.constantFrom(0.3, -1),
  }),
  fc.record({
    type: fc.constant('IClamp' as const),
    segment: fc.nat(3),
    delay: fc.constantFrom(0, 2),
    dur: fc.constantFrom(1, 10),
    amp: fc.constantFrom(0.4, -2),
  }),
);

/** Injected change and synaptic current per step and node, one step at a time. */
function stepwise(inputs: readonly Input[]) {
  const v = new Float64Array(6);
  const states = new InputStates(inputs, v, nodeOf, DT);
  const nodes = [...new Set(states.node)];
  let before = nodes.map(() => 0);
  const changes: number[] = [];
  const currents: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const membrane = { v, current: new Float64Array(6), slope: new Float64Array(6) };
    const electrodes = { current: new Float64Array(6), slope: new Float64Array(6) };
    states.deliver(step);
    states.addCurrents(membrane, electrodes, (step + 0.5) * DT);
    states.advance(membrane, DT);
    const injected = nodes.map((k) => -membrane.current[k] - electrodes.current[k]);
    changes.push(...injected.map((i, j) => i - before[j]));
    currents.push(...nodes.map((k) => membrane.current[k]));
    before = injected;
  }
  return { changes, currents, last: [...states.current], nodes };
}

describe('CurrentInputs', () => {
  it('are the inputs taken step by step, however the steps are cut into blocks', () => {
    fc.assert(
      fc.property(
        fc.array(input, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }),
        (inputs, cuts) => {
          const expected = stepwise(inputs);
          const blocks = new CurrentInputs(inputs, nodeOf, DT);
          expect([...blocks.nodes]).toEqual(expected.nodes);
          const n = blocks.nodes.length;
          const table = { changes: new Float64Array(20 * n), currents: new Float64Array(20 * n), most: 20 };
          const all = { changes: [] as number[], currents: [] as number[] };
          for (let step = 0, c = 0; step < STEPS; c++) {
            const count = Math.min(cuts[c % cuts.length], STEPS - step);
            blocks.fill(step, count, table);
            for (let s = 0; s < count; s++)
              for (let j = 0; j < n; j++) {
                all.changes.push(table.changes[20 * j + s]);
                all.currents.push(table.currents[20 * j + s]);
              }
            step += count;
          }
          // To the bit, but for states below 1e-280, which count as none.
          const tolerance = { rtol: 0, atol: 1e-278 };
          expect(all.changes).toBeAllclose(expected.changes, tolerance);
          expect(all.currents).toBeAllclose(expected.currents, tolerance);
          expect([...blocks.current]).toBeAllclose(expected.last, tolerance);
        },
      ),
    );
  });

  it('start with what flows before any event, electrodes apart', () => {
    const inputs: Input[] = [
      { type: 'AlphaSynapseI', segment: 2, onset: -1, tau: 1, imax: 0.5 },
      { type: 'IClamp', segment: 2, delay: -1, dur: 2, amp: 3 },
      { type: 'ExpSynI', segment: 1, tau: 1, weight: 1, times: [0] },
    ];
    const current = new Float64Array(6);
    new CurrentInputs(inputs, nodeOf, DT).start(0, current);
    expect([...current]).toEqual([0, 0, -0.5, 0, 0, 0]);
  });

  it('forget what has died away', () => {
    const run = new CurrentInputs(
      [{ type: 'ExpSynI', segment: 0, tau: 0.2, weight: 1, times: [0] }],
      nodeOf,
      DT,
    );
    const table = { changes: new Float64Array(2660), currents: new Float64Array(2660), most: 2660 };
    run.fill(0, 1, table);
    expect(run.current[0]).toBe(-1);
    // exp(-5 * 266) is no number any more, but would stay at 5e-324.
    run.fill(1, 2660, table);
    run.fill(2661, 1, table);
    expect(run.current[0] + 0).toBe(0);
    expect(run.fault()).toBeUndefined();
  });

  it('name what overflows', () => {
    const run = new CurrentInputs(
      [1, 2].map((segment) => ({ type: 'ExpSynI', segment, tau: 1, weight: segment * 8e307, times: [0, 0] })),
      nodeOf,
      DT,
    );
    run.fill(0, 1, { changes: new Float64Array(2), currents: new Float64Array(2), most: 1 });
    expect(run.fault()).toBe('input 1 (ExpSynI)');
  });
});
