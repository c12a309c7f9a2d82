/** Cases without randomness: spikes step by step, V and I to 1e-10, grid rules, integrity of counts. */
import { delaySteps, refractorySteps } from '../../../../src/network/grid.ts';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { neuronModel } from '../../../../src/network/point/models/index.ts';
import type { Spikes } from '../../../../src/network/spikes.ts';
import { row } from '../../../../src/numerics/array2d.ts';
import { list } from '../../read.ts';
import type { Check, ReferenceCase } from '../../suite.ts';

/** The independent integrator of the data set agrees with NEST to 6e-13. */
const TOLERANCE = 1e-10;

/** Largest absolute difference; NaN if lengths differ. */
function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    if (!(d <= largest)) largest = d;
  }
  return largest;
}

/** Number of positions in which two lists of spike steps differ. */
function mismatches(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) count++;
  return count;
}

const stepsOf = (spikes: Spikes, id: number): Int32Array =>
  spikes.steps.filter((_, i) => spikes.ids[i] === id);

export function singleNeuron({ input, output }: ReferenceCase): Check[] {
  const { dt, neuron, spike_inputs: spikeInputs = [], current_input: current } = input;
  const net = buildNetwork(
    {
      dt,
      populations: [
        { name: 'neuron', size: 1, model: neuron.model, params: neuron.params, V_m: neuron.V_m_init },
      ],
      drives: [
        ...spikeInputs.map((s: any) => ({
          type: 'spikes' as const,
          post: 'neuron',
          trains: [list(s.times)],
          weight: s.weight,
          delay: s.delay,
        })),
        ...(current
          ? [
              {
                type: 'current' as const,
                post: 'neuron',
                times: list(current.times),
                amplitudes: list(current.amplitudes),
              },
            ]
          : []),
      ],
    },
    { separateCurrents: true },
  );
  const quantities = Object.keys(neuronModel('model', neuron.model).recordables).filter((q) => q in output);
  const { spikes, traces } = net.simulate({
    duration: input.t_sim,
    record: { traces: [{ population: 'neuron', neurons: [0], quantities }] },
  });
  return [
    { quantity: 'spikes', error: mismatches(spikes[0].steps, list(output.spike_steps)), tolerance: 0 },
    {
      quantity: 'first_sample_time',
      error: Math.abs(traces[0].t0 + traces[0].interval - output.first_sample_time),
      tolerance: 1e-12,
    },
    ...traces.map((t) => ({
      quantity: `${t.quantity} (${t.unit})`,
      error: worst(row(t.data, 0), list(output[t.quantity])),
      tolerance: TOLERANCE,
    })),
  ];
}

export function deterministicNetwork({ input, output }: ReferenceCase): Check[] {
  const { dt, populations, connections, external } = input;
  const ms = (steps: number): number => steps * dt;
  const populationOf = (n: number) =>
    populations.find((p: any) => n >= p.first && n < p.first + p.N) ?? { name: 'none', first: 0 };
  // A projection per pair of populations; rows are [source, target, weight, delay_steps].
  const lists = new Map<string, { pre: any; post: any; rows: number[][] }>();
  for (const r of connections) {
    const pre = populationOf(r[0]);
    const post = populationOf(r[1]);
    const key = `${pre.name}>${post.name}`;
    if (!lists.has(key)) lists.set(key, { pre, post, rows: [] });
    lists.get(key)!.rows.push(r);
  }
  const net = buildNetwork({
    dt,
    populations: populations.map((p: any) => ({
      name: p.name,
      size: p.N,
      model: p.model,
      params: p.params,
      V_m: input.V_m_init.slice(p.first, p.first + p.N),
    })),
    projections: [...lists.values()].map(({ pre, post, rows }) => ({
      pre: pre.name,
      post: post.name,
      rule: {
        rule: 'explicit' as const,
        sources: rows.map((r) => r[0] - pre.first),
        targets: rows.map((r) => r[1] - post.first),
        weights: rows.map((r) => r[2]),
        delays: rows.map((r) => ms(r[3])),
      },
    })),
    drives: populations.map((p: any) => ({
      type: 'spikes' as const,
      post: p.name,
      trains: external.spike_steps.slice(p.first, p.first + p.N).map((steps: number[]) => steps.map(ms)),
      weight: external.weight,
      delay: ms(external.delay_steps),
    })),
  });
  const { interval, neurons } = output.V_m_samples;
  const watched = Object.keys(neurons).map(Number);
  const { spikes, traces } = net.simulate({
    duration: input.t_sim,
    record: {
      traces: watched.map((n) => {
        const p = populationOf(n);
        return { population: p.name, neurons: [n - p.first], quantities: ['V_m' as const], interval };
      }),
    },
  });
  let wrong = 0;
  populations.forEach((p: any, i: number) => {
    for (let n = 0; n < p.N; n++)
      wrong += mismatches(stepsOf(spikes[i], n), list(output.spike_steps[p.first + n]));
  });
  return [
    { quantity: 'spikes', error: wrong, tolerance: 0 },
    {
      quantity: 'spike count',
      error: Math.abs(spikes.reduce((sum, s) => sum + s.steps.length, 0) - output.spike_count),
      tolerance: 0,
    },
    ...watched.map((n, i) => ({
      quantity: `V_m of neuron ${n} (mV)`,
      error: worst(row(traces[i].data, 0), list(neurons[n])),
      tolerance: TOLERANCE,
    })),
  ];
}

export function rounding({ output }: ReferenceCase): Check[] {
  return Object.entries<any>(output).flatMap(([name, o]) => {
    const wrong = (pairs: [number, number][], rule: (time: number, dt: number) => number) =>
      pairs.filter(([time, steps]) => rule(time, o.dt) !== steps).length;
    return [
      { quantity: `${name} delays`, error: wrong(o.delay_ms_and_steps, delaySteps), tolerance: 0 },
      {
        quantity: `${name} refractory periods`,
        error: wrong(o.t_ref_ms_and_clamped_steps, refractorySteps),
        tolerance: 0,
      },
    ];
  });
}

/** An input for predictions, not a target: whether it can be read and adds up. */
export function populationCounts({ input, output }: ReferenceCase): Check[] {
  const bins = (input.t1 - input.t0) / input.dt;
  return Object.entries<any>(output).flatMap(([name, { N, total, counts }]) => {
    const n = list(counts);
    const bad = n.filter((c) => !(Number.isInteger(c) && c >= 0 && c <= N)).length;
    return [
      { quantity: `${name} length`, error: Math.abs(n.length - bins), tolerance: 1e-6 },
      { quantity: `${name} impossible counts`, error: bad, tolerance: 0 },
      { quantity: `${name} total`, error: Math.abs(n.reduce((a, b) => a + b, 0) - total), tolerance: 0 },
    ];
  });
}
