/** What a simulation records and in what form it hands it over. */
import { ParameterError, integer } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { Cell } from './cell.ts';
import { isElectrode } from './inputs.ts';
import { ProbeRecorder, TraceRecorder } from './recorder.ts';
import type { Probe, ResolvedSimulation } from './simulate.ts';
import type { BlockStepping, CableStepper } from './cableStepper.ts';

/** Segments of which something is recorded: all, none, or those listed. */
export type Rows = boolean | ArrayLike<number>;

export interface RecordOptions {
  /** Potential, mV (default all segments). */
  readonly v?: Rows;
  /** Transmembrane current, nA, outward: capacitive + ionic + synaptic (default none, as all below). */
  readonly imem?: Rows;
  /** C dv/dt, nA. */
  readonly capacitive?: Rows;
  /** Leak and channels, nA. */
  readonly ionic?: Rows;
  /** Synapses and other point processes that are no electrodes, nA, outward, summed per segment. */
  readonly synaptic?: Rows;
  /** Current of every input, nA: outward for synapses, inward for electrodes. */
  readonly inputs?: boolean;
  /** Gates by name (`m_NaTa_t`), `cai` (mM) or `eca` (mV), in these segments (default all) where they exist. */
  readonly states?: readonly string[] | Readonly<Record<string, ArrayLike<number>>>;
  /** Current dipole moment, nA um, about the segments' mid-points. */
  readonly dipole?: boolean;
  /** Signals of linear models of the transmembrane currents, computed on the way: no currents need be kept. */
  readonly probes?: Readonly<Record<string, Probe>>;
  /** Every how many steps a sample is taken (default 1). */
  readonly every?: number;
  /**
   * An earlier simulation, no longer needed: quantities per segment of the same shape are written into its arrays. Fresh memory costs as much as
   * the simulation where much is recorded.
   */
  readonly into?: Simulation;
}

/** Some rows of a quantity. */
export interface Recorded extends Array2D {
  /** Segment of each row. */
  readonly segments: Int32Array;
}

/** What was recorded; samples along the second axis. */
export interface Simulation {
  /** Times of the samples, ms. */
  readonly times: Float64Array;
  readonly v?: Recorded;
  readonly imem?: Recorded;
  readonly capacitive?: Recorded;
  readonly ionic?: Recorded;
  readonly synaptic?: Recorded;
  /** (n_inputs, n_times) */
  readonly inputs?: Array2D;
  readonly states?: Readonly<Record<string, Recorded>>;
  /** (3, n_times) */
  readonly dipole?: Array2D;
  readonly probes?: Readonly<Record<string, Array2D>>;
}

/** Throws ParameterError unless `rows` are segments of a cell of n segments. */
export function rowsOf(name: string, rows: Rows | undefined, n: number): Int32Array | undefined {
  if (rows === undefined || rows === false) return undefined;
  if (rows === true) return Int32Array.from({ length: n }, (_, i) => i);
  return Int32Array.from(rows, (i, k) => integer(`${name}[${k}]`, i, 0, n - 1));
}

/** Times of the samples. */
export function sampleTimes({ dt, sample, last, record }: ResolvedSimulation): Float64Array {
  const every = record.every ?? 1;
  const times = new Float64Array(Math.floor((last - sample) / every) + 1);
  for (let k = 0; k < times.length; k++) times[k] = (sample + k * every) * dt;
  return times;
}

/** The matrix of a probe. Throws ParameterError if it does not fit the cell. */
export function probeMatrix(name: string, probe: Probe, geometry: CellGeometry): Array2D {
  const M = 'transformationMatrix' in probe ? probe.transformationMatrix(geometry) : probe;
  if (M.shape[1] !== geometry.n)
    throw new ParameterError(
      `record.probes.${name}`,
      `a matrix of ${geometry.n} columns, one per segment`,
      `${M.shape[1]}`,
    );
  return M;
}

/** M with dipole = M imem: the mid-points. */
export function dipoleMatrix(geometry: CellGeometry): Array2D {
  const M = array2d(3, geometry.n);
  for (const axis of [0, 1, 2] as const) M.data.set(midpoints(geometry, axis), axis * geometry.n);
  return M;
}

interface Source {
  readonly key: 'v' | 'imem' | 'capacitive' | 'ionic' | 'synaptic';
  readonly segments: Int32Array;
  readonly recorder: TraceRecorder;
  readonly values: () => Float64Array;
}

/** Takes samples from a stepper. */
export class SimulationRecorder {
  readonly #stepper: CableStepper;
  readonly #times: Float64Array;
  readonly #sources: Source[] = [];
  readonly #inputs:
    | { readonly recorder: TraceRecorder; readonly values: Float64Array; readonly sign: Float64Array }
    | undefined;
  readonly #probes: { readonly name: string; readonly recorder: ProbeRecorder }[];
  readonly #dipole: ProbeRecorder | undefined;
  /** Both of them. */
  readonly #signals: readonly ProbeRecorder[];
  readonly #states: {
    readonly name: string;
    readonly segments: Int32Array;
    readonly recorder: TraceRecorder;
    readonly values: Float64Array;
  }[];
  readonly #ionic: Float64Array;
  readonly #synaptic: Float64Array;
  /** The stepper's way of taking many steps at once, where that gives all that is recorded. */
  readonly #blocks: BlockStepping | undefined;
  /** Step that ends at the next sample, plus 1. */
  #next: number;
  readonly #every: number;
  /** Rows of each source's segments in the columns of a block. */
  readonly #places: readonly Int32Array[];

  constructor(cell: Cell, stepper: CableStepper, resolved: ResolvedSimulation) {
    const { geometry, tree } = cell;
    const { record, inputs } = resolved;
    this.#stepper = stepper;
    this.#times = sampleTimes(resolved);
    const nTimes = this.#times.length;
    this.#ionic = new Float64Array(tree.nNodes);
    this.#synaptic = new Float64Array(tree.nNodes);
    const values: Readonly<Record<Source['key'], () => Float64Array>> = {
      v: () => stepper.potentials(),
      imem: () => stepper.imem,
      capacitive: () => stepper.capacitive(),
      ionic: () => this.#ionicCurrents(),
      synaptic: () => this.#synapticCurrents(),
    };
    for (const key of Object.keys(values) as Source['key'][]) {
      const segments = rowsOf(`record.${key}`, key === 'v' ? (record.v ?? true) : record[key], geometry.n);
      if (segments === undefined) continue;
      const recorder = new TraceRecorder(
        segments.map((i) => tree.nodeOf[i]),
        nTimes,
        record.into?.[key],
      );
      this.#sources.push({ key, segments, recorder, values: values[key] });
    }
    this.#inputs = record.inputs
      ? {
          recorder: new TraceRecorder(
            Int32Array.from(inputs, (_, k) => k),
            nTimes,
          ),
          values: new Float64Array(inputs.length),
          sign: Float64Array.from(inputs, (input) => (isElectrode(input) ? -1 : 1)),
        }
      : undefined;
    this.#probes = Object.entries(record.probes ?? {}).map(([name, probe]) => ({
      name,
      recorder: new ProbeRecorder(probeMatrix(name, probe, geometry), tree.nodeOf, nTimes),
    }));
    this.#dipole = record.dipole ? new ProbeRecorder(dipoleMatrix(geometry), tree.nodeOf, nTimes) : undefined;
    this.#signals = [
      ...this.#probes.map(({ recorder }) => recorder),
      ...(this.#dipole === undefined ? [] : [this.#dipole]),
    ];
    this.#states = stateRows(record.states, geometry.n).map(({ name, rows }) => {
      const { segments, values: state, places: all } = findState(cell, stepper, name);
      const wanted = rows === undefined ? segments : segments.filter((i) => rows.includes(i));
      const rowsOfState = wanted.map((i) => all[segments.indexOf(i)]);
      return { name, segments: wanted, recorder: new TraceRecorder(rowsOfState, nTimes), values: state };
    });
    this.#next = resolved.sample;
    this.#every = record.every ?? 1;
    const only = this.#sources.every(({ key }) => key === 'v' || key === 'imem');
    this.#blocks =
      only && this.#inputs === undefined && this.#states.length === 0
        ? stepper.blocks?.({
            v: this.#sources.some(({ key }) => key === 'v'),
            matrices: this.#signals.map(({ M }) => M),
          })
        : undefined;
    this.#places = this.#sources.map(({ segments }) => {
      const place = this.#blocks?.place;
      return segments.map((i) => place?.[tree.nodeOf[i]] ?? -1);
    });
  }

  /** Takes steps from `step * dt` on, `last * dt` at most, and the samples that are due in them. Returns the number of steps: fewer than it could if a potential stops to be a number. */
  advance(step: number, last: number): number {
    const blocks = this.#blocks;
    if (blocks === undefined) {
      this.#stepper.step(step);
      if (step + 1 === this.#next) this.push();
      return 1;
    }
    const steps = blocks.steps(step, Math.min(blocks.most, last - step));
    const first = this.#next - step - 1;
    const count = Math.floor((steps - 1 - first) / this.#every) + 1;
    if (count > 0) {
      for (const [k, { key, recorder }] of this.#sources.entries())
        recorder.take(key === 'v' ? blocks.v! : blocks.imem, this.#places[k], first, this.#every, count);
      blocks.multiply(first, this.#every, count);
      for (const [k, recorder] of this.#signals.entries()) recorder.take(blocks.signals[k], count);
      this.#next += count * this.#every;
    }
    return steps;
  }

  /** Takes a sample of the present state. */
  push(): void {
    this.#next += this.#every;
    this.#stepper.sample?.();
    for (const { recorder, values } of this.#sources) recorder.push(values());
    for (const recorder of this.#signals) recorder.push(this.#stepper.imem);
    for (const { recorder, values } of this.#states) recorder.push(values);
    if (this.#inputs !== undefined) {
      const { recorder, values, sign } = this.#inputs;
      for (let k = 0; k < values.length; k++) values[k] = sign[k] * this.#stepper.inputCurrent(k);
      recorder.push(values);
    }
  }

  finish(): Simulation {
    const recorded = (recorder: TraceRecorder, segments: Int32Array): Recorded => {
      recorder.flush();
      return { ...recorder.out, segments };
    };
    this.#inputs?.recorder.flush();
    for (const recorder of this.#signals) recorder.flush();
    return {
      times: this.#times,
      ...Object.fromEntries(
        this.#sources.map(({ key, recorder, segments }) => [key, recorded(recorder, segments)]),
      ),
      ...(this.#inputs === undefined ? {} : { inputs: this.#inputs.recorder.out }),
      ...(this.#dipole === undefined ? {} : { dipole: this.#dipole.out }),
      ...(this.#states.length === 0
        ? {}
        : {
            states: Object.fromEntries(
              this.#states.map(({ name, recorder, segments }) => [name, recorded(recorder, segments)]),
            ),
          }),
      ...(this.#probes.length === 0
        ? {}
        : { probes: Object.fromEntries(this.#probes.map(({ name, recorder }) => [name, recorder.out])) }),
    };
  }

  #synapticCurrents(): Float64Array {
    const { inputs } = this.#stepper;
    const out = this.#synaptic.fill(0);
    for (let k = 0; k < inputs.node.length; k++)
      if (inputs.electrode[k] === 0) out[inputs.node[k]] += this.#stepper.inputCurrent(k);
    return out;
  }

  #ionicCurrents(): Float64Array {
    const synaptic = this.#synapticCurrents();
    const capacitive = this.#stepper.capacitive();
    const { imem } = this.#stepper;
    for (let k = 0; k < synaptic.length; k++) this.#ionic[k] = imem[k] - capacitive[k] - synaptic[k];
    return this.#ionic;
  }
}

function stateRows(
  states: RecordOptions['states'],
  n: number,
): { name: string; rows: Int32Array | undefined }[] {
  if (states === undefined) return [];
  if (Array.isArray(states)) return states.map((name: string) => ({ name, rows: undefined }));
  return Object.entries(states as Readonly<Record<string, ArrayLike<number>>>).map(([name, rows]) => ({
    name,
    rows: rowsOf(`record.states.${name}`, rows, n),
  }));
}

/** The live array of a state, the segments it belongs to, and their places in it. */
function findState(
  cell: Cell,
  stepper: CableStepper,
  name: string,
): { segments: Int32Array; values: Float64Array; places: Int32Array } {
  const known: string[] = [];
  for (const [c, { channel, segments }] of (cell.active?.channels ?? []).entries())
    for (const [g, gate] of channel.gates.entries()) {
      const own = `${gate.name}_${channel.name}`;
      if (own === name)
        return { segments, values: stepper.gates!.values, places: stepper.gates!.placesOf(c, g) };
      known.push(own);
    }
  for (const { name: own, segments, y } of stepper.linear) {
    if (own === name) return { segments, values: y, places: Int32Array.from(segments.keys()) };
    known.push(own);
  }
  if (cell.active?.calcium !== undefined) {
    const all = Int32Array.from({ length: cell.geometry.n }, (_, i) => i);
    const { concentration, reversal } = stepper.gates!.placesOfCalcium();
    const { values } = stepper.gates!;
    if (name === 'cai') return { segments: all, values, places: concentration };
    if (name === 'eca') return { segments: all, values, places: reversal };
    known.push('cai', 'eca');
  }
  throw new ParameterError(
    'record.states',
    known.length === 0 ? 'no states: the cell has none' : `one of ${known.join(', ')}`,
    name,
  );
}
