/** Networks in threads against the same network in one: spikes, potentials and states are equal to the bit. */
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../../src/errors.ts';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { aeifPscExp } from '../../../../../src/network/point/models/aeifPscExp.ts';
import { startNodeWorker } from '../../../../../src/network/point/threads/startNodeWorker.ts';
import {
  buildThreadedNetwork,
  type ThreadedNetwork,
  type ThreadOptions,
} from '../../../../../src/network/point/threads/threadedNetwork.ts';
import type { NetworkSpec } from '../../../../../src/network/populations.ts';
import { truncatedNormal } from '../../../../../src/numerics/distributions/index.ts';

const delay = truncatedNormal({ mean: 1.5, sd: 0.5, min: 0.4, max: null });

/** Two populations of three and two blocks, every kind of drive, drawn initial states. */
const SPEC: NetworkSpec = {
  dt: 0.1,
  populations: [
    {
      name: 'E',
      size: 700,
      model: 'iaf_psc_exp',
      V_m: truncatedNormal({ mean: -62, sd: 4, min: -70, max: -56 }),
    },
    { name: 'I', size: 300, model: 'iaf_psc_alpha' },
  ],
  projections: ['E', 'I'].flatMap((pre) =>
    ['E', 'I'].map((post) => ({
      pre,
      post,
      rule: { rule: 'pairwise_bernoulli' as const, p: 0.1 },
      weight: pre === 'E' ? truncatedNormal({ mean: 25, sd: 3, min: 0, max: null }) : -90,
      delay,
    })),
  ),
  drives: [
    { type: 'poisson', post: 'E', rate: 8000, weight: 22 },
    { type: 'poisson', post: 'I', rate: 8000, weight: 12 },
    { type: 'current', post: 'E', times: [20, 40], amplitudes: [50, 0] },
  ],
};
const TRACES = [{ population: 'E', neurons: [3, 650], quantities: ['V_m'] }];

const open: ThreadedNetwork[] = [];
async function threaded(spec: NetworkSpec, options: ThreadOptions): Promise<ThreadedNetwork> {
  const network = await buildThreadedNetwork(spec, options, startNodeWorker);
  open.push(network);
  return network;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((n) => n.close()));
});

describe('buildThreadedNetwork', () => {
  it('gives the spikes, traces and states of one thread', { timeout: 60_000 }, async () => {
    const one = buildNetwork(SPEC, { seed: 3 });
    const expected = one.simulate({ duration: 60, transient: 5, record: { traces: TRACES } });
    expect(expected.spikes[0].steps.length).toBeGreaterThan(100);
    expect(expected.spikes[1].steps.length).toBeGreaterThan(20);
    const progress: number[] = [];
    const three = await threaded(SPEC, { seed: 3, threads: 3 });
    expect(three.threads).toBe(3);
    expect(three.synapseCount).toBe(one.synapseCount);
    const result = await three.simulateAsync({
      duration: 60,
      transient: 5,
      record: { traces: TRACES },
      onProgress: (done) => progress.push(done),
    });
    expect(result).toEqual(expected);
    expect(progress.at(-1)).toBe(1);
    const state = await three.save();
    expect(state).toEqual(one.save());
    // On from there: in two threads, of which the state came from three, and in one.
    const two = await threaded(SPEC, { seed: 3, threads: 2 });
    await two.restore(state);
    expect(two.time).toBe(65);
    expect(await two.simulateAsync({ duration: 20 })).toEqual(one.simulate({ duration: 20 }));
  });

  it('cancels between chunks, and goes on afterwards', { timeout: 60_000 }, async () => {
    const network = await threaded(SPEC, { seed: 3, threads: 2 });
    const abort = new AbortController();
    const stopped = await network.simulateAsync({
      duration: 20_000,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    expect(stopped.cancelled).toBe(true);
    expect(stopped.t1).toBeLessThan(20_000);
    expect(stopped.t1).toBe(network.time);
    const rest = await network.simulateAsync({ duration: 10 });
    expect(rest.cancelled).toBe(false);
    const whole = buildNetwork(SPEC, { seed: 3 }).simulate({ duration: 10, transient: stopped.t1 });
    expect(rest).toEqual(whole);
  });

  it('takes models of users from a module', { timeout: 60_000 }, async () => {
    const spec: NetworkSpec = {
      dt: 0.1,
      populations: [{ name: 'A', size: 600, model: aeifPscExp }],
      drives: [{ type: 'poisson', post: 'A', rate: 9000, weight: 800 }],
    };
    await expect(threaded(spec, { threads: 2 })).rejects.toThrow(/model.*name the modules/);
    const module = pathToFileURL('src/network/point/models/aeifPscExp.ts').href;
    const network = await threaded(spec, { threads: 2, modules: [module] });
    const expected = buildNetwork(spec).simulate({ duration: 30 });
    expect(expected.spikes[0].steps.length).toBeGreaterThan(50);
    expect(await network.simulateAsync({ duration: 30 })).toEqual(expected);
  });

  it('reports errors of threads as they are, and ends all threads', { timeout: 60_000 }, async () => {
    const bad = { ...SPEC, drives: [{ type: 'poisson' as const, post: 'E', rate: -1, weight: 1 }] };
    await expect(threaded(bad, { threads: 2 })).rejects.toThrow(ParameterError);
    await expect(threaded(bad, { threads: 2 })).rejects.toThrow(/drives\[0\].rate: Expected .* received -1/);
    await expect(threaded(SPEC, { threads: 0 })).rejects.toThrow(/threads/);
    await expect(
      threaded(SPEC, { threads: 2, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
    const network = await threaded(SPEC, { threads: 2 });
    await expect(network.simulateAsync({ duration: 0.05 })).rejects.toThrow(/duration/);
    const quantity = { population: 'E', neurons: [0], quantities: ['nonsense'] };
    await expect(network.simulateAsync({ duration: 1, record: { traces: [quantity] } })).rejects.toThrow(
      /nonsense/,
    );
    // The threads have heard nothing of either.
    expect(await network.simulateAsync({ duration: 1 })).toEqual(
      buildNetwork(SPEC, { seed: 1 }).simulate({ duration: 1 }),
    );
  });

  it('a sink that throws ends the run', { timeout: 60_000 }, async () => {
    const network = await threaded(SPEC, { threads: 2 });
    const sink = {
      spikes(): void {
        throw new Error('no room');
      },
    };
    await expect(network.simulateAsync({ duration: 100, sink })).rejects.toThrow('no room');
  });

  it('uses no more threads than there are blocks of neurons', { timeout: 60_000 }, async () => {
    const spec: NetworkSpec = { dt: 0.1, populations: [{ name: 'one', size: 1, model: 'iaf_psc_exp' }] };
    const network = await threaded(spec, { threads: 4 });
    expect(network.threads).toBe(1);
    expect((await network.simulateAsync({ duration: 1 })).spikes[0].steps.length).toBe(0);
  });
});
