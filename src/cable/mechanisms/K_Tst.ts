/** Fast inactivating potassium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Korngreen & Sakmann (2000), J Physiol 525:621-639. */
import type { Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';

/** Potentials were measured with a junction potential of 10 mV. */
const JUNCTION = 10;

export const K_Tst: Channel = {
  name: 'K_Tst',
  ion: 'k',
  gates: [
    {
      name: 'm',
      power: 4,
      inf: (v) => 1 / (1 + Math.exp(-(v + JUNCTION) / 19)),
      tau: (v) => (0.34 + 0.92 * Math.exp(-(((v + JUNCTION + 71) / 59) ** 2))) / HAY_Q,
    },
    {
      name: 'h',
      power: 1,
      inf: (v) => 1 / (1 + Math.exp((v + JUNCTION + 66) / 10)),
      tau: (v) => (8 + 49 * Math.exp(-(((v + JUNCTION + 73) / 23) ** 2))) / HAY_Q,
    },
  ],
};
