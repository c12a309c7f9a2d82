/**
 * Exact one-step propagators of a leaky membrane with synaptic currents (Rotter S, Diesmann M (1999) Biol. Cybern. 81:381), accurate to
 * rounding for all ratios of time constants, equal ones included, where the textbook forms are 0/0.
 *
 * With h = dt and x = h (1/tau_syn - 1/tau_m), integrals over one step are moments of e^{-x u} on 0 <= u <= 1.
 */

/** exp(-h/tau): decay over one step. */
export const decay = (tau: number, h: number): number => Math.exp(-h / tau);

/** Constant current (pA) to V (mV): (tau_m/C_m)(1 - e^{-h/tau_m}). */
export function constantToVoltage(tau_m: number, C_m: number, h: number): number {
  return (-tau_m / C_m) * Math.expm1(-h / tau_m);
}

/**
 * Exponentially decaying current (pA at the start of the step) to V (mV):
 * (1/C_m) tau_syn tau_m/(tau_m - tau_syn) (e^{-h/tau_m} - e^{-h/tau_syn}) = (h/C_m) e^{-h/tau_m} int_0^1 e^{-x u} du.
 */
export function currentToVoltage(tau_syn: number, tau_m: number, C_m: number, h: number): number {
  const x = (h * (tau_m - tau_syn)) / (tau_m * tau_syn);
  const mean = x === 0 ? 1 : -Math.expm1(-x) / x;
  return (h / C_m) * Math.exp(-h / tau_m) * mean;
}

/** The slope of an alpha-shaped current (pA/ms at the start of the step) to V (mV): (h^2/C_m) e^{-h/tau_m} int_0^1 u e^{-x u} du. */
export function slopeToVoltage(tau_syn: number, tau_m: number, C_m: number, h: number): number {
  const x = (h * (tau_m - tau_syn)) / (tau_m * tau_syn);
  return ((h * h) / C_m) * Math.exp(-h / tau_m) * firstMoment(x);
}

/**
 * int_0^1 u e^{-x u} du = (1 - (1 + x) e^{-x})/x^2. Near 0 this loses all digits; there the series sum (-x)^k/(k! (k + 2)), whose terms
 * fall below rounding within 20 for |x| < 1.
 */
function firstMoment(x: number): number {
  if (Math.abs(x) >= 1) return (-Math.expm1(-x) - x * Math.exp(-x)) / (x * x);
  let term = 1;
  let sum = 0.5;
  for (let k = 1; k <= 20; k++) {
    term *= -x / k;
    sum += term / (k + 2);
  }
  return sum;
}
