/**
 * The network simulator: the two-population network of Hagen et al. (2022), 9216 neurons and 42.5 million synapses, in a fresh process
 * (its largest memory is part of the result), against NEST and Brian2 as quoted and against the naive scheme, measured here on a
 * network scaled down: draws from the law one by one, synapses scattered into a ring buffer of all delays; on that network also against
 * the loops in plain TypeScript.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execArgv, execPath, resourceUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { delaySteps, refractorySteps } from '../../src/network/grid.ts';
import { buildNetwork } from '../../src/network/point/buildNetwork.ts';
import { IAF_PSC_EXP_DEFAULTS, propagators } from '../../src/network/point/models/iafPscExp.ts';
import { poisson } from '../../src/numerics/distributions/index.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { networkSpec } from '../conformance/suites/lif/network.ts';
import { median, type BenchRow, type Timing } from './bench.ts';

/** Benchmarks run from the root of the repository. */
const fixtures = 'test/conformance/fixtures/lif';
const readNetwork = (name: string): any =>
  JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8')).input.network;

/** Biological time per timed run, ms; times are given per simulated second. */
const PIECE = 500;

interface Measured {
  buildMs: number;
  simulated: Timing;
  synapses: number;
  bytesPerSynapse: number;
  peakMB: number;
  neuronSteps: number;
  synapticEvents: number;
}

const perSecond = ({ medianMs, minMs, runs }: Timing, piece: number): Timing => ({
  medianMs: (medianMs * 1000) / piece,
  minMs: (minMs * 1000) / piece,
  runs,
});

async function measure(name: string): Promise<Measured> {
  const start = performance.now();
  const net = buildNetwork(networkSpec(readNetwork(name)), { seed: 1 });
  const buildMs = performance.now() - start;
  // The warm-up also takes the network through its onset.
  let spikes = 0;
  let runs = 0;
  const timing = await median(
    () => {
      const result = net.simulate({ duration: PIECE });
      runs++;
      spikes += result.spikes.reduce((sum, s) => sum + s.steps.length, 0);
    },
    { warmup: 2, runs: 9 },
  );
  const neurons = net.populations.reduce((sum, p) => sum + p.size, 0);
  return {
    buildMs,
    simulated: perSecond(timing, PIECE),
    synapses: net.synapseCount,
    bytesPerSynapse: net.synapseBytes / net.synapseCount,
    peakMB: resourceUsage().maxRSS / 1000,
    neuronSteps: (neurons * 1000) / net.dt,
    synapticEvents: Math.round((((spikes / runs) * 1000) / PIECE) * (net.synapseCount / neurons)),
  };
}

/** The scheme as a first draft would have it. Same network, same laws, other random numbers. */
function naive(network: any): (duration: number) => number {
  const stream = randomStream(1, 'naive');
  const { dt } = network;
  const spec = networkSpec(network);
  const neurons: any[] = [];
  const first: Record<string, number> = {};
  for (const p of network.populations) {
    first[p.name] = neurons.length;
    const params = { ...IAF_PSC_EXP_DEFAULTS, ...p.params };
    const R = refractorySteps(params.t_ref, dt);
    const external = network.external.find((e: any) => e.post === p.name);
    const inputs = poisson({ mean: (external.rate_per_neuron * dt) / 1000 });
    for (let i = 0; i < p.N; i++)
      neurons.push({
        ...propagators(params, dt),
        params,
        R,
        inputs,
        weight: external.weight,
        V: p.V_m_init.value,
        ex: 0,
        inh: 0,
        refractory: 0,
        synapses: [],
      });
  }
  let longest = 1;
  for (const { pre, post, rule, weight, delay } of spec.projections! as any[]) {
    const size = (name: string) => network.populations.find((p: any) => p.name === name).N;
    for (let i = 0; i < size(pre); i++)
      for (let j = 0; j < size(post); j++)
        if (stream.uniform() < rule.p) {
          const steps = delaySteps(delay.sample(stream), dt);
          longest = Math.max(longest, steps);
          const target = first[post] + j;
          neurons[first[pre] + i].synapses.push({ target, weight: weight.sample(stream), delay: steps });
        }
  }
  const n = neurons.length;
  const ring = Array.from({ length: longest + 1 }, () => [new Float64Array(n), new Float64Array(n)]);
  let step = 0;
  return (duration) => {
    let spikes = 0;
    for (const end = step + Math.round(duration / dt); step < end; step++) {
      const [ex, inh] = ring[step % ring.length];
      neurons.forEach((x, i) => {
        const { E_L, V_th, V_reset } = x.params;
        if (x.refractory > 0) x.refractory--;
        else x.V = E_L + x.Pm * (x.V - E_L) + x.A_ex * x.ex + x.A_in * x.inh;
        x.ex = x.P_ex * x.ex + ex[i] + x.weight * x.inputs.sample(stream);
        x.inh = x.P_in * x.inh + inh[i];
        ex[i] = 0;
        inh[i] = 0;
        if (x.V >= V_th) {
          spikes++;
          x.V = V_reset;
          x.refractory = x.R;
          for (const s of x.synapses)
            ring[(step + s.delay) % ring.length][s.weight >= 0 ? 0 : 1][s.target] += s.weight;
        }
      });
    }
    return spikes;
  };
}

export async function rows(): Promise<BenchRow[]> {
  const child = spawnSync(execPath, [...execArgv, fileURLToPath(import.meta.url), 'net_hagen2022_full'], {
    encoding: 'utf8',
    maxBuffer: 1e7,
  });
  if (child.status !== 0) throw new Error(`the measuring process failed: ${child.stderr}`);
  const m = JSON.parse(child.stdout) as Measured;
  const peak = `${m.peakMB.toFixed(0)} MB peak memory`;
  const full = {
    bench: 'lif',
    case: 'Hagen network, 1 s',
    ...m.simulated,
    targetMs: 1200,
    note: peak,
    peakMB: m.peakMB,
    synapses: m.synapses,
    neuronSteps: m.neuronSteps,
    synapticEvents: m.synapticEvents,
  };
  const build = {
    bench: 'lif',
    case: 'Hagen network, building',
    medianMs: m.buildMs,
    runs: 1,
    targetMs: 5000,
    note: `${m.synapses} synapses, ${m.bytesPerSynapse.toFixed(2)} bytes each`,
    bytesPerSynapse: m.bytesPerSynapse,
  };
  const quoted = (name: string, medianMs: number) => ({ name, medianMs, measuredHere: false });

  // A network that the naive scheme can hold: 1024 + 128 neurons, weights as in the full one.
  const small = readNetwork('net_hagen2022_1024_128_unscaled');
  const draft = naive(small);
  const direct = perSecond(await median(() => draft(100), { warmup: 2, runs: 5 }), 100);
  const net = buildNetwork(networkSpec(small), { seed: 1 });
  const own = perSecond(await median(() => net.simulate({ duration: 500 }), { warmup: 3, runs: 9 }), 500);
  const plainNet = buildNetwork(networkSpec(small), { seed: 1, webAssembly: false });
  const plain = perSecond(
    await median(() => plainNet.simulate({ duration: 500 }), { warmup: 3, runs: 9 }),
    500,
  );
  return [
    { ...full, baseline: quoted('NEST 3.9 (2.06 GB)', 22_000) },
    { ...full, baseline: quoted('Brian2 C++ (1.31 GB)', 6300) },
    { ...build, baseline: quoted('NEST 3.9', 12_400) },
    { ...build, baseline: quoted('Brian2 C++ (and 16 s to compile)', 9300) },
    {
      bench: 'lif',
      case: '1024 + 128 neurons, 1 s',
      ...own,
      baseline: { name: 'ring buffer, draw by draw', medianMs: direct.medianMs, measuredHere: true },
    },
    {
      bench: 'lif',
      case: '1024 + 128 neurons, 1 s',
      ...own,
      baseline: { name: 'without WebAssembly', medianMs: plain.medianMs, measuredHere: true },
    },
  ];
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await measure(argv[2])));
