/**
 * Linearisation of a channel around a steady potential V_R (Koch 1984, Biol Cybern 50:15-33; Remme & Rinzel 2011,
 * J Comput Neurosci 30:471-484): to first order
 *     i = gbar [ P(V_R) (v - E) + (V_R - E) sum_k dP/dx_k inf_k'(V_R) y_k ],   dy_k/dt = (v - V_R - y_k)/tau_k(V_R),
 * with P the open fraction. *Frozen* keeps the first term only.
 */
import { RESTING_CALCIUM, openFraction, temperatureFactor, type Channel } from './channel.ts';

/** One first-order variable of a quasi-active channel. */
export interface LinearGate {
  /** Time constant at V_R, ms. */
  readonly tau: number;
  /** Current per unit of gbar and of y: (V_R - E) dP/dx_k inf_k'(V_R); i = gbar * coupling * y. */
  readonly coupling: number;
}

/** A channel linearised around V_R: conductance per gbar, and its gates (none if frozen). */
export interface LinearisedChannel {
  readonly conductance: number;
  readonly gates: readonly LinearGate[];
}

/** What else a channel feels: calcium (mM), held while the potential varies, and the temperature (degC; default: that of its rates). */
export interface LinearisationState {
  readonly calcium?: number;
  readonly temperature?: number;
}

/** Linearises `channel` of reversal `E` (mV) around `V_R` (mV). Gates of calcium are held. */
export function linearise(
  channel: Channel,
  V_R: number,
  E: number,
  { calcium = RESTING_CALCIUM, temperature }: LinearisationState = {},
): LinearisedChannel {
  const P = openFraction(channel, V_R, calcium);
  const at = (k: number): number => {
    const gate = channel.gates[k];
    return gate.inf(gate.of === 'ca' ? calcium : V_R);
  };
  const gates = channel.gates.map((gate, k) => {
    if (gate.of === 'ca') return { tau: gate.tau(calcium), coupling: 0 };
    const others = channel.gates.reduce(
      (product, other, j) => (j === k ? product : product * at(j) ** other.power),
      1,
    );
    const dPdx = gate.power * at(k) ** (gate.power - 1) * others;
    const faster = temperature === undefined ? 1 : temperatureFactor(gate, temperature);
    return { tau: gate.tau(V_R) / faster, coupling: (V_R - E) * dPdx * derivative(gate.inf, V_R) };
  });
  return { conductance: P, gates };
}

/** dP/dv-free frozen form: the conductance alone. */
export function freeze(channel: Channel, V_R: number, calcium = RESTING_CALCIUM): LinearisedChannel {
  return { conductance: openFraction(channel, V_R, calcium), gates: [] };
}

/**
 * Derivative by central differences extrapolated to zero step (Ridders 1982, Adv Eng Softw 4:75-76); good to about 1e-12
 * relative for the smooth functions that gates are.
 */
export function derivative(f: (x: number) => number, x: number): number {
  const order = 10;
  const shrink = 1.4;
  let h = 1;
  let best = NaN;
  let error = Infinity;
  let previous: number[] = [];
  for (let i = 0; i < order; i++, h /= shrink) {
    const current = [(f(x + h) - f(x - h)) / (2 * h)];
    let factor = shrink * shrink;
    for (let j = 1; j <= i; j++, factor *= shrink * shrink) {
      current.push((current[j - 1] * factor - previous[j - 1]) / (factor - 1));
      const estimate = Math.max(
        Math.abs(current[j] - current[j - 1]),
        Math.abs(current[j] - previous[j - 1]),
      );
      if (estimate <= error) {
        error = estimate;
        best = current[j];
      }
    }
    previous = current;
  }
  return best;
}
