/**
 * Suite `cable`, its simulations (passive-, hh-, hay-, channel-, ephaptic-, convergence-): potentials, currents, dipole moments and states of
 * NEURON 8.2 step by step. Tolerances are those of the suite's README: 1e-7 mV and 1e-8 of the largest current; 1e-4 mV where cells spike,
 * because a spike multiplies rounding. Faults of the peer that its README names are left out or corrected as it says.
 */
import type { Cell } from '../../../src/cable/cell.ts';
import { simulate, type SimulateCellOptions } from '../../../src/cable/simulate.ts';
import type { Simulation } from '../../../src/cable/simulationRecorder.ts';
import { row, type Array2D } from '../../../src/numerics/array2d.ts';
import { list, matrix, relativeToLargest } from '../read.ts';
import type { Check, ReferenceCase, Suite } from '../suite.ts';
import { dynamicsCell, dynamicsOptions } from './cableCase.ts';

const POTENTIAL = 1e-7;
const SPIKING = 1e-4;
const CURRENT = 1e-8;
/** Currents of a spiking cell, relative. */
const SPIKING_CURRENT = 1e-8;
/** Sum of the transmembrane currents against what electrodes inject, relative to the largest current. */
const CHARGE = 1e-12;
/** The same with a two-electrode clamp: its gain of 1e5 multiplies the rounding of the potential in the injected current. */
const CLAMPED_CHARGE = 1e-9;
/** NEURON's table of hh rates moves spikes (README): up to 1.1 mV. */
const RATE_TABLE = 1.2;

export const cable: Suite = {
  name: 'cable',
  claims: ({ input, output }) =>
    input?.simulation !== undefined &&
    input?.segments !== undefined &&
    (output?.v_mV !== undefined || output?.runs !== undefined),
  run: (reference) => (reference.output.runs === undefined ? dynamics(reference) : convergence(reference)),
};

function dynamics(reference: ReferenceCase): Check[] {
  const { input, output } = reference;
  const cell = dynamicsCell(reference);
  const table = input.simulation.hh_rate_table === true;
  const types: string[] = input.point_processes.map((p: any) => p.type);
  const vClamp = types.includes('VClamp');
  const states = statesWanted(output.states);
  const options: SimulateCellOptions = {
    ...dynamicsOptions(reference),
    record: {
      v: true,
      imem: true,
      capacitive: true,
      ionic: true,
      synaptic: true,
      inputs: true,
      dipole: true,
      states,
    },
  };
  const ours = simulate(cell, options);
  const v = matrix(output.v_mV);
  const rows = output.recorded_segments as number[];
  const kept = Array.from({ length: v.shape[1] }, (_, k) => k * output.sample_stride);
  const spiking =
    cell.active !== undefined &&
    v.data.some((x) => x > -20) &&
    !types.some((t) => t.endsWith('Clamp') && t !== 'IClamp');
  const [vTol, iTol] = table
    ? [RATE_TABLE, Infinity]
    : spiking
      ? [SPIKING, SPIKING_CURRENT]
      : [POTENTIAL, CURRENT];
  const checks: Check[] = [
    {
      quantity: 'v (mV, absolute)',
      error: largest(pick(ours.v!, rows, kept), v),
      tolerance: vTol,
    },
    { quantity: 'number of samples', error: Math.abs(ours.times.length - output.n_samples), tolerance: 0 },
    {
      quantity: 'charge: sum of currents',
      error: chargeError(ours, types),
      tolerance: vClamp ? CLAMPED_CHARGE : CHARGE,
    },
    {
      quantity: 'imem = capacitive + ionic + synaptic',
      error: relativeToLargest(
        ours.imem!.data,
        ours.imem!.data.map(
          (_, k) => ours.capacitive!.data[k] + ours.ionic!.data[k] + ours.synaptic!.data[k],
        ),
      ),
      tolerance: CHARGE,
    },
  ];
  if (spiking)
    checks.push({
      quantity: 'steps of spikes (crossings of -20 mV)',
      error: differences(crossings(pick(ours.v!, rows, kept)), crossings(v)),
      // The rate table moves spikes by less than a step; a crossing may then fall to the next.
      tolerance: table ? 1 : 0,
    });
  if (vClamp || table) return checks;
  const imem = pick(ours.imem!, rows, kept);
  const expected = correctedCurrents(reference);
  // A cell that relaxes as one has no transmembrane currents: their parts give the scale.
  const scale = Math.max(...[ours.capacitive!, ours.ionic!].map(({ data }) => absoluteMost(data)));
  checks.push({
    quantity: 'imem',
    error: worst(imem.data, expected.data) / Math.max(absoluteMost(expected.data), 1e-6 * scale),
    tolerance: iTol + clampNoise(reference, v, expected),
  });
  if (!types.includes('SEClamp')) {
    const dipole = matrix(output.current_dipole_moment_nA_um);
    // Sample 0 of the peer is in other units.
    const from = input.simulation.tstart_ms < 0 ? 0 : 1;
    const expectedDipole = columnsFrom(dipole, [...kept.keys()], from);
    checks.push({
      quantity: 'dipole moment',
      error:
        worst(columnsFrom(ours.dipole!, kept, from), expectedDipole) /
        Math.max(absoluteMost(expectedDipole), 1e-6 * scale * extent(cell)),
      tolerance: iTol,
    });
  }
  if (types.length > 0)
    checks.push({
      quantity: 'currents of inputs',
      error: inputError(reference, ours, kept),
      tolerance: iTol + clampNoise(reference, v, expected),
    });
  for (const { segment, variable, values } of output.states ?? []) {
    // The peer's eca, like its currents, is that of the step's start.
    const own = variable === 'eca' ? undefined : ours.states![ownName(variable)];
    const value = own ? row(own, own.segments.indexOf(segment)) : ionCurrent(cell, ours, variable);
    checks.push({
      quantity: `${variable} in ${segment}`,
      error: relativeToLargest(
        own ? kept.map((k) => value[k]) : kept.slice(1).map((k) => value[k]),
        own ? list(values) : list(values).slice(1),
      ),
      tolerance: spiking ? SPIKING_CURRENT : CURRENT,
    });
  }
  return checks;
}

/** Orders of convergence between successive runs, and every run against ours. */
function convergence(reference: ReferenceCase): Check[] {
  const cell = dynamicsCell(reference);
  const options = dynamicsOptions(reference);
  const checks: Check[] = [];
  for (const { dt_ms, v_soma_mV } of reference.output.runs) {
    const expected = list(v_soma_mV);
    const every = Math.round(0.25 / dt_ms);
    const { v } = simulate(cell, {
      ...options,
      dt: dt_ms,
      record: { v: [reference.output.recorded_segments[0]], every },
    });
    checks.push({
      quantity: `v at dt ${dt_ms} (mV, absolute)`,
      error: worst(v!.data, expected),
      tolerance: POTENTIAL,
    });
  }
  return checks;
}

function pick({ shape, data }: Array2D, rows: readonly number[], kept: readonly number[]): Array2D {
  const out = new Float64Array(rows.length * kept.length);
  for (const [r, i] of rows.entries())
    for (const [c, k] of kept.entries()) out[r * kept.length + c] = data[i * shape[1] + k];
  return { shape: [rows.length, kept.length], data: out };
}

function columnsFrom({ shape, data }: Array2D, kept: readonly number[], from: number): number[] {
  return Array.from({ length: shape[0] }, (_, r) =>
    kept.slice(from).map((k) => data[r * shape[1] + k]),
  ).flat();
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let error = 0;
  for (let k = 0; k < a.length; k++) error = Math.max(error, Math.abs(a[k] - b[k]));
  return error;
}

const largest = (a: Array2D, b: Array2D): number => worst(a.data, b.data);

function absoluteMost(a: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < a.length; k++) most = Math.max(most, Math.abs(a[k]));
  return most;
}

/** Size of the cell, um. */
function extent({ geometry }: Cell): number {
  return Math.max(absoluteMost(geometry.start.data), absoluteMost(geometry.end.data));
}

/**
 * The peer takes the slope of a clamp's current from a difference over 1e-3 mV: 1.4e-11 of it is rounding, and so much of a step of the potential,
 * over the series resistance, is in its current (twice, where it is repaired). Relative to the largest current.
 */
function clampNoise({ input }: ReferenceCase, v: Array2D, expected: Array2D): number {
  const clamp = input.point_processes.find((p: any) => p.type === 'SEClamp');
  if (clamp === undefined) return 0;
  let step = 0;
  for (let k = 1; k < v.data.length; k++)
    if (k % v.shape[1] !== 0) step = Math.max(step, Math.abs(v.data[k] - v.data[k - 1]));
  return (2 * 1.4e-11 * step) / clamp.parameters.rs / absoluteMost(expected.data);
}

/** The peer's currents with sample 0 in nA and the clamped segment repaired. */
function correctedCurrents({ input, output }: ReferenceCase): Array2D {
  const i = matrix(output.i_membrane_nA);
  const data = Float64Array.from(i.data);
  const [rows, samples] = i.shape;
  if (input.simulation.tstart_ms >= 0) {
    const first = list(output.i_membrane_sample0_corrected_nA);
    for (let r = 0; r < rows; r++) data[r * samples] = first[r];
  }
  const clamp = output.i_membrane_corrected_for_SEClamp;
  if (clamp !== undefined) {
    const values = list(clamp.values_nA);
    data.set(values.subarray(1), output.recorded_segments.indexOf(clamp.segment) * samples + 1);
  }
  return { shape: i.shape, data };
}

/** |sum of imem - injected| over the largest current, samples after the first. */
function chargeError({ imem, capacitive, inputs, times }: Simulation, types: readonly string[]): number {
  const n = times.length;
  const [rows] = imem!.shape;
  let error = 0;
  let most = 0;
  for (let k = 1; k < n; k++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      sum += imem!.data[r * n + k];
      most = Math.max(most, Math.abs(imem!.data[r * n + k]), Math.abs(capacitive!.data[r * n + k]));
    }
    for (const [p, type] of types.entries()) if (type.endsWith('Clamp')) sum -= inputs!.data[p * n + k];
    error = Math.max(error, Math.abs(sum));
  }
  return most > 0 ? error / most : error;
}

/** Steps at which each row rises through -20 mV. */
function crossings({ shape, data }: Array2D): number[] {
  const [rows, n] = shape;
  const out: number[] = [];
  for (let r = 0; r < rows; r++)
    for (let k = 1; k < n; k++) if (data[r * n + k - 1] < -20 && data[r * n + k] >= -20) out.push(r * n + k);
  return out;
}

const differences = (a: number[], b: number[]): number => (a.length === b.length ? worst(a, b) : Infinity);

/**
 * Our currents of inputs are those that enter the balance of the step, i + g dv; the peer gives i at the step's start for synapses. A
 * conductance g has the current g (v - e) at either.
 */
function inputError({ input, output }: ReferenceCase, ours: Simulation, kept: readonly number[]): number {
  const expected = matrix(output.point_process_i_nA);
  const n = ours.times.length;
  const factor = input.simulation.secondorder === 2 ? 0.5 : 1;
  const own = input.point_processes.flatMap((p: any, index: number) => {
    const i = row(ours.inputs!, index);
    const e = p.parameters.e;
    const v = row(ours.v!, p.segment);
    return kept.slice(1).map((k) => {
      if (e === undefined) return i[k];
      const end = v[k - 1] + factor * (v[k] - v[k - 1]);
      return (i[k] * (v[k - 1] - e)) / (end - e);
    });
  });
  if (n === 0) return NaN;
  return relativeToLargest(own, columnsFrom(expected, [...kept.keys()], 1));
}

/** The peer's name of a state in ours. */
function ownName(variable: string): string {
  return variable
    .replace(/^([mh])_hh$/, '$1_hh_na')
    .replace(/^n_hh$/, 'n_hh_k')
    .replace(/_linearized(_v2)?$/, '');
}

function statesWanted(states: any[] = []): string[] {
  const names = states.map((s) => s.variable).filter((name) => name !== 'ica' && name !== 'ik');
  return [...new Set(names.map(ownName))];
}

/** Current density of an ion (mA/cm2), or eca (mV), in segment 0 with the states of the step's start, as the peer samples it. */
function ionCurrent(cell: Cell, { states, v, times }: Simulation, variable: string): Float64Array {
  const out = new Float64Array(times.length);
  if (variable === 'eca') {
    out.set(states!.eca.data.subarray(0, out.length - 1), 1);
    return out;
  }
  for (const { channel, density, reversal } of cell.active!.channels) {
    if (`i${channel.ion}` !== variable) continue;
    for (let k = 1; k < out.length; k++) {
      const at = (name: string): number => states![name].data[k - 1];
      const open = channel.gates.reduce((p, gate) => p * at(`${gate.name}_${channel.name}`) ** gate.power, 1);
      const E = Number.isNaN(reversal[0]) ? at('eca') : reversal[0];
      out[k] += density[0] * open * (v!.data[k - 1] - E);
    }
  }
  return out;
}
