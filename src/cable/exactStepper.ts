/**
 * A linear cell without any error of the time step: every mode of the cable (modes.ts) follows inputs that are sums of exponentials and steps in
 * closed form, wherever between two samples they begin. For cells without active channels, driven by ExpSynI, Exp2SynI and IClamp.
 */
import { ParameterError } from '../errors.ts';
import type { CableStepper, Layout, StepperOptions } from './cableStepper.ts';
import type { Cell } from './cell.ts';
import { isOwn, type Input } from './inputs.ts';
import { linearSystem, type LinearSystem } from './linearSystem.ts';
import { modalSolver, type ModalResponse } from './modes.ts';
import { doubleExponentialPeak } from './synapse.ts';

/** A part of a current: it decays at `rate` (1/ms; 0 for a step) and jumps (nA, inward) at times (ms, ascending). */
interface Component {
  readonly input: number;
  readonly rate: number;
  readonly jumps: readonly (readonly [time: number, amount: number])[];
  next: number;
  value: number;
}

/** What acts through one pattern of charge: its modes, their states, and the currents behind. */
interface Drive {
  readonly response: ModalResponse;
  readonly yRe: Float64Array;
  readonly yIm: Float64Array;
  readonly decay: Complexes;
  readonly components: readonly Component[];
  /** Per component, what a unit of it at the start of a step adds to every mode. */
  readonly gains: readonly Complexes[];
}

interface Complexes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export class ExactStepper implements CableStepper {
  readonly inputs: CableStepper['inputs'];
  readonly gates = [];
  readonly linear = [];
  readonly calcium = undefined;
  readonly imem: Layout;
  readonly #cell: Cell;
  readonly #system: LinearSystem;
  readonly #drives: Drive[];
  readonly #dt: number;
  readonly #v: Float64Array;
  readonly #capacitive: Float64Array;
  readonly #current: Float64Array;
  readonly #segment: Int32Array;

  constructor(cell: Cell, { dt, vInit, inputs }: StepperOptions, t0: number) {
    const { geometry, membrane, tree } = cell;
    const { n } = geometry;
    const system = linearSystem(cell);
    this.#cell = cell;
    this.#system = system;
    this.#dt = dt;
    const components = inputs.flatMap((input, k) => componentsOf(input, k, t0));
    const solve = modalSolver(system, { potentials: true });
    const { area } = geometry;
    const { leak, leakReversal, rest, restCurrent } = membrane;
    // Off its rest the cell relaxes; and a potential of linearisation that is no rest is like a constant current.
    const relaxation = Float64Array.from(vInit, (v, i) => system.C[i] * (v - rest[i]));
    const constant = Float64Array.from(
      rest,
      (V_R, i) => -1e-2 * area[i] * (leak[i] * (V_R - leakReversal[i]) + restCurrent[i]),
    );
    const unit = (i: number): Float64Array => new Float64Array(n).fill(1, i, i + 1);
    this.#drives = [];
    if (relaxation.some((q) => q !== 0)) {
      const drive = driveOf(solve(relaxation), [], dt);
      drive.yRe.fill(1);
      this.#drives.push(drive);
    }
    if (constant.some((i) => i !== 0))
      this.#drives.push(
        driveOf(solve(constant), [{ input: -1, rate: 0, jumps: [[t0, 1]], next: 0, value: 0 }], dt),
      );
    for (const segment of new Set(inputs.map((input) => input.segment))) {
      const own = components.filter(({ input }) => inputs[input].segment === segment);
      if (own.length > 0) this.#drives.push(driveOf(solve(unit(segment)), own, dt));
    }
    this.#segment = Int32Array.from(inputs, (input) => input.segment);
    this.#current = new Float64Array(inputs.length);
    this.#v = new Float64Array(tree.nNodes);
    this.#capacitive = new Float64Array(tree.nNodes);
    this.imem = { values: new Float64Array(tree.nNodes), stride: 1, offset: 0 };
    this.inputs = {
      node: Int32Array.from(inputs, (input) => tree.nodeOf[input.segment]),
      electrode: Uint8Array.from(inputs, ({ type }) => (type === 'IClamp' ? 1 : 0)),
    };
  }

  start(t: number): void {
    for (const drive of this.#drives) this.#jump(drive, t);
  }

  step(step: number): void {
    for (const drive of this.#drives) {
      const { yRe, yIm, decay, components, gains } = drive;
      for (let m = 0; m < yRe.length; m++) {
        const re = yRe[m];
        yRe[m] = decay.re[m] * re - decay.im[m] * yIm[m];
        yIm[m] = decay.re[m] * yIm[m] + decay.im[m] * re;
      }
      for (const [c, component] of components.entries()) {
        if (component.value === 0) continue;
        const { re, im } = gains[c];
        for (let m = 0; m < yRe.length; m++) {
          yRe[m] += component.value * re[m];
          yIm[m] += component.value * im[m];
        }
        component.value *= Math.exp(-component.rate * this.#dt);
      }
      this.#jump(drive, (step + 1) * this.#dt);
    }
  }

  sample(): void {
    const { tree, geometry, membrane } = this.#cell;
    const { n } = geometry;
    const v = new Float64Array(n);
    const current = new Float64Array(n);
    for (const { response, yRe, yIm } of this.#drives) {
      const { residueRe, residueIm } = response;
      const modes = yRe.length;
      for (let i = 0; i < 2 * n; i++) {
        let sum = 0;
        for (let m = 0, o = i * modes; m < modes; m++, o++)
          sum += residueRe.data[o] * yRe[m] - residueIm.data[o] * yIm[m];
        if (i < n) current[i] += sum;
        else v[i - n] += sum;
      }
    }
    this.#current.fill(0);
    for (const { components } of this.#drives)
      for (const { input, value } of components) if (input >= 0) this.#current[input] -= value;
    for (let k = 0; k < this.#current.length; k++)
      if (this.inputs.electrode[k] === 1) current[this.#segment[k]] -= this.#current[k];
    for (let i = 0; i < n; i++) {
      const k = tree.nodeOf[i];
      this.#v[k] = membrane.rest[i] + v[i];
      this.imem.values[k] = current[i];
    }
  }

  potentials(): Float64Array {
    return this.#v;
  }

  capacitive(): Float64Array {
    const { tree, geometry, membrane } = this.#cell;
    if (this.#system.gates.length > 0)
      throw new ParameterError(
        'record',
        'v, imem, inputs, dipole and probes (method exact, quasi-active channels)',
        'capacitive or ionic currents',
        'use another method, or frozen channels',
      );
    const { leak, leakReversal, frozen, rest, restCurrent } = membrane;
    for (let i = 0; i < geometry.n; i++) {
      const k = tree.nodeOf[i];
      const density =
        leak[i] * (this.#v[k] - leakReversal[i]) + frozen[i] * (this.#v[k] - rest[i]) + restCurrent[i];
      this.#capacitive[k] = this.imem.values[k] - 1e-2 * geometry.area[i] * density;
    }
    for (let k = 0; k < this.#current.length; k++)
      if (this.inputs.electrode[k] === 0) this.#capacitive[this.inputs.node[k]] -= this.#current[k];
    return this.#capacitive;
  }

  inputCurrent(index: number): number {
    return this.#current[index];
  }

  fault(): string | undefined {
    return undefined;
  }

  /** Jumps up to time t, at which the states stand. */
  #jump({ response, yRe, yIm, components }: Drive, t: number): void {
    for (const component of components)
      while (
        component.next < component.jumps.length &&
        component.jumps[component.next][0] <= t + 1e-9 * this.#dt
      ) {
        const [time, amount] = component.jumps[component.next++];
        const since = Math.max(0, t - time);
        component.value += amount * Math.exp(-component.rate * since);
        if (since > 0)
          for (let m = 0; m < yRe.length; m++) {
            const [re, im] = gain(response.zRe[m], response.zIm[m], component.rate, since);
            yRe[m] += amount * re;
            yIm[m] += amount * im;
          }
      }
  }
}

function driveOf(response: ModalResponse, components: readonly Component[], dt: number): Drive {
  const { zRe, zIm } = response;
  const complexes = (f: (m: number) => readonly [number, number]): Complexes => {
    const values = Array.from(zRe, (_, m) => f(m));
    return { re: Float64Array.from(values, ([re]) => re), im: Float64Array.from(values, ([, im]) => im) };
  };
  return {
    response,
    components,
    yRe: new Float64Array(zRe.length),
    yIm: new Float64Array(zRe.length),
    decay: complexes((m) => {
      const size = Math.exp(-zRe[m] * dt);
      return [size * Math.cos(zIm[m] * dt), -size * Math.sin(zIm[m] * dt)];
    }),
    gains: components.map(({ rate }) => complexes((m) => gain(zRe[m], zIm[m], rate, dt))),
  };
}

/** The convolution of exp(-z t) and exp(-r t) at t = h: (exp(-r h) - exp(-z h))/(z - r), z complex. */
function gain(zRe: number, zIm: number, r: number, h: number): [number, number] {
  const xRe = (zRe - r) * h;
  const xIm = zIm * h;
  const size2 = xRe * xRe + xIm * xIm;
  if (size2 < 0.25) {
    // h exp(-r h) (1 - exp(-x))/x by its series: 1 - x/2 + x^2/6 ...
    let [termRe, termIm] = [1, 0];
    let [re, im] = [1, 0];
    for (let k = 2; k < 18; k++) {
      [termRe, termIm] = [-(termRe * xRe - termIm * xIm) / k, -(termRe * xIm + termIm * xRe) / k];
      re += termRe;
      im += termIm;
    }
    const scale = h * Math.exp(-r * h);
    return [scale * re, scale * im];
  }
  const size = Math.exp(-zRe * h);
  const a = h * (Math.exp(-r * h) - size * Math.cos(xIm));
  const b = h * size * Math.sin(xIm);
  return [(a * xRe + b * xIm) / size2, (b * xRe - a * xIm) / size2];
}

/** The current of an input as exponentials and steps. */
function componentsOf(input: Input, k: number, t0: number): Component[] {
  const component = (rate: number, jumps: [number, number][]): Component => ({
    input: k,
    rate,
    jumps: jumps.toSorted((a, b) => a[0] - b[0]),
    next: 0,
    value: 0,
  });
  if (!isOwn(input)) {
    if (input.type === 'IClamp') {
      const { delay, dur, amp } = input;
      if (delay + dur <= t0 || dur <= 0) return [];
      return [
        component(0, [
          [Math.max(delay, t0), amp],
          [delay + dur, -amp],
        ]),
      ];
    }
    if (input.type === 'ExpSynI' || input.type === 'Exp2SynI') {
      const { times, weight } = input;
      const events = (factor: number): [number, number][] =>
        Array.from(times, (t, j) => [t, factor * (typeof weight === 'number' ? weight : weight[j])]);
      if (input.type === 'ExpSynI') return [component(1 / input.tau, events(1))];
      const { tau1, tau2 } = input;
      const factor = 1 / doubleExponentialPeak(tau1, tau2);
      return [component(1 / tau2, events(factor)), component(1 / tau1, events(-factor))];
    }
  }
  throw new ParameterError(
    `inputs[${k}].type`,
    'ExpSynI, Exp2SynI or IClamp (method exact)',
    input.type,
    'use another method for inputs that change conductances',
  );
}
