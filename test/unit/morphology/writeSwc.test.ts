import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { arcLengths } from '../../../src/morphology/arc.ts';
import type { Morphology, Section } from '../../../src/morphology/morphology.ts';
import { readSwc } from '../../../src/morphology/swc.ts';
import { writeSwc } from '../../../src/morphology/writeSwc.ts';

const soma: Section = {
  name: 'soma[0]',
  points: [
    [0, 0, -10, 20],
    [0, 0, 10, 20],
  ],
};
const length = ({ sections }: Morphology) => sections.reduce((sum, s) => sum + arcLengths(s).at(-1)!, 0);

describe('writing SWC', () => {
  it('writes radii, parents and types, and what a reader copies only once', () => {
    const text = writeSwc(
      {
        sections: [
          {
            name: 'apic[0]',
            parent: 'soma[0]',
            points: [
              [0, 0, 10, 3],
              [0, 0, 300, 3],
            ],
          },
          soma,
          {
            name: 'dend[0]',
            parent: 'apic[0]',
            points: [
              [0, 0, 300, 3],
              [9, 0, 320, 1],
            ],
          },
        ],
      },
      { comment: 'by hand\nand head' },
    );
    expect(text).toBe(
      '# by hand\n# and head\n1 1 0 0 -10 10 -1\n2 1 0 0 10 10 1\n3 4 0 0 300 1.5 2\n4 3 9 0 320 0.5 3\n',
    );
    expect(readSwc(text).morphology.sections.map((s) => s.name)).toEqual(['soma[0]', 'apic[0]', 'dend[0]']);
  });

  it("writes the reader's spherical soma as one point", () => {
    const original = '1 1 3 4 5 8 -1\n2 3 13 4 5 1 1\n3 3 33 9 5 0.8 2\n4 2 -9 4 5 1 1\n';
    expect(writeSwc(readSwc(original).morphology)).toBe(original);
  });

  it('puts a point where a child is attached between two, by the end 1 too', () => {
    const morphology: Morphology = {
      sections: [
        soma,
        {
          name: 'dend[0]',
          parent: 'soma[0]',
          points: [
            [0, 0, 10, 4],
            [0, 0, 110, 2],
          ],
        },
        {
          name: 'dend[1]',
          parent: 'dend[0]',
          parentX: 0.25,
          points: [
            [0, 0, 35, 1],
            [0, 50, 35, 1],
          ],
        },
        {
          name: 'dend[2]',
          parent: 'soma[0]',
          parentX: 0,
          childEnd: 1,
          points: [
            [0, 0, -10, 2],
            [0, 0, -90, 2],
          ],
        },
        {
          name: 'dend[3]',
          parent: 'dend[2]',
          parentX: 0.25,
          points: [
            [0, 0, -70, 2],
            [0, 9, -70, 2],
          ],
        },
      ],
    };
    const { morphology: again } = readSwc(writeSwc(morphology));
    expect(length(again)).toBeAllclose(length(morphology));
    const points = again.sections.flatMap((s) => s.points.map(String));
    // Half-way is what lies there: 4 um at the soma, 2 um after 100 um, 3.5 um after 25 um.
    expect(points).toContain('0,0,35,3.5');
    expect(points).toContain('0,0,-70,2');
  });

  it('refuses gaps and wires that a file cannot hold, unless told to bridge them', () => {
    const gap: Morphology = {
      sections: [
        soma,
        {
          name: 'dend[0]',
          parent: 'soma[0]',
          points: [
            [0, 0, 15, 2],
            [0, 0, 90, 2],
          ],
        },
      ],
    };
    expect(() => writeSwc(gap)).toThrow(
      'morphology: Expected sections that begin where they are attached, but received "dend[0], which begins elsewhere" (write JSON, or pass gaps: \'edge\')',
    );
    const { morphology } = readSwc(writeSwc(gap, { gaps: 'edge' }));
    expect(length(morphology)).toBeAllclose(length(gap) + 5);
    const wired: Morphology = { sections: [soma, { ...gap.sections[1], wire: [0, 0, 10] }] };
    expect(() => writeSwc(wired)).toThrow('dend[0], which hangs on a wire');
  });

  it('wants a number for every type', () => {
    const tuft: Morphology = { sections: [{ ...soma, name: 'tuft' }] };
    expect(() => writeSwc(tuft)).toThrow(ParameterError);
    expect(writeSwc(tuft, { types: { tuft: 7 } })).toMatch(/^1 7 /);
    expect(writeSwc({ sections: [{ ...soma, name: 'x', type: 'dend_12' }] })).toMatch(/^1 12 /);
  });
});
