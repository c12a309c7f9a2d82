/** Hyperpolarisation-activated cation current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Kole et al. (2006), J Neurosci 26:1677-1687. */
import { linoid, rateGate, type Channel } from './channel.ts';

export const Ih: Channel = {
  name: 'Ih',
  reversal: -45,
  gates: [
    rateGate(
      'm',
      1,
      (v) => linoid(0.00643, -(v + 154.9), 11.9),
      (v) => 0.193 * Math.exp(v / 33.1),
    ),
  ],
};
