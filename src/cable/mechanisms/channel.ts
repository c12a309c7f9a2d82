/**
 * What an ion channel is: i = gbar * product of gates^power * (v - E), mA/cm2, every gate relaxing to inf with tau. From this one
 * definition follow the active, the frozen and the quasi-active (linearised) channel, for ours and for users' channels.
 */

/** Ions whose reversal potential channels share. */
export type Ion = 'na' | 'k' | 'ca';

/** A gate: dx/dt = (inf - x)/tau, both functions of the potential, or of calcium. */
export interface Gate {
  readonly name: string;
  /** Exponent in the conductance, a positive integer. */
  readonly power: number;
  /** Steady state, 0 … 1, at potential v (mV), or at the internal calcium concentration (mM) if `of` is `ca`. */
  readonly inf: (x: number) => number;
  /** Time constant, ms, at the same variable. */
  readonly tau: (x: number) => number;
  /** What `inf` and `tau` depend on (default the potential). */
  readonly of?: 'v' | 'ca';
  /** The rates behind `inf` and `tau`, where the gate has them: evaluated once instead of twice. Set by `rateGate`. */
  readonly rates?: {
    readonly alpha: (v: number) => number;
    readonly beta: (v: number) => number;
    readonly q: number;
  };
  /** tau is divided by factor^((celsius - at)/10) (default: no effect of the temperature). */
  readonly q10?: { readonly factor: number; readonly at: number };
}

/** A channel: gates, and a reversal potential of its own (mV) or the ion that gives it. No gates: a constant conductance. */
export interface Channel {
  readonly name: string;
  readonly gates: readonly Gate[];
  /** Reversal potential, mV; absent where it is the ion's. */
  readonly reversal?: number;
  /** The ion that it conducts: its reversal potential holds where the channel has none of its own, and calcium is counted. */
  readonly ion?: Ion;
}

/** a x / (1 - exp(-x/k)), its limit a k at x = 0: the common form of a rate in ms^-1. */
export function linoid(a: number, x: number, k: number): number {
  const z = x / k;
  return Math.abs(z) < 1e-300 ? a * k : (a * x) / -Math.expm1(-z);
}

/** A gate given by its rates alpha(v), beta(v) (1/ms) and a factor q on both: inf = a/(a+b), tau = 1/((a+b) q). */
export function rateGate(
  name: string,
  power: number,
  alpha: (v: number) => number,
  beta: (v: number) => number,
  q = 1,
): Gate {
  return {
    name,
    power,
    inf: (v) => {
      const a = alpha(v);
      return a / (a + beta(v));
    },
    tau: (v) => 1 / ((alpha(v) + beta(v)) * q),
    rates: { alpha, beta, q },
  };
}

/** By how much a gate runs faster at `celsius` degC than its `tau` says. */
export function temperatureFactor({ q10 }: Gate, celsius: number): number {
  return q10 === undefined ? 1 : q10.factor ** ((celsius - q10.at) / 10);
}

/** Open fraction in the steady state at v (mV) and calcium ca (mM): the product of inf^power. */
export function openFraction(channel: Channel, v: number, ca = RESTING_CALCIUM): number {
  return channel.gates.reduce(
    (product, gate) => product * gate.inf(gate.of === 'ca' ? ca : v) ** gate.power,
    1,
  );
}

/** Internal calcium (mM) where nothing else is said. */
export const RESTING_CALCIUM = 5e-5;
