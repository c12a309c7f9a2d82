/**
 * Exponentials delayed by a law: E_z(k) = int over s <= k dt of exp(-z (k dt - s)) dF(s), k = 0 … n, for complex rates z. All
 * exact kernels are built from these series. They obey E(k) = exp(-z dt) E(k - 1) + J(k), J(k) the part of the law inside
 * the step, integrated by Gauss-Legendre in pieces that resolve both the law and the exponential.
 */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import { delayWeights, type DelayRule } from './delay.ts';

/** Series E_z(0 … n), real and imaginary part. */
export interface Series {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Bins with less mass than this contribute nothing that double precision could see. */
const NEGLIGIBLE = 1e-20;
const ORDER = 16;
/** Largest |z| times width of a piece that ORDER points integrate to rounding. */
const RESOLVED = 10;
/** exp(-FORGOTTEN) is below rounding: earlier parts of a step have decayed. */
const FORGOTTEN = 42;

interface Step {
  readonly k: number;
  /** Smooth pieces of the step (from, to), and whether the density starts from an edge where it is not analytic. */
  readonly pieces: readonly { from: number; to: number; graded: boolean }[];
  readonly atoms: readonly { x: number; mass: number }[];
}

/** Makes E_z for one law on one grid; the function returned may be called for any number of rates. */
export function delayedExponentials(
  law: ContinuousDistribution,
  dt: number,
  n: number,
  rule: DelayRule,
): (zRe: number, zIm: number) => Series {
  if (rule !== 'binned') return discrete(delayWeights(law, dt, n, rule).weights, dt, n);
  const steps = lawSteps(law, dt, n);
  const first = Math.min(0, steps[0]?.k ?? 0);
  const rules = gaussLegendre(ORDER);
  const density = new Map<Step, { s: Float64Array; w: Float64Array }>();
  for (const step of steps) density.set(step, nodesOf(step, law, rules, (law.sd || dt) / 2, -Infinity));
  return (zRe, zIm) => {
    const size = Math.hypot(zRe, zIm);
    const shared = size * Math.min(dt, law.sd / 2 || dt) <= RESOLVED;
    const inside = new Map<number, [number, number]>();
    for (const step of steps) {
      const end = step.k * dt;
      let re = 0;
      let im = 0;
      const nodes = shared
        ? density.get(step)!
        : nodesOf(step, law, rules, Math.min((law.sd || dt) / 2, RESOLVED / size), end - FORGOTTEN / zRe);
      for (let q = 0; q < nodes.s.length; q++) {
        const u = end - nodes.s[q];
        const e = nodes.w[q] * Math.exp(-zRe * u);
        if (zIm === 0) re += e;
        else {
          re += e * Math.cos(zIm * u);
          im -= e * Math.sin(zIm * u);
        }
      }
      for (const { x, mass } of step.atoms) {
        const e = mass * Math.exp(-zRe * (end - x));
        re += e * Math.cos(zIm * (end - x));
        im -= e * Math.sin(zIm * (end - x));
      }
      inside.set(step.k, [re, im]);
    }
    return recur(zRe, zIm, dt, first, n, (k) => inside.get(k));
  };
}

function discrete(weights: Float64Array, dt: number, n: number): (zRe: number, zIm: number) => Series {
  return (zRe, zIm) => recur(zRe, zIm, dt, -n, n, (k) => [weights[k + n], 0]);
}

function recur(
  zRe: number,
  zIm: number,
  dt: number,
  first: number,
  n: number,
  inside: (k: number) => readonly [number, number] | undefined,
): Series {
  const decay = Math.exp(-zRe * dt);
  const c = decay * Math.cos(zIm * dt);
  const s = -decay * Math.sin(zIm * dt);
  const re = new Float64Array(n + 1);
  const im = new Float64Array(n + 1);
  let x = 0;
  let y = 0;
  for (let k = first; k <= n; k++) {
    const a = c * x - s * y;
    y = c * y + s * x;
    x = a;
    const J = inside(k);
    if (J !== undefined) {
      x += J[0];
      y += J[1];
    }
    if (k >= 0) {
      re[k] = x;
      im[k] = y;
    }
  }
  return { re, im };
}

/** The steps ((k - 1) dt, k dt], k <= n, that carry mass. */
function lawSteps(law: ContinuousDistribution, dt: number, n: number): Step[] {
  const steps: Step[] = [];
  const [lower, upper] = law.support;
  const reach = 40 * law.sd;
  const firstStep = Math.max(Math.ceil(Math.max(lower, law.mean - reach) / dt), -(2 ** 20));
  const lastStep = Math.min(n, Math.ceil(Math.min(upper, Number.MAX_SAFE_INTEGER) / dt));
  for (let k = firstStep; k <= lastStep; k++) {
    const [from, to] = [(k - 1) * dt, k * dt];
    // The first step also holds a point mass or an edge that lies exactly on its start.
    const atoms = law.atoms.filter(({ x }) => x > from && x <= to);
    if (atoms.length > 0) {
      steps.push({ k, pieces: [], atoms });
      continue;
    }
    if (law.atoms.length > 0 || law.mass(from, to) < NEGLIGIBLE) continue;
    const cuts = [Math.max(from, lower), Math.min(to, upper)];
    for (const x of law.breakpoints) if (x > cuts[0] && x < cuts[cuts.length - 1]) cuts.splice(-1, 0, x);
    const pieces = cuts
      .slice(1)
      .map((c, j) => ({ from: cuts[j], to: c, graded: startsSmoothly(law, cuts[j]) }));
    steps.push({ k, pieces: pieces.filter((p) => p.to > p.from), atoms: [] });
  }
  return steps;
}

/** Densities that begin at zero or infinity at the edge of their support do so like a power or worse: grade the nodes towards it. */
function startsSmoothly(law: ContinuousDistribution, x: number): boolean {
  if (x !== law.support[0]) return false;
  const f = law.pdf(x);
  return f === 0 || !Number.isFinite(f);
}

/** Nodes s and weights (times density) on the pieces of a step, in panels no wider than `width`, from `start` on. */
function nodesOf(
  step: Step,
  law: ContinuousDistribution,
  rule: { nodes: Float64Array; weights: Float64Array },
  width: number,
  start: number,
): { s: Float64Array; w: Float64Array } {
  const s: number[] = [];
  const w: number[] = [];
  for (const piece of step.pieces) {
    const from = Math.max(piece.from, start);
    const span = piece.to - from;
    if (!(span > 0)) continue;
    const graded = piece.graded && from === piece.from;
    const panels = Math.max(1, Math.ceil(span / width)) * (graded ? 4 : 1);
    for (let p = 0; p < panels; p++)
      for (let q = 0; q < rule.nodes.length; q++) {
        const t = (p + (1 + rule.nodes[q]) / 2) / panels;
        const weight = rule.weights[q] / (2 * panels);
        // s = from + span t^6 smooths any algebraic start.
        const at = from + span * (graded ? t ** 6 : t);
        const f = law.pdf(at);
        s.push(at);
        w.push(span * weight * (graded ? 6 * t ** 5 : 1) * f);
      }
  }
  return { s: Float64Array.from(s), w: Float64Array.from(w) };
}
