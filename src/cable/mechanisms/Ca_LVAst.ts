/**
 * Low-voltage activated calcium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Avery & Johnston (1996), J Neurosci
 * 16:5567-5582, and Randall & Tsien (1997), Neuropharmacology 36:879-893.
 */
import type { Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';

/** Potentials were measured with a junction potential of 10 mV. */
const JUNCTION = 10;

export const Ca_LVAst: Channel = {
  name: 'Ca_LVAst',
  ion: 'ca',
  gates: [
    {
      name: 'm',
      power: 2,
      inf: (v) => 1 / (1 + Math.exp(-(v + JUNCTION + 30) / 6)),
      tau: (v) => (5 + 20 / (1 + Math.exp((v + JUNCTION + 25) / 5))) / HAY_Q,
    },
    {
      name: 'h',
      power: 1,
      inf: (v) => 1 / (1 + Math.exp((v + JUNCTION + 80) / 6.4)),
      tau: (v) => (20 + 50 / (1 + Math.exp((v + JUNCTION + 40) / 7))) / HAY_Q,
    },
  ],
};
