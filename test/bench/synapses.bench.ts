/**
 * Synapses apart from neurons: making them by each rule, and bringing spikes to their targets, as in the networks of Brunel (2000; 15.6 million
 * synapses of one weight and delay, 38 spikes/s) and Hagen et al. (2022; drawn weights and delays); the latter also made again at every spike. Against
 * the naive scheme: a ring buffer of all delays into which every spike scatters its weights.
 */
import { createLoops } from '../../src/network/point/loops/loops.ts';
import { resolveProjection } from '../../src/network/projection.ts';
import type { Law, ProjectionSpec } from '../../src/network/projectionSpec.ts';
import { synapseBytes, synapseGroups, type Connectivity } from '../../src/network/synapseGroups.ts';
import type { SynapseGroup } from '../../src/network/synapses.ts';
import { runTask } from '../../src/numerics/task.ts';
import { truncatedNormal } from '../../src/numerics/distributions/index.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { uniformInteger } from '../../src/numerics/uniformIntegers.ts';
import { median, type BenchRow } from './bench.ts';

const N = 12_500;
/** Steps per delivery, as in a simulation. */
const CHUNK = 4;
/** Steps per timed run. */
const STEPS = 1000;

type Rule = ProjectionSpec['rule'];

function build(rule: Rule, weight: Law, delay: Law, connectivity: Connectivity = 'stored') {
  const spec = { pre: 'A', post: 'A', rule, weight, delay };
  const part = resolveProjection('p', spec, { preSize: N, postSize: N, firstTarget: 0 }, 0.1, 1).part();
  const loops = createLoops(8 * CHUNK * N + 64, synapseBytes([part], N, N, connectivity));
  const [group] = runTask(synapseGroups([part], N, N, loops, connectivity));
  return { group, input: loops.float64(CHUNK * N) };
}

/** Runs of STEPS steps with so many random spikes per step. */
function delivering(
  { group, input }: { group: SynapseGroup; input: Float64Array },
  spikes: number,
): () => void {
  const stream = randomStream(1, 'spikes');
  let step = 0;
  return () => {
    for (let chunk = 0; chunk < STEPS / CHUNK; chunk++, step += CHUNK) {
      input.fill(0);
      group.deliver(step, CHUNK, input, N);
      for (let k = 1; k <= CHUNK; k++)
        for (let i = 0; i < spikes; i++) group.spike(uniformInteger(stream, N), step + k);
    }
  };
}

/** The same synapses, scattered at once into a ring of all delays. */
function scattering(group: SynapseGroup, spikes: number): () => void {
  const rows = Array.from({ length: N }, (_, source) => group.row(source));
  const ring = Array.from({ length: 128 }, () => new Float64Array(N));
  const stream = randomStream(1, 'spikes');
  let step = 0;
  return () => {
    for (let s = 0; s < STEPS; s++, step++) {
      ring[step % 128].fill(0);
      for (let i = 0; i < spikes; i++) {
        const { targets, delays, weights, length } = rows[uniformInteger(stream, N)];
        for (let j = 0; j < length; j++) ring[(step + delays[j]) % 128][targets[j]] += weights[j];
      }
    }
  };
}

const bernoulli: Rule = { rule: 'pairwise_bernoulli', p: 0.1 };
const weight = truncatedNormal({ mean: 1, sd: 0.1, min: 0 });
const delay = truncatedNormal({ mean: 3.9, sd: 2, min: 0.4 });

export async function rows(): Promise<BenchRow[]> {
  const made: BenchRow[] = [];
  for (const [name, rule, w, d] of [
    ['fixed_indegree, constant', { rule: 'fixed_indegree', indegree: 1250 }, 0.1, 1.5],
    ['pairwise_bernoulli, laws', bernoulli, weight, delay],
    ['fixed_total_number, laws', { rule: 'fixed_total_number', N: 15_625_000 }, weight, delay],
    ['fixed_outdegree, laws', { rule: 'fixed_outdegree', outdegree: 1250 }, weight, delay],
  ] as [string, Rule, Law, Law][]) {
    let group: SynapseGroup | undefined;
    const timing = await median(() => (group = build(rule, w, d).group), { warmup: 1, runs: 3 });
    const perSynapse = (1e6 * timing.medianMs) / group!.length;
    made.push({
      bench: 'synapses',
      case: `making 15.6 M, ${name}`,
      ...timing,
      note: `${perSynapse.toFixed(1)} ns and ${(group!.bytes / group!.length).toFixed(2)} bytes each`,
      bytesPerSynapse: group!.bytes / group!.length,
    });
  }

  for (const [name, spikes, w, d] of [
    ['one weight and delay', 47, 0.1, 1.5],
    ['drawn weights and delays', 12, weight, delay],
  ] as [string, number, Law, Law][]) {
    const stored = build(bernoulli, w, d);
    const events = (STEPS * spikes * stored.group.length) / N;
    const row = (timing: Awaited<ReturnType<typeof median>>, what: string, runs: object): BenchRow => ({
      bench: 'synapses',
      case: `${(events / 1e6).toFixed(0)} M events, ${what}`,
      ...timing,
      note: `${((1e6 * timing.medianMs) / events).toFixed(2)} ns per event`,
      nsPerEvent: (1e6 * timing.medianMs) / events,
      ...runs,
    });
    const naive = await median(scattering(stored.group, spikes), { warmup: 1, runs: 3 });
    const baseline = {
      baseline: { name: 'ring buffer', medianMs: naive.medianMs, measuredHere: true },
    };
    made.push(row(await median(delivering(stored, spikes), { warmup: 2, runs: 7 }), name, baseline));
    const again = build(bernoulli, w, d, 'procedural');
    const timing = await median(delivering(again, spikes), { warmup: 1, runs: 3 });
    made.push(row(timing, `${name}, made again`, { bytes: again.group.bytes }));
  }
  return made;
}
