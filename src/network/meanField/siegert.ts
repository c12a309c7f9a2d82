/**
 * The stationary rate of a leaky integrate-and-fire neuron under Gaussian white noise:
 *
 *   1/rate = t_ref + tau_m sqrt(pi) int_{y_r}^{y_th} exp(u^2) (1 + erf u) du,   y = (V - mu)/(sqrt(2) sd)
 *
 * (A. J. F. Siegert, Phys. Rev. 81:617, 1951; D. J. Amit, N. Brunel, Cereb. Cortex 7:237, 1997), where mu and sd are the mean and the
 * standard deviation that the membrane potential would have without threshold. Noise that passes a synapse of short time constant tau_syn
 * is treated as white with threshold and reset moved up (N. Fourcaud, N. Brunel, Neural Comput. 14:2057, 2002). The formula holds for
 * many small independent inputs and tau_syn << tau_m; a grid in time misses crossings and gives somewhat lower rates.
 *
 * The integrand grows like exp(u^2): everything is taken relative to its largest value, so no argument overflows.
 */
import { ParameterError, finite, nonNegative, positive } from '../../errors.ts';
import { integrateGauss } from '../../numerics/quadrature.ts';
import { erfcx } from '../../numerics/special.ts';
import { lifRate } from '../singleNeuron/theory.ts';

/** What decides the rate. */
export interface SiegertDrive {
  /** Membrane time constant, ms, > 0. */
  readonly tau_m: number;
  /** Refractory period, ms, >= 0; default 0. */
  readonly t_ref?: number;
  /** Threshold, mV. */
  readonly V_th: number;
  /** Reset potential, mV, < V_th. */
  readonly V_reset: number;
  /** Mean of the potential without threshold, mV. */
  readonly mu: number;
  /** Standard deviation of the potential without threshold, mV, >= 0. For filtered noise: of the white noise of the same strength. */
  readonly sd: number;
  /** Time constant of the synaptic filter, ms, >= 0; default 0, white noise. */
  readonly tau_syn?: number;
}

/** |zeta(1/2)|, Riemann's zeta function. */
const ZETA_HALF = 1.4603545088095868;
/** Nodes per panel; on a panel the integrand changes by at most exp(3). */
const NODES = 24;
const PANEL = 3;
/** Where exp(-x) no longer counts beside 1. */
const NEGLIGIBLE = 45;

/**
 * The rate, spikes/s; relative accuracy about 1e-13.
 * @throws ParameterError on values that are not finite, tau_m <= 0, V_reset >= V_th, or a negative t_ref, sd or tau_syn
 */
export function siegertRate(drive: SiegertDrive): number {
  const { tau_m, t_ref = 0, V_th, V_reset, mu, sd, tau_syn = 0 } = drive;
  positive('tau_m', tau_m);
  nonNegative('t_ref', t_ref);
  nonNegative('sd', sd);
  nonNegative('tau_syn', tau_syn);
  for (const [name, value] of Object.entries({ V_th, V_reset, mu })) finite(name, value);
  if (V_reset >= V_th) throw new ParameterError('V_reset', `a potential below V_th = ${V_th} mV`, V_reset);
  const scale = Math.SQRT2 * sd;
  // Fourcaud and Brunel's alpha/2 sqrt(tau_syn/tau_m), alpha = sqrt(2) |zeta(1/2)|.
  const shift = (Math.SQRT2 * ZETA_HALF * Math.sqrt(tau_syn / tau_m)) / 2;
  const low = (V_reset - mu) / scale + shift;
  const high = (V_th - mu) / scale + shift;
  // Without noise, or with so little (a correction of relative order 1/high^2) that it does not count.
  if (!(Number.isFinite(low) && Math.abs(high) < 1e8))
    return lifRate({ tau_m, V_inf: mu, V_th, V_reset, t_ref });
  const largest = high > 0 ? high * high : 0;
  // Ends that rounding has made one: the integrand is 1 there, as then both are 0.
  const integral = high > low ? scaledIntegral(low, high) : (V_th - V_reset) / scale;
  const smallness = Math.exp(-largest);
  return (1000 * smallness) / (t_ref * smallness + tau_m * Math.sqrt(Math.PI) * integral);
}

/** exp(-max(0, high)^2) times the integral of exp(u^2)(1 + erf u) from low to high. */
function scaledIntegral(low: number, high: number): number {
  let sum = 0;
  if (low < 0) {
    // exp(u^2)(1 + erf u) = erfcx(-u): smooth, and 1/(|u| sqrt(pi)) far out.
    const weight = high > 0 ? Math.exp(-high * high) : 1;
    if (weight > 0) sum += weight * tail(Math.max(0, -high), -low);
  }
  if (high > 0) {
    // exp(u^2) (1 + erf u) = 2 exp(u^2) - erfcx(u), from the upper end downwards, as it falls off.
    const integrand = (u: number): number =>
      2 * Math.exp((u - high) * (u + high)) - Math.exp(-high * high) * erfcx(u);
    const bottom = Math.max(0, low);
    for (let top = high; top > bottom;) {
      const square = top * top - PANEL;
      const next = Math.max(bottom, square > 0 ? Math.sqrt(square) : 0);
      sum += integrateGauss(integrand, next, top, NODES);
      if ((high - next) * (high + next) > NEGLIGIBLE) break;
      top = next;
    }
  }
  return sum;
}

/** The integral of erfcx over [a, b], 0 <= a < b, panel by panel of doubling length. */
function tail(a: number, b: number): number {
  let sum = 0;
  for (let from = a; from < b;) {
    const to = Math.min(b, from < 1 ? 1 : 2 * from);
    sum += integrateGauss(erfcx, from, to, NODES);
    from = to;
  }
  return sum;
}
