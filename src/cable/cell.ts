/** A cell: geometry, compartment tree and membrane, placed at its depth. */
import { ParameterError, positive } from '../errors.ts';
import { discretise } from '../morphology/discretise.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Morphology } from '../morphology/morphology.ts';
import { place, type Rotation } from '../morphology/placement.ts';
import { segmentCount, type SegmentRule } from '../morphology/segmentation.ts';
import { activeMembrane, type ActiveMembrane } from './activeMembrane.ts';
import { linearMembrane, type LinearMembrane, type MembraneOptions } from './membrane.ts';
import { compartmentTree, type CompartmentTree } from './tree.ts';

export interface Cell {
  readonly geometry: CellGeometry;
  readonly tree: CompartmentTree;
  /** Specific membrane capacitance per segment, uF/cm2. */
  readonly capacitance: Float64Array;
  /** Leak, frozen and quasi-active channels. */
  readonly membrane: LinearMembrane;
  /** Active channels, if there are any: such a cell can be simulated, and linearised (`linearised`), but has no kernels itself. */
  readonly active?: ActiveMembrane;
}

/** A value for every section, or by fragments of section names (the longest matching fragment wins). */
export type BySection = number | Readonly<Record<string, number>>;

export interface CellOptions {
  readonly morphology: Morphology;
  /** Axial resistivity, Ohm cm. */
  readonly axialResistivity: BySection;
  /** Specific membrane capacitance, uF/cm2. */
  readonly capacitance: BySection;
  readonly segments: SegmentRule;
  readonly membrane: MembraneOptions;
  /** Rotation about the soma's mid-point (default none). */
  readonly rotation?: Rotation;
  /** Position of the soma's mid-point, um (default the origin). */
  readonly position?: readonly [number, number, number];
}

/**
 * Builds a cell: discretises the morphology, places it, and sets its membrane.
 * Throws ParameterError naming the option that breaks its rule.
 */
export function createCell(options: CellOptions): Cell {
  const { sections } = options.morphology;
  const Ra = bySection('axialResistivity', options.axialResistivity, sections);
  const cm = bySection('capacitance', options.capacitance, sections);
  if ('counts' in options.segments)
    for (const section of Object.keys(options.segments.counts))
      if (!sections.some(({ name }) => name === section))
        throw new ParameterError(
          `segments.counts.${section}`,
          'the name of a section',
          section,
          sectionList(sections),
        );
  const counts = sections.map((section, s) => segmentCount(section, options.segments, Ra[s], cm[s]));
  const grid = discretise(options.morphology, counts, Ra);
  const geometry = place(grid.geometry, options.rotation, options.position);
  const active = activeMembrane(geometry, options.membrane);
  const tree = compartmentTree(grid);
  return {
    geometry,
    tree,
    capacitance: Float64Array.from(geometry.section, (s) => cm[s]),
    membrane: linearMembrane(geometry, tree, options.membrane),
    ...(active === undefined ? {} : { active }),
  };
}

function bySection(name: string, value: BySection, sections: readonly { name: string }[]): number[] {
  if (typeof value !== 'number')
    for (const fragment of Object.keys(value))
      if (!sections.some((section) => section.name.includes(fragment)))
        throw new ParameterError(
          `${name}.${fragment}`,
          'a fragment of a section name',
          fragment,
          sectionList(sections),
        );
  return sections.map((section) => {
    if (typeof value === 'number') return positive(name, value);
    const fragments = Object.keys(value).filter((f) => section.name.includes(f));
    const best = fragments.toSorted((a, b) => b.length - a.length)[0];
    return positive(`${name}.${best ?? section.name}`, best === undefined ? undefined : value[best]);
  });
}

function sectionList(sections: readonly { name: string }[]): string {
  const names = sections.slice(0, 6).map((section) => section.name);
  return `there are ${names.join(', ')}${sections.length > 6 ? ', …' : ''}`;
}
