/**
 * One evaluation of a fit: a network is built, simulated and measured. A network that runs away is stopped early, since it takes many times as long as one
 * worth having. Rates are looked at in windows of the network's own time, so that where it is stopped depends neither on the machine nor on threads.
 */
import { buildNetworkAsync } from '../../network/point/buildNetwork.ts';
import type { PointNetwork } from '../../network/point/pointNetwork.ts';
import { concatenate } from '../../network/point/state.ts';
import {
  buildThreadedNetwork,
  ThreadedNetwork,
  type StartThread,
} from '../../network/point/threads/threadedNetwork.ts';
import { gridStep } from '../../network/grid.ts';
import { spikeCounts } from '../../network/rates.ts';
import type { Spikes } from '../../network/spikes.ts';
import type { OnProgress } from '../../numerics/task.ts';
import { expectedNetworkTime } from '../expectedTime.ts';
import { networkSpec } from '../networkSpec.ts';
import type { ResolvedLif } from '../resolved.ts';
import { distance, type Objective } from './objectives.ts';

/** What is to be evaluated; plain data. */
export interface Task {
  readonly lif: ResolvedLif;
  readonly objectives: readonly Objective[];
  /** When a network runs away: times the rate wanted, in windows of so many ms. Default: never. */
  readonly runaway?: Runaway;
}

export interface Runaway {
  readonly factor: number;
  /** ms. */
  readonly window: number;
}

/** Where and why a network was stopped. */
export interface Stopped {
  /** Network time, ms. */
  readonly at: number;
  readonly population: string;
  /** In the last window, spikes/s. */
  readonly rate: number;
}

export interface Outcome {
  /** Distances by objective. */
  readonly objectives: Readonly<Record<string, number>>;
  readonly stopped?: Stopped;
}

export interface EvaluationOptions {
  /** Threads of the network, and what starts one. Default: this one. */
  readonly threads?: { readonly count: number; readonly start: StartThread };
  readonly onProgress?: OnProgress;
  /** Ends the evaluation, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Spikes per neuron and window that are never too many: a volley at the start of a network is not the rate it goes on with. */
const VOLLEY = 3;

/**
 * Simulates a network and measures how far it is from the targets.
 * Throws ParameterError for a network that cannot be built, and the reason of an aborted signal.
 */
export async function evaluateNetwork(
  { lif, objectives, runaway }: Task,
  { threads, onProgress, signal }: EvaluationOptions = {},
): Promise<Outcome> {
  const { dt, duration, seed, connectivity, transient } = lif;
  const { building, simulating } = expectedNetworkTime(lif);
  const share = building / (building + simulating);
  const options = {
    seed,
    connectivity,
    onProgress: (done: number) => onProgress?.(share * done),
    ...(signal === undefined ? {} : { signal }),
  };
  const network =
    threads === undefined || threads.count === 1
      ? await buildNetworkAsync(networkSpec(lif), options)
      : await buildThreadedNetwork(networkSpec(lif), { ...options, threads: threads.count }, threads.start);
  try {
    const steps = gridStep('duration', duration, dt);
    const pieces: (readonly Spikes[])[] = [];
    for (const [from, to] of windows(steps, dt, runaway)) {
      const spikes = await simulatePiece(network, (to - from) * dt, signal, (done) =>
        onProgress?.(share + (1 - share) * ((from + done * (to - from)) / steps)),
      );
      const found = runaway && tooFast(spikes, objectives, runaway.factor, (to - from) * dt);
      if (found !== undefined) return stoppedOutcome(objectives, { at: to * dt, ...found });
      pieces.push(spikes);
    }
    const spikes = joined(pieces);
    const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1: duration }));
    const activity = { spikes, counts, from: transient, knownFrom: 0 };
    return { objectives: Object.fromEntries(objectives.map((o) => [o.name, distance(o, activity)])) };
  } finally {
    if (network instanceof ThreadedNetwork) await network.close();
  }
}

/** The steps from .. to of the windows in turn; the last may be shorter. */
function* windows(
  steps: number,
  dt: number,
  runaway: Runaway | undefined,
): Generator<readonly [from: number, to: number]> {
  const length = runaway === undefined ? steps : gridStep('window', runaway.window, dt);
  for (let from = 0; from < steps; from += length) yield [from, Math.min(steps, from + length)];
}

async function simulatePiece(
  network: PointNetwork | ThreadedNetwork,
  duration: number,
  signal: AbortSignal | undefined,
  onProgress: OnProgress,
): Promise<readonly Spikes[]> {
  const { spikes } = await network.simulateAsync({
    duration,
    onProgress,
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  return spikes;
}

interface Excess {
  readonly population: string;
  readonly rate: number;
  /** Rate by the rate wanted. */
  readonly excess: number;
}

/** The population whose rate (in `length` ms) exceeds the wanted one most, if it runs away. */
function tooFast(
  spikes: readonly Spikes[],
  objectives: readonly Objective[],
  factor: number,
  length: number,
): Excess | undefined {
  const all = objectives.flatMap(({ population, targetRate }): Excess[] => {
    const own = spikes.find((s) => s.population === population);
    if (own === undefined || targetRate === undefined) return [];
    const perNeuron = own.steps.length / own.size;
    if (perNeuron <= VOLLEY) return [];
    const rate = (1000 * perNeuron) / length;
    return [{ population, rate, excess: rate / targetRate }];
  });
  return all.filter(({ excess }) => excess > factor).toSorted((a, b) => b.excess - a.excess)[0];
}

/** All objectives are by how much the rate was too high: above any of a network that runs to its end, and the less the better. */
function stoppedOutcome(
  objectives: readonly Objective[],
  { at, population, rate, excess }: Excess & { readonly at: number },
): Outcome {
  return {
    objectives: Object.fromEntries(objectives.map(({ name }) => [name, excess])),
    stopped: { at, population, rate },
  };
}

/** The spikes of one time after the other. */
function joined(pieces: readonly (readonly Spikes[])[]): readonly Spikes[] {
  const [first = []] = pieces;
  if (pieces.length <= 1) return first;
  return first.map((s, p) => ({
    ...s,
    steps: concatenate(pieces.map((piece) => piece[p].steps)) as Int32Array,
    ids: concatenate(pieces.map((piece) => piece[p].ids)) as Int32Array,
  }));
}
