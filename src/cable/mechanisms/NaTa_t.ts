/** Transient sodium current of Hay et al. (2011), PLoS Comput Biol 7:e1002107, after Colbert & Pan (2002), Nat Neurosci 5:533-538. */
import { linoid, rateGate, type Channel } from './channel.ts';
import { HAY_Q } from './hayTemperature.ts';

/** m^3 h with the singular points of its rates at `vm` and `vh`, mV. */
export function transientSodium(name: string, vm: number, vh: number): Channel {
  return {
    name,
    ion: 'na',
    gates: [
      rateGate(
        'm',
        3,
        (v) => linoid(0.182, v - vm, 6),
        (v) => linoid(0.124, vm - v, 6),
        HAY_Q,
      ),
      rateGate(
        'h',
        1,
        (v) => linoid(0.015, vh - v, 6),
        (v) => linoid(0.015, v - vh, 6),
        HAY_Q,
      ),
    ],
  };
}

export const NaTa_t: Channel = transientSodium('NaTa_t', -38, -66);
