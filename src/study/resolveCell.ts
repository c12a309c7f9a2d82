/** One cell of `kernels.cells` made complete: section fragments turned into sections, membrane and morphology checked. */
import { ION_CHANNELS } from '../cable/mechanisms/registry.ts';
import type { Synapse } from '../cable/synapse.ts';
import { show } from '../errors.ts';
import { sectionParents, type Morphology, type Section } from '../morphology/morphology.ts';
import { segmentCount, type SegmentRule } from '../morphology/segmentation.ts';
import { nearest } from '../numerics/nearest.ts';
import type { Context } from './context.ts';
import type { ResolvedCell, ResolvedMechanism, ResolvedMembrane, SectionList } from './resolved.ts';
import type { CellFile } from './schema/kernels.ts';
import type { SynapseSpec } from './schema/synapse.ts';

type Path = readonly PropertyKey[];

/** The cell of `population`; its problems go to the context. Undefined if the morphology is unusable. */
export function resolveCell(population: string, cell: CellFile, context: Context): ResolvedCell | undefined {
  const path: Path = ['kernels', 'cells', population];
  const size = context.size(population, path);
  if (!('sections' in cell.morphology)) return undefined;
  const morphology: Morphology = {
    sections: cell.morphology.sections.map(
      ({ name, points, parent, parent_x, type, child_end, wire, arc }): Section => ({
        name,
        points,
        ...(parent === undefined ? {} : { parent, parentX: parent_x }),
        ...(type === undefined ? {} : { type }),
        ...(child_end === undefined ? {} : { childEnd: child_end }),
        ...(wire === undefined ? {} : { wire }),
        ...(arc === undefined ? {} : { arc }),
      }),
    ),
  };
  if (context.attempt([...path, 'morphology'], () => sectionParents(morphology)) === undefined)
    return undefined;
  const names = morphology.sections.map((s) => s.name);
  const axialResistivity = bySection(cell.axial_resistivity, names, [...path, 'axial_resistivity'], context);
  const capacitance = bySection(cell.capacitance, names, [...path, 'capacitance'], context);
  const segments = resolveSegments(cell, names, [...path, 'segments'], context);
  const { driving_potential: drivingPotential = cell.membrane.rest, external } = cell;
  if (Array.isArray(drivingPotential))
    checkLength(drivingPotential.length, [...path, 'driving_potential'], context, () =>
      morphology.sections.reduce(
        (n, section) =>
          n + segmentCount(section, segments, value(axialResistivity, section), value(capacitance, section)),
        0,
      ),
    );
  return {
    population,
    size,
    morphology,
    axialResistivity,
    capacitance,
    segments,
    membrane: resolveMembrane(cell.membrane, names, [...path, 'membrane'], context),
    depth: cell.depth,
    depthSd: cell.depth_sd,
    ...(cell.radius === undefined ? {} : { radius: cell.radius }),
    rotation: cell.rotation,
    drivingPotential,
    ...(external === undefined
      ? {}
      : {
          external: {
            synapses: external.synapses,
            rate: external.rate,
            synapse: resolveSynapse(
              external.synapse,
              'conductance',
              [...path, 'external', 'synapse'],
              context,
            ),
          },
        }),
  };
}

/** The synapse; problems if its time constants, weight or reversal potential do not fit its kind. */
export function resolveSynapse(
  spec: SynapseSpec,
  kind: 'conductance' | 'current',
  path: Path,
  { problems }: Context,
): Synapse {
  const { reversal, ...rest } = spec;
  if (spec.type === 'double_exponential' && !(spec.tau1 < spec.tau2))
    problems.add(
      [...path, 'tau1'],
      `expected a number below tau2 = ${spec.tau2}, but received ${spec.tau1}; use type "alpha" for equal time constants`,
    );
  if (kind === 'conductance') {
    if (spec.weight < 0)
      problems.add(
        [...path, 'weight'],
        `expected a conductance >= 0 uS, but received ${spec.weight}; inhibition is a matter of the reversal potential`,
      );
    if (reversal === undefined)
      problems.add([...path, 'reversal'], 'missing; a conductance needs a reversal potential (mV)');
  } else if (reversal !== undefined)
    problems.add(
      [...path, 'reversal'],
      'a current has no reversal potential; leave it out or set kernels.synapses to "conductance"',
    );
  return reversal === undefined ? rest : { ...rest, reversal };
}

/** Problems for fragments that match no section. */
export function checkSections(
  list: SectionList,
  names: readonly string[],
  path: Path,
  context: Context,
): void {
  if (list === 'all') return;
  for (const [i, fragment] of list.entries()) checkFragment(fragment, names, [...path, i], context);
}

function checkFragment(fragment: string, names: readonly string[], path: Path, { problems }: Context): void {
  if (names.some((name) => name.includes(fragment))) return;
  const stems = new Set(names.flatMap((name) => [name, name.replace(/\[\d+\]$/, '')]));
  const guess = nearest(fragment, stems);
  const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} ... (${names.length})` : names.join(', ');
  problems.add(
    path,
    `unknown section ${show(fragment)}; ${guess === undefined ? '' : `did you mean ${show(guess)}? `}the morphology has ${shown}`,
  );
}

/** One number, or every section by its full name: that of the longest fragment that fits. */
function bySection(
  given: number | Readonly<Record<string, number>>,
  names: readonly string[],
  path: Path,
  context: Context,
): number | Record<string, number> {
  if (typeof given === 'number') return given;
  for (const fragment of Object.keys(given)) checkFragment(fragment, names, [...path, fragment], context);
  const longestFirst = Object.keys(given).toSorted((a, b) => b.length - a.length);
  const out: [string, number][] = [];
  for (const name of names) {
    const fragment = longestFirst.find((f) => name.includes(f));
    if (fragment === undefined) context.problems.add(path, `no value for the section ${show(name)}`);
    out.push([name, fragment === undefined ? 1 : given[fragment]]);
  }
  return Object.fromEntries(out);
}

function value(given: number | Readonly<Record<string, number>>, section: Section): number {
  return typeof given === 'number' ? given : given[section.name];
}

function resolveSegments(
  cell: CellFile,
  names: readonly string[],
  path: Path,
  context: Context,
): SegmentRule {
  const { segments } = cell;
  if ('max_length' in segments) return { maxLength: segments.max_length };
  if ('d_lambda' in segments) return { dLambda: segments.d_lambda, frequency: segments.frequency };
  return {
    counts: bySection(segments.counts, names, [...path, 'counts'], context) as Record<string, number>,
  };
}

function checkLength(length: number, path: Path, context: Context, segments: () => number): void {
  if (context.problems.errors.length > 0) return;
  const n = segments();
  if (length !== n)
    context.problems.add(path, `expected one number or ${n}, one per segment, but received ${length}`);
}

function resolveMembrane(
  membrane: CellFile['membrane'],
  names: readonly string[],
  path: Path,
  context: Context,
): ResolvedMembrane {
  const holders = new Map<string, number>();
  const { uniform_rest: uniformRest } = membrane;
  const mechanisms = membrane.mechanisms.map((spec, i): ResolvedMechanism => {
    const here = [...path, 'mechanisms', i];
    checkSections(spec.sections, names, [...here, 'sections'], context);
    for (const name of names) {
      if (spec.sections !== 'all' && !spec.sections.some((f) => name.includes(f))) continue;
      const key = `${spec.type} ${name}`;
      const other = holders.get(key);
      if (other !== undefined)
        context.problems.add(
          here,
          `${spec.type} is on the section ${show(name)} already (mechanisms[${other}]); give each section one of them`,
        );
      else holders.set(key, i);
    }
    if (!('conductance' in spec) && !('density' in spec)) {
      for (const ion of ['na', 'k'] as const)
        if (membrane.ions?.[ion] === undefined)
          context.problems.add([...path, 'ions', ion], 'missing; hh needs it (mV)');
      return given(spec);
    }
    const reversal = spec.reversal === undefined ? {} : { reversal: spec.reversal };
    if (!('conductance' in spec)) {
      const { ion } = ION_CHANNELS[spec.type]!;
      if (
        spec.form === 'quasi_active' &&
        ion !== undefined &&
        (spec.reversal ?? membrane.ions?.[ion]) === undefined
      )
        context.problems.add(
          [...here, 'reversal'],
          `missing; a quasi-active channel needs it, here or as membrane.ions.${ion} (mV)`,
        );
      return {
        type: spec.type,
        form: spec.form,
        sections: spec.sections,
        density: spec.density,
        ...reversal,
      };
    }
    if (uniformRest && spec.reversal !== undefined)
      context.problems.add(
        [...here, 'reversal'],
        'follows from "rest" where uniform_rest is true; leave it out or set "uniform_rest": false',
      );
    if (!uniformRest && spec.reversal === undefined)
      context.problems.add([...here, 'reversal'], 'missing; needed where uniform_rest is false (mV)');
    return { type: 'pas', sections: spec.sections, conductance: spec.conductance, ...reversal };
  });
  for (const name of names)
    if (!holders.has(`pas ${name}`))
      context.problems.add([...path, 'mechanisms'], `no leak (pas) on the section ${show(name)}`);
  const { ions, temperature } = membrane;
  return {
    rest: membrane.rest,
    uniformRest,
    mechanisms,
    ...(ions === undefined ? {} : { ions: given(ions) }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

/** Only the keys that have a value. */
function given<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, v]) => v !== undefined)) as never;
}
