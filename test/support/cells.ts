/** Small cells for tests: a stick of n segments, a Y with gates, and a branched tree of any size. */
import { createCell, type Cell } from '../../src/cable/cell.ts';
import type { MechanismSpec } from '../../src/cable/membrane.ts';
import type { Section } from '../../src/morphology/morphology.ts';

/** Leak, and I_h around -65 mV as asked: twice as dense per depth order on dendrites as on the soma. */
function membrane(
  form: 'passive' | 'frozen' | 'quasi_active',
  sections: readonly Section[],
): MechanismSpec[] {
  const leak: MechanismSpec = { type: 'pas', sections: 'all', conductance: 5e-5 };
  if (form === 'passive') return [leak];
  const dendrites = sections.some(({ name }) => name.includes('dend'));
  return [
    leak,
    { type: 'Ih', form, sections: ['soma'], density: 2e-4 },
    ...(dendrites ? [{ type: 'Ih', form, sections: ['dend'], density: 2e-3 } as const] : []),
  ];
}

/** One section of `n` segments along z from `from` to `to` (um), 10 um wide; name soma[0]. */
export function stick(n: number, { from = -50, to = 50, diameter = 10 } = {}): Cell {
  const sections: Section[] = [
    {
      name: 'soma[0]',
      points: [
        [0, 0, from, diameter],
        [0, 0, to, diameter],
      ],
    },
  ];
  return createCell({
    morphology: { sections },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: { 'soma[0]': n } },
    membrane: { rest: -65, mechanisms: membrane('passive', sections) },
    position: [0, 0, (from + to) / 2],
  });
}

/** A soma of one segment with two dendrites (2 segments each), one at its end and one at its middle: 5 segments, 6 or more nodes. */
export function yCell(form: 'passive' | 'frozen' | 'quasi_active'): Cell {
  const sections: Section[] = [
    {
      name: 'soma[0]',
      points: [
        [0, 0, -10, 20],
        [0, 0, 10, 20],
      ],
    },
    {
      name: 'dend[0]',
      parent: 'soma[0]',
      points: [
        [0, 0, 10, 3],
        [40, 0, 250, 1],
      ],
    },
    {
      name: 'dend[1]',
      parent: 'soma[0]',
      parentX: 0.5,
      points: [
        [0, 0, 0, 2],
        [-150, 0, -20, 2],
      ],
    },
  ];
  return createCell({
    morphology: { sections },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: { 'dend[0]': 2, 'dend[1]': 2 } },
    membrane: { rest: -65, mechanisms: membrane(form, sections) },
  });
}

/** The sections of a soma with two binary trees of dendrites, `levels` deep and `levels` - 2 deep. */
export function branchedSections(levels: number): Section[] {
  const sections: Section[] = [
    {
      name: 'soma[0]',
      points: [
        [0, 0, -10, 20],
        [0, 0, 10, 20],
      ],
    },
  ];
  const grow = (
    parent: string,
    at: number[],
    angle: number,
    level: number,
    d: number,
    kind: string,
  ): void => {
    if (level <= 0) return;
    const k = sections.length;
    const L = 60 + 17 * level + 5 * (k % 7);
    const to = [at[0] + L * Math.sin(angle), at[1] + 3 * (k % 5), at[2] + L * Math.cos(angle)];
    const name = `${kind}[${k}]`;
    sections.push({
      name,
      parent,
      points: [
        [at[0], at[1], at[2], d],
        [to[0], to[1], to[2], 0.8 * d],
      ],
    });
    for (const turn of [-0.4, 0.4]) grow(name, to, angle + turn, level - 1, 0.75 * d, kind);
  };
  grow('soma[0]', [0, 0, 10], 0, levels, 4, 'dend_apic');
  grow('soma[0]', [0, 0, 10], 2.9, levels - 2, 2, 'dend_basal');
  return sections;
}

/** Such a cell, with `nseg` segments in every section but the soma (or as many as asked for each). */
export function branchedCell(
  levels: number,
  nseg: number | ((section: number) => number),
  form: 'passive' | 'frozen' | 'quasi_active',
  rest: number | ((n: number) => ArrayLike<number>) = -65,
): Cell {
  const sections = branchedSections(levels);
  const counts = sections.slice(1).map((_, k) => (typeof nseg === 'number' ? nseg : nseg(k + 1)));
  const n = counts.reduce((sum, count) => sum + count, 1);
  return createCell({
    morphology: { sections },
    axialResistivity: 150,
    capacitance: 1,
    segments: { counts: Object.fromEntries(counts.map((count, k) => [sections[k + 1].name, count])) },
    membrane: {
      rest: typeof rest === 'number' ? rest : rest(n),
      mechanisms: membrane(form, sections),
    },
  });
}
