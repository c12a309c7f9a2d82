/** Fast non-inactivating potassium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Rettig et al. (1992), EMBO J 11:2473-2486. */
import type { Channel } from './channel.ts';

export const SKv3_1: Channel = {
  name: 'SKv3_1',
  ion: 'k',
  gates: [
    {
      name: 'm',
      power: 1,
      inf: (v) => 1 / (1 + Math.exp(-(v - 18.7) / 9.7)),
      tau: (v) => 4 / (1 + Math.exp(-(v + 46.56) / 44.14)),
    },
  ],
};
