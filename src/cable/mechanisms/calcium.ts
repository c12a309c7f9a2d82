/**
 * Calcium under the membrane (CaDynamics_E2 of Hay et al. 2011, PLoS Comput Biol 7:e1002107, after Destexhe et al. 1994): calcium currents
 * fill a thin shell, which is emptied with one time constant; the reversal potential of calcium follows Nernst. Left out: diffusion, buffers.
 */

/** Faraday's constant, C/mol, and the gas constant, J/(mol K) (CODATA 2018). */
const F = 96485.33212;
const R = 8.31446261815324;

/** Parameters of the calcium shell of one segment. */
export interface CalciumShell {
  /** Share of the calcium current that enters the shell, 0 … 1. */
  readonly gamma: number;
  /** Time constant of removal, ms. */
  readonly decay: number;
  /** Depth of the shell, um (default 0.1). */
  readonly depth?: number;
  /** Concentration to which it decays, mM (default 1e-4). */
  readonly minimum?: number;
  /** Concentration at the start, mM (default 5e-5). */
  readonly initial?: number;
  /** Concentration outside, mM (default 2). */
  readonly outside?: number;
}

/** The values that `CalciumShell` leaves open. */
export const CALCIUM_DEFAULTS = { depth: 0.1, minimum: 1e-4, initial: 5e-5, outside: 2 } as const;

/** Reversal potential of calcium, mV, per unit of the logarithm of the ratio of concentrations (outside over inside), at `celsius` degC. */
export function nernstFactor(celsius: number): number {
  return (1e3 * R * (celsius + 273.15)) / (2 * F);
}

/** Reversal potential of calcium, mV, at `celsius` degC. */
export function calciumReversal(inside: number, outside: number, celsius: number): number {
  return nernstFactor(celsius) * Math.log(outside / inside);
}

/** Influx into the shell, mM/ms, per outward current density of 1 mA/cm2 (negative: an outward current empties it). */
export function calciumInflux(gamma: number, depth: number): number {
  return (-1e4 * gamma) / (2 * F * depth);
}
