/** Inputs whose course is a function of time: current clamp, single-electrode voltage clamp, and the alpha function, read at the middle of each step. */
import type { AlphaSynapse, AlphaSynapseI, IClamp, SEClamp } from './inputs.ts';
import type { PointProcess } from './pointProcess.ts';

export function iClamp({ segment, delay, dur, amp }: IClamp): PointProcess {
  return {
    type: 'IClamp',
    segment,
    electrode: true,
    start: () => ({
      current: (_, t, out) => {
        out[0] = t >= delay && t < delay + dur ? -amp : 0;
        out[1] = 0;
      },
    }),
  };
}

/** mV over which NEURON takes the slope of a clamp's current. */
const DIFFERENCE = 1e-3;

/**
 * The slope 1/rs is taken from a difference, as NEURON does: 1e-11 of it is rounding, which a small series resistance would show as 1e-9 mV between
 * its potentials and ours (1e-13 mV this way). Charge is conserved with either.
 */
export function seClamp({ segment, dur, amp, rs }: SEClamp): PointProcess {
  return {
    type: 'SEClamp',
    segment,
    electrode: true,
    start: () => ({
      current: (v, t, out) => {
        const level = levelAt(dur, amp, t);
        out[0] = level === undefined ? 0 : (v - level) / rs;
        out[1] = level === undefined ? 0 : ((v + DIFFERENCE - level) / rs - out[0]) / DIFFERENCE;
      },
    }),
  };
}

/** The level of a staircase at time t, or nothing before and after it. */
export function levelAt(dur: readonly number[], amp: readonly number[], t: number): number | undefined {
  if (t < 0) return undefined;
  let end = 0;
  for (let k = 0; k < dur.length; k++) {
    end += dur[k];
    if (t < end) return amp[k];
  }
  return undefined;
}

export function alphaSynapse(input: AlphaSynapse | AlphaSynapseI): PointProcess {
  const { type, segment, onset, tau } = input;
  return {
    type,
    segment,
    start: () => ({
      current: (v, t, out) => {
        const x = (t - onset) / tau;
        const shape = x >= 0 && x <= 10 ? x * Math.exp(1 - x) : 0;
        if (input.type === 'AlphaSynapse') {
          out[1] = input.gmax * shape;
          out[0] = out[1] * (v - input.e);
        } else {
          out[0] = -input.imax * shape;
          out[1] = 0;
        }
      },
    }),
  };
}
