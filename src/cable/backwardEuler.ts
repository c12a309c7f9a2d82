/**
 * NEURON's fixed step for a linear cell driven by one kind of current synapse (implicit Euler, first order; Hines 1984): the
 * order of operations is NEURON's, so that results agree to rounding. Not to be confused with the exact solver: here the synaptic
 * current comes a step late and every exponential is off by O(dt).
 */
import { ParameterError } from '../errors.ts';
import type { Array2D } from '../numerics/array2d.ts';
import { runTask } from '../numerics/task.ts';
import type { Cell } from './cell.ts';
import { LinearBlocks } from './linearBlocks.ts';
import { linearSystem, reversalPotentials } from './linearSystem.ts';
import { TraceRecorder } from './recorder.ts';
import { asExponentials, type TimeCourse } from './synapse.ts';

export interface StepOptions {
  /** Time step, ms. */
  readonly dt: number;
  /** Number of samples, t_k = k dt, k = 0 … nTimes - 1. */
  readonly nTimes: number;
  /** Step n in which the event is delivered: the states are raised before the step n -> n + 1. */
  readonly eventStep: number;
  /** Amplitude of the synaptic current per segment, nA, inward (depolarising) positive. */
  readonly amplitude: Float64Array;
  readonly course: TimeCourse;
  /** Leak conductance, S/cm2 per segment (default the membrane's own). */
  readonly leak?: Float64Array;
  /** Initial potential, mV; absent: the deviation from rest is simulated, zero before the event. */
  readonly vInit?: number;
}

/** Node updates between two reports of progress. */
const REPORT = 200_000;

/**
 * Transmembrane currents (n_segments, n_times), nA, outward positive, synaptic ones included. Throws ParameterError if a potential stops
 * to be a number.
 */
export function backwardEuler(cell: Cell, options: StepOptions): Array2D {
  return runTask(backwardEulerTask(cell, options));
}

/** The same as a task that yields the share done. */
export function* backwardEulerTask(cell: Cell, options: StepOptions): Generator<number, Array2D> {
  const { dt, nTimes, eventStep, amplitude, course, leak = cell.membrane.leak, vInit } = options;
  const { tree, geometry, membrane } = cell;
  const { n } = geometry;
  const segments = Int32Array.from(amplitude.keys()).filter((i) => amplitude[i] !== 0);
  const run = new LinearBlocks(
    {
      ...linearSystem(cell, leak),
      v: new Float64Array(tree.nNodes).fill(vInit ?? 0),
      E: vInit === undefined ? new Float64Array(n) : reversalPotentials(membrane, leak),
      rest: vInit === undefined ? new Float64Array(n) : membrane.rest,
    },
    { dt, method: 'backward_euler', inputNodes: segments.map((i) => tree.nodeOf[i]) },
  );
  const places = tree.nodeOf.map((k) => run.place[k]);
  const recorder = new TraceRecorder(tree.nodeOf, nTimes);
  const synapse = synapticStates(course, dt);
  let before = 0;
  // Every node at the same potential: no axial currents yet.
  recorder.push(new Float64Array(tree.nNodes));
  let paused = 0;
  for (let k = 0; k + 1 < nTimes; k += run.most) {
    const count = Math.min(run.most, nTimes - 1 - k);
    for (let s = 0; s < count; s++) {
      const now = k + s < eventStep ? 0 : synapse.next();
      for (let j = 0, at = s; j < segments.length; j++, at += run.most) {
        run.changes[at] = (now - before) * amplitude[segments[j]];
        run.currents[at] = -now * amplitude[segments[j]];
      }
      before = now;
    }
    run.steps(count);
    if (!run.finite)
      throw new ParameterError(
        'amplitude',
        'a response of finite numbers',
        `none after ${(k + count) * dt} ms`,
        'check weights, numbers of synapses and time constants',
      );
    recorder.take(run.imem, places, 0, 1, count);
    if ((k + count - paused) * tree.nNodes < REPORT) continue;
    paused = k + count;
    yield paused / nTimes;
  }
  recorder.flush();
  return recorder.out;
}

/** Values of the unit-peak time course at 0, dt, 2 dt … after the event, as exponentially decaying states give them. */
function synapticStates(course: TimeCourse, dt: number): { next: () => number } {
  const { factor, rates } = asExponentials(course);
  let step = 0;
  if (rates.length === 1) return { next: () => factor * Math.exp(-rates[0] * dt * step++) };
  const [b, a] = rates;
  // Equal rates, or nearly: (exp(-a t) - exp(-b t))/(b - a) by its limit or without cancellation.
  if (b - a < 1e-3 * b)
    return {
      next: () => {
        const t = dt * step++;
        return factor * Math.exp(-a * t) * (a === b ? t : -Math.expm1((a - b) * t) / (b - a));
      },
    };
  // D[b, a] = (exp(-a t) - exp(-b t)) / (b - a), the states decaying by constant factors as NEURON's do.
  let p = factor / (b - a);
  let q = p;
  const [pDecay, qDecay] = [Math.exp(-b * dt), Math.exp(-a * dt)];
  return {
    next: () => {
      const s = q - p;
      p *= pDecay;
      q *= qDecay;
      return s;
    },
  };
}
