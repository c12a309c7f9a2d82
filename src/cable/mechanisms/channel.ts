/**
 * What a voltage-gated channel is: i = gbar * product of gates^power * (v - E), mA/cm2, every gate relaxing to inf(v) with tau(v).
 * From this one definition the frozen and the quasi-active (linearised) channel are derived, for ours and for users' channels.
 */

/** A gate: dx/dt = (inf(v) - x)/tau(v). */
export interface Gate {
  readonly name: string;
  /** Exponent in the conductance, a positive integer. */
  readonly power: number;
  /** Steady state at potential v (mV), 0 … 1. */
  readonly inf: (v: number) => number;
  /** Time constant at potential v (mV), ms. */
  readonly tau: (v: number) => number;
}

/** A channel: gates and, where it has one of its own, a reversal potential (mV). */
export interface Channel {
  readonly name: string;
  readonly gates: readonly Gate[];
  /** Reversal potential, mV; absent where it is the user's (an ion's). */
  readonly reversal?: number;
}

/** a x / (1 - exp(-x/k)), its limit a k at x = 0: the common form of a rate in ms^-1. */
export function linoid(a: number, x: number, k: number): number {
  const z = x / k;
  return Math.abs(z) < 1e-300 ? a * k : (a * x) / -Math.expm1(-z);
}

/** A gate given by its rates alpha(v), beta(v) (1/ms) and a temperature factor q: inf = a/(a+b), tau = 1/((a+b) q). */
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
  };
}

/** Open fraction in the steady state at v: the product of inf(v)^power. */
export function openFraction(channel: Channel, v: number): number {
  return channel.gates.reduce((product, gate) => product * gate.inf(v) ** gate.power, 1);
}
