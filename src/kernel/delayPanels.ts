/**
 * A delay law cut into panels on which its density is a polynomial to rounding, none of them crossing a step of the grid: the
 * form in which it is integrated against exponentials of any rate. Panels shrink geometrically towards an edge at which the
 * density is not analytic (a log-normal's or gamma law's start); what is left there has no width and becomes a point mass.
 */
import type { ContinuousDistribution } from '../numerics/distributions/distribution.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';

/** Gauss-Legendre nodes per panel. */
export const ORDER = 16;

/** Panels of one shape: `width` ms wide, ending `offset` ms before the end of their step. */
export interface PanelClass {
  readonly width: number;
  readonly offset: number;
  /** Step k of every panel: it lies inside ((k - 1) dt, k dt]. */
  readonly steps: number[];
  /** Density (1/ms) at the ORDER nodes of every panel, in ascending time. */
  readonly density: number[];
}

/** A mass at the place x (ms) inside the step k. */
export interface DelayAtom {
  readonly k: number;
  readonly x: number;
  readonly mass: number;
}

export interface DelayPanels {
  /** First step that carries mass, at most 0. */
  readonly first: number;
  readonly classes: readonly PanelClass[];
  readonly atoms: readonly DelayAtom[];
}

/** Steps and panels with less mass than this contribute nothing that double precision could see. */
const NEGLIGIBLE = 1e-20;
/** Delays further than this many standard deviations below the mean are not looked for. */
const REACH = 40;
/** Panels at a singular edge end at this fraction of the place or the step. */
const SMALLEST = 2 ** -44;

/** Panels of the delays up to n dt. */
export function delayPanels(law: ContinuousDistribution, dt: number, n: number): DelayPanels {
  const classes = new Map<string, PanelClass>();
  const atoms: DelayAtom[] = law.atoms
    .map(({ x, mass }) => ({ k: Math.ceil(x / dt) + 0, x, mass }))
    .filter(({ k }) => k <= n);
  if (law.atoms.length > 0) return { first: Math.min(0, ...atoms.map(({ k }) => k)), classes: [], atoms };
  const { nodes } = gaussLegendre(ORDER);
  const add = (k: number, from: number, width: number, offset: number, mass?: number): void => {
    const key = `${width} ${offset}`;
    const group = classes.get(key) ?? { width, offset, steps: [], density: [] };
    classes.set(key, group);
    group.steps.push(k);
    const density = Array.from(nodes, (t) => law.pdf(from + ((1 + t) / 2) * width));
    // Next to a singular edge places are rounded coarsely beside their distance to it: the mass is not.
    const scale = mass === undefined ? 1 : mass / gaussSum(density, width);
    for (const f of density) group.density.push(f * scale);
  };
  const [lower, upper] = law.support;
  const edge = Number.isFinite(lower) && isSingular(law.pdf(lower)) ? lower : -Infinity;
  const first = Math.ceil(Math.max(lower, law.mean - REACH * law.sd) / dt);
  const last = Math.min(n, Math.ceil(Math.min(upper, n * dt) / dt));
  for (let k = first; k <= last; k++) {
    const [start, end] = [(k - 1) * dt, k * dt];
    if (law.mass(start, end) < NEGLIGIBLE) continue;
    const cuts = [Math.max(start, lower), Math.min(end, upper)];
    for (const x of law.breakpoints) if (x > cuts[0] && x < cuts[cuts.length - 1]) cuts.splice(-1, 0, x);
    const whole = cuts.length === 2 && cuts[0] === start && cuts[1] === end && start - edge >= dt;
    if (whole && dt <= law.sd / 2) add(k, start, dt, 0);
    else
      for (let c = 1; c < cuts.length; c++) {
        const [a, b] = trim(law, cuts[c - 1], cuts[c]);
        addPiece(a, b, k, end);
      }
  }
  return { first: Math.min(0, first), classes: [...classes.values()], atoms };

  /** Panels of [a, b]: no wider than half a standard deviation or than their distance to a singular edge. */
  function addPiece(a: number, b: number, k: number, end: number): void {
    if (!(b > a)) return;
    let to = b;
    const smallest = SMALLEST * Math.max(Math.abs(edge), b - a);
    while (to > a) {
      const room = to - a;
      const towardsEdge = (to - edge) / 2;
      if (a === edge && (room <= smallest || law.mass(a, to) < NEGLIGIBLE)) {
        atoms.push({ k, x: to, mass: law.mass(a, to) });
        return;
      }
      const widest = Math.min(law.sd / 2, towardsEdge);
      const width = room <= widest ? room : Math.min(widest, room / Math.ceil(room / (law.sd / 2)));
      const from = width === room ? a : to - width;
      if (Number.isFinite(edge) && towardsEdge < law.sd / 2)
        add(k, from, to - from, end - to, law.mass(from, to));
      else add(k, from, width, end - to);
      to = from;
    }
  }
}

/** A density that begins at zero or infinity begins like a power or worse. */
function isSingular(density: number): boolean {
  return density === 0 || !Number.isFinite(density);
}

function gaussSum(density: readonly number[], width: number): number {
  const { weights } = gaussLegendre(ORDER);
  return density.reduce((sum, f, q) => sum + f * weights[q], 0) * (width / 2);
}

/** The part of [a, b] outside which the law has no mass, for laws much narrower than a step. */
function trim(law: ContinuousDistribution, a: number, b: number): [number, number] {
  if (b - a <= 4 * law.sd) return [a, b];
  const bisect = (outside: number, inside: number, empty: (x: number) => boolean): number => {
    let [lo, hi] = [outside, inside];
    while (Math.abs(hi - lo) > law.sd / 4) {
      const middle = (lo + hi) / 2;
      if (middle === lo || middle === hi) break;
      if (empty(middle)) lo = middle;
      else hi = middle;
    }
    return lo;
  };
  const from = bisect(a, b, (x) => law.mass(a, x) < NEGLIGIBLE);
  return [from, bisect(b, from, (x) => law.mass(x, b) < NEGLIGIBLE)];
}
