/**
 * What the lessons compare single neurons with: the rate of a LIF neuron under a constant current (Lapicque 1907; W. Gerstner et al.,
 * Neuronal Dynamics, Cambridge 2014, section 1.3), its response to a sinusoid, and the exact moments of sampled noise.
 */
import { finite, integer, nonNegative, positive } from '../../errors.ts';

/** What decides the rate under constant current; potentials in one unit. */
export interface ConstantDrive {
  /** ms, > 0. */
  readonly tau_m: number;
  /** Where the potential would settle without a threshold: E_L + R_m I. */
  readonly V_inf: number;
  readonly V_th: number;
  readonly V_reset: number;
  /** ms, >= 0; default 0. */
  readonly t_ref?: number;
}

/**
 * Rate in continuous time, spikes/s: 1 / (t_ref + tau_m ln((V_inf - V_reset)/(V_inf - V_th))), and 0 for V_inf <= V_th.
 * @throws ParameterError on values that are not finite, tau_m <= 0 or t_ref < 0
 */
export function lifRate({ tau_m, V_inf, V_th, V_reset, t_ref = 0 }: ConstantDrive): number {
  positive('tau_m', tau_m);
  nonNegative('t_ref', t_ref);
  for (const [name, value] of Object.entries({ V_inf, V_th, V_reset })) finite(name, value);
  if (V_inf <= V_th) return 0;
  return 1000 / (t_ref + tau_m * Math.log1p((V_th - V_reset) / (V_inf - V_th)));
}

/**
 * Steady response of V - E_L to R_m I = amplitude sin(2 pi f t) without threshold: amplitude/sqrt(1 + (w tau_m)^2) sin(w t - lag).
 * @param frequency Hz, >= 0
 * @returns amplitude in the unit of `amplitude`, and the lag in radians
 * @throws ParameterError on tau_m <= 0 or a negative frequency
 */
export function sinusoidResponse(
  tau_m: number,
  amplitude: number,
  frequency: number,
): { readonly amplitude: number; readonly lag: number } {
  positive('tau_m', tau_m);
  nonNegative('frequency', frequency);
  const x = ((2 * Math.PI * frequency) / 1000) * tau_m;
  return { amplitude: finite('amplitude', amplitude) / Math.hypot(1, x), lag: Math.atan(x) };
}

/** Exact moments of sampled Ornstein-Uhlenbeck noise that started at 0 (Euler-Maruyama scheme; a = 1 - dt/tau). */
export interface OrnsteinUhlenbeckMoments {
  /** Mean of sample k: mean (1 - a^k). */
  mean(k: number): number;
  /** Stationary autocovariance at a lag of so many samples: a^|lag| sigma^2/(1 - dt/(2 tau)). */
  autocovariance(lag: number): number;
  /** The same in continuous time: sigma^2 exp(-|t|/tau), t = lag dt. */
  continuousAutocovariance(lag: number): number;
}

/** Throws ParameterError on sigma < 0, tau or dt <= 0; the moments throw it on indices that are not whole. */
export function ornsteinUhlenbeckMoments(
  { mean, sigma, tau }: { readonly mean: number; readonly sigma: number; readonly tau: number },
  dt: number,
): OrnsteinUhlenbeckMoments {
  finite('mean', mean);
  nonNegative('sigma', sigma);
  const share = positive('dt', dt) / positive('tau', tau);
  const a = 1 - share;
  const steps = (lag: number): number => Math.abs(integer('lag', lag));
  return {
    mean: (k) => mean * (1 - a ** integer('k', k, 0)),
    autocovariance: (lag) => (a ** steps(lag) * sigma ** 2) / (1 - share / 2),
    continuousAutocovariance: (lag) => sigma ** 2 * Math.exp(-steps(lag) * share),
  };
}

/**
 * Variance (mV^2) of the potential of `eulerLif` without threshold under white noise of strength sigma (pA s^1/2): the exact value on the
 * grid, (dt/(tau_m g_L))^2 sigma^2/(dt/1 s) / (1 - (1 - dt/tau_m)^2).
 * @throws ParameterError on sigma < 0, or tau_m, g_L or dt <= 0
 */
export function freeMembraneVariance(
  { tau_m, g_L }: { readonly tau_m: number; readonly g_L: number },
  sigma: number,
  dt: number,
): number {
  const share = positive('dt', dt) / positive('tau_m', tau_m);
  const step = (share / positive('g_L', g_L)) * nonNegative('sigma', sigma);
  return (step * step) / (dt / 1000) / (share * (2 - share));
}
