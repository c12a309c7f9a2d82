/**
 * Geometry of single cells against NEURON and LFPy: cases `geometry-*` (reference/cable). Sections are rebuilt from what was given to NEURON, or from the
 * SWC file; segments from the sections. Where the case holds only the sections NEURON held (`sections_given` null and no file), these are taken.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { arcLengths } from '../../../src/morphology/arc.ts';
import { discretise, segmentAt } from '../../../src/morphology/discretise.ts';
import type { CellGeometry } from '../../../src/morphology/geometry.ts';
import {
  sectionParents,
  sectionType,
  type Morphology,
  type Section,
} from '../../../src/morphology/morphology.ts';
import { nrnShape } from '../../../src/morphology/nrnShape.ts';
import { place, type Rotation } from '../../../src/morphology/placement.ts';
import { segmentCount, type SegmentRule } from '../../../src/morphology/segmentation.ts';
import { readSwc } from '../../../src/morphology/swc.ts';
import { array2d, type Array2D } from '../../../src/numerics/array2d.ts';
import { list, matrix, relativeToLargest } from '../read.ts';
import type { Check, ReferenceCase, Suite } from '../suite.ts';

/** Entry by entry, of areas, diameters, lengths and resistances. */
const RELATIVE = 1e-9;
/** um: single precision enters coordinates. */
const COORDINATE = 1e-5;

export const cable: Suite = {
  name: 'cable',
  claims: ({ input, output }) => Boolean(input?.sections && input.nseg_rules && output?.by_nseg_rule),
  run: (reference) => {
    const { morphology, checks } = sections(reference);
    return [
      ...checks,
      ...Object.entries<any>(reference.output.by_nseg_rule).flatMap(([name, expected]) =>
        segments(morphology, reference.input.nseg_rules[name], expected, name),
      ),
      ...moved(morphology, reference),
    ];
  },
};

/** The sections as NEURON holds them. */
export function heldSections(given: readonly any[]): Morphology {
  return {
    sections: given.map((s): Section => ({
      ...hung(s, given),
      points: s.pt3d_um,
      arc: s.arc_um,
      ...(s.logical_connection_um ? { wire: s.logical_connection_um } : {}),
    })),
  };
}

function hung(s: any, all: readonly any[]): Omit<Section, 'points'> {
  return {
    name: s.name,
    ...(s.type === undefined ? {} : { type: s.type }),
    ...(s.parent === null
      ? {}
      : { parent: all[s.parent].name, parentX: s.parent_x, childEnd: s.child_end ?? 0 }),
  };
}

function sections({ file, input }: ReferenceCase): { morphology: Morphology; checks: Check[] } {
  const held = heldSections(input.sections);
  let given: Morphology;
  if (input.swc_file) {
    const path = join(dirname(dirname(file)), input.swc_file);
    given = readSwc(readFileSync(path, 'utf8'), { file: path, sections: 'nrn' }).morphology;
  } else if (input.sections_given) {
    given = {
      sections: input.sections_given.map((s: any): Section => ({
        ...hung(s, input.sections_given),
        points: s.pt3d,
        ...(s.logical_connection ? { wire: s.logical_connection } : {}),
      })),
    };
  } else return { morphology: held, checks: [] };
  const morphology = nrnShape(given);
  const flat = (f: (s: Section, k: number) => ArrayLike<number>, m: Morphology) =>
    Float64Array.from(m.sections.flatMap((s, k) => Array.from(f(s, k))));
  const worst = (f: (s: Section, k: number) => ArrayLike<number>) =>
    largestDifference(flat(f, morphology), flat(f, held));
  const parents = [sectionParents(morphology), sectionParents(held)];
  const same = (f: (s: Section) => unknown) =>
    held.sections.filter((s, k) => f(s) !== (morphology.sections[k] && f(morphology.sections[k]))).length +
    Math.max(0, morphology.sections.length - held.sections.length);
  return {
    morphology,
    checks: [
      { quantity: 'names of sections that differ', error: same((s) => s.name), tolerance: 0 },
      { quantity: 'types of sections that differ', error: same(sectionType), tolerance: 0 },
      { quantity: 'parents of sections', error: largestDifference(parents[0], parents[1]), tolerance: 0 },
      {
        quantity: 'attachments of sections',
        error: worst((s) => (s.parent === undefined ? [] : [s.parentX ?? 1, s.childEnd ?? 0])),
        tolerance: 1e-12,
      },
      {
        quantity: 'coordinates of points (um)',
        error: worst((s) => s.points.flatMap((p) => p.slice(0, 3))),
        tolerance: COORDINATE,
      },
      { quantity: 'diameters of points (um)', error: worst((s) => s.points.map((p) => p[3])), tolerance: 0 },
      {
        quantity: 'arc lengths of points, relative',
        error: worstRatio(flat(arcLengths, morphology), flat(arcLengths, held)),
        tolerance: RELATIVE,
      },
      { quantity: 'ends of wires (um)', error: worst((s) => s.wire ?? []), tolerance: COORDINATE },
    ],
  };
}

function segmentRule(rule: any): SegmentRule {
  if (rule.nsegs_method === 'fixed_length') return { maxLength: rule.max_nsegs_length };
  return {
    dLambda: rule.d_lambda ?? 0.1,
    frequency: rule.nsegs_method === 'lambda100' ? 100 : rule.lambda_f,
  };
}

function grid(morphology: Morphology, rule: any) {
  const counts = morphology.sections.map((s) => segmentCount(s, segmentRule(rule), rule.Ra, rule.cm));
  const Ra = morphology.sections.map(() => rule.Ra);
  return { counts, cut: discretise(morphology, counts, Ra, { endpoints: 'lfpy' }) };
}

function segments(morphology: Morphology, rule: any, expected: any, name: string): Check[] {
  const { counts, cut } = grid(morphology, rule);
  const { geometry, first, startHalf, endHalf, parentX, parentSection, childEnd } = cut;
  const placed = place(geometry);
  const { segments: s } = expected;
  const near = (i: number) => (childEnd[geometry.section[i]] === 1 ? endHalf : startHalf)[i];
  const far = (i: number) => (childEnd[geometry.section[i]] === 1 ? startHalf : endHalf)[i];
  const resistance = Float64Array.from({ length: geometry.n }, (_, i) => {
    const p = geometry.parent[i];
    return near(i) + (p >= 0 && geometry.section[p] === geometry.section[i] ? far(p) : 0);
  });
  const last = counts.map((nseg, k) => far(childEnd[k] === 1 ? first[k] : first[k] + nseg - 1));
  const soma = geometry.section
    .map((k, i) => (geometry.sectionTypes![k] === 'soma' ? i : -1))
    .filter((i) => i >= 0);
  const lengths = morphology.sections.map((section) => arcLengths(section).at(-1)!);
  const hungOn = Float64Array.from(parentSection, (p, k) =>
    p < 0 ? -1 : first[p] + segmentAt(parentX[k], counts[p]),
  );
  const roots = Float64Array.from(
    counts,
    (nseg, k) => geometry.parent[childEnd[k] === 1 ? first[k] + nseg - 1 : first[k]],
  );
  const exact: [string, ArrayLike<number>, ArrayLike<number>][] = [
    ['nseg', counts, expected.nseg],
    ['section', geometry.section, s.section],
    ['parent segments of sections', roots, hungOn],
    ...(expected.soma_indices
      ? [['soma', soma, expected.soma_indices] as [string, ArrayLike<number>, ArrayLike<number>]]
      : []),
  ];
  const relative: [string, ArrayLike<number>, ArrayLike<number>][] = [
    ['L', lengths, list(expected.L_um)],
    ['area', geometry.area, list(s.area_um2)],
    ['diam', geometry.diameter, list(s.diam_um)],
    ['length', geometry.length, list(s.length_um)],
    ['ri', resistance, list(s.ri_to_parent_node_MOhm)],
    ['ri to the free end', last, list(expected.ri_last_centre_to_free_end_MOhm)],
  ];
  return [
    ...exact.map(([q, a, b]) => ({
      quantity: `${q}, ${name}`,
      error: largestDifference(a, b),
      tolerance: 0,
    })),
    ...relative.map(([q, a, b]) => ({
      quantity: `${q}, ${name}`,
      error: worstRatio(a, b),
      tolerance: RELATIVE,
    })),
    ...coordinates(placed, s, name),
  ];
}

function moved(morphology: Morphology, { input, output }: ReferenceCase): Check[] {
  if (!output.moved) return [];
  const { cut } = grid(morphology, input.nseg_rules[output.moved.nseg_rule]);
  const rotation: Rotation = {
    ...input.rotation_rad,
    ...(input.rotation_order ? { order: input.rotation_order } : {}),
  };
  const { x = 0, y = 0, z = 0 } = input.position_um ?? {};
  return [
    ...(output.moved.rotated
      ? coordinates(place(cut.geometry, rotation), output.moved.rotated, 'rotated')
      : []),
    ...(output.moved.rotated_then_moved
      ? coordinates(
          place(cut.geometry, rotation, [x, y, z]),
          output.moved.rotated_then_moved,
          'rotated, then moved',
        )
      : []),
  ];
}

function coordinates(geometry: CellGeometry, expected: any, name: string): Check[] {
  return (['start', 'end'] as const).map((end) => ({
    quantity: `${end} (um), ${name}`,
    error: largestDifference(geometry[end].data, transposed(matrix(expected[`${end}_um`])).data),
    tolerance: COORDINATE,
  }));
}

function transposed(points: Array2D): Array2D {
  const [n, m] = points.shape;
  return array2d(
    m,
    n,
    Float64Array.from({ length: n * m }, (_, i) => points.data[(i % n) * m + Math.floor(i / n)]),
  );
}

/** Largest |a - b|; NaN if lengths differ. */
function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a.length === 0 && b.length === 0
    ? 0
    : relativeToLargest(
        Float64Array.from(a, (x, i) => x - b[i]),
        new Float64Array(b.length),
      );
}

/** Largest |a/b - 1| entry by entry, 0/0 counting as equal; NaN if lengths differ. */
function worstRatio(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const error = a[i] === b[i] ? 0 : Math.abs(a[i] - b[i]) / Math.abs(b[i]);
    if (!(error <= Infinity)) return NaN;
    worst = Math.max(worst, error);
  }
  return worst;
}
