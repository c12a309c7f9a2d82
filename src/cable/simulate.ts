/**
 * Simulation of one cell: `simulate` runs to the end, `simulation` is the same as a generator that reports its progress, `simulateAsync`
 * pauses so that a page stays alive and a cancel is heard. Methods: NEURON's backward Euler and Crank-Nicolson steps, and `exact` for
 * linear cells with inputs of current and sampled fields.
 */
import { ParameterError, finite, integer, positive } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Array2D } from '../numerics/array2d.ts';
import type { Cell } from './cell.ts';
import type { CableStepper } from './cableStepper.ts';
import { ExactStepper } from './exactStepper.ts';
import { extracellularState, type ExtracellularField } from './extracellular.ts';
import { checkInput, isConductance, type Input } from './inputs.ts';
import type { Rates } from './gateStates.ts';
import { LinearStepper } from './linearStepper.ts';
import { perSegment } from './membrane.ts';
import { SimulationRecorder, type RecordOptions, type Simulation } from './simulationRecorder.ts';
import { Stepper } from './stepper.ts';

export type SimulationMethod = 'backward_euler' | 'crank_nicolson' | 'exact';

export interface SimulateCellOptions {
  /** Time step, ms. */
  readonly dt: number;
  /** Time of the last sample, ms (the last multiple of dt up to it). */
  readonly tstop: number;
  /** Time at which the simulation starts, ms, a multiple of dt (default 0). What comes before 0 is not recorded. */
  readonly tstart?: number;
  /** Potential at the start, mV: one number or one per segment (default: the membrane's rest). */
  readonly vInit?: number | ArrayLike<number>;
  /**
   * `backward_euler` (default): NEURON's implicit step, first order. `crank_nicolson`: its second-order step (first order where states are
   * driven by events). `exact`: no error of the step, for linear cells with inputs of current and sampled
   * fields.
   */
  readonly method?: SimulationMethod;
  readonly inputs?: readonly Input[];
  readonly extracellular?: ExtracellularField;
  /**
   * Of channels: `tabulated` (default): by polynomials within 1e-13, made and checked on the way (rateTable.ts); `exact`: each evaluated, several times as
   * slow.
   */
  readonly rates?: Rates;
  readonly record?: RecordOptions;
  /** Default true: inner loops run in WebAssembly where it is to be had. false: in plain TypeScript, with the same results to the bit. */
  readonly webAssembly?: boolean;
}

/** Options checked and complete. */
export interface ResolvedSimulation {
  readonly dt: number;
  /** Steps: from `first` to `last`; samples from `sample` on. */
  readonly first: number;
  readonly last: number;
  readonly sample: number;
  readonly vInit: Float64Array;
  readonly inputs: readonly Input[];
  readonly record: RecordOptions;
  readonly webAssembly: boolean;
}

/**
 * Simulates a cell. Shapes of what is recorded: (rows, n_times). Throws ParameterError on options that break their rule and where a
 * potential stops to be a number, saying where and when.
 */
export function simulate(cell: Cell, options: SimulateCellOptions): Simulation {
  const task = simulation(cell, options);
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
  }
}

/**
 * Simulates with pauses. `onProgress` hears the share done, 0 to 1. Rejects with the signal's reason if it is aborted, else as `simulate`
 * throws.
 */
export async function simulateAsync(
  cell: Cell,
  options: SimulateCellOptions,
  {
    signal,
    onProgress,
    interval = 40,
  }: { signal?: AbortSignal; onProgress?: (fraction: number) => void; interval?: number } = {},
): Promise<Simulation> {
  const task = simulation(cell, options);
  let last = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = task.next();
    if (done) return value;
    if (performance.now() - last < interval) continue;
    onProgress?.(value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  }
}

/** Node updates between two reports of progress. */
const REPORT = 200_000;

/** The simulation as a task: yields the share done, returns what was recorded. */
export function* simulation(cell: Cell, options: SimulateCellOptions): Generator<number, Simulation> {
  const resolved = resolve(cell, options);
  const { method = 'backward_euler', extracellular, rates = 'tabulated' } = options;
  const { dt, first, last, sample } = resolved;
  const stepper = stepperOf(cell, resolved, method, extracellular, rates);
  const recorder = new SimulationRecorder(cell, stepper, resolved);
  const pause = Math.max(1, Math.floor(REPORT / cell.tree.nNodes));
  stepper.start(first * dt);
  if (first === sample) recorder.push();
  let paused = first;
  for (let k = first; k < last;) {
    k += recorder.advance(k, last);
    const fault = stepper.fault();
    if (fault !== undefined)
      throw new ParameterError(
        'simulation',
        'finite potentials',
        `${fault} is not a finite number at ${k * dt} ms`,
        'check weights, densities and the functions of channels, or take a smaller dt',
      );
    if (k - paused < pause) continue;
    paused = k;
    yield (k - first) / (last - first);
  }
  return recorder.finish();
}

/** The stepper that serves a cell, its inputs and a method. */
function stepperOf(
  cell: Cell,
  { dt, first, vInit, inputs, webAssembly }: ResolvedSimulation,
  method: SimulationMethod,
  field: ExtracellularField | undefined,
  rates: Rates,
): CableStepper {
  if (!['backward_euler', 'crank_nicolson', 'exact'].includes(method))
    throw new ParameterError('method', 'backward_euler, crank_nicolson or exact', method);
  if (rates !== 'exact' && rates !== 'tabulated')
    throw new ParameterError('rates', 'exact or tabulated', rates);
  if (method === 'exact')
    return new ExactStepper(cell, {
      dt,
      vInit,
      inputs,
      start: first * dt,
      ...(field === undefined ? {} : { field }),
    });
  const { tree, geometry, active } = cell;
  if (active === undefined && field === undefined && !inputs.some(isConductance))
    return new LinearStepper(cell, { dt, method, vInit, inputs, webAssembly });
  const readAt = method === 'backward_euler' ? 1 : 0.5;
  return new Stepper(cell, {
    dt,
    method,
    vInit,
    inputs,
    ...(field === undefined
      ? {}
      : { extracellular: extracellularState(field, { nodeOf: tree.nodeOf, n: geometry.n, dt, readAt }) }),
    rates,
    webAssembly,
  });
}

function resolve({ geometry, membrane }: Cell, options: SimulateCellOptions): ResolvedSimulation {
  const dt = positive('dt', options.dt);
  const tstart = finite('tstart', options.tstart ?? 0);
  const tstop = finite('tstop', options.tstop);
  const first = Math.round(tstart / dt);
  if (Math.abs(tstart / dt - first) > 1e-6)
    throw new ParameterError('tstart', `a multiple of dt = ${dt}`, tstart);
  const sample = Math.max(first, 0);
  const last = Math.floor(tstop / dt + 1e-9);
  if (last < sample) throw new ParameterError('tstop', `a time from ${sample * dt} on`, tstop);
  const { inputs = [], record = {} } = options;
  integer('record.every', record.every ?? 1, 1);
  for (const [k, input] of inputs.entries()) checkInput(input, k, geometry.n, tstart);
  return {
    dt,
    first,
    last,
    sample,
    vInit: perSegment('vInit', options.vInit ?? membrane.rest, geometry.n),
    inputs,
    record,
    webAssembly: options.webAssembly ?? true,
  };
}

/** A linear model of the transmembrane currents: its matrix, or something that gives it for a geometry (any forward model). */
export type Probe = Array2D | { transformationMatrix(geometry: CellGeometry): Array2D };
