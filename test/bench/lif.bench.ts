/**
 * The network simulator, every network in a process of its own: the two-population network of Hagen et al. (2022), 9216 neurons and 42.5
 * million synapses, stored and procedural, on several threads; the network of Brunel (2000) beside Brian2 where that is installed; the
 * microcircuit of Potjans & Diesmann (2014) at 10 %. NEST's and other times of Brian2 are quoted. A network scaled down also against the
 * naive scheme and against the loops in plain TypeScript. At last how time grows, and how far the bandwidth of memory is.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cwd, stderr } from 'node:process';
import { buildNetwork } from '../../src/network/point/buildNetwork.ts';
import { networkSpec } from '../conformance/suites/lif/network.ts';
import { median, type BenchRow } from './bench.ts';
import { measure, perSecond, readNetwork, type MeasureCase, type Measured } from './lifMeasure.ts';
import { naive } from './lifNaive.ts';

const HAGEN = 'net_hagen2022_full';

const quoted = (name: string, medianMs: number) => ({ name, medianMs, measuredHere: false });
const beside = (name: string, medianMs: number) => ({ name, medianMs, measuredHere: true });

/** What a run says. */
const row = (name: string, m: Measured, extra: Partial<BenchRow> = {}): BenchRow => ({
  bench: 'lif',
  case: name,
  ...m.simulated,
  note: `${(m.synapticEvents / 1e6).toFixed(0)} M synaptic events, ${m.peakMB.toFixed(0)} MB peak memory`,
  peakMB: m.peakMB,
  synapses: m.synapses,
  neuronSteps: m.neuronSteps,
  synapticEvents: m.synapticEvents,
  ...extra,
});

const building = (name: string, m: Measured, extra: Partial<BenchRow> = {}): BenchRow => ({
  bench: 'lif',
  case: name,
  medianMs: m.buildMs,
  runs: 1,
  note: `${m.synapses} synapses, ${m.bytesPerSynapse.toFixed(2)} bytes each`,
  bytesPerSynapse: m.bytesPerSynapse,
  ...extra,
});

/** Bytes per ms that are copied: read and written once, from arrays much larger than the caches. */
async function copyBandwidth(): Promise<number> {
  const from = new Float64Array(1 << 24).fill(1);
  const to = new Float64Array(from.length);
  const { minMs } = await median(() => to.set(from), { warmup: 2, runs: 7 });
  return (2 * from.byteLength) / minMs;
}

function hagen(): BenchRow[] {
  const one = measure({ network: HAGEN, runs: 9 });
  const two = measure({ network: HAGEN, threads: 2 });
  const four = measure({ network: HAGEN, threads: 4, runs: 9 });
  const procedural = measure({ network: HAGEN, connectivity: 'procedural', piece: 100, runs: 3 });
  const plain = measure({ network: HAGEN, webAssembly: false });
  const name = 'Hagen network';
  return [
    row(`${name}, 1 s`, one, { targetMs: 800, baseline: quoted('NEST 3.9 (2.06 GB)', 22_000) }),
    row(`${name}, 1 s`, one, { targetMs: 800, baseline: quoted('Brian2 C++ (1.31 GB)', 6300) }),
    row(`${name}, 1 s`, one, {
      targetMs: 800,
      baseline: beside('without WebAssembly', plain.simulated.medianMs),
    }),
    row(`${name}, 2 threads, 1 s`, two, { baseline: quoted('NEST 3.9, 2 threads', 10_400) }),
    row(`${name}, 2 threads, 1 s`, two, { baseline: quoted('Brian2 C++, 2 threads', 4400) }),
    row(`${name}, 4 threads, 1 s`, four, {
      targetMs: 350,
      baseline: beside('1 thread', one.simulated.medianMs),
    }),
    row(`${name}, procedural, 1 s`, procedural, { baseline: beside('stored', one.simulated.medianMs) }),
    building(`${name}, building`, one, { targetMs: 3000, baseline: quoted('NEST 3.9', 12_400) }),
    building(`${name}, building`, one, {
      targetMs: 3000,
      baseline: quoted('Brian2 C++ (and 16 s to compile)', 9300),
    }),
    building(`${name}, building on 4 threads`, four, { baseline: beside('1 thread', one.buildMs) }),
  ];
}

/** Seconds per simulated second of lifPeer.py, by the way it runs; undefined where Brian2 or a compiler is missing. */
function brian(mode: 'cpp_standalone' | 'cython'): number | undefined {
  const script = join(cwd(), 'test', 'bench', 'lifPeer.py');
  // Where several versions of Python are installed, Brian2 is with that of the system.
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-W', 'ignore', script, mode, '1'], {
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
    });
    if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1)!).seconds as number;
  }
  stderr.write(`  no Brian2 here (${mode}): its times are quoted only\n`);
  return undefined;
}

function brunel(): BenchRow[] {
  const m = measure({ network: { brunel: {} }, runs: 5 });
  const name = 'Brunel network, AI, 1 s';
  const seconds = brian('cpp_standalone');
  return [
    row(name, m, { targetMs: 2500, baseline: quoted('NEST 3.9', 26_700) }),
    row(name, m, { targetMs: 2500, baseline: quoted('Brian2 C++', 6400) }),
    ...(seconds === undefined
      ? []
      : [row(name, m, { targetMs: 2500, baseline: beside('Brian2 C++', 1000 * seconds) })]),
  ];
}

function microcircuit(): BenchRow[] {
  const m = measure({ network: { microcircuit: 0.1 }, runs: 5 });
  const two = measure({ network: { microcircuit: 0.1 }, threads: 2, runs: 5 });
  return [
    row('microcircuit 10 %, 1 s', m, { targetMs: 600, baseline: quoted('NEST 3.9', 6400) }),
    row('microcircuit 10 %, 2 threads, 1 s', two, { baseline: quoted('NEST 3.9, 2 threads', 3000) }),
  ];
}

/** How time grows with neurons (1250 sources each), with synapses (same neurons), with rate: Brunel's network around 10000 + 2500. */
function growth(): BenchRow[] {
  const cases: [string, MeasureCase['network']][] = [
    ['6250 neurons, 1250 sources each', { brunel: { excitatory: 5000, epsilon: 0.2 } }],
    ['12500 neurons, 1250 sources each', { brunel: {} }],
    ['25000 neurons, 1250 sources each', { brunel: { excitatory: 20_000, epsilon: 0.05 } }],
    ['12500 neurons, 625 sources of twice the weight', { brunel: { epsilon: 0.05, J: 0.2 } }],
    ['12500 neurons, 2500 sources of half the weight', { brunel: { epsilon: 0.2, J: 0.05 } }],
    ['12500 neurons, three halves of the drive', { brunel: { eta: 3 } }],
  ];
  return cases.map(([name, network]) => {
    const m = measure({ network, runs: 3, piece: 300 });
    return row(`growth: ${name}, 1 s`, m, {
      note: `${(m.spikes / m.neurons).toFixed(1)} spikes/s, ${(m.synapticEvents / 1e6).toFixed(0)} M synaptic events`,
    });
  });
}

/** Reading every synaptic event's bytes once, at the speed at which memory is copied. */
async function limit(hagenRow: BenchRow): Promise<BenchRow> {
  const bandwidth = await copyBandwidth();
  const bytes = (hagenRow.synapticEvents as number) * 6;
  return {
    bench: 'lif',
    case: 'Hagen network: bytes of its synaptic events, 1 s',
    medianMs: bytes / bandwidth,
    runs: 7,
    note: `6 bytes each at ${(bandwidth / 1e6).toFixed(1)} GB/s: ${(hagenRow.medianMs / (bytes / bandwidth)).toFixed(0)} times less than the run takes`,
  };
}

/** A network that the naive scheme can hold: 1024 + 128 neurons, weights as in the full one. */
async function small(): Promise<BenchRow[]> {
  const network = readNetwork('net_hagen2022_1024_128_unscaled');
  const draft = naive(network);
  const direct = perSecond(await median(() => draft(100), { warmup: 2, runs: 5 }), 100);
  const time = async (webAssembly: boolean) => {
    const net = buildNetwork(networkSpec(network), { seed: 1, webAssembly });
    return perSecond(await median(() => net.simulate({ duration: 500 }), { warmup: 3, runs: 9 }), 500);
  };
  const own = { bench: 'lif', case: '1024 + 128 neurons, 1 s', ...(await time(true)) };
  return [
    { ...own, baseline: beside('ring buffer, draw by draw', direct.medianMs) },
    { ...own, baseline: beside('without WebAssembly', (await time(false)).medianMs) },
  ];
}

export async function rows(): Promise<BenchRow[]> {
  const full = hagen();
  return [...full, await limit(full[0]), ...brunel(), ...microcircuit(), ...growth(), ...(await small())];
}
