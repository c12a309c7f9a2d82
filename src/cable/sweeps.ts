/**
 * The two sweeps over the tree that solve one step (Hines 1984): from the leaves to the root, eliminating, and back, substituting. The
 * matrix is diag(load) + axial Laplacian, the unknown the change dv of the potential; eliminating a node adds its load in series with its
 * axial conductance to the parent's, so that nothing is subtracted. Plain functions of typed arrays, because this is where the time goes;
 * in chains, where a parent is the node before, sums are handed on in registers.
 */

/** What both sweeps work on, per node. */
export interface Sweep {
  readonly parent: Int32Array;
  /** uS */
  readonly axial: Float64Array;
  /** C/h + slope of the membrane, uS. */
  readonly load: Float64Array;
  /** axial/(load + axial) after elimination of what hangs below, and 1/(load + axial). */
  readonly factor: Float64Array;
  readonly inverse: Float64Array;
  /** Right-hand side, nA. */
  readonly rhs: Float64Array;
  /** mV */
  readonly dv: Float64Array;
}

/** Room for a tree of these parents and conductances. */
export function sweepOf(parent: Int32Array, axial: Float64Array): Sweep {
  const zeros = (): Float64Array => new Float64Array(parent.length);
  return { parent, axial, load: zeros(), factor: zeros(), inverse: zeros(), rhs: zeros(), dv: zeros() };
}

/** Adds the axial currents at the inner potentials u to `rhs`, factors `load` plus `extra` (uS, electrodes; overwritten) and eliminates. */
export function factoriseAndEliminate(sweep: Sweep, u: Float64Array, extra: Float64Array): void {
  const { parent, axial, load, factor, inverse, rhs } = sweep;
  sweepDownFactoring(parent, axial, load, factor, inverse, rhs, u, extra);
}

function sweepDownFactoring(
  parent: Int32Array,
  axial: Float64Array,
  load: Float64Array,
  factor: Float64Array,
  inverse: Float64Array,
  rhs: Float64Array,
  u: Float64Array,
  extra: Float64Array,
): void {
  let carry = 0.0;
  let carriedLoad = 0.0;
  for (let k = parent.length - 1; k > 0; k--) {
    const p = parent[k];
    const g = axial[k];
    const own = load[k] + extra[k] + carriedLoad;
    const inv = 1 / (own + g);
    const f = g * inv;
    const flow = g * (u[p] - u[k]);
    const b = rhs[k] + flow + carry;
    rhs[k] = b;
    inverse[k] = inv;
    factor[k] = f;
    carry = f * b - flow;
    carriedLoad = f * own;
    if (p !== k - 1) {
      rhs[p] += carry;
      extra[p] += carriedLoad;
      carry = 0;
      carriedLoad = 0;
    }
  }
  rhs[0] += carry;
  inverse[0] = 1 / (load[0] + extra[0] + carriedLoad);
}

/** Changes of the potential, v += scale dv, and transmembrane currents imem = current + load dv. */
export function substitute(
  { parent, factor, inverse, rhs, load, dv }: Sweep,
  scale: number,
  v: Float64Array,
  current: Float64Array,
  imem: Float64Array,
): void {
  sweepUp(parent, factor, inverse, rhs, load, dv, scale, v, current, imem);
}

function sweepUp(
  parent: Int32Array,
  factor: Float64Array,
  inverse: Float64Array,
  rhs: Float64Array,
  load: Float64Array,
  dv: Float64Array,
  scale: number,
  v: Float64Array,
  current: Float64Array,
  imem: Float64Array,
): void {
  let d = rhs[0] * inverse[0];
  dv[0] = d;
  v[0] += scale * d;
  for (let k = 1; k < parent.length; k++) {
    const p = parent[k];
    d = rhs[k] * inverse[k] + factor[k] * (p === k - 1 ? d : dv[p]);
    dv[k] = d;
    v[k] += scale * d;
    imem[k] = current[k] + load[k] * d;
  }
}

/** current = G (v - E), nA. */
export function leakCurrents(G: Float64Array, E: Float64Array, v: Float64Array, current: Float64Array): void {
  for (let k = 0; k < v.length; k++) current[k] = G[k] * (v[k] - E[k]);
}

/** out = -a - b */
export function negativeSum(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) out[k] = -a[k] - b[k];
}

/** out = a + b */
export function sum(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) out[k] = a[k] + b[k];
}
