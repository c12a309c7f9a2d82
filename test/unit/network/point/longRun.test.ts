/** Long runs: what is recorded is that of one simulation, whatever interrupts it, on any number of threads. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { simulateLong, type Checkpoints, type LongRunResult } from '../../../../src/network/point/longRun.ts';
import type { PointNetwork } from '../../../../src/network/point/pointNetwork.ts';
import type { NetworkState } from '../../../../src/network/point/state.ts';
import { startNodeWorker } from '../../../../src/network/point/threads/startNodeWorker.ts';
import {
  buildThreadedNetwork,
  type ThreadedNetwork,
} from '../../../../src/network/point/threads/threadedNetwork.ts';
import { mixedNetwork } from '../../../support/pointNetworks.ts';

const spec = mixedNetwork({ sizes: [300, 260, 20] });
const duration = 200;
/** Intervals that divide neither each other nor the chunks of the simulation. */
const record = {
  traces: [
    { population: 'exp', neurons: [290, 3, 3], quantities: ['V_m'], interval: 0.7 },
    { population: 'alpha', neurons: [0, 258], quantities: ['V_m', 'I_syn_ex'] },
    { population: 'delta', neurons: [], quantities: ['V_m'], interval: 1.1 },
  ],
  sums: [
    {
      population: 'alpha',
      quantities: ['I_syn_ex', 'V_m'],
      magnitudes: ['I_syn_in'],
      interval: 1.3,
    },
    { population: 'exp', quantities: ['V_m'], interval: 201 },
  ],
};
const { spikes, traces, sums } = buildNetwork(spec).simulate({ duration, record });
const expected: LongRunResult = { spikes, traces, sums, cancelled: false };

/** What survives the end of the program: spikes and samples up to the last checkpoint, and its state. */
class Memory implements Checkpoints {
  resumed: NetworkState | undefined;
  #spikes: [string, Int32Array, Int32Array][] = [];
  #samples: [number, Float64Array][] = [];
  #kept = [0, 0];
  #state: NetworkState | undefined;
  saves = 0;
  /** Number of checkpoints after which it dies, on the way to the next one. */
  diesAfter = Infinity;

  constructor(readonly interval: number) {}

  spikes(population: string, steps: Int32Array, ids: Int32Array): void {
    this.#spikes.push([population, steps.slice(), ids.slice()]);
  }

  samples(course: number, values: Float64Array): void {
    this.#samples.push([course, values.slice()]);
    if (this.saves >= this.diesAfter) throw new Error('killed');
  }

  save(state: NetworkState): Promise<void> {
    this.saves++;
    this.#state = structuredClone(state);
    this.#kept = [this.#spikes.length, this.#samples.length];
    return Promise.resolve();
  }
  /** A kill: what came after the last checkpoint is lost. */
  afterKill(): this {
    this.#spikes.length = this.#kept[0];
    this.#samples.length = this.#kept[1];
    this.resumed = this.#state;
    this.diesAfter = Infinity;
    return this;
  }

  read(populations: readonly { readonly name: string; readonly size: number }[], dt: number) {
    const flat = (lists: Int32Array[]) => Int32Array.from(lists.flatMap((l) => [...l]));
    const samples: Float64Array[][] = [];
    for (const [course, values] of this.#samples) (samples[course] ??= []).push(values);
    return Promise.resolve({
      samples,
      spikes: populations.map(({ name, size }) => {
        const own = this.#spikes.filter(([population]) => population === name);
        return {
          population: name,
          size,
          dt,
          steps: flat(own.map(([, steps]) => steps)),
          ids: flat(own.map(([, , ids]) => ids)),
        };
      }),
    });
  }
}

type Network = PointNetwork | ThreadedNetwork;
const build = async (threads: number): Promise<Network> =>
  threads === 1 ? buildNetwork(spec) : buildThreadedNetwork(spec, { threads }, startNodeWorker);
async function run(
  threads: number,
  more: { checkpoints?: Checkpoints; signal?: AbortSignal } = {},
): Promise<LongRunResult> {
  const network = await build(threads);
  try {
    return await simulateLong(network, { duration, record, ...more });
  } finally {
    if ('close' in network) await network.close();
  }
}

it('the network of these tests fires, and its samples vary', () => {
  expect(spikes.map((s) => s.steps.length).every((n) => n > 20)).toBe(true);
  expect(traces.map(({ data }) => data.shape)).toEqual([
    [3, 285],
    [2, 2000],
    [2, 2000],
    [0, 181],
  ]);
  expect(sums.map(({ values }) => values.length)).toEqual([153, 153, 153, 0]);
  expect(new Set(traces[0].data.data).size).toBeGreaterThan(100);
});

describe.each([1, 2])('in %s thread(s)', (threads) => {
  it('without checkpoints', { timeout: 60_000 }, async () => {
    expect(await run(threads)).toEqual(expected);
  });

  it('with checkpoints as often as can be', { timeout: 60_000 }, async () => {
    const checkpoints = new Memory(10);
    expect(await run(threads, { checkpoints })).toEqual(expected);
    expect(checkpoints.saves).toBeGreaterThan(1);
  });

  it('killed, resumed in other threads, and resumed at its end', { timeout: 60_000 }, async () => {
    const checkpoints = new Memory(10);
    let kills = 0;
    // The second time after a checkpoint, unless the machine is so fast that there is none before the end.
    for (const saves of [0, 1]) {
      checkpoints.diesAfter = checkpoints.saves + saves;
      await run(threads, { checkpoints }).catch((error: Error) => {
        expect(error.message).toBe('killed');
        kills++;
      });
      checkpoints.afterKill();
    }
    expect(kills).toBeGreaterThan(0);
    expect(await run(3 - threads, { checkpoints })).toEqual(expected);
    checkpoints.afterKill();
    expect(checkpoints.resumed!.step).toBe(2000);
    expect(await run(threads, { checkpoints })).toEqual(expected);
  });
});

it('cancelled: nothing is given, and kept only where there are checkpoints', async () => {
  const regular = new Memory(1e9);
  const signal = AbortSignal.abort();
  const result = await run(1, { checkpoints: regular, signal });
  expect(result).toMatchObject({ cancelled: true, traces: [], sums: [] });
  expect(regular.saves).toBe(1);
  expect(await run(1, { checkpoints: regular.afterKill() })).toEqual(expected);
  const none = new Memory(Infinity);
  expect(await run(1, { checkpoints: none, signal })).toMatchObject({ cancelled: true });
  expect(none.saves).toBe(0);
});

it('checkpoints belong to a network from its start', async () => {
  const network = buildNetwork(spec);
  network.simulate({ duration: 1 });
  await expect(simulateLong(network, { duration, checkpoints: new Memory(10) })).rejects.toThrow(
    /network.*at its start.*1 ms/,
  );
  const rest = await simulateLong(network, { duration, record });
  const other = buildNetwork(spec);
  other.simulate({ duration: 1 });
  const { spikes: s, traces: t, sums: u } = other.simulate({ duration: duration - 1, record });
  expect(rest).toEqual({ spikes: s, traces: t, sums: u, cancelled: false });
});
