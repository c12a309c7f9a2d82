/** Transient sodium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Colbert & Pan (2002), Nat Neurosci 5:533-538. */
import { linoid, rateGate, type Channel } from './channel.ts';

/** Rates were measured at 21 degC and are scaled to 34 degC, whatever the temperature of the simulation. */
const q = 2.3 ** 1.3;

export const NaTa_t: Channel = {
  name: 'NaTa_t',
  gates: [
    rateGate(
      'm',
      3,
      (v) => linoid(0.182, v + 38, 6),
      (v) => linoid(0.124, -v - 38, 6),
      q,
    ),
    rateGate(
      'h',
      1,
      (v) => linoid(0.015, -v - 66, 6),
      (v) => linoid(0.015, v + 66, 6),
      q,
    ),
  ],
};
