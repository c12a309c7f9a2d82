/** High-voltage activated calcium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Reuveni et al. (1993), J Neurosci 13:4609-4621. */
import { linoid, rateGate, type Channel } from './channel.ts';

export const Ca_HVA: Channel = {
  name: 'Ca_HVA',
  ion: 'ca',
  gates: [
    rateGate(
      'm',
      2,
      (v) => linoid(0.055, v + 27, 3.8),
      (v) => 0.94 * Math.exp(-(v + 75) / 17),
    ),
    rateGate(
      'h',
      1,
      (v) => 0.000457 * Math.exp(-(v + 13) / 50),
      (v) => 0.0065 / (Math.exp(-(v + 15) / 28) + 1),
    ),
  ],
};
