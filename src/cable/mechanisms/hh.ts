/**
 * The currents of the squid axon (Hodgkin & Huxley 1952, J Physiol 117:500-544), with the potential in today's sign and a rest near
 * -65 mV: sodium, potassium and leak, three channels that `hh` puts on together. Rates at 6.3 degC, three times faster per 10 degC.
 */
import { linoid, rateGate, type Channel, type Gate } from './channel.ts';

const q10 = { factor: 3, at: 6.3 };
const warm = (gate: Gate): Gate => ({ ...gate, q10 });

export const hh_na: Channel = {
  name: 'hh_na',
  ion: 'na',
  gates: [
    warm(
      rateGate(
        'm',
        3,
        (v) => linoid(0.1, v + 40, 10),
        (v) => 4 * Math.exp(-(v + 65) / 18),
      ),
    ),
    warm(
      rateGate(
        'h',
        1,
        (v) => 0.07 * Math.exp(-(v + 65) / 20),
        (v) => 1 / (Math.exp(-(v + 35) / 10) + 1),
      ),
    ),
  ],
};

export const hh_k: Channel = {
  name: 'hh_k',
  ion: 'k',
  gates: [
    warm(
      rateGate(
        'n',
        4,
        (v) => linoid(0.01, v + 55, 10),
        (v) => 0.125 * Math.exp(-(v + 65) / 80),
      ),
    ),
  ],
};

export const hh_leak: Channel = { name: 'hh_leak', gates: [], reversal: -54.3 };

/** Densities of `hh`, S/cm2. */
export const HH_DENSITIES = { gna: 0.12, gk: 0.036, gl: 0.0003 } as const;
