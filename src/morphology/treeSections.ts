/**
 * From traced points to sections, in two ways.
 *
 * `chains`: a section is a maximal unbranched run of points of one type, after the point it leaves from, so that every edge of the file is
 * a frustum of the neuron. Children of a traced soma are attached where their point lies along it. Sections in the order of the file, the root first.
 *
 * `nrn`: as NEURON's import makes them (observed on its results): sections grouped by type; a child of the soma is attached at the soma's 0 or 1
 * end if it leaves from a tip of it, else to the middle of the section by a wire; a section goes on with the next point of the file or ends. Not
 * followed: where the first point after the soma is a branch point already, or a branch leaves one of a type that sorts after its own (an axon on
 * a dendrite), NEURON attaches some branches elsewhere than the file says, and loses others.
 *
 * In both, the copy of the point from which a section leaves the soma takes the diameter of the section's own first point; what leaves a
 * spherical or outlined soma is joined to its middle, by a wire if it has two points of its own; a section without length (a point traced twice) is
 * taken out, and its children hang on what it hung on.
 */
import { DataFileError } from '../errors.ts';
import { arcLengths, firstAtLeast, pointAt } from './arc.ts';
import type { Morphology, Section } from './morphology.ts';
import { childrenOf, typeName, type TracedPoint } from './pointTree.ts';

export type SectionRule = 'chains' | 'nrn';

type Point4 = readonly [x: number, y: number, z: number, diameter: number];

/** The section that stands for the traced points of a soma which is not a row of frusta: a sphere or an outline. */
export interface SomaSection {
  readonly points: readonly Point4[];
  /** Indices of the traced points it replaces. */
  readonly members: ReadonlySet<number>;
}

export interface TreeSections {
  readonly morphology: Morphology;
  /** Lines of points that lie where the point before them does and would have made a section without length. */
  readonly merged: readonly number[];
}

/** Points of one section in the making. */
interface Run {
  readonly own: readonly number[];
  /** The point it leaves from; -1 for a root. */
  readonly from: number;
  readonly type: number;
}

/** Where a section hangs: run, place on it, wire. */
interface Hook {
  readonly run: number;
  readonly x: number;
}

interface Draft extends Partial<Hook> {
  readonly points: readonly Point4[];
  readonly wire?: readonly [number, number, number];
}

/**
 * The sections of a checked tree of points. A second root is joined by a wire to the middle of the soma (to the 0 end of the first root, if there is no soma).
 * Throws DataFileError if the root has no length.
 */
export function treeSections(
  points: readonly TracedPoint[],
  rule: SectionRule,
  soma: SomaSection | undefined,
  file: string,
): TreeSections {
  const children = childrenOf(points);
  const runs = runsOf(points, children, soma, rule);
  const runOf = new Int32Array(points.length);
  const placeInRun = new Int32Array(points.length);
  for (const [r, { own }] of runs.entries())
    for (const [k, i] of own.entries()) {
      runOf[i] = r;
      placeInRun[i] = k;
    }
  // Points of a soma next to a point of it, the one it hangs on included whatever its type.
  const neighbours = Int32Array.from(points, (p) => (p.parent >= 0 ? 1 : 0));
  for (const p of points) if (p.type === 1 && p.parent >= 0) neighbours[p.parent]++;
  const arcs = new Map<Draft, Float64Array>();
  const drafts: (Draft | undefined)[] = [];
  const hung: Hook[] = [];
  const merged: number[] = [];
  for (const [r, run] of runs.entries()) {
    const draft = draftOf(run, r);
    const L = lengthOf(draft.points);
    drafts.push(L > 0 ? draft : undefined);
    hung.push({ run: draft.run ?? -1, x: draft.x ?? 0 });
    if (L > 0) continue;
    const { line } = points[run.own[0]];
    if (draft.run === undefined)
      throw new DataFileError(
        file,
        line,
        `Expected a root section of some length, but the root${run.own.length > 1 ? "'s points lie in one place" : ' is the only point of its type'} (trace it, or change its type)`,
      );
    for (const i of run.own) merged.push(points[i].line);
  }
  return { morphology: { sections: named(runs, drafts, rule) }, merged };

  function draftOf({ own, from, type }: Run, r: number): Draft {
    if (soma !== undefined && r === 0) return { points: soma.points };
    const ownPoints = own.map((i): Point4 => [points[i].x, points[i].y, points[i].z, points[i].d]);
    const leavesSoma = from >= 0 && points[from].type === 1 && type !== 1;
    const replaced = from >= 0 && soma?.members.has(from) === true;
    if (from < 0 && r === 0) return { points: ownPoints };
    if (from < 0 || replaced) {
      const x = points[runs[0].own[0]].type === 1 ? 0.5 : 0;
      return joined({ run: 0, x }, placeOn(drafts[0]!, x), ownPoints);
    }
    const { x: px, y: py, z: pz, d } = points[from];
    const hook = hookAt(from, leavesSoma);
    if (hook.wired) return joined(hook, [px, py, pz], ownPoints);
    const first = ownPoints[0];
    // A branch whose first point repeats the branch point has its copy already.
    const copied = first[0] === px && first[1] === py && first[2] === pz && rule === 'chains';
    return {
      ...hook,
      points: copied && own.length > 1 ? ownPoints : [[px, py, pz, leavesSoma ? first[3] : d], ...ownPoints],
    };
  }

  /** The place of a traced point on its section; `wired` where NEURON draws a wire to it. */
  function hookAt(i: number, leavesSoma: boolean): Hook & { wired: boolean } {
    const run = runOf[i];
    const draft = drafts[run];
    if (draft === undefined) return { ...hung[run], wired: false };
    const { own, from } = runs[run];
    const atEnd = own.at(-1) === i;
    const atStart = from < 0 && own[0] === i;
    const wired = rule === 'nrn' && leavesSoma && neighbours[i] !== 1;
    if (atEnd) return { run, x: 1, wired };
    if (atStart) return { run, x: 0, wired };
    if (rule === 'nrn' && leavesSoma) return { run, x: 0.5, wired };
    const arc = arcOf(draft);
    const place = draft.points.length - own.length + placeInRun[i];
    return { run, x: arc[place] / arc[arc.length - 1], wired };
  }

  /** Arc lengths of a section in the making, measured once. */
  function arcOf(draft: Draft): Float64Array {
    let arc = arcs.get(draft);
    if (arc === undefined) arcs.set(draft, (arc = arcLengths({ name: '', points: draft.points })));
    return arc;
  }

  /** A place on a section: one of its points, exactly, where one lies there up to rounding. */
  function placeOn(draft: Draft, x: number): readonly [number, number, number] {
    const arc = arcOf(draft);
    const L = arc[arc.length - 1];
    const near = Math.min(firstAtLeast(arc, x * L * (1 - 1e-12)), arc.length - 1);
    const [px, py, pz] = draft.points[near];
    return Math.abs(arc[near] - x * L) <= 1e-12 * L
      ? [px, py, pz]
      : pointAt({ name: '', points: draft.points }, arc, x * L);
  }
}

/** Joined by a wire to a place, or, with one point only, by a piece of cable from there. */
function joined({ run, x }: Hook, place: readonly [number, number, number], own: readonly Point4[]): Draft {
  if (lengthOf(own) > 0) return { run, x, points: own, wire: place };
  return { run, x, points: [[...place, own[0][3]], ...own] };
}

/** Runs of points, parents before children; the replaced soma, or the first root (a soma if there is one), comes first. */
function runsOf(
  points: readonly TracedPoint[],
  children: readonly (readonly number[])[],
  soma: SomaSection | undefined,
  rule: SectionRule,
): Run[] {
  const member = (i: number): boolean => soma?.members.has(i) === true;
  // The child that goes on in the section of point i, -1 if the section ends there.
  const heir = (i: number): number => {
    const { type, parent } = points[i];
    const same = children[i].filter((c) => points[c].type === type && !member(c));
    const rivals = type === 1 ? same : children[i];
    const next = same.length > 0 && (rivals.length === 1 || parent < 0) ? same[0] : -1;
    // For NEURON a section goes on with the next point of the file, or ends.
    return rule === 'nrn' && parent >= 0 && next !== i + 1 ? -1 : next;
  };
  const runs: Run[] = [];
  if (soma !== undefined) runs.push({ own: [...soma.members], from: -1, type: 1 });
  const roots = points.flatMap((p, i) => (p.parent < 0 && !member(i) ? [i] : []));
  if (soma === undefined) roots.sort((a, b) => Number(points[b].type === 1) - Number(points[a].type === 1));
  const leaving = (i: number, next: number): number[] => children[i].filter((c) => c !== next && !member(c));
  const queue = [...(soma?.members ?? [])].flatMap((i) => leaving(i, -1)).concat(roots);
  for (let k = 0; k < queue.length; k++) {
    const start = queue[k];
    const own: number[] = [];
    for (let i = start; i >= 0;) {
      own.push(i);
      const next = heir(i);
      for (const c of leaving(i, next)) queue.push(c);
      i = next;
    }
    runs.push({ own, from: points[start].parent, type: points[start].type });
  }
  return runs;
}

/** Sections in their order, with names. */
function named(runs: readonly Run[], drafts: readonly (Draft | undefined)[], rule: SectionRule): Section[] {
  const first = (r: number): number => runs[r].own[0];
  const order = runs
    .map((_, r) => r)
    .filter((r) => drafts[r] !== undefined)
    .toSorted((a, b) =>
      rule === 'nrn'
        ? runs[a].type - runs[b].type || first(a) - first(b)
        : Number(a > 0) - Number(b > 0) || first(a) - first(b),
    );
  const names: string[] = [];
  const counts = new Map<number, number>();
  for (const r of order) {
    const { type } = runs[r];
    const k = counts.get(type) ?? 0;
    counts.set(type, k + 1);
    names[r] = `${typeName(type)}[${k}]`;
  }
  return order.map((r): Section => {
    const { points, run, x, wire } = drafts[r]!;
    return {
      name: names[r],
      type: typeName(runs[r].type),
      points,
      ...(run === undefined ? {} : { parent: names[run], parentX: x! }),
      ...(wire === undefined ? {} : { wire }),
    };
  });
}

function lengthOf(points: readonly Point4[]): number {
  return points.length === 0 ? 0 : arcLengths({ name: '', points }).at(-1)!;
}
