/** Muscarinic potassium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Adams et al. (1982), J Physiol 330:537-572. */
import { rateGate, type Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';

export const Im: Channel = {
  name: 'Im',
  ion: 'k',
  gates: [
    rateGate(
      'm',
      1,
      (v) => 0.0033 * Math.exp(0.1 * (v + 35)),
      (v) => 0.0033 * Math.exp(-0.1 * (v + 35)),
      HAY_Q,
    ),
  ],
};
