/** The one table of units: the unit in which every quantity is stored and shown (design: NEURON's and LFPy's system). */
export const UNITS = {
  time: 'ms',
  potential: 'mV',
  current: 'nA',
  length: 'um',
  conductance: 'uS',
  resistance: 'MOhm',
  membraneConductance: 'S/cm2',
  membraneCapacitance: 'uF/cm2',
  axialResistivity: 'Ohm cm',
  conductivity: 'S/m',
  dipoleMoment: 'nA um',
  currentSourceDensity: 'nA/um3',
  rate: 'spikes/s',
  count: 'spikes per time bin',
  magneticField: 'nA/um',
  magneticFluxDensity: 'T',
} as const;

/** Units a signal can have. */
export type Unit = (typeof UNITS)[keyof typeof UNITS];
