/**
 * A linear cell without any error of the time step: every mode of the cable (modes.ts) follows inputs that are sums of exponentials, ramps and
 * steps (exactInputs.ts) in closed form, wherever between two samples they begin. For cells without active channels, driven by currents and
 * sampled fields.
 */
import { initialPotentials, type CableStepper, type StepperOptions } from './cableStepper.ts';
import type { Cell } from './cell.ts';
import { componentsOf, fieldPatterns, type Component } from './exactInputs.ts';
import type { ExtracellularField } from './extracellular.ts';
import { isElectrode } from './inputs.ts';
import { linearSystem, type LinearSystem } from './linearSystem.ts';
import { axialCurrentDensity } from './membrane.ts';
import { modalSolver, type ModalResponse } from './modes.ts';
import { axialInflow } from './tree.ts';

/** A component at work: q and p now, and the jump that comes next. */
interface Course extends Component {
  next: number;
  q: number;
  p: number;
}

/** What acts through one pattern of charge: its modes, their states, and the currents behind. */
interface Drive {
  readonly response: ModalResponse;
  readonly yRe: Float64Array;
  readonly yIm: Float64Array;
  readonly decay: Complexes;
  readonly courses: readonly Course[];
  /** Per course, what a unit of its q and of its p at the start of a step adds to every mode. */
  readonly gains: readonly { readonly q: Complexes; readonly p: Complexes }[];
  /** Axial currents (nA per segment) that the pattern itself is, where it is a field and no input. */
  readonly axial?: Float64Array;
}

interface Complexes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export interface ExactStepperOptions extends Pick<StepperOptions, 'dt' | 'vInit' | 'inputs'> {
  /** Time at which the simulation starts, ms. */
  readonly start: number;
  readonly field?: ExtracellularField;
}

/** Constant currents below this share of what they are made of are rounding. */
const BALANCED = 1e-13;

export class ExactStepper implements CableStepper {
  readonly inputs: CableStepper['inputs'];
  readonly gates = undefined;
  readonly linear = [];
  readonly imem: Float64Array;
  readonly #cell: Cell;
  readonly #system: LinearSystem;
  readonly #drives: Drive[];
  readonly #dt: number;
  readonly #v: Float64Array;
  readonly #capacitive: Float64Array;
  readonly #current: Float64Array;
  readonly #segment: Int32Array;
  /** Axial currents at the potential of linearisation, nA per segment. */
  readonly #restInflow: Float64Array;

  /** Throws ParameterError where an input, the field or the cell is beyond the method. */
  constructor(cell: Cell, { dt, vInit, inputs, start, field }: ExactStepperOptions) {
    const { geometry, membrane, tree } = cell;
    const { n } = geometry;
    const system = linearSystem(cell);
    this.#cell = cell;
    this.#system = system;
    this.#dt = dt;
    const components = inputs.flatMap((input, k) => componentsOf(input, k, start));
    const solve = modalSolver(system, { potentials: true });
    const { area } = geometry;
    const { leak, leakReversal, rest, restCurrent } = membrane;
    this.#restInflow = axialCurrentDensity(geometry, tree, rest).map((i, k) => 1e-2 * area[k] * i);
    // Off its rest the cell relaxes; and a potential of linearisation that is no rest is like a constant current.
    const relaxation = Float64Array.from(vInit, (v, i) => system.C[i] * (v - rest[i]));
    const constant = Float64Array.from(rest, (V_R, i) => {
      const parts = [
        -1e-2 * area[i] * leak[i] * (V_R - leakReversal[i]),
        -1e-2 * area[i] * restCurrent[i],
        this.#restInflow[i],
      ];
      const [sum, size] = [parts[0] + parts[1] + parts[2], Math.hypot(...parts)];
      return Math.abs(sum) <= BALANCED * size ? 0 : sum;
    });
    const unit = (i: number): Float64Array => new Float64Array(n).fill(1, i, i + 1);
    this.#drives = [];
    if (relaxation.some((q) => q !== 0)) {
      const drive = driveOf(solve(relaxation), [], dt);
      drive.yRe.fill(1);
      this.#drives.push(drive);
    }
    if (constant.some((i) => i !== 0))
      this.#drives.push(driveOf(solve(constant), [{ input: -1, rate: 0, jumps: [[start, 1, 0]] }], dt));
    for (const segment of new Set(inputs.map((input) => input.segment))) {
      const own = components.filter(({ input }) => inputs[input].segment === segment);
      if (own.length > 0) this.#drives.push(driveOf(solve(unit(segment)), own, dt));
    }
    if (field !== undefined) {
      const { patterns, courses } = fieldPatterns(field, n, start);
      for (const [j, course] of courses.entries()) {
        const pattern = patterns.data.subarray(j * n, (j + 1) * n);
        const axial = axialInflow(tree, initialPotentials({ tree }, pattern), new Float64Array(n));
        this.#drives.push({ ...driveOf(solve(axial), [course], dt), axial });
      }
    }
    this.#segment = Int32Array.from(inputs, (input) => input.segment);
    this.#current = new Float64Array(inputs.length);
    this.#v = new Float64Array(tree.nNodes);
    this.#capacitive = new Float64Array(tree.nNodes);
    this.imem = new Float64Array(tree.nNodes);
    this.inputs = {
      node: Int32Array.from(inputs, (input) => tree.nodeOf[input.segment]),
      electrode: Uint8Array.from(inputs, (input) => (isElectrode(input) ? 1 : 0)),
    };
  }

  start(t: number): void {
    for (const drive of this.#drives) this.#jump(drive, t);
  }

  step(step: number): void {
    const h = this.#dt;
    for (const drive of this.#drives) {
      const { yRe, yIm, decay, courses, gains } = drive;
      for (let m = 0; m < yRe.length; m++) {
        const re = yRe[m];
        yRe[m] = decay.re[m] * re - decay.im[m] * yIm[m];
        yIm[m] = decay.re[m] * yIm[m] + decay.im[m] * re;
      }
      for (const [c, course] of courses.entries()) {
        const { q, p, rate } = course;
        if (q === 0 && p === 0) continue;
        const gain = gains[c];
        for (let m = 0; m < yRe.length; m++) {
          yRe[m] += q * gain.q.re[m] + p * gain.p.re[m];
          yIm[m] += q * gain.q.im[m] + p * gain.p.im[m];
        }
        const decayed = Math.exp(-rate * h);
        course.q = decayed * (q + h * p);
        course.p = decayed * p;
      }
      this.#jump(drive, (step + 1) * h);
    }
  }

  sample(): void {
    const { tree, geometry, membrane } = this.#cell;
    const { n } = geometry;
    const v = new Float64Array(n);
    const current = Float64Array.from(this.#restInflow);
    this.#current.fill(0);
    for (const { response, yRe, yIm, courses, axial } of this.#drives) {
      addModes(response, 0, yRe, yIm, current);
      addModes(response, n, yRe, yIm, v);
      for (const { input, q } of courses) {
        if (input >= 0) this.#current[input] -= q;
        if (axial !== undefined) for (let i = 0; i < n; i++) current[i] += q * axial[i];
      }
    }
    for (let k = 0; k < this.#current.length; k++)
      if (this.inputs.electrode[k] === 1) current[this.#segment[k]] -= this.#current[k];
    for (let i = 0; i < n; i++) {
      const k = tree.nodeOf[i];
      this.#v[k] = membrane.rest[i] + v[i];
      this.imem[k] = current[i];
    }
  }

  potentials(): Float64Array {
    return this.#v;
  }

  /** C dv/dt at the time of the sample itself. */
  capacitive(): Float64Array {
    const { tree, geometry } = this.#cell;
    const slope = new Float64Array(geometry.n);
    for (const { response, yRe, yIm, courses } of this.#drives) {
      const { zRe, zIm } = response;
      const q = courses.reduce((sum, course) => sum + course.q, 0);
      // y' = -z y + q
      const re = yRe.map((y, m) => q - (zRe[m] * y - zIm[m] * yIm[m]));
      const im = yIm.map((y, m) => -(zRe[m] * y + zIm[m] * yRe[m]));
      addModes(response, geometry.n, re, im, slope);
    }
    for (const [i, x] of slope.entries()) this.#capacitive[tree.nodeOf[i]] = this.#system.C[i] * x;
    return this.#capacitive;
  }

  inputCurrent(index: number): number {
    return this.#current[index];
  }

  fault(): string | undefined {
    return undefined;
  }

  /** Jumps up to time t, at which the states stand. */
  #jump({ response, yRe, yIm, courses }: Drive, t: number): void {
    for (const course of courses)
      while (course.next < course.jumps.length && course.jumps[course.next][0] <= t + 1e-9 * this.#dt) {
        const [time, dq, dp] = course.jumps[course.next++];
        const since = Math.max(0, t - time);
        const decayed = Math.exp(-course.rate * since);
        course.q += decayed * (dq + since * dp);
        course.p += decayed * dp;
        if (since === 0) continue;
        for (let m = 0; m < yRe.length; m++) {
          const [q, p] = gains(response.zRe[m], response.zIm[m], course.rate, since);
          yRe[m] += dq * q[0] + dp * p[0];
          yIm[m] += dq * q[1] + dp * p[1];
        }
      }
  }
}

/** out[i] += Re sum_m R[first + i, m] y[m]. */
function addModes(
  { residueRe, residueIm }: ModalResponse,
  first: number,
  yRe: Float64Array,
  yIm: Float64Array,
  out: Float64Array,
): void {
  const modes = yRe.length;
  for (let i = 0, o = first * modes; i < out.length; i++) {
    let sum = 0;
    for (let m = 0; m < modes; m++, o++) sum += residueRe.data[o] * yRe[m] - residueIm.data[o] * yIm[m];
    out[i] += sum;
  }
}

function driveOf(response: ModalResponse, components: readonly Component[], dt: number): Drive {
  const { zRe, zIm } = response;
  const complexes = (values: (readonly [number, number])[]): Complexes => ({
    re: Float64Array.from(values, ([re]) => re),
    im: Float64Array.from(values, ([, im]) => im),
  });
  return {
    response,
    courses: components.map((component) => ({ ...component, next: 0, q: 0, p: 0 })),
    yRe: new Float64Array(zRe.length),
    yIm: new Float64Array(zRe.length),
    decay: complexes(
      Array.from(zRe, (z, m) => {
        const size = Math.exp(-z * dt);
        return [size * Math.cos(zIm[m] * dt), -size * Math.sin(zIm[m] * dt)] as const;
      }),
    ),
    gains: components.map(({ rate }) => {
      const both = Array.from(zRe, (z, m) => gains(z, zIm[m], rate, dt));
      return { q: complexes(both.map(([q]) => q)), p: complexes(both.map(([, p]) => p)) };
    }),
  };
}

type Complex = readonly [re: number, im: number];

/**
 * The convolutions of exp(-z t), z complex, with exp(-r t) and with t exp(-r t) at t = h: with x = (z - r) h,
 *     h exp(-r h) (1 - exp(-x))/x   and   h^2 exp(-r h) (x - 1 + exp(-x))/x^2.
 */
function gains(zRe: number, zIm: number, r: number, h: number): [q: Complex, p: Complex] {
  const xRe = (zRe - r) * h;
  const xIm = zIm * h;
  const size2 = xRe * xRe + xIm * xIm;
  const scale = h * Math.exp(-r * h);
  if (size2 < 0.25) {
    // 1 - x/2! + x^2/3! … and 1/2! - x/3! + x^2/4! …
    let [termRe, termIm] = [1, 0];
    let [qRe, qIm, pRe, pIm] = [1, 0, 0.5, 0];
    for (let k = 2; k < 18; k++) {
      [termRe, termIm] = [-(termRe * xRe - termIm * xIm) / k, -(termRe * xIm + termIm * xRe) / k];
      qRe += termRe;
      qIm += termIm;
      pRe += termRe / (k + 1);
      pIm += termIm / (k + 1);
    }
    return [
      [scale * qRe, scale * qIm],
      [scale * h * pRe, scale * h * pIm],
    ];
  }
  // h (exp(-r h) - exp(-z h))/x: both exponentials fall, where exp(-x) alone may overflow.
  const size = Math.exp(-zRe * h);
  const q = over(h * (Math.exp(-r * h) - size * Math.cos(xIm)), h * size * Math.sin(xIm), xRe, xIm);
  return [q, over(h * (scale - q[0]), -h * q[1], xRe, xIm)];
}

/** (a + i b)/(x + i y) */
function over(a: number, b: number, x: number, y: number): Complex {
  const size2 = x * x + y * y;
  return [(a * x + b * y) / size2, (b * x - a * y) / size2];
}
