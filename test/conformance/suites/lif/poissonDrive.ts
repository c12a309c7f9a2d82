/**
 * Poisson-driven neurons: the free membrane against theory (exact for the grid) and NEST, the spiking neuron against NEST. Own standard
 * errors are taken over neurons, which are independent, or over groups of them for quantities of pooled intervals.
 */
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { neuronModel } from '../../../../src/network/point/models/index.ts';
import type { Spikes } from '../../../../src/network/spikes.ts';
import {
  coefficientsOfVariation,
  interspikeIntervals,
  mean,
  neuronRates,
  percentiles,
  standardDeviation,
} from '../../../../src/network/statistics.ts';
import { row } from '../../../../src/numerics/array2d.ts';
import { list } from '../../read.ts';
import type { Check, ReferenceCase } from '../../suite.ts';

const LARGEST_Z = 4;
const NAME = 'neurons';
const SEED = 1;

function network(input: any, size: number, free: boolean) {
  const { model, params, V_m_init } = input.neuron;
  return buildNetwork(
    {
      dt: input.dt,
      populations: [
        {
          name: NAME,
          size,
          model,
          params: free ? { ...params, V_th: 1e9 } : params,
          V_m: V_m_init,
        },
      ],
      drives: input.poisson_inputs.map((p: any) => ({
        type: 'poisson' as const,
        post: NAME,
        rate: p.rate,
        weight: p.weight,
      })),
    },
    { seed: SEED },
  );
}

/** All parameters of a neuron. */
function complete({ model, params }: any): any {
  const defaults = Object.entries(neuronModel('model', model).parameters).map(([k, p]) => [k, p.default]);
  return { ...Object.fromEntries(defaults), ...params };
}

/** Theory from the response u(k dt) of our neuron to a single input per source. */
function theory(input: any, lags: ArrayLike<number>): { mean: number; autocovariance: Float64Array } {
  const { dt, neuron } = input;
  const params = complete(neuron);
  const slowest = Math.max(params.tau_m, params.tau_syn_ex ?? 0, params.tau_syn_in ?? 0);
  const duration = Math.ceil(60 * slowest);
  let average = params.E_L + (params.tau_m * params.I_e) / params.C_m;
  const autocovariance = new Float64Array(lags.length);
  for (const { rate, weight } of input.poisson_inputs) {
    const net = buildNetwork({
      dt,
      populations: [
        {
          name: NAME,
          size: 1,
          model: neuron.model,
          params: { ...params, V_th: 1e9, I_e: 0 },
          V_m: params.E_L,
        },
      ],
      drives: [{ type: 'spikes', post: NAME, trains: [[0]], weight, delay: dt }],
    });
    const record = { traces: [{ population: NAME, neurons: [0], quantities: ['V_m' as const] }] };
    const u = row(net.simulate({ duration, record }).traces[0].data, 0).map((v) => v - params.E_L);
    const lambda = (rate * dt) / 1000;
    average += lambda * u.reduce((a, b) => a + b, 0);
    for (let i = 0; i < lags.length; i++) {
      const lag = Math.round(lags[i] / dt);
      for (let k = 0; k + lag < u.length; k++) autocovariance[i] += lambda * u[k] * u[k + lag];
    }
  }
  return { mean: average, autocovariance };
}

/** Mean and standard error of independent values. */
function estimate(values: ArrayLike<number>): { value: number; sem: number } {
  const n = values.length;
  return { value: mean(values), sem: standardDeviation(values) / Math.sqrt(n - 1) };
}

const z = (difference: number, ...sems: number[]): number =>
  Math.abs(difference) / Math.sqrt(sems.reduce((sum, s) => sum + s * s, 0));

function freeMembrane(input: any, output: any): Check[] {
  const expected = output.theory_free_membrane;
  const nest = output.nest_free_membrane;
  const lags = list(expected.lags_ms);
  const own = theory(input, lags);
  const params = complete(input.neuron);
  // Printed with 12 digits; the reference ends its sum over the response after 400 ms.
  const slowest = Math.max(params.tau_m, params.tau_syn_ex ?? 0, params.tau_syn_in ?? 0);
  const cut = 2 * Math.abs(own.mean - params.E_L) * Math.exp(-400 / slowest);
  const checks: Check[] = [
    { quantity: 'theory: mean (mV)', error: Math.abs(own.mean - expected.mean), tolerance: 1e-9 + cut },
    {
      quantity: 'theory: autocovariance (relative to variance)',
      error: Math.max(
        ...own.autocovariance.map((c, i) =>
          Math.abs((c - expected.autocovariance[i]) / expected.autocovariance[0]),
        ),
      ),
      tolerance: 1e-9,
    },
  ];
  const size = nest.neurons;
  const interval = lags.reduce((step, lag) => (lag > 0 ? Math.min(step, lag) : step), Infinity);
  const { traces } = network(input, size, true).simulate({
    transient: input.t_transient,
    duration: input.t_sim - input.t_transient,
    record: {
      traces: [
        {
          population: NAME,
          neurons: Array.from({ length: size }, (_, n) => n),
          quantities: ['V_m'],
          interval,
        },
      ],
    },
  });
  const rows = Array.from({ length: size }, (_, n) => row(traces[0].data, n));
  const average = estimate(rows.map(mean));
  checks.push(
    {
      quantity: 'mean against theory (z)',
      error: z(average.value - expected.mean, average.sem),
      tolerance: LARGEST_Z,
    },
    {
      quantity: 'mean against NEST (z)',
      error: z(average.value - nest.mean, average.sem, nest.mean_sem),
      tolerance: LARGEST_Z,
    },
  );
  lags.forEach((lag, i) => {
    const shift = Math.round(lag / interval);
    const covariance = estimate(
      rows.map((v) => {
        let sum = 0;
        for (let k = 0; k + shift < v.length; k++)
          sum += (v[k] - expected.mean) * (v[k + shift] - expected.mean);
        return sum / (v.length - shift);
      }),
    );
    checks.push(
      {
        quantity: `autocovariance at ${lag} ms against theory (z)`,
        error: z(covariance.value - expected.autocovariance[i], covariance.sem),
        tolerance: LARGEST_Z,
      },
      {
        quantity: `autocovariance at ${lag} ms against NEST (z)`,
        error: z(covariance.value - nest.autocovariance[i], covariance.sem, nest.autocovariance_sem[i]),
        tolerance: LARGEST_Z,
      },
    );
  });
  return checks;
}

function spiking(input: any, nest: any): Check[] {
  const size = nest.neurons;
  const [t0, t1] = nest.window_ms;
  const net = network(input, size, false);
  const [spikes] = net.simulate({ transient: t0, duration: t1 - t0 }).spikes as [Spikes];
  const window = { t0, t1 };
  const rates = neuronRates(spikes, window);
  const isi = interspikeIntervals(spikes, window);
  const percents = nest.isi_percentiles_ms.percent as number[];
  const groups = 20;
  /** A quantity of pooled intervals, with a standard error from groups of neurons; the reference has as many neurons. */
  const pooled = (quantity: (intervals: number[]) => number) => {
    const values = Array.from({ length: groups }, (_, g) =>
      quantity(isi.filter((_, n) => n % groups === g).flat()),
    );
    return { value: quantity(isi.flat()), sem: estimate(values).sem };
  };
  const rate = estimate(rates);
  const cv = estimate(coefficientsOfVariation(isi));
  const poolCv = pooled((i) => standardDeviation(i) / mean(i));
  const seconds = (t1 - t0) / 1000;
  const countRatio = standardDeviation(rates) ** 2 * (seconds / mean(rates));
  const check = (quantity: string, error: number): Check => ({
    quantity: `${quantity} (z)`,
    error,
    tolerance: LARGEST_Z,
  });
  return [
    check('rate', z(rate.value - nest.rate_hz, rate.sem, nest.rate_sem)),
    check('CV', z(cv.value - nest.cv_mean, cv.sem, nest.cv_sem)),
    // The variance of n nearly normal counts has the relative standard error sqrt(2/(n - 1)).
    check(
      'count variance/mean',
      z(countRatio - nest.count_variance_over_mean, countRatio * Math.sqrt(4 / (size - 1))),
    ),
    check('CV of pooled intervals', z(poolCv.value - nest.pooled_isi_cv, poolCv.sem, poolCv.sem)),
    ...percents.map((percent, i) => {
      const own = pooled((intervals) => percentiles(intervals, [percent])[0]);
      const difference = own.value - nest.isi_percentiles_ms.values[i];
      // Intervals are multiples of dt.
      return check(`${percent} % of intervals`, z(difference, own.sem, own.sem, input.dt / Math.sqrt(6)));
    }),
  ];
}

export function poissonDrive({ input, output }: ReferenceCase): Check[] {
  return [...freeMembrane(input, output), ...spiking(input, output.nest_spiking)];
}
