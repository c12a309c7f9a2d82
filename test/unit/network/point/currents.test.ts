/** Steady and changing external currents: the same potentials whichever loop takes them, whatever the chunks. */
import { describe, expect, it } from 'vitest';
import { StepCurrents } from '../../../../src/network/point/currents.ts';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import { outcome } from '../../../support/pointNetworks.ts';

const DT = 0.1;
const target = { population: 'A', populationSize: 600, begin: 256, size: 256, first: 10 };

describe('StepCurrents', () => {
  const source = new StepCurrents(
    'd',
    { type: 'current', post: 'A', times: [0.2, 0.5], amplitudes: [3, -1], neurons: [255, 256, 511, 512] },
    target,
    DT,
  );

  it('delivers to the neurons of its share, step by step', () => {
    const neurons = 300;
    const current = new Float64Array(8 * neurons);
    source.deliver(0, 3, current, neurons);
    source.deliver(3, 5, current.subarray(3 * neurons), neurons);
    const of = (element: number) => Array.from({ length: 8 }, (_, k) => current[k * neurons + element]);
    expect(of(10)).toEqual([0, 0, 3, 3, 3, -1, -1, -1]);
    expect(of(10 + 255)).toEqual(of(10));
    expect(current.filter((c) => c !== 0).length).toBe(12);
  });

  it('says for how long it stays the same', () => {
    expect([0, 1, 2, 4, 5, 99].map((from) => source.steady(from))).toEqual([2, 1, 3, 1, Infinity, Infinity]);
  });
});

describe('a network', () => {
  /** One current, changing at multiples of `every` ms, on the fast or the general loops. */
  const spec = (every: number, general: boolean): NetworkSpec => {
    const n = 300;
    const times = Array.from({ length: Math.round(20 / every) }, (_, i) => i * every);
    return {
      dt: DT,
      populations: [
        {
          name: 'A',
          size: n,
          model: 'iaf_psc_exp',
          params: { C_m: general ? new Float64Array(n).fill(250) : 250, tau_syn_in: 3 },
        },
      ],
      projections: [
        { pre: 'A', post: 'A', rule: { rule: 'pairwise_bernoulli', p: 0.1 }, weight: 30, delay: 0.7 },
      ],
      drives: [
        { type: 'poisson', post: 'A', rate: 9000, weight: 45 },
        {
          type: 'current',
          post: 'A',
          times: times.map((t) => Math.round(t / DT) * DT),
          amplitudes: times.map((t) => 300 * Math.sin(t)),
        },
        { type: 'current', post: 'A', times: [3], amplitudes: [100], neurons: [7] },
      ],
    };
  };

  // Every step, within chunks of four, and longer than these.
  it.each([0.1, 0.3, 1, 5.1])('with a current that changes every %s ms', (every) => {
    const fast = outcome(buildNetwork(spec(every, false)), spec(every, false), [7.1, 12]);
    expect(fast.spikes.length).toBeGreaterThan(100);
    expect(outcome(buildNetwork(spec(every, true)), spec(every, true), [7.1, 12])).toEqual(fast);
    const pieces = Array.from({ length: 191 }, () => DT);
    const chopped = outcome(buildNetwork(spec(every, false)), spec(every, false), pieces);
    expect(chopped).toEqual(fast);
  });
});
