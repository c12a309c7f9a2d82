/** One cell of `kernels.cells` made complete: section fragments turned into sections, membrane and morphology checked. */
import type { Synapse } from '../cable/synapse.ts';
import { sectionParents, type Morphology, type Section } from '../morphology/morphology.ts';
import { segmentCount, type SegmentRule } from '../morphology/segmentation.ts';
import { mirror, scaleCoordinates } from '../morphology/transform.ts';
import type { Context } from './context.ts';
import { given } from './given.ts';
import { resolveMembrane } from './resolveMembrane.ts';
import type { ResolvedCell } from './resolved.ts';
import type { CellFile } from './schema/kernels.ts';
import type { SynapseSpec } from './schema/synapse.ts';
import { bySection } from './sections.ts';

type Path = readonly PropertyKey[];

/** The cell of `population`; its problems go to the context. Undefined if the morphology is unusable. */
export function resolveCell(population: string, cell: CellFile, context: Context): ResolvedCell | undefined {
  const path: Path = ['kernels', 'cells', population];
  const size = context.size(population, path);
  if (!('sections' in cell.morphology)) return undefined;
  const written: Morphology = {
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
  if (context.attempt([...path, 'morphology'], () => sectionParents(written)) === undefined) return undefined;
  const morphology = shaped(written, cell);
  const names = morphology.sections.map((s) => s.name);
  const axialResistivity = bySection(cell.axial_resistivity, names, [...path, 'axial_resistivity'], context);
  const capacitance = bySection(cell.capacitance, names, [...path, 'capacitance'], context);
  const segments = resolveSegments(cell, names, [...path, 'segments'], context);
  const { rest } = cell.membrane;
  const { driving_potential: drivingPotential = rest === 'steady_state' ? undefined : rest, external } = cell;
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
    rotation: { order: 'xyz', ...given(cell.rotation) },
    ...(drivingPotential === undefined ? {} : { drivingPotential }),
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

/** The morphology scaled and then mirrored. */
function shaped(morphology: Morphology, { scale: factor, mirror: axis }: CellFile): Morphology {
  const scaled =
    factor === undefined
      ? morphology
      : typeof factor === 'number'
        ? scaleCoordinates(morphology, factor, factor)
        : scaleCoordinates(morphology, factor.coordinates, factor.diameters);
  return axis === undefined ? scaled : mirror(scaled, axis);
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
