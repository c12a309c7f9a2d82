/**
 * Calcium under the membrane in time: the exponential step of cai' = -gamma ica/(2 F depth) - (cai - minimum)/decay with the calcium current
 * of the step's start, and the reversal potential for the next. Here is what the loops (gateLoops/) need for it, in the columns of the groups.
 */
import type { CalciumPool } from './activeMembrane.ts';
import { COLUMN } from './gateLoops/groups.ts';
import { CALCIUM_DEFAULTS, calciumInflux, nernstFactor } from './mechanisms/calcium.ts';

/**
 * Fills the columns of calcium.
 * @param pool the shells, if there are any; other segments keep the default concentration and have no reversal potential
 * @param at place of segment i in a column
 */
export function fillCalcium(
  values: Float64Array,
  at: (i: number, column: number) => number,
  pool: CalciumPool | undefined,
  { area, temperature, dt }: { area: Float64Array; temperature: number; dt: number },
): void {
  for (let i = 0; i < area.length; i++) {
    values[at(i, COLUMN.calcium)] = CALCIUM_DEFAULTS.initial;
    values[at(i, COLUMN.calciumReversal)] = NaN;
  }
  if (pool === undefined) return;
  const { segments, initial, minimum, decay, gamma, depth, outside } = pool;
  for (const [j, i] of segments.entries()) {
    values[at(i, COLUMN.calcium)] = initial[j];
    values[at(i, COLUMN.minimum)] = minimum[j];
    // nA to mA/cm2: 100 / area.
    values[at(i, COLUMN.influx)] = decay[j] * (100 / area[i]) * calciumInflux(gamma[j], depth[j]);
    values[at(i, COLUMN.fraction)] = -Math.expm1(-dt / decay[j]);
    values[at(i, COLUMN.logOutside)] = Math.log(outside[j]);
    values[at(i, COLUMN.calciumReversal)] =
      nernstFactor(temperature) * (Math.log(outside[j]) - Math.log(initial[j]));
  }
}
