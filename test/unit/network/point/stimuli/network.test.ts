/** All drives in networks: independent of the number of shares and of interruptions, restored to the bit, and checked. */
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { networkProblems } from '../../../../../src/network/point/checkNetwork.ts';
import type { NetworkSpec } from '../../../../../src/network/populations.ts';
import type { Drive } from '../../../../../src/network/stimuli.ts';
import { outcome } from '../../../../support/pointNetworks.ts';

const N = 700;
const some = [0, 3, 699, 130, 300, 256, 511, 512];
const perSecond = { weight: 60, delay: 0.4 };

/** Strong enough that each makes neurons spike by itself. */
const drives: Drive[] = [
  { type: 'poisson', post: 'A', rate: Array.from({ length: N }, (_, n) => 10 * n), ...perSecond },
  { type: 'poisson', post: 'A', rate: 6000, neurons: some, start: 3, stop: 30.1, ...perSecond },
  {
    type: 'inhomogeneous_poisson',
    post: 'A',
    times: [2, 9.9, 20],
    rates: [9000, 0, 7000],
    start: 5,
    ...perSecond,
  },
  {
    type: 'sinusoidal_poisson',
    post: 'A',
    rate: 5000,
    amplitude: 5000,
    frequency: 40,
    phase: 30,
    ...perSecond,
  },
  { type: 'correlated_poisson', post: 'A', motherRate: 20000, copyProbability: 0.3, ...perSecond },
  { type: 'shared_poisson', post: 'A', rate: 6000, fraction: 0.4, stop: 33, ...perSecond },
  {
    type: 'spikes',
    post: 'A',
    neurons: some,
    trains: some.map((n) => [1, 7 + (n % 5), 8, 8, 30]),
    start: 1,
    stop: 20,
    weight: 900,
  },
  { type: 'current', post: 'A', times: [1, 4], amplitudes: [500, 700], start: 2.5, stop: 31 },
  { type: 'dc', post: 'A', amplitude: some.map((n) => 400 + n), neurons: some, start: 4, stop: 29.9 },
  { type: 'ac', post: 'A', amplitude: 600, offset: 300, frequency: 60, phase: -90, start: 1.3 },
  { type: 'noise', post: 'A', mean: 400, std: 900, interval: 0.7, start: 0.3 },
  { type: 'noise', post: 'A', mean: 400, std: 900, interval: 2, shared: true, stop: 34 },
  { type: 'ornstein_uhlenbeck', post: 'A', mean: 300, sigma: 500, tau: 5 },
  {
    type: 'ornstein_uhlenbeck',
    post: 'A',
    mean: 300,
    sigma: 500,
    tau: 5,
    shared: true,
    initial: -100,
    start: 2,
  },
  {
    type: 'sampled_current',
    post: 'A',
    values: some.map((n) => Array.from({ length: 40 }, (_, i) => 300 + n + 20 * i)),
    neurons: some,
    interval: 0.6,
    start: 3.2,
  },
];

const spec = (own: readonly Drive[]): NetworkSpec => ({
  dt: 0.1,
  populations: [{ name: 'A', size: N, model: 'iaf_psc_exp', params: { C_m: 200, t_ref: 1 } }],
  projections: [
    { pre: 'A', post: 'A', rule: { rule: 'pairwise_bernoulli', p: 0.02 }, weight: 10, delay: 0.6 },
  ],
  drives: own,
});

describe.each(drives.map((d, i) => [`${i}: ${d.type}`, d] as const))('drive %s', (_, drive) => {
  const one = spec([drive]);
  const pieces = [9.9, 0.2, 25];
  const whole = outcome(buildNetwork(one, { seed: 3 }), one, pieces);

  it('gives the same in three shares', () => {
    expect(whole.spikes.length).toBeGreaterThan(4);
    expect(outcome(buildSharedNetwork(one, 3, { seed: 3 }), one, pieces)).toEqual(whole);
  });

  it('goes on from a saved state, also in other shares', () => {
    const first = buildSharedNetwork(one, 2, { seed: 3 });
    const before = outcome(first, one, [9.9, 0.2]);
    // `outcome` has gone one step further.
    const state = structuredClone(first.save());
    first.simulate({ duration: 5 });
    const again = buildNetwork(one, { seed: 3 });
    again.simulate({ duration: 20 });
    again.restore(state);
    const rest = outcome(again, one, [24.9]);
    expect(rest.values).toEqual(whole.values);
    expect([...before.spikes, ...rest.spikes].length).toBeLessThanOrEqual(whole.spikes.length);
    expect(rest.spikes).toEqual(whole.spikes.slice(whole.spikes.length - rest.spikes.length));
  });
});

it('two drives of one description draw different numbers', () => {
  const noise: Drive = { type: 'noise', post: 'A', std: 900 };
  const doubled = outcome(buildNetwork(spec([noise, noise])), spec([]), [5]).values[0];
  const single = outcome(buildNetwork(spec([{ ...noise, std: 1800 }])), spec([]), [5]).values[0];
  const square = (values: number[]): number => values.reduce((s, v) => s + (v + 70) ** 2, 0) / N;
  // Variances of independent noises add: half of what one noise of the double size gives, to 6 standard errors of both.
  expect(square(doubled) / square(single)).toBeGreaterThan(0.5 * (1 - 6 * Math.sqrt(4 / N)));
  expect(square(doubled) / square(single)).toBeLessThan(0.5 * (1 + 6 * Math.sqrt(4 / N)));
});

describe('what may not be', () => {
  const base = { post: 'A', weight: 1 } as const;
  it.each<[string, Drive, RegExp]>([
    [
      'an unknown type',
      { type: 'ramp', post: 'A' } as unknown as Drive,
      /drives\[0\]\.type: Expected poisson, inhomo.*"ramp"/,
    ],
    [
      'a neuron twice',
      { type: 'dc', post: 'A', amplitude: 1, neurons: [1, 1] },
      /drives\[0\]\.neurons\[1\]: Expected every neuron once/,
    ],
    [
      'a neuron that is not there',
      { type: 'poisson', ...base, rate: 1, neurons: [N] },
      /neurons\[0\].*from 0 to 699/,
    ],
    ['stop before start', { type: 'noise', post: 'A', std: 1, start: 5, stop: 4 }, /stop.*not before start/],
    ['times off the grid', { type: 'noise', post: 'A', std: 1, start: 0.05 }, /start.*multiple of dt/],
    ['too few amplitudes', { type: 'dc', post: 'A', amplitude: [1, 2] }, /amplitude.*700 entries/],
    ['no number', { type: 'dc', post: 'A', amplitude: [NaN], neurons: [1] }, /amplitude\[0\].*finite/],
    ['an interval of 0', { type: 'noise', post: 'A', std: 1, interval: 0 }, /interval/],
    ['a negative deviation', { type: 'noise', post: 'A', std: -1 }, /std.*>= 0/],
    ['no time constant', { type: 'ornstein_uhlenbeck', post: 'A', sigma: 1, tau: 0 }, /tau.*> 0/],
    [
      'a rate below 0',
      { type: 'sinusoidal_poisson', ...base, rate: 5, amplitude: 6, frequency: 1 },
      /amplitude.*from 0 to the rate, 5/,
    ],
    [
      'one rate too few',
      { type: 'inhomogeneous_poisson', ...base, times: [0, 1], rates: [1] },
      /rates.*2 values/,
    ],
    [
      'times that do not ascend',
      { type: 'inhomogeneous_poisson', ...base, times: [1, 1], rates: [1, 2] },
      /times\[1\].*after 1 ms/,
    ],
    [
      'a probability above 1',
      { type: 'correlated_poisson', ...base, motherRate: 1, copyProbability: 1.1 },
      /copyProbability.*from 0 to 1/,
    ],
    ['a fraction below 0', { type: 'shared_poisson', ...base, rate: 1, fraction: -0.1 }, /fraction/],
    ['too many inputs', { type: 'shared_poisson', ...base, rate: 1e9 }, /at most 20000 inputs/],
    [
      'samples of different numbers',
      { type: 'sampled_current', post: 'A', neurons: [0, 1], values: [[1], [1, 2]] },
      /values\[1\].*1 samples/,
    ],
    ['trains for others', { type: 'spikes', ...base, trains: [[1]] }, /trains.*700 entries/],
  ])('%s', (_, drive, message) => {
    expect(() => buildNetwork(spec([drive]))).toThrow(message);
    expect(networkProblems(spec([drive])).map((p) => p.message)).toEqual([expect.stringMatching(message)]);
  });
});

it('takes degenerate sizes', () => {
  const empty = spec(
    drives.filter((d) => d.neurons === undefined && !('rate' in d && typeof d.rate !== 'number')),
  );
  const none: NetworkSpec = { ...empty, populations: [{ ...empty.populations[0], size: 0 }] };
  expect(buildNetwork(none).simulate({ duration: 3 }).spikes[0].steps.length).toBe(0);
  const silent = spec([
    { type: 'poisson', post: 'A', rate: 0, neurons: [], ...perSecond },
    { type: 'correlated_poisson', post: 'A', motherRate: 1e5, copyProbability: 0, ...perSecond },
    { type: 'shared_poisson', post: 'A', rate: 1e5, fraction: 0, ...perSecond },
    { type: 'sampled_current', post: 'A', values: [] },
    { type: 'inhomogeneous_poisson', post: 'A', times: [], rates: [], ...perSecond },
    { type: 'dc', post: 'A', amplitude: 1e6, start: 2, stop: 2 },
  ]);
  expect(new Set(outcome(buildNetwork(silent), silent, [20]).values[0])).toEqual(new Set([-70]));
});
