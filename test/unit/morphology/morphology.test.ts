import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { rootsFirst, sectionParents, sectionType, type Section } from '../../../src/morphology/morphology.ts';

const line: Section['points'] = [
  [0, 0, 0, 1],
  [0, 0, 10, 1],
];
const parents = (...sections: Section[]) => sectionParents({ sections });

describe('checking a morphology', () => {
  it('returns parents by index, also of parents listed after their children', () => {
    expect(
      parents(
        { name: 'b', points: line, parent: 'a' },
        { name: 'a', points: line },
        { name: 'c', points: line, parent: 'b', parentX: 0 },
      ),
    ).toEqual(Int32Array.of(1, -1, 0));
  });

  it('takes trees of any depth', () => {
    const deep = Array.from({ length: 5000 }, (_, k): Section => ({
      name: `s${k}`,
      points: line,
      ...(k === 0 ? {} : { parent: `s${k - 1}` }),
    }));
    expect(sectionParents({ sections: deep })[4999]).toBe(4998);
  });

  it.each<[string, Section[], RegExp]>([
    ['no section', [], /sections: Expected at least one section/],
    [
      'two roots',
      [
        { name: 'a', points: line },
        { name: 'b', points: line },
      ],
      /exactly one section without a parent, but received "2 of them"/,
    ],
    ['no root', [{ name: 'a', points: line, parent: 'a' }], /exactly one section without a parent/],
    [
      'a cycle beside a root',
      [
        { name: 'r', points: line },
        { name: 'a', points: line, parent: 'b' },
        { name: 'b', points: line, parent: 'a' },
      ],
      /sections\[1\]\.parent: Expected a tree, but received "a cycle through a"/,
    ],
    [
      'duplicate names',
      [
        { name: 'a', points: line },
        { name: 'a', points: line, parent: 'a' },
      ],
      /sections\[1\]\.name: Expected a unique name/,
    ],
    [
      'an unknown parent',
      [
        { name: 'a', points: line },
        { name: 'b', points: line, parent: 'x' },
      ],
      /sections\[1\]\.parent: Expected the name of a section, but received "x"/,
    ],
    [
      'a place off the parent',
      [
        { name: 'a', points: line },
        { name: 'b', points: line, parent: 'a', parentX: 1.1 },
      ],
      /parentX: Expected a number from 0 to 1/,
    ],
    [
      'a NaN place',
      [
        { name: 'a', points: line },
        { name: 'b', points: line, parent: 'a', parentX: NaN },
      ],
      /parentX/,
    ],
    ['one point', [{ name: 'a', points: [[0, 0, 0, 1]] }], /at least two points/],
    [
      'no length',
      [
        {
          name: 'a',
          points: [
            [1, 2, 3, 1],
            [1, 2, 3, 4],
          ],
        },
      ],
      /sections\[0\]\.points: Expected a length > 0/,
    ],
    [
      'a NaN coordinate',
      [
        {
          name: 'a',
          points: [
            [0, 0, 0, 1],
            [0, NaN, 9, 1],
          ],
        },
      ],
      /sections\[0\]\.points\[1\]: Expected finite/,
    ],
    [
      'a diameter of 0',
      [
        {
          name: 'a',
          points: [
            [0, 0, 0, 0],
            [0, 0, 9, 1],
          ],
        },
      ],
      /sections\[0\]\.points\[0\]/,
    ],
    [
      'an infinite diameter',
      [
        {
          name: 'a',
          points: [
            [0, 0, 0, Infinity],
            [0, 0, 9, 1],
          ],
        },
      ],
      /sections\[0\]\.points\[0\]/,
    ],
    [
      'three numbers in a point',
      [{ name: 'a', points: [[0, 0, 0] as any, [0, 0, 9, 1]] }],
      /sections\[0\]\.points\[0\]/,
    ],
  ])('refuses %s in one line', (_, sections, message) => {
    expect(() => sectionParents({ sections })).toThrow(ParameterError);
    expect(() => sectionParents({ sections })).toThrow(message);
  });
});

describe('attachments', () => {
  const root: Section = { name: 'a', points: line };
  const child = (more: Partial<Section>) => () =>
    parents(root, { name: 'b', points: line, parent: 'a', ...more });

  it('admit either end, a wire, and arc lengths that never fall', () => {
    expect(child({ childEnd: 1, wire: [0, 0, 3], arc: [0, 12] })()).toEqual(Int32Array.of(-1, 0));
  });

  it.each<[string, Partial<Section>, string]>([
    ['another end', { childEnd: 2 as never }, 'sections[1].childEnd: Expected 0 or 1, but received 2 (b)'],
    [
      'a place beyond the parent',
      { parentX: 1.5 },
      'sections[1].parentX: Expected a number from 0 to 1, but received 1.5',
    ],
    ['a wire to nowhere', { wire: [0, NaN, 0] }, 'sections[1].wire: Expected finite x, y, z'],
    [
      'too many arc lengths',
      { arc: [0, 1, 2] },
      'sections[1].arc: Expected 2 numbers, one per point, but received 3',
    ],
    [
      'arc lengths that fall',
      { arc: [0, -1] },
      'sections[1].arc: Expected finite numbers from 0 that never fall',
    ],
    ['arc lengths from elsewhere', { arc: [1, 2] }, 'sections[1].arc: Expected finite numbers from 0'],
    ['no length', { arc: [0, 0] }, 'sections[1].points: Expected a length > 0'],
  ])('refuse %s', (_, more, message) => {
    expect(child(more)).toThrow(message);
  });
});

describe('types and order of sections', () => {
  it('follow from names unless given', () => {
    const types = ['soma[0]', 'dend1[3]', 'dend_apic[0]', 'apic', 'my_axon', 'tuft[2]', 'myelin'];
    expect(types.map((name) => sectionType({ name }))).toEqual([
      'soma',
      'dend',
      'dend',
      'apic',
      'axon',
      'tuft',
      'myelin',
    ]);
    expect(sectionType({ name: 'soma[0]', type: 'hillock' })).toBe('hillock');
  });

  it('put parents first, children in their own order, and leave cycles out', () => {
    expect(rootsFirst([2, 0, -1, 0, 2])).toEqual(Int32Array.of(2, 0, 4, 1, 3));
    expect(rootsFirst([-1, 2, 1])).toEqual(Int32Array.of(0));
    expect(rootsFirst([])).toEqual(new Int32Array(0));
  });
});
