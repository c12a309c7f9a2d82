/** What the test computes in a page and in Node, from the public API: the same module in both. */
import { rasterFigure } from '../../../src/figures.ts';
import {
  brunelNetwork,
  buildNetwork,
  createCell,
  GaussCylinderPotential,
  KernelApprox,
  computeCurrentKernels,
  normal,
  parseStudy,
  potjansDiesmannNetwork,
  predict,
  predictSignals,
  probeKernels,
  Progress,
  readSignals,
  runDynamics,
  sha256Hex,
  spikeCounts,
  startWebWorker,
  threadsAllowed,
  truncatedNormal,
  writeSignals,
  type NetworkSpec,
  type Signal,
  type Spikes,
} from '../../../src/index.ts';
import { tinyStudy } from '../../support/tinyStudy.ts';
import { buildPageNetwork, type PageNetwork } from '../../../src/network/point/threads/pageNetwork.ts';

/** ms. */
const DURATION = 100;

const networks: Readonly<Record<string, NetworkSpec>> = {
  /** 1000 neurons of `iaf_psc_delta`. */
  brunel: brunelNetwork({ excitatory: 800, J: 1.2 }),
  /** 772 neurons of `iaf_psc_exp` in eight populations: weights and delays drawn from normal laws. */
  microcircuit: potjansDiesmannNetwork({ scale: 0.01 }),
};

async function hashOf(spikes: readonly Spikes[]): Promise<string> {
  const lists = spikes.map(({ population, steps, ids }) => [population, [...steps], [...ids]]);
  return sha256Hex(JSON.stringify(lists));
}

/** Hashes of the spikes of all networks, and what was said about the threads. */
async function inThreads(threads: number): Promise<{ hashes: string[]; threads: number[]; note?: string }> {
  const hashes: string[] = [];
  const used: number[] = [];
  let note: string | undefined;
  for (const spec of Object.values(networks)) {
    const built = await buildPageNetwork(spec, { threads, seed: 1 });
    try {
      const { spikes } = await built.network.simulateAsync({ duration: DURATION });
      hashes.push(await hashOf(spikes));
    } finally {
      await built.close();
    }
    used.push(built.threads);
    note = built.note;
  }
  return { hashes, threads: used, ...(note === undefined ? {} : { note }) };
}

/** A run without end that is cancelled from outside when it has begun to report. */
async function cancelledRun(threads: number): Promise<{ cancelled: boolean; someDone: boolean }> {
  const { network, close }: PageNetwork = await buildPageNetwork(networks.brunel, { threads, seed: 1 });
  const controller = new AbortController();
  try {
    const { cancelled } = await network.simulateAsync({
      duration: 1e8,
      signal: controller.signal,
      onProgress: () => setTimeout(() => controller.abort(), 0),
    });
    return { cancelled, someDone: network.time > 0 };
  } finally {
    await close();
  }
}

/** The LFP of a population of cells of two sections, of the spikes of Brunel's network. */
function lfp(spikes: readonly Spikes[]): Signal {
  const points = (from: number, to: number, d: number) => [[0, 0, from, d], [0, 0, to, d]] as const; // prettier-ignore
  const cell = createCell({
    morphology: {
      sections: [
        { name: 'soma', points: points(-10, 10, 20) },
        { name: 'apic', parent: 'soma', points: points(10, 410, 2) },
      ],
    },
    axialResistivity: 100,
    capacitance: 1,
    segments: { counts: { apic: 9 } },
    membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 3e-4 }] },
  });
  const synapse = { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 } as const;
  const presynaptic = {
    E: {
      size: 800,
      probability: 0.1,
      rate: 20,
      synapse,
      multapse: truncatedNormal({ mean: 2, sd: 0.6, min: 1, max: 10 }),
      delay: truncatedNormal({ mean: 1.5, sd: 0.5, min: 0.2 }),
      placement: { sections: ['apic'], layers: [{ law: normal({ mean: 200, sd: 100 }) }] },
    },
    I: {
      size: 200,
      probability: 0.1,
      rate: 20,
      synapse: { ...synapse, tau2: 9, weight: 1e-3, reversal: -80 },
      multapse: truncatedNormal({ mean: 5, sd: 1.1, min: 1, max: 10 }),
      delay: truncatedNormal({ mean: 1.5, sd: 0.5, min: 0.2 }),
      placement: { sections: ['soma'] },
    },
  };
  const population = new KernelApprox({ cell, Y: 'E', size: 800, depthSd: 75, presynaptic });
  const probe = new GaussCylinderPotential({ z: [400, 200, 0], radius: 150, sigmaZ: 75 });
  const kernels = ['E', 'I'].map((X) => population.getKernel(X, probe, { dt: 0.1, tau: 20, fir: true }));
  const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1: DURATION }));
  return predict(kernels, counts, {}).signals[0];
}

/** A whole study: from its text to its signals, written as HDF5 and read again. */
async function studySignals(): Promise<Signal[]> {
  const none = (path: string) => Promise.reject(new Error(`the study has no file ${path}`));
  const study = await parseStudy(JSON.stringify(tinyStudy()), 'study.json', {
    readText: none,
    readBytes: none,
    exists: () => Promise.resolve(false),
  });
  const provenance = { version: '0', hash: '0' };
  const kernels = probeKernels(study, computeCurrentKernels(study.kernels!, provenance));
  const threads = threadsAllowed() ? { threads: { count: 2, start: startWebWorker } } : {};
  const activity = await runDynamics(study, Progress.silent, none, undefined, threads);
  const { sums } = predictSignals(kernels, activity, false);
  return [...(await readSignals('signals.h5', await writeSignals(sums, provenance))).signals];
}

/** What a page and Node have to agree on. */
export interface Results {
  /** Hashes of the spikes of all networks, alone, and without WebAssembly. */
  readonly alone: readonly string[];
  readonly plain: readonly string[];
  /** Spikes of Brunel's network. */
  readonly count: number;
  /** By the number of threads that was asked for. */
  readonly threads: Readonly<Record<number, Awaited<ReturnType<typeof inThreads>>>>;
  readonly cancelled: Awaited<ReturnType<typeof cancelledRun>>;
  /** Potentials, mV, channel by channel. */
  readonly lfp: readonly number[];
  /** Figure of the spikes, as SVG. */
  readonly figure: string;
  /** The signals of a study. Nothing where HDF5 is not to be had. */
  readonly study?: readonly {
    readonly probe: string;
    readonly unit: string;
    readonly values: readonly number[];
  }[];
}

/** @param hdf5 whether files can be written, for which there is WebAssembly only */
export async function results(hdf5 = true): Promise<Results> {
  const runs = (webAssembly: boolean): Spikes[][] =>
    Object.values(networks).map((spec) => [
      ...buildNetwork(spec, { seed: 1, webAssembly }).simulate({ duration: DURATION }).spikes,
    ]);
  const alone = runs(true);
  const [brunel] = alone;
  const threads: Record<number, Awaited<ReturnType<typeof inThreads>>> = {};
  for (const count of [1, 2, 4]) threads[count] = await inThreads(count);
  const signals = hdf5 ? await studySignals() : [];
  return {
    alone: await Promise.all(alone.map(hashOf)),
    plain: await Promise.all(runs(false).map(hashOf)),
    count: brunel.reduce((sum, { steps }) => sum + steps.length, 0),
    threads,
    cancelled: await cancelledRun(2),
    lfp: [...lfp(brunel).data.data],
    figure: rasterFigure(brunel, { window: { start: 0, stop: DURATION } }),
    ...(hdf5 && { study: signals.map(({ probe, unit, data }) => ({ probe, unit, values: [...data.data] })) }),
  };
}
