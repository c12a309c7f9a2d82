/**
 * The single neurons of lessons: traces and tables number by number (1e-9, or the printed digits), noise by statistics of our own trials
 * within 4 combined standard errors. A file holds either its currents, or the random numbers they are made of, or neither.
 */
import { siegertRate } from '../../../../src/network/meanField/siegert.ts';
import {
  heldCurrent,
  ornsteinUhlenbeckCurrent,
  pulseCurrent,
  sinusoidalCurrent,
  whiteNoiseCurrent,
} from '../../../../src/network/singleNeuron/currents.ts';
import { eulerLif } from '../../../../src/network/singleNeuron/eulerLif.ts';
import { exactLif } from '../../../../src/network/singleNeuron/exactLif.ts';
import {
  firingRate,
  intervalCV,
  intervals,
  thresholdCurrent,
} from '../../../../src/network/singleNeuron/firing.ts';
import {
  freeMembraneVariance,
  lifRate,
  ornsteinUhlenbeckMoments,
  sinusoidResponse,
} from '../../../../src/network/singleNeuron/theory.ts';
import type { NeuronTrace } from '../../../../src/network/singleNeuron/trace.ts';
import { mean, standardDeviation } from '../../../../src/network/statistics.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { list } from '../../read.ts';
import type { Check, ReferenceCase } from '../../suite.ts';

/** Digits of the files: 12 or more behind the first. */
const TOLERANCE = 1e-9;
/** Trials of ours per row of the tables of statistics. */
const TRIALS = 25;
/** Standard errors. */
const MOST_DEVIATION = 4;

const exact = (quantity: string, error: number): Check => ({ quantity, error, tolerance: 0 });
const close = (quantity: string, ours: ArrayLike<number>, theirs: ArrayLike<number>): Check => {
  let error = ours.length === theirs.length ? 0 : NaN;
  for (let i = 0; i < ours.length; i++) {
    const d = Math.abs(ours[i] - theirs[i]);
    if (!(d <= error)) error = d;
  }
  return { quantity, error, tolerance: TOLERANCE };
};
const different = (ours: ArrayLike<number>, theirs: ArrayLike<number>): number =>
  ours.length === theirs.length && Array.from(ours).every((x, i) => x === theirs[i]) ? 0 : 1;
const spikesOf = (name: string, trace: NeuronTrace, expected: ArrayLike<number>): Check =>
  exact(`spikes${name}`, different(trace.spikes, expected));
const everyOther = (values: Float64Array, every: number): Float64Array =>
  values.filter((_, i) => i % every === 0);

/** Step and sinusoidal currents: exact integration, the current after each sample. */
function heldCurrents({ input, output }: ReferenceCase): Check[] {
  const { dt, tau, R, v_rest, v_reset, v_threshold, v_init, arguments: given } = input;
  const samples = Math.round(given.tend / dt);
  const interval = Math.round(input.current_sample_interval / dt);
  let current: Float64Array;
  if (input.current_kind === 'sinus')
    current = sinusoidalCurrent(
      { offset: given.I_offset, amplitude: given.I_amp, frequency: 1000 * given.I_freq },
      Math.ceil(samples / interval),
      input.current_sample_interval,
    );
  else if (input.current_kind === 'step')
    current = pulseCurrent(given.I_amp, given.I_tstart, given.I_tend - 1, Math.ceil(samples / interval));
  else throw new Error(`unknown current ${input.current_kind}`);
  const held = heldCurrent(current, interval).subarray(0, samples);
  const trace = exactLif(
    { tau_m: tau, R_m: R, E_L: v_rest, V_th: v_threshold, V_reset: v_reset, V_init: v_init },
    held,
    dt,
  );
  const checks = [
    spikesOf('', trace, list(output.spike_steps)),
    exact('spike count', trace.spikes.length - output.spike_count),
    close('v (mV)', trace.v, list(output.v)),
    close('largest v (mV)', [trace.v.reduce((a, b) => Math.max(a, b))], [output.v_max]),
  ];
  if ('I' in output) checks.push(close('I (nA)', held, list(output.I)));
  const { theory } = output;
  if (theory?.isi_ms != null) {
    const rate = lifRate({
      tau_m: tau,
      V_inf: v_rest + R * given.I_amp,
      V_th: v_threshold,
      V_reset: v_reset,
    });
    checks.push(close('interval in theory (ms)', [1000 / rate], [theory.isi_ms]));
    checks.push(
      exact(
        'interval (steps)',
        different(
          new Set(trace.spikes.slice(1).map((s, i) => s - trace.spikes[i])).size === 1
            ? [trace.spikes[1] - trace.spikes[0]]
            : [],
          [theory.isi_steps],
        ),
      ),
    );
  }
  if (theory?.steady_state_amplitude_mV != null) {
    const { amplitude, lag } = sinusoidResponse(tau, R * given.I_amp, 1000 * given.I_freq);
    checks.push(
      close(
        'response to the sinusoid (mV, rad)',
        [amplitude, lag, v_rest + R * given.I_offset],
        [theory.steady_state_amplitude_mV, theory.phase_lag_rad, theory.mean_mV],
      ),
    );
  }
  return checks;
}

/** Traces of the Euler scheme: constant currents and pulses, given currents, given random numbers. */
function eulerTraces({ input, output }: ReferenceCase): Check[] {
  const { dt, ...parameters } = eulerParameters(input);
  if ('standard_normals' in input) {
    const { mu, sigma, tau_ou } = input;
    const current = ornsteinUhlenbeckCurrent(
      { mean: mu, sigma, tau: tau_ou },
      list(input.standard_normals),
      dt,
    );
    const trace = eulerLif(parameters, current, dt);
    const perMs = Math.round(1 / dt);
    return [
      close('I (pA)', everyOther(current, perMs), list(output.I_every_1ms)),
      close('v (mV)', everyOther(trace.v, perMs), list(output.v_every_1ms)),
      spikesOf('', trace, list(output.spike_steps)),
    ];
  }
  if ('realisations' in output)
    return output.realisations.flatMap((r: any, i: number) => {
      const trace = eulerLif(parameters, list(r.I), dt);
      const isi = intervals(trace);
      const perMs = Math.round(1 / dt);
      return [
        spikesOf(` ${i}`, trace, list(r.spike_steps)),
        ...('v_every_1ms' in r
          ? [close(`v ${i} (mV)`, everyOther(trace.v, perMs), list(r.v_every_1ms))]
          : []),
        ...('v' in r ? [close(`v ${i} (mV)`, trace.v, list(r.v))] : []),
        ...(r.isi_mean_ms == null ? [] : [close(`mean interval ${i} (ms)`, [mean(isi)], [r.isi_mean_ms])]),
        ...(r.cv_isi == null ? [] : [close(`CV ${i}`, [intervalCV(isi) ?? NaN], [r.cv_isi])]),
      ];
    });
  return Object.entries<any>(output).flatMap(([name, o]) => {
    const current = pulseCurrent(o.I, o.on_first_step, o.off_step - 1, o.samples);
    const trace = eulerLif(parameters, current, dt);
    return [
      close(`${name} v (mV)`, everyOther(trace.v, o.v_every), list(o.v)),
      spikesOf(` ${name}`, trace, list(o.spike_steps)),
    ];
  });
}

/** Names of the file to ours. */
function eulerParameters(input: any): { dt: number } & Record<string, number> {
  const { tref, dt, ...rest } = input.parameters;
  return { ...rest, t_ref: tref, dt };
}

export function teachingTrace(reference: ReferenceCase): Check[] {
  return 'current_kind' in reference.input ? heldCurrents(reference) : eulerTraces(reference);
}

/** The table of rates under a pulse, and curves of spike counts for the Euler scheme. */
export function teachingTable(reference: ReferenceCase): Check[] {
  const { input, output } = reference;
  if (!('t_on' in input)) return eulerCurves(reference);
  const { dt, t_end, t_on, t_off, E_L, V_th, V_reset, R_m, tau } = input;
  const samples = Math.round(t_end / dt) + 1;
  const simulate = (I: number, acting = t_off) =>
    exactLif(
      { tau_m: tau, R_m, E_L, V_th, V_reset },
      pulseCurrent(I, Math.round(t_on / dt), Math.round(acting / dt), samples),
      dt,
      { acts: 'before' },
    );
  const rate = (spikes: number): number => (1000 * spikes) / (t_off - t_on);
  // The rheobase does not depend on how long the pulse is: a constant current for as long as an interval can be resolved.
  const [, threshold] = thresholdCurrent(
    (I) => lifRate({ tau_m: tau, V_inf: E_L + R_m * I, V_th, V_reset }) > 0,
    [0, 1000],
    1e-12,
  );
  const checks = output.table.flatMap((row: any) => {
    const trace = simulate(row.I_nA);
    const theory = lifRate({ tau_m: tau, V_inf: E_L + R_m * row.I_nA, V_th, V_reset });
    const isi = [...new Set(trace.spikes.slice(1).map((s, i) => s - trace.spikes[i]))].toSorted(
      (a, b) => a - b,
    );
    return [
      spikesOf(` at ${row.I_nA} nA`, trace, list(row.spike_steps)),
      exact(`spike count at ${row.I_nA} nA`, trace.spikes.length - row.spikes),
      close(
        `rates at ${row.I_nA} nA (1/s)`,
        [rate(trace.spikes.length), theory],
        [row.rate_hz, row.theoretical_rate_hz ?? 0],
      ),
      exact(`intervals at ${row.I_nA} nA`, different(isi, list(row.grid_isi_steps))),
    ];
  });
  checks.push(close('threshold (nA)', [threshold], [output.threshold_current_nA]));
  for (const [name, trace] of Object.entries<any>(output)) {
    const current = /^trace_([\d.]+)nA/.exec(name)?.[1];
    if (current === undefined) continue;
    const every = Math.round(trace.sample_interval / dt);
    checks.push(close(`${name} (mV)`, everyOther(simulate(Number(current)).v, every), list(trace.V_m)));
  }
  const printed = output.check?.printed_rates_hz;
  if (printed !== undefined)
    checks.push(
      close(
        'printed rates (1/s)',
        output.table.map((r: any) => rate(simulate(r.I_nA).spikes.length)),
        printed,
      ),
    );
  return checks;
}

function eulerCurves({ input, output }: ReferenceCase): Check[] {
  const { dt, ...parameters } = eulerParameters(input);
  const samples = Math.round(input.T / dt);
  const { E_L, g_L, V_th, V_reset, t_ref } = parameters;
  const checks: Check[] = [close('rheobase (pA)', [g_L * (V_th - E_L)], [output.rheobase_pA])];
  list(input.tau_m).forEach((tau_m) => {
    const curve = output.curves[`tau_m_${tau_m}`];
    const traces = Array.from(list(input.currents), (I) =>
      eulerLif({ ...parameters, tau_m }, new Float64Array(samples).fill(I), dt),
    );
    checks.push(
      exact(
        `spike counts, tau_m ${tau_m} ms`,
        different(
          traces.map((t) => t.spikes.length),
          curve.spike_count,
        ),
      ),
      exact(
        `first spikes, tau_m ${tau_m} ms`,
        different(
          traces.map((t) => t.spikes[0] ?? -1),
          curve.first_spike_step.map((s: number | null) => s ?? -1),
        ),
      ),
      {
        // Printed with 6 digits behind the point.
        ...close(
          `rates in theory, tau_m ${tau_m} ms (1/s)`,
          Array.from(list(input.currents), (I) =>
            lifRate({ tau_m, V_inf: E_L + I / g_L, V_th, V_reset, t_ref }),
          ),
          curve.theoretical_rate_hz,
        ),
        tolerance: 5.1e-7,
      },
    );
  });
  return checks;
}

/** Mean and standard error. */
interface Estimate {
  readonly mean: number;
  readonly sem: number;
}

const estimate = (values: readonly number[]): Estimate => ({
  mean: mean(values),
  sem: standardDeviation(values) / Math.sqrt(Math.max(1, values.length - 1)),
});

/** Difference in units of the combined standard error, 0 for equal numbers. */
function deviation(quantity: string, ours: Estimate, theirs: Estimate): Check {
  const difference = Math.abs(ours.mean - theirs.mean);
  const error = difference === 0 ? 0 : difference / Math.hypot(ours.sem, theirs.sem);
  return { quantity: `${quantity} (standard errors)`, error, tolerance: MOST_DEVIATION };
}

/** Firing over trials, as the files define it. */
function firing(name: string, expected: any, trials: readonly NeuronTrace[]): Check[] {
  // Counts that hardly vary say little about their own spread in a few trials: that of the many trials of the file is better known.
  const own = estimate(trials.map(firingRate));
  const perSecond = 1000 / (trials[0].v.length * trials[0].dt);
  const sem = Math.max(own.sem, (perSecond * expected.count_sd) / Math.sqrt(trials.length));
  const checks = [
    deviation(`${name} rate`, { mean: own.mean, sem }, { mean: expected.rate_hz, sem: expected.rate_sem }),
  ];
  const irregular = trials.filter((t) => t.spikes.length > 3);
  // With a handful of trials the standard error itself is not known.
  if (irregular.length >= 20 && expected.cv_trials >= 20)
    checks.push(
      deviation(`${name} CV`, estimate(irregular.map((t) => intervalCV(intervals(t))!)), {
        mean: expected.cv_mean,
        sem: expected.cv_sem,
      }),
    );
  return checks;
}

/** Statistics under noise: our own random numbers. */
export function teachingStatistics({ name, input, output }: ReferenceCase): Check[] {
  const { dt, ...parameters } = eulerParameters(input);
  const samples = Math.round(input.T / dt);
  const normals = (stream: ReturnType<typeof randomStream>) =>
    Float64Array.from({ length: samples }, () => stream.normal());
  const checks: Check[] = [];
  for (const [i, row] of output.table.entries()) {
    const stream = randomStream(1, name, i);
    const label = `mean ${row.mu}, sigma ${row.sigma}`;
    if ('tau_ou' in row) {
      checks.push(...ornsteinUhlenbeckRow(row, parameters, dt, () => normals(stream)));
      continue;
    }
    const trials = Array.from({ length: TRIALS }, () =>
      eulerLif(parameters, whiteNoiseCurrent({ mean: row.mu, sigma: row.sigma }, normals(stream), dt), dt),
    );
    checks.push(...firing(label, row, trials));
    const { g_L, E_L, V_th, V_reset, t_ref, tau_m } = parameters;
    const dc = lifRate({ tau_m, V_inf: E_L + row.mu / g_L, V_th, V_reset, t_ref });
    // Printed with 7 digits.
    const theory = siegertRate({
      tau_m,
      t_ref,
      V_th,
      V_reset,
      mu: E_L + row.mu / g_L,
      sd: (row.sigma / g_L) * Math.sqrt(1000 / (2 * tau_m)),
    });
    checks.push({
      quantity: `${label} Siegert's rate (relative)`,
      error: Math.abs(theory / row.siegert_rate_hz - 1),
      tolerance: 5.1e-7,
    });
    checks.push({ ...close(`${label} rate without noise (1/s)`, [dc], [row.dc_rate_hz]), tolerance: 5.1e-5 });
  }
  for (const { sigma, variance_mV2 } of output.free_membrane_variance ?? [])
    checks.push(
      close(
        `free variance, sigma ${sigma} (mV2)`,
        [freeMembraneVariance({ tau_m: parameters.tau_m, g_L: parameters.g_L }, sigma, dt)],
        [variance_mV2],
      ),
    );
  return checks;
}

function ornsteinUhlenbeckRow(
  row: any,
  parameters: Record<string, number>,
  dt: number,
  normals: () => Float64Array,
): Check[] {
  const { mu, sigma, tau_ou, measured } = row;
  const noise = { mean: mu, sigma, tau: tau_ou };
  const label = `mean ${mu}, sigma ${sigma}, tau ${tau_ou} ms`;
  const theory = ornsteinUhlenbeckMoments(noise, dt);
  const lags: number[] = row.lags_ms.map((t: number) => Math.round(t / dt));
  const digits = (check: Check): Check => ({ ...check, tolerance: 1e-6 });
  const currents = Array.from({ length: TRIALS }, () => ornsteinUhlenbeckCurrent(noise, normals(), dt));
  const [from, to] = measured.window_ms.map((t: number) => Math.round(t / dt));
  const covariance = (current: Float64Array, lag: number): number => {
    let sum = 0;
    for (let k = from; k < to - lag; k++) sum += (current[k] - mu) * (current[k + lag] - mu);
    return sum / (to - lag - from);
  };
  return [
    // Printed with 10 digits.
    digits(
      close(
        `${label} autocovariance in theory`,
        lags.map(theory.autocovariance),
        row.theory_discrete_autocovariance,
      ),
    ),
    digits(
      close(
        `${label} autocovariance in continuous time`,
        lags.map(theory.continuousAutocovariance),
        row.theory_continuous_autocovariance,
      ),
    ),
    digits(
      close(
        `${label} mean in theory`,
        row.theory_discrete_mean_at_ms.map(([t]: number[]) => theory.mean(Math.round(t / dt))),
        row.theory_discrete_mean_at_ms.map(([, value]: number[]) => value),
      ),
    ),
    deviation(`${label} mean`, estimate(currents.map((c) => mean(c.subarray(from, to)))), {
      mean: measured.mean,
      sem: measured.mean_sem,
    }),
    ...lags.map((lag, j) =>
      deviation(
        `${label} autocovariance at ${row.lags_ms[j]} ms`,
        estimate(currents.map((c) => covariance(c, lag))),
        {
          mean: measured.autocovariance[j],
          sem: measured.autocovariance_sem[j],
        },
      ),
    ),
    ...firing(
      label,
      row.firing,
      currents.map((c) => eulerLif(parameters, c, dt)),
    ),
  ];
}
