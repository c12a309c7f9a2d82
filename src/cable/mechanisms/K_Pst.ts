/** Slow inactivating potassium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Korngreen & Sakmann (2000), J Physiol 525:621-639. */
import type { Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';

/** Potentials were measured with a junction potential of 10 mV. */
const JUNCTION = 10;

export const K_Pst: Channel = {
  name: 'K_Pst',
  ion: 'k',
  gates: [
    {
      name: 'm',
      power: 2,
      inf: (v) => 1 / (1 + Math.exp(-(v + JUNCTION + 1) / 12)),
      tau: (v) => {
        const u = v + JUNCTION;
        return (1.25 + (u < -50 ? 175.03 * Math.exp(0.026 * u) : 13 * Math.exp(-0.026 * u))) / HAY_Q;
      },
    },
    {
      name: 'h',
      power: 1,
      inf: (v) => 1 / (1 + Math.exp((v + JUNCTION + 54) / 11)),
      tau: (v) => {
        const u = v + JUNCTION;
        return (360 + (1010 + 24 * (u + 55)) * Math.exp(-(((u + 75) / 48) ** 2))) / HAY_Q;
      },
    },
  ],
};
