/**
 * Charge: in every simulation the transmembrane currents sum to what electrodes inject, within 1e-12 of the largest current. `simulate` here is
 * the library's with that check built in; tests of cells use it in place of the library's.
 */
import type { Cell } from '../../src/cable/cell.ts';
import { isElectrode, isOwn, type Input } from '../../src/cable/inputs.ts';
import { simulate as simulateUnchecked, type SimulateCellOptions } from '../../src/cable/simulate.ts';
import type { Simulation } from '../../src/cable/simulationRecorder.ts';

/** Sum of the transmembrane currents against what electrodes inject, relative to the largest current. */
export const CHARGE = 1e-12;

/** nA: where no current is larger the cell is at rest, and what is there is rounding, to be below 1e-12 nA. */
const NOTHING = 1e-10;

type Currents = Pick<Simulation, 'times' | 'v' | 'imem' | 'capacitive' | 'inputs'>;

/** How far charge is off, relative to the largest current or part of it, and how much of that rounding may explain. */
export interface ChargeCheck {
  readonly error: number;
  readonly tolerance: number;
}

/**
 * Checks all samples but the first, in which a run that starts at 0 has no capacitive currents. Needs v, imem and inputs of everything; the
 * capacitive currents, where they are there, count in the scale: of a cell that relaxes as one they are all there is.
 */
export function checkCharge(
  { times, v, imem, capacitive, inputs: currents }: Currents,
  inputs: readonly Input[],
): ChargeCheck {
  const samples = times.length;
  const [rows] = imem!.shape;
  const electrodes = inputs.flatMap((input, p) => (isElectrode(input) ? [p] : []));
  let [error, most] = [0, 0];
  for (let k = 1; k < samples; k++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const i = imem!.data[r * samples + k];
      sum += i;
      most = Math.max(most, Math.abs(i), Math.abs(capacitive?.data[r * samples + k] ?? 0));
    }
    for (const p of electrodes) sum -= currents!.data[p * samples + k];
    // A sum that is no number must not be lost in a comparison.
    error = Number.isNaN(sum) ? NaN : Math.max(error, Math.abs(sum));
  }
  const potential = v!.data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const rounding = inputs.reduce((sum, input) => sum + amplifiedRounding(input, potential), 0);
  return most > NOTHING
    ? { error: error / most, tolerance: CHARGE + rounding / most }
    : { error, tolerance: CHARGE };
}

/**
 * The current of a clamp follows from the potential by its conductance: rounding the potential in its last place, 2^-52 of it, moves the current by so
 * much times 1/rs, or gain/(2 rstim) with the amplifier of two electrodes (2e-10 nA for 60 mV). No order of operations avoids it.
 */
function amplifiedRounding(input: Input, potential: number): number {
  if (isOwn(input)) return 0;
  const rounding = 2 ** -52 * potential;
  if (input.type === 'SEClamp') return rounding / input.rs;
  if (input.type !== 'VClamp') return 0;
  const { gain = 1e5, rstim = 1 } = input;
  return (rounding * gain) / 2 / rstim;
}

/** `simulate` of the library. Throws an Error if charge is not conserved. */
export function simulate(cell: Cell, options: SimulateCellOptions): Simulation {
  const { record = {}, inputs = [], method } = options;
  const linearised = cell.membrane.gates.length > 0;
  const checked = simulateUnchecked(cell, {
    ...options,
    record: {
      ...record,
      v: true,
      imem: true,
      inputs: true,
      // The exact solver has none for quasi-active channels.
      ...(method === 'exact' && linearised ? {} : { capacitive: true }),
    },
  });
  const { error, tolerance } = checkCharge(checked, inputs);
  if (!(error <= tolerance)) throw new Error(`charge is off by ${error} of the largest current`);
  return simulateUnchecked(cell, options);
}
