/**
 * NEURON's fixed step for a linear cell driven by one kind of current synapse (implicit Euler, first order; Hines 1984): the
 * order of operations is NEURON's, so that results agree to rounding. Not to be confused with the exact solver: here the synaptic
 * current comes a step late and every exponential is off by O(dt).
 */
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { Cell } from './cell.ts';
import { factorTree } from './hines.ts';
import { linearSystem } from './linearSystem.ts';
import { asExponentials, type TimeCourse } from './synapse.ts';
import { axialInflow } from './tree.ts';

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

/** Transmembrane currents (n_segments, n_times), nA, outward positive: the axial current into each segment. */
export function backwardEuler(cell: Cell, options: StepOptions): Array2D {
  const { dt, nTimes, eventStep, amplitude, course, leak = cell.membrane.leak, vInit } = options;
  const { tree, geometry, membrane } = cell;
  const { n } = geometry;
  const { nNodes, nodeOf } = tree;
  const { C, G, gates } = linearSystem(cell, leak);
  // Constant inward current (nA) that makes the membrane G (v - rest) + i_R: zero when deviations are simulated.
  const constant = new Float64Array(n);
  const v = new Float64Array(nNodes);
  const rest = new Float64Array(n);
  if (vInit !== undefined) {
    v.fill(vInit);
    rest.set(membrane.rest);
    for (let i = 0; i < n; i++) {
      const A = 1e-2 * geometry.area[i];
      constant[i] =
        A * (leak[i] * membrane.leakReversal[i] + membrane.frozen[i] * rest[i] - membrane.restCurrent[i]);
    }
  }
  const load = new Float64Array(nNodes);
  for (let i = 0; i < n; i++) load[nodeOf[i]] = C[i] / dt + G[i];
  const factor = factorTree(tree, load);
  const synapse = synapticStates(course, dt);
  const y = gates.map(() => new Float64Array(n));
  const advance = gates.map(({ tau }) => tau.map((t) => -Math.expm1(-dt / t)));
  const out = array2d(n, nTimes);
  const x = new Float64Array(nNodes);
  const column = new Float64Array(n);
  const store = (k: number): void => {
    axialInflow(tree, v, column);
    for (let i = 0; i < n; i++) out.data[i * nTimes + k] = column[i];
  };
  store(0);
  for (let k = 0; k + 1 < nTimes; k++) {
    const s = k < eventStep ? 0 : synapse.next();
    x.fill(0);
    for (let i = 0; i < n; i++)
      x[nodeOf[i]] = (C[i] / dt) * v[nodeOf[i]] + constant[i] + (s === 0 ? 0 : s * amplitude[i]);
    for (let g = 0; g < gates.length; g++)
      for (let i = 0; i < n; i++) x[nodeOf[i]] -= gates[g].K[i] * y[g][i];
    factor.solve(x);
    v.set(x);
    for (let g = 0; g < gates.length; g++)
      for (let i = 0; i < n; i++) y[g][i] += advance[g][i] * (v[nodeOf[i]] - rest[i] - y[g][i]);
    store(k + 1);
  }
  return out;
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
