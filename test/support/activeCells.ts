/** The ball-and-sticks cell of Hagen et al. (2022), 27 segments, with a membrane of one's own, and that of Hay et al. (2011) as LFPykernels puts it on. */
import { createCell, type Cell } from '../../src/cable/cell.ts';
import type { MembraneOptions } from '../../src/cable/membrane.ts';
import type { MechanismSpec } from '../../src/cable/mechanismSpec.ts';
import type { Section } from '../../src/morphology/morphology.ts';

function channels(
  sections: 'all' | string[],
  [pas, Na, SK, Ih]: readonly [number, number, number, number],
): MechanismSpec[] {
  return [
    { type: 'pas', sections, conductance: pas, reversal: -90 },
    { type: 'NaTa_t', form: 'active', sections, density: Na },
    { type: 'SKv3_1', form: 'active', sections, density: SK },
    { type: 'Ih', form: 'active', sections, density: Ih },
  ];
}

export const hayMembrane: MembraneOptions = {
  mechanisms: [
    ...channels('all', [5.89e-5, 0.0213, 0.000261, 0.002]),
    // oxlint-disable-next-line approx-constant -- a density that happens to be near ln 2
    ...channels(['soma'], [3.38e-5, 2.04, 0.693, 0.0002]),
  ],
  ions: { na: 50, k: -85 },
  temperature: 34,
};

/** All channels of Hay et al. (2011) everywhere, with calcium: 17 gates per segment. Densities are those of no published cell. */
export const allHayMembrane: MembraneOptions = {
  ...hayMembrane,
  mechanisms: [
    ...hayMembrane.mechanisms,
    ...Object.entries({
      NaTs2_t: 0.01,
      Nap_Et2: 1e-4,
      Im: 1e-4,
      K_Pst: 1e-3,
      K_Tst: 1e-3,
      Ca_HVA: 1e-4,
      Ca_LVAst: 1e-4,
      SK_E2: 1e-3,
    }).map(([type, density]) => ({ type, form: 'active' as const, sections: 'all' as const, density })),
    { type: 'CaDynamics_E2', sections: 'all', gamma: 0.0005, decay: 460 },
  ],
};

/** Its sections, and the segments of each. */
export const BALL_AND_STICKS: { readonly sections: Section[]; readonly counts: readonly number[] } = {
  sections: [
    {
      name: 'soma[0]',
      points: [
        [0, 0, -15, 30],
        [0, 0, 15, 30],
      ],
    },
    {
      name: 'dend[0]',
      parent: 'soma[0]',
      parentX: 0,
      points: [
        [0, 0, -15, 2],
        [0, 0, -215, 2],
      ],
    },
    {
      name: 'apic[0]',
      parent: 'soma[0]',
      points: [
        [0, 0, 15, 3],
        [0, 0, 1015, 3],
      ],
    },
  ],
  counts: [1, 5, 21],
};

export function ballAndSticks(membrane: MembraneOptions): Cell {
  const { sections, counts } = BALL_AND_STICKS;
  return createCell({
    morphology: { sections },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: Object.fromEntries(sections.map(({ name }, k) => [name, counts[k]])) },
    membrane,
  });
}
