/** Persistent sodium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Magistretti & Alonso (1999), J Gen Physiol 114:491-509. */
import { linoid, type Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';
import { NaTa_t } from './NaTa_t.ts';

export const Nap_Et2: Channel = {
  name: 'Nap_Et2',
  ion: 'na',
  gates: [
    {
      name: 'm',
      power: 3,
      inf: (v) => 1 / (1 + Math.exp(-(v + 52.6) / 4.6)),
      tau: (v) => 6 * NaTa_t.gates[0].tau(v),
    },
    {
      name: 'h',
      power: 1,
      inf: (v) => 1 / (1 + Math.exp((v + 48.8) / 10)),
      tau: (v) => 1 / ((linoid(2.88e-6, -(v + 17), 4.63) + linoid(6.94e-6, v + 64.4, 2.63)) * HAY_Q),
    },
  ],
};
