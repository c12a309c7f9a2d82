/** Networks of point neurons that use as much of the simulator as can be, and what a run of one gives. */
import type { PointNetwork } from '../../src/network/point/pointNetwork.ts';
import type { NetworkSpec } from '../../src/network/populations.ts';
import { normal, truncatedNormal, uniform } from '../../src/numerics/distributions/index.ts';

const DT = 0.1;

/** Three populations of different models, all kinds of drives, drawn parameters, given and drawn connections. */
export function mixedNetwork({ sizes = [700, 300, 257] }: { sizes?: number[] } = {}): NetworkSpec {
  const [exp, alpha, delta] = sizes;
  const membrane = { C_m: 100, E_L: -65, V_reset: -65, t_ref: 1 };
  const drawn = truncatedNormal({ mean: 1.5, sd: 0.7, min: 0.4 });
  return {
    dt: DT,
    populations: [
      { name: 'exp', size: exp, model: 'iaf_psc_exp', params: membrane, V_m: normal({ mean: -62, sd: 4 }) },
      {
        name: 'alpha',
        size: alpha,
        model: 'iaf_psc_alpha',
        params: { ...membrane, V_th: normal({ mean: -55, sd: 1 }), tau_syn_in: uniform({ min: 2, max: 4 }) },
        initial: { I_syn_ex: uniform({ min: 0, max: 100 }) },
      },
      { name: 'delta', size: delta, model: 'iaf_psc_delta', params: membrane },
    ],
    projections: [
      ['exp', 'exp', 1],
      ['exp', 'alpha', 6],
      ['exp', 'delta', 0.1],
      ['alpha', 'exp', -10],
      ['alpha', 'delta', -0.05],
      ['delta', 'alpha', normal({ mean: 0, sd: 20 })],
      ['delta', 'exp', normal({ mean: 1, sd: 20 })],
    ].map(([pre, post, weight]) => ({
      pre: pre as string,
      post: post as string,
      rule: { rule: 'pairwise_bernoulli', p: 0.1 },
      weight: weight as number,
      delay: drawn,
    })),
    drives: [
      { type: 'poisson', post: 'exp', rate: 8000, weight: 13, delay: 1 },
      { type: 'poisson', post: 'exp', rate: 900, weight: -20 },
      { type: 'poisson', post: 'exp', rate: 500, weight: 20 },
      { type: 'poisson', post: 'alpha', rate: 4000, weight: 7 },
      { type: 'poisson', post: 'delta', rate: 3e6, weight: 0.0004 },
      { type: 'poisson', post: 'delta', rate: 2000, weight: 0.3, delay: 3 },
      {
        type: 'current',
        post: 'exp',
        times: [3, 40.1],
        amplitudes: [50, -20],
        neurons: [0, 1, 2].filter((n) => n < exp),
      },
      { type: 'current', post: 'alpha', times: [0, 7.3, 20], amplitudes: [20, 60, 10] },
      {
        type: 'spikes',
        post: 'delta',
        trains: Array.from({ length: delta }, (_, n) => [1 + (n % 7), 20, 33.3]),
        weight: 2,
        delay: 1.5,
      },
    ],
  };
}

/** All spikes of a simulation in pieces, and the last potentials and currents of all neurons. */
export function outcome(
  net: PointNetwork,
  spec: NetworkSpec,
  pieces: readonly number[],
): { spikes: number[]; values: number[][] } {
  const spikes = pieces.flatMap((duration) =>
    net
      .simulate({ duration })
      .spikes.flatMap((s, p) => Array.from(s.steps, (step, i) => p * 1e9 + step * 1e5 + s.ids[i])),
  );
  const { traces } = net.simulate({
    duration: DT,
    record: {
      traces: spec.populations.map(({ name, size, model }) => ({
        population: name,
        neurons: Array.from({ length: size }, (_, n) => size - 1 - n),
        quantities: model === 'iaf_psc_alpha' ? ['V_m', 'I_syn_in'] : ['V_m'],
      })),
    },
  });
  return { spikes, values: traces.map((t) => Array.from(t.data.data)) };
}
