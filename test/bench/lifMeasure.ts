/** One network in a process of its own: its largest memory is part of the result. */
// What threads run is loaded by its address: nothing imports it, and it has to be compiled all the same.
export type * from '../../src/network/point/threads/nodeWorker.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execArgv, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { brunelNetwork, type BrunelOptions } from '../../src/network/networks/brunel.ts';
import { potjansDiesmannNetwork } from '../../src/network/networks/potjansDiesmann.ts';
import { buildNetwork } from '../../src/network/point/buildNetwork.ts';
import { startNodeWorker } from '../../src/network/point/threads/startNodeWorker.ts';
import { buildThreadedNetwork } from '../../src/network/point/threads/threadedNetwork.ts';
import type { NetworkSpec } from '../../src/network/populations.ts';
import { networkSpec } from '../conformance/suites/lif/network.ts';
import { median, type Timing } from './bench.ts';

/** What is to be measured. */
export interface MeasureCase {
  /** A network of the reference cases by its file, or one that the library knows. */
  readonly network: string | { readonly brunel: BrunelOptions } | { readonly microcircuit: number };
  /** Default 1. */
  readonly threads?: number;
  readonly connectivity?: 'stored' | 'procedural';
  readonly webAssembly?: boolean;
  /** Biological time per timed run, ms; default 500. */
  readonly piece?: number;
  /** Timed runs; default 5, after four that take the network through its onset and have its loops compiled in every thread. */
  readonly runs?: number;
}

export interface Measured {
  readonly buildMs: number;
  /** Per simulated second. */
  readonly simulated: Timing;
  readonly neurons: number;
  readonly synapses: number;
  readonly bytesPerSynapse: number;
  readonly peakMB: number;
  /** Per simulated second. */
  readonly neuronSteps: number;
  readonly spikes: number;
  readonly synapticEvents: number;
}

/** Benchmarks run from the root of the repository. */
export const readNetwork = (name: string): any =>
  JSON.parse(readFileSync(join('test/conformance/fixtures/lif', `${name}.json`), 'utf8')).input.network;

export function specOf(network: MeasureCase['network']): NetworkSpec {
  if (typeof network === 'string') return networkSpec(readNetwork(network));
  return 'brunel' in network
    ? brunelNetwork(network.brunel)
    : potjansDiesmannNetwork({ scale: network.microcircuit });
}

export const perSecond = ({ medianMs, minMs, runs }: Timing, piece: number): Timing => ({
  medianMs: (medianMs * 1000) / piece,
  minMs: (minMs * 1000) / piece,
  runs,
});

/** Measures in a fresh process. */
export function measure(given: MeasureCase): Measured {
  const child = spawnSync(execPath, [...execArgv, fileURLToPath(import.meta.url), JSON.stringify(given)], {
    encoding: 'utf8',
    maxBuffer: 1e7,
  });
  if (child.status !== 0) throw new Error(`the measuring process failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as Measured;
}

async function measureHere({
  network,
  threads = 1,
  piece = 500,
  runs = 5,
  ...options
}: MeasureCase): Promise<Measured> {
  const spec = specOf(network);
  const start = performance.now();
  const alone = threads > 1 ? undefined : buildNetwork(spec, { ...options, seed: 1 });
  const crew =
    alone === undefined
      ? await buildThreadedNetwork(spec, { ...options, threads, seed: 1 }, startNodeWorker)
      : undefined;
  const net = alone ?? crew!;
  const buildMs = performance.now() - start;
  let spikes = 0;
  let done = 0;
  const timing = await median(
    async () => {
      const result = alone?.simulate({ duration: piece }) ?? (await crew!.simulateAsync({ duration: piece }));
      done++;
      spikes += result.spikes.reduce((sum, s) => sum + s.steps.length, 0);
    },
    { warmup: 4, runs },
  );
  const neurons = net.populations.reduce((sum, p) => sum + p.size, 0);
  const rate = ((spikes / done) * 1000) / piece;
  const measured = {
    buildMs,
    simulated: perSecond(timing, piece),
    neurons,
    synapses: net.synapseCount,
    bytesPerSynapse: net.synapseBytes / net.synapseCount,
    peakMB: resourceUsage().maxRSS / 1000,
    neuronSteps: (neurons * 1000) / net.dt,
    spikes: Math.round(rate),
    synapticEvents: Math.round(rate * (net.synapseCount / neurons)),
  };
  await crew?.close();
  return measured;
}

if (argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await measureHere(JSON.parse(argv[2]) as MeasureCase)));
