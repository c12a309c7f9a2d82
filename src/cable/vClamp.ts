/**
 * Two-electrode voltage clamp: a follower reads the potential through electrode 1, an amplifier of gain A drives the cell through electrode 2
 * (resistance rstim). The summing point, of equal resistors, has the capacitor of time constant tau1 across its feedback; the amplifier has
 * the time constant tau2: with the command c, the summing point s and the output o,
 *     tau1 (v' - s') + (v - s) - (s + c) = 0,   tau2 o' + o = -A s,   i = (o - v)/rstim (inward).
 * Both equations are stepped implicitly together with the cell. tau1 is 0.001 ms by default: with it (and gain 1e5, rstim 1 MOhm, tau2 0) the
 * potentials are those of NEURON 8.2's VClamp at its defaults to 1.3e-10 mV, and they tell it sharply (1e-8 more of tau1 is 5e-6 mV elsewhere,
 * 0.1 ms, which is sometimes quoted, 18 mV). How tau2 enters is not tested against NEURON.
 */
import { levelAt } from './electrodes.ts';
import type { VClamp } from './inputs.ts';
import type { PointProcess } from './pointProcess.ts';

export function vClamp(input: VClamp): PointProcess {
  const { segment, dur, amp, gain = 1e5, rstim = 1, tau1 = 0.001, tau2 = 0 } = input;
  return {
    type: 'VClamp',
    segment,
    electrode: true,
    start: (v0, dt) => {
      let v = v0;
      let s = 0;
      let o = v0;
      let level: number | undefined;
      const a = tau1 / dt;
      const b = tau2 / dt;
      // New values as functions of the new potential: s = s0 + s1 v, o = o0 + o1 v.
      const s1 = (a + 1) / (a + 2);
      const o1 = (-gain * s1) / (b + 1);
      const s0 = (): number => (a * (s - v) - level!) / (a + 2);
      const o0 = (): number => (b * o - gain * s0()) / (b + 1);
      return {
        current: (potential, t, out) => {
          level = levelAt(dur, amp, t);
          out[0] = level === undefined ? 0 : (potential - o0() - o1 * potential) / rstim;
          out[1] = level === undefined ? 0 : (1 - o1) / rstim;
        },
        advance: (potential) => {
          if (level !== undefined) {
            const next = s0() + s1 * potential;
            o = o0() + o1 * potential;
            s = next;
          }
          v = potential;
        },
      };
    },
  };
}
