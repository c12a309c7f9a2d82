/** Calcium-activated potassium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Koehler et al. (1996), Science 273:1709-1714. */
import type { Channel } from './channel.ts';

export const SK_E2: Channel = {
  name: 'SK_E2',
  ion: 'k',
  gates: [{ name: 'z', power: 1, of: 'ca', inf: (ca) => 1 / (1 + (0.00043 / ca) ** 4.8), tau: () => 1 }],
};
