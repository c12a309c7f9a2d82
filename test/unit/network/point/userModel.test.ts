/** A model that a user defines: with receptor ports of its own, per-neuron parameters, recording, checkpoints, shares. */
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NeuronModel } from '../../../../src/network/point/model.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import { row } from '../../../../src/numerics/array2d.ts';

const DT = 0.5;

/** Counts what arrives at three ports; spikes and empties itself when the count of all is `most`. */
const counter: NeuronModel = {
  name: 'counter',
  description: 'adds up its inputs',
  parameters: { most: { default: 10, unit: '', rule: 'positive', description: 'count at which it spikes' } },
  state: {
    a: { unit: '', initial: 0, description: 'port a' },
    b: { unit: '', initial: (p) => p.most / 10, description: 'port b' },
    current: { unit: 'pA', initial: 0, description: 'external current in the last step' },
  },
  receptors: [
    { name: 'a', unit: '', weights: 'positive' },
    { name: 'b', unit: '', weights: 'any' },
    { name: 'c', unit: '', weights: 'any' },
  ],
  recordables: {
    a: { unit: 'inputs', description: 'port a' },
    total: { unit: 'inputs', value: ({ a, b }, _, n) => a[n] + b[n], description: 'both ports' },
    current: { unit: 'pA', description: 'external current' },
  },
  create:
    ({ state: { a, b, current: last }, parameters: { most } }) =>
    ({ begin, end, input, at, current, currentAt, spikes }) => {
      let count = 0;
      for (let n = begin; n < end; n++) {
        a[n] += input[0][at + n];
        b[n] += input[1][at + n] + 100 * input[2][at + n];
        last[n] = current[currentAt + n];
        if (a[n] + b[n] < most[n]) continue;
        a[n] = 0;
        b[n] = 0;
        spikes[count++] = n;
      }
      return count;
    },
};

const spec = (size: number): NetworkSpec => ({
  dt: DT,
  populations: [
    { name: 'C', size, model: counter, params: { most: Array.from({ length: size }, (_, n) => 10 + n) } },
  ],
  projections: [
    {
      pre: 'C',
      post: 'C',
      rule: { rule: 'pairwise_bernoulli', p: 0.05 },
      weight: 1,
      delay: 1,
      receptor: 'b',
    },
  ],
  drives: [
    { type: 'poisson', post: 'C', rate: 1000, weight: 2 },
    { type: 'poisson', post: 'C', rate: 100, weight: -1 },
    { type: 'spikes', post: 'C', trains: Array.from({ length: size }, () => [2]), weight: 1, receptor: 'c' },
    { type: 'current', post: 'C', times: [0, 3], amplitudes: [7, 9], neurons: [1] },
  ],
});

const flat = (spikes: readonly { steps: Int32Array; ids: Int32Array }[]): number[] =>
  spikes.flatMap((s) => Array.from(s.steps, (step, i) => step * 1e5 + s.ids[i]));

describe('a model of a user', () => {
  it('receives what is sent to its ports', () => {
    const { spikes, traces } = buildNetwork(
      {
        dt: DT,
        populations: [{ name: 'C', size: 2, model: counter }],
        drives: [
          { type: 'spikes', post: 'C', trains: [[0, 1], [0]], weight: 3, delay: 1 },
          { type: 'spikes', post: 'C', trains: [[], [0.5]], weight: 0.25, delay: 1, receptor: 'b' },
          { type: 'spikes', post: 'C', trains: [[1.5], []], weight: 1, delay: 1, receptor: 'c' },
          { type: 'current', post: 'C', times: [1], amplitudes: [5], neurons: [1] },
        ],
      },
      {},
    ).simulate({
      duration: 3,
      record: { traces: [{ population: 'C', neurons: [0, 1], quantities: ['a', 'total', 'current'] }] },
    });
    const [a, total, current] = traces;
    expect(Array.from(row(a.data, 0))).toEqual([0, 3, 3, 6, 0, 0]);
    expect(Array.from(row(total.data, 1))).toEqual([1, 4, 4.25, 4.25, 4.25, 4.25]);
    expect(Array.from(row(current.data, 1))).toEqual([0, 0, 5, 5, 5, 5]);
    expect([a.unit, total.unit, current.unit]).toEqual(['inputs', 'inputs', 'pA']);
    expect(flat(spikes)).toEqual([5e5]);
  });

  it('runs in shares, is saved and restored like any other', () => {
    const whole = buildNetwork(spec(600), { seed: 1 });
    const before = flat(whole.simulate({ duration: 20 }).spikes);
    const state = structuredClone(whole.save());
    const after = flat(whole.simulate({ duration: 20 }).spikes);
    expect(before.length).toBeGreaterThan(100);
    const shared = buildSharedNetwork(spec(600), 3, { seed: 1 });
    expect(flat(shared.simulate({ duration: 20 }).spikes)).toEqual(before);
    const other = buildSharedNetwork(spec(600), 2, { seed: 1 });
    other.restore(state);
    expect(flat(other.simulate({ duration: 20 }).spikes)).toEqual(after);
  });

  it('has its names checked', () => {
    const population = { name: 'C', size: 1, model: counter };
    const build = (change: object) => () =>
      buildNetwork({ dt: DT, populations: [{ ...population, ...change }] });
    expect(build({ params: { least: 1 } })).toThrow(/parameters of counter \(most\).*"least"/);
    expect(build({ params: { most: 0 } })).toThrow(/populations\[0\].params.most/);
    expect(build({ V_m: 0 })).toThrow(/populations\[0\].V_m.*state variables of counter/);
    expect(() =>
      build({})().simulate({
        duration: 1,
        record: { traces: [{ population: 'C', neurons: [0], quantities: ['b'] }] },
      }),
    ).toThrow(/quantities of counter \(a, total, current\).*"b"/);
    expect(() =>
      buildNetwork({
        dt: DT,
        populations: [population],
        drives: [{ type: 'poisson', post: 'C', rate: 1, weight: -1, receptor: 'a' }],
      }),
    ).toThrow(/drives\[0\].weight.*positive weight/);
  });
});
