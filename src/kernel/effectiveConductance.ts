/** The membrane loaded by its synapses in an active network (g_eff; method, section 2; Hagen et al. 2022, eqs. 17-19). */
import { ParameterError, nonNegative } from '../errors.ts';
import { timeCourseArea, type Synapse } from '../cable/synapse.ts';
import type { CellGeometry } from '../morphology/geometry.ts';

/** Synapses of one kind on the cell: how many per segment (on average), their type and the rate (1/s) of each. */
export interface SynapticLoad {
  readonly perSegment: Float64Array;
  readonly synapse: Synapse;
  readonly rate: number;
}

/** uS/um2 * ms * 1/s in S/cm2. */
const TO_S_PER_CM2 = 0.1;

/** Leak (S/cm2 per segment) with the mean synaptic conductance rho_i w beta nu / A_i of all loads added. Throws ParameterError for a rate that is negative or NaN. */
export function shiftedLeak(
  geometry: CellGeometry,
  leak: Float64Array,
  loads: readonly SynapticLoad[],
): Float64Array {
  const shifted = Float64Array.from(leak);
  for (const { perSegment, synapse, rate } of loads) {
    nonNegative('rate', rate);
    const each = TO_S_PER_CM2 * Math.abs(synapse.weight) * timeCourseArea(synapse) * rate;
    for (let i = 0; i < shifted.length; i++) shifted[i] += (each * perSegment[i]) / geometry.area[i];
  }
  return shifted;
}

/** n synapses spread over the cell in proportion to membrane area. */
export function spreadByArea(geometry: CellGeometry, n: number): Float64Array {
  if (!(n >= 0)) throw new ParameterError('external.synapses', 'a number >= 0', n);
  const total = geometry.area.reduce((sum, A) => sum + A, 0);
  return geometry.area.map((A) => (n * A) / total);
}
