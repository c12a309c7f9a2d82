/**
 * Suite `cable`, its simulations (passive-, hh-, hay-, channel-, ephaptic-, convergence-): potentials, currents, dipole moments and states of
 * NEURON 8.2 step by step. Tolerances are those of the suite's README: 1e-7 mV and 1e-8 of the largest current; 1e-4 mV where cells spike,
 * because a spike multiplies rounding. Faults of the peer that its README names are left out or corrected as it says.
 */
import type { Cell } from '../../../src/cable/cell.ts';
import { simulate, type SimulateCellOptions } from '../../../src/cable/simulate.ts';
import type { Simulation } from '../../../src/cable/simulationRecorder.ts';
import { midpoints } from '../../../src/morphology/geometry.ts';
import { row, type Array2D } from '../../../src/numerics/array2d.ts';
import { CHARGE, checkCharge } from '../../support/charge.ts';
import { list, matrix, relativeToLargest } from '../read.ts';
import type { Check, ReferenceCase, Suite } from '../suite.ts';
import { dynamicsCell, dynamicsOptions } from './cableCase.ts';

const POTENTIAL = 1e-7;
const SPIKING = 1e-4;
const CURRENT = 1e-8;
/** Where all currents are 1e5 times smaller than the capacitive and ionic ones they are made of, theirs is the scale: 1e-13 of it is rounding. */
const CANCELLED = 1e-5;

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
  const types: string[] = input.point_processes.map((p: any) => p.type);
  const vClamp = types.includes('VClamp');
  const states = statesWanted(cell, output.states);
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
  const checks: Check[] = [
    {
      quantity: 'v (mV, absolute)',
      error: largest(pick(ours.v!, rows, kept), v),
      tolerance: spiking ? SPIKING : POTENTIAL,
    },
    { quantity: 'number of samples', error: Math.abs(ours.times.length - output.n_samples), tolerance: 0 },
    { quantity: 'charge: sum of currents', ...checkCharge(ours, options.inputs!) },
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
      tolerance: 0,
    });
  if (vClamp) return checks;
  const imem = pick(ours.imem!, rows, kept);
  const expected = correctedCurrents(reference);
  // A cell that relaxes as one has no transmembrane currents: their parts give the scale.
  const scale = Math.max(...[ours.capacitive!, ours.ionic!].map(({ data }) => absoluteMost(data)));
  checks.push({
    quantity: 'imem',
    error: worst(imem.data, expected.data) / Math.max(absoluteMost(expected.data), CANCELLED * scale),
    tolerance: CURRENT,
  });
  // Sample 0 of the peer's dipole moment is in other units.
  const from = input.simulation.tstart_ms < 0 ? 0 : 1;
  const dipole = columnsFrom(correctedDipole(reference, cell), [...kept.keys()], from);
  checks.push({
    quantity: 'dipole moment',
    error:
      worst(columnsFrom(ours.dipole!, kept, from), dipole) /
      Math.max(absoluteMost(dipole), CANCELLED * scale * extent(cell)),
    tolerance: CURRENT,
  });
  if (types.length > 0)
    checks.push({
      quantity: 'currents of inputs',
      error: inputError(reference, ours, kept),
      tolerance: CURRENT,
    });
  for (const { segment, variable, values } of output.states ?? []) {
    // The peer's eca, like its currents, is that of the step's start.
    const own = variable === 'eca' ? undefined : ours.states![ownName(variable)];
    const value = own ? row(own, own.segments.indexOf(segment)) : ionCurrent(cell, ours, variable, segment);
    checks.push({
      quantity: `${variable} in ${segment}`,
      error: relativeToLargest(
        own ? kept.map((k) => value[k]) : kept.slice(1).map((k) => value[k]),
        own ? list(values) : list(values).slice(1),
      ),
      tolerance: CURRENT,
    });
  }
  return checks;
}

/**
 * Every run against ours; the order in which ours converge, from the three finest steps: 2 for Crank-Nicolson with a smooth conductance, else 1
 * (README); and where the cell is linear and driven by currents, the exact solution against what the two finest of first order extrapolate to.
 */
function convergence(reference: ReferenceCase): Check[] {
  const cell = dynamicsCell(reference);
  const options = dynamicsOptions(reference);
  const segment = reference.output.recorded_segments[0];
  const runs = (reference.output.runs as any[]).toSorted((a, b) => b.dt_ms - a.dt_ms);
  const traces: Float64Array[] = [];
  const checks: Check[] = [];
  for (const { dt_ms, v_soma_mV } of runs) {
    const every = Math.round(0.25 / dt_ms);
    const { v } = simulate(cell, { ...options, dt: dt_ms, record: { v: [segment], every } });
    traces.push(v!.data);
    checks.push({
      quantity: `v at dt ${dt_ms} (mV, absolute)`,
      error: worst(v!.data, list(v_soma_mV)),
      tolerance: POTENTIAL,
    });
  }
  const [coarse, middle, fine] = traces.slice(-3);
  const types: string[] = reference.input.point_processes.map((p: any) => p.type);
  const smooth = types.every((t) => t === 'AlphaSynapse');
  const order = options.method === 'crank_nicolson' && smooth ? 2 : 1;
  // Of steps of current, say, the README tells no order.
  if (smooth || types.every((t) => t.startsWith('Exp')))
    checks.push({
      quantity: `order of convergence, ${order}`,
      error: Math.abs(Math.log2(worst(coarse, middle) / worst(middle, fine)) - order),
      // What the next order leaves at the finest steps.
      tolerance: 0.1,
    });
  if (order === 1 && types.every((t) => t === 'ExpSynI' || t === 'Exp2SynI')) {
    const exact = simulate(cell, { ...options, dt: 0.25, method: 'exact', record: { v: [segment] } });
    const limit = fine.map((x, k) => 2 * x - middle[k]);
    checks.push({
      quantity: 'the exact solution, relative to what the finest step is off it',
      error: worst(limit, exact.v!.data) / worst(fine, exact.v!.data),
      // The first order is gone: what is left is of second, some per cent at these steps.
      tolerance: 0.05,
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
 * By how much the peer's i_membrane_ of a clamped segment is off at every sample: twice the slope of the electrode's current times the change dv that
 * the step solves for (README; with Crank-Nicolson half of that of the sample). The slope it takes from a difference over 1e-3 mV, so that 1e-11
 * of it is rounding. The field `i_membrane_corrected_for_SEClamp` takes 1/rs for it, which leaves up to 1.26e-8 of the largest current where rs is
 * 0.01 MOhm; with the same difference, in the same order of operations, 1e-12 are left.
 */
function clampFaults({ input, output }: ReferenceCase): { segment: number; fault: Float64Array }[] {
  const { dt_ms: dt, secondorder } = input.simulation;
  const v = matrix(output.v_mV);
  return input.point_processes.flatMap(({ type, segment, parameters }: any) => {
    const r = output.recorded_segments.indexOf(segment);
    if (type !== 'SEClamp' || r < 0) return [];
    const u = row(v, r);
    const share = secondorder === 2 ? 1 : 2;
    const fault = u.map((_, k) =>
      k === 0 ? 0 : share * clampSlope(parameters, u[k - 1], (k - 0.5) * dt) * (u[k] - u[k - 1]),
    );
    return [{ segment, fault }];
  });
}

/** The peer's currents with sample 0 in nA and clamped segments repaired. */
function correctedCurrents(reference: ReferenceCase): Array2D {
  const { input, output } = reference;
  const i = matrix(output.i_membrane_nA);
  const data = Float64Array.from(i.data);
  const [rows, samples] = i.shape;
  if (input.simulation.tstart_ms >= 0) {
    const first = list(output.i_membrane_sample0_corrected_nA);
    for (let r = 0; r < rows; r++) data[r * samples] = first[r];
  }
  for (const { segment, fault } of clampFaults(reference)) {
    const r = output.recorded_segments.indexOf(segment);
    for (let k = 1; k < samples; k++) data[r * samples + k] -= fault[k];
  }
  return { shape: i.shape, data };
}

/** The peer's dipole moment (nA um), repaired likewise; its sample 0 stays in other units. */
function correctedDipole(reference: ReferenceCase, { geometry }: Cell): Array2D {
  const p = matrix(reference.output.current_dipole_moment_nA_um);
  const data = Float64Array.from(p.data);
  for (const { segment, fault } of clampFaults(reference))
    for (const axis of [0, 1, 2] as const) {
      const at = midpoints(geometry, axis)[segment];
      for (const [k, x] of fault.entries()) data[axis * p.shape[1] + k] -= at * x;
    }
  return { shape: p.shape, data };
}

/** The slope of an SEClamp's outward current at time t, uS, as the peer has it. */
function clampSlope(clamp: any, v: number, t: number): number {
  let level: number | undefined;
  let end = 0;
  for (const k of [1, 2, 3]) {
    end += clamp[`dur${k}`];
    if (level === undefined && t < end) level = clamp[`amp${k}`];
  }
  const current = (u: number): number => (u - level!) / clamp.rs;
  return level === undefined ? 0 : (current(v + 1e-3) - current(v)) / 1e-3;
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
 * Our currents of inputs are those that enter the balance of the step, i + g dv; the peer gives i at the step's start for synapses and at its end
 * for SEClamp. A conductance g has the current g (v - e) at either.
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
      if (p.type === 'SEClamp') {
        const slope = clampSlope(p.parameters, v[k - 1], (k - 0.5) * input.simulation.dt_ms);
        return i[k] + (slope * factor - (slope === 0 ? 0 : 1 / p.parameters.rs)) * (v[k] - v[k - 1]);
      }
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

/** States to record: those compared, and all that currents of ions are made of. */
function statesWanted({ active }: Cell, states: any[] = []): string[] {
  const compared = states.map((s) => s.variable);
  const currents = new Set(['ina', 'ik', 'ica']);
  const names = compared.filter((name) => !currents.has(name)).map(ownName);
  if (compared.some((name) => currents.has(name))) {
    for (const { channel } of active?.channels ?? [])
      for (const gate of channel.gates) names.push(`${gate.name}_${channel.name}`);
    if (active?.calcium !== undefined) names.push('eca');
  }
  return [...new Set(names)];
}

/** Current density of an ion (mA/cm2), or eca (mV), in a segment with the states of the step's start, as the peer samples it. */
function ionCurrent(cell: Cell, run: Simulation, variable: string, segment: number): Float64Array {
  const out = new Float64Array(run.times.length);
  const stateOf = (name: string): Float64Array => {
    const state = run.states![name];
    return row(state, state.segments.indexOf(segment));
  };
  if (variable === 'eca') {
    out.set(stateOf('eca').subarray(0, out.length - 1), 1);
    return out;
  }
  const v = row(run.v!, segment);
  for (const { channel, segments, density, reversal } of cell.active!.channels) {
    const j = segments.indexOf(segment);
    if (`i${channel.ion}` !== variable || j < 0) continue;
    const gates = channel.gates.map(({ name, power }) => ({ x: stateOf(`${name}_${channel.name}`), power }));
    const eca = Number.isNaN(reversal[j]) ? stateOf('eca') : undefined;
    for (let k = 1; k < out.length; k++) {
      const open = gates.reduce((p, { x, power }) => p * x[k - 1] ** power, 1);
      out[k] += density[j] * open * (v[k - 1] - (eca?.[k - 1] ?? reversal[j]));
    }
  }
  return out;
}
