import { describe, expect, it } from 'vitest';
import { DataFileError, ParameterError } from '../../../src/errors.ts';
import { sectionParents, type Section } from '../../../src/morphology/morphology.ts';
import { readSwc } from '../../../src/morphology/swc.ts';

const rows = (...lines: string[]) => lines.join('\n');
const names = (sections: readonly Section[]) => sections.map((s) => s.name);
const hung = (sections: readonly Section[]) =>
  sections.map((s) => (s.parent === undefined ? '' : `${s.parent} ${s.parentX}${s.wire ? ' wire' : ''}`));

describe('reading SWC', () => {
  it('takes one point as a sphere, a cylinder of its area along x', () => {
    const { morphology, soma, points } = readSwc(
      rows('1 1 3 4 5 8 -1', '2 3 13 4 5 1 1', '3 3 33 9 5 0.8 2', '4 2 -9 4 5 1 1'),
    );
    expect(soma).toEqual({ rule: 'single-point', lines: [1] });
    expect(points).toBe(4);
    const [body, dend, axon] = morphology.sections;
    expect(body.points).toEqual([
      [-5, 4, 5, 16],
      [3, 4, 5, 16],
      [11, 4, 5, 16],
    ]);
    // Two points of its own: a wire; one: a piece of cable from the middle.
    expect(dend).toMatchObject({
      parent: 'soma[0]',
      parentX: 0.5,
      wire: [3, 4, 5],
      points: [
        [13, 4, 5, 2],
        [33, 9, 5, 1.6],
      ],
    });
    expect(axon).toEqual({
      name: 'axon[0]',
      type: 'axon',
      parent: 'soma[0]',
      parentX: 0.5,
      points: [
        [3, 4, 5, 2],
        [-9, 4, 5, 2],
      ],
    });
  });

  it("knows NeuroMorpho's three points, and not what only looks like them", () => {
    const three = (r3: number, y3: number, extra = '') =>
      readSwc(
        rows(
          '1 1 0 0 0 5 -1',
          '2 1 0 -5 0 5 1',
          `3 1 0 ${y3} 0 ${r3} 1`,
          '4 3 0 9 0 1 1',
          '5 3 0 20 0 1 4',
          extra,
        ),
      );
    expect(three(5, 5).soma).toEqual({ rule: 'three-point', lines: [1, 2, 3] });
    expect(three(5, 5.09).soma.rule).toBe('three-point');
    expect(three(5, 5.11).soma.rule).toBe('tree');
    expect(three(4, 5).soma.rule).toBe('tree');
    expect(three(5, 5, '6 3 0 30 0 1 3').soma.rule).toBe('tree');
    const frusta = readSwc(rows('1 1 0 0 0 5 -1', '2 1 0 -5 0 5 1', '3 1 0 5 0 5 1'), { soma: 'frusta' });
    expect(frusta.soma.rule).toBe('tree');
    expect(frusta.morphology.sections.map((s) => s.points)).toEqual([
      [
        [0, 0, 0, 10],
        [0, -5, 0, 10],
      ],
      [
        [0, 0, 0, 10],
        [0, 5, 0, 10],
      ],
    ]);
  });

  const row = rows(
    '1 1 0 0 -10 3 -1',
    '2 1 0 0 0 7 1',
    '3 1 0 0 30 2 2',
    '4 3 9 0 0 1 2',
    '5 3 40 0 0 1 4',
    '6 4 0 0 50 2 3',
    '7 2 0 0 -20 1 1',
  );

  it('takes a row as frusta, with neurites where their point lies along it', () => {
    const { morphology, soma } = readSwc(row);
    expect(soma.rule).toBe('chain');
    expect(names(morphology.sections)).toEqual(['soma[0]', 'dend[0]', 'apic[0]', 'axon[0]']);
    expect(hung(morphology.sections)).toEqual(['', 'soma[0] 0.25', 'soma[0] 1', 'soma[0] 0']);
    // The copy of the soma's point is as thin as the neurite.
    expect(morphology.sections[1].points).toEqual([
      [0, 0, 0, 2],
      [9, 0, 0, 2],
      [40, 0, 0, 2],
    ]);
  });

  it('groups sections by type and draws wires to inner points, as NEURON does, if asked', () => {
    const { sections } = readSwc(row, { sections: 'nrn' }).morphology;
    expect(names(sections)).toEqual(['soma[0]', 'axon[0]', 'dend[0]', 'apic[0]']);
    expect(hung(sections)).toEqual(['', 'soma[0] 0', 'soma[0] 0.5 wire', 'soma[0] 1']);
    expect(sections[2].points).toEqual([
      [9, 0, 0, 2],
      [40, 0, 0, 2],
    ]);
  });

  it('hangs on branched somata as NEURON 8.2.2 was seen to', () => {
    const { sections } = readSwc(
      rows(
        '1 1 0 0 0 3 -1',
        '2 1 0 0 10 3 1',
        '3 1 0 10 20 3 2',
        '4 1 0 -10 20 3 2',
        '5 3 0 0 20 1 2',
        '6 3 0 0 30 1 5',
        '7 3 0 30 20 1 3',
        '8 3 0 40 20 1 7',
        '9 3 0 -30 20 1 4',
        '10 3 -20 0 0 1 1',
        '11 3 -30 0 0 1 10',
      ),
      { sections: 'nrn' },
    ).morphology;
    expect(hung(sections)).toEqual([
      '',
      'soma[0] 1',
      'soma[0] 1',
      'soma[0] 1 wire',
      'soma[1] 1',
      'soma[2] 1',
      'soma[0] 0',
    ]);
  });

  it('starts a section at every branch and every change of type, and keeps types above 4', () => {
    const { sections } = readSwc(
      rows(
        '1 3 0 0 0 1 -1',
        '2 3 0 0 10 1 1',
        '3 3 0 5 20 0.5 2',
        '4 5 0 9 30 0.5 3',
        '5 3 0 -5 20 0.5 2',
        '6 17 0 -5 30 0.5 5',
        '7 0 0 -5 40 0.5 6',
      ),
    ).morphology;
    expect(names(sections)).toEqual([
      'dend[0]',
      'dend[1]',
      'dend_5[0]',
      'dend[2]',
      'dend_17[0]',
      'dend_0[0]',
    ]);
    expect(sections[2]).toEqual({
      name: 'dend_5[0]',
      type: 'dend_5',
      parent: 'dend[1]',
      parentX: 1,
      points: [
        [0, 5, 20, 1],
        [0, 9, 30, 1],
      ],
    });
  });

  it('reads an outlined soma if asked, and does not take an outline for a row', () => {
    const outline = Array.from({ length: 16 }, (_, k) => {
      const t = (2 * Math.PI * k) / 16;
      return `${k + 1} 1 ${10 * Math.cos(t)} ${5 * Math.sin(t)} 0 0.1 ${k === 0 ? -1 : k}`;
    });
    const text = rows(...outline, '20 3 0 7 0 1 4', '21 3 0 30 0 1 20');
    expect(() => readSwc(text, { file: 'a.swc' })).toThrow(
      "a.swc:1: Expected a soma of one or three points or a row of frusta, but its 16 points look like an outline (pass soma: 'contour', or 'frusta' to take them as a row)",
    );
    const { soma, morphology } = readSwc(text, { soma: 'contour' });
    expect(soma.rule).toBe('contour');
    expect(morphology.sections[0].points).toHaveLength(21);
    expect(morphology.sections[0].points[10]).toBeAllclose([0, 0, 0, 10], { atol: 1e-12 });
    expect(hung(morphology.sections)).toEqual(['', 'soma[0] 0.5 wire']);
    expect(readSwc(text, { soma: 'frusta' }).soma.rule).toBe('chain');
    expect(readSwc(text, { sections: 'nrn' }).soma.rule).toBe('chain');
  });

  it('reads what people and programs write', () => {
    const { morphology, points } = readSwc(
      '\uFEFF# made (by hand) [v1]\r\n\r\n  2.0\t3.0 0 0 +30 1e0 1.000 # tip (last)\r\n1 1 0 0 0 .5 -1.0\r\n\r\n3 3 0 0 60 1. 2\r\n',
    );
    expect(points).toBe(3);
    expect(morphology.sections[1].points).toEqual([
      [0, 0, 30, 2],
      [0, 0, 60, 2],
    ]);
  });

  it('takes out branches without length and says so', () => {
    const { morphology, merged, points } = readSwc(
      rows(
        '1 1 0 0 0 5 -1',
        '2 3 0 6 0 1 1',
        '3 3 0 30 0 1 2',
        '4 3 0 30 0 1 3',
        '5 3 0 60 0 1 3',
        '6 3 0 60 10 1 4',
        '7 3 0 60 20 1 4',
      ),
    );
    expect(points).toBe(7);
    expect(merged).toEqual([4]);
    expect(hung(morphology.sections)).toEqual([
      '',
      'soma[0] 0.5 wire',
      'dend[0] 1',
      'dend[0] 1',
      'dend[0] 1',
    ]);
  });

  it('joins further roots by wires if asked', () => {
    const text = rows(
      '1 1 0 0 0 5 -1',
      '2 3 0 6 0 1 1',
      '3 3 0 30 0 1 2',
      '4 4 50 0 0 1 -1',
      '5 4 60 0 0 1 4',
    );
    expect(() => readSwc(text, { file: 'two.swc' })).toThrow(
      "two.swc:4: Expected one tree, but found 2 roots, the first in line 1 (join them in the file, or pass roots: 'wire')",
    );
    const { morphology, wired } = readSwc(text, { roots: 'wire' });
    expect(wired).toEqual([4]);
    expect(morphology.sections[2]).toMatchObject({
      name: 'apic[0]',
      parent: 'soma[0]',
      parentX: 0.5,
      wire: [0, 0, 0],
    });
    sectionParents(morphology);
  });

  it.each([
    ['no points', '# nothing\n', 'c.swc: Expected at least one point, but found none'],
    [
      'few columns',
      '1 1 0 0 0 1 -1\n2 3 0 0 9 1',
      'c.swc:2: Expected 7 numbers (id, type, x, y, z, radius, parent), but received 6 columns: "2 3 0 0 9 1"',
    ],
    [
      'many columns',
      '1 1 0 0 0 1 -1 7',
      'received 8 columns: "1 1 0 0 0 1 -1 7" (pass extraColumns: \'ignore\' to leave out what comes after the seventh)',
    ],
    ['a word', '1 1 0 nan 0 1 -1', 'c.swc:1: Expected y in column 4, a finite number, but received "nan"'],
    ['hexadecimal', '1 1 0 0x1 0 1 -1', 'c.swc:1: Expected y in column 4'],
    ['overflow', '1 1 0 1e999 0 1 -1', 'c.swc:1: Expected y in column 4'],
    ['half an id', '1.5 1 0 0 0 1 -1', 'c.swc:1: Expected an id in column 1, an integer, but received "1.5"'],
    [
      'a negative id',
      '-2 1 0 0 0 1 -1',
      'c.swc:1: Expected an id >= 0, but received -2 (-1 means no parent)',
    ],
    ['a negative type', '1 -1 0 0 0 1 -1', 'c.swc:1: Expected a type >= 0, but received -1'],
    [
      'no radius',
      '1 1 0 0 0 0 -1',
      "c.swc:1: Expected a radius > 0 (um), but received 0 (measure it, or pass zeroRadius: 'parent' to take that of the point before)",
    ],
    [
      'an id twice',
      '1 1 0 0 0 1 -1\n\n1 3 0 0 9 1 1',
      'c.swc:3: Expected an id of its own, but 1 is taken in line 1 (renumber one of them)',
    ],
    [
      'no parent',
      '1 1 0 0 0 1 -1\n3 3 0 0 9 1 2',
      'c.swc:2: Expected the id of a point as parent, or -1 for the root, but received 2 (is a line missing?)',
    ],
    [
      'itself as parent',
      '1 1 0 0 0 1 -1\n2 3 0 0 9 1 2',
      'c.swc:2: Expected a tree, but the point is its own ancestor (mend the parents)',
    ],
    ['a cycle', '1 1 0 0 0 1 -1\n2 3 0 0 9 1 3\n3 3 0 0 9 1 2', 'c.swc:2: Expected a tree'],
    ['no root', '1 1 0 0 0 1 2\n2 3 0 0 9 1 1', 'c.swc:1: Expected a tree'],
    [
      'one point that is no soma',
      '1 3 0 0 0 1 -1',
      'c.swc:1: Expected a root section of some length, but the root is the only point of its type (trace it, or change its type)',
    ],
    [
      'a root without length',
      '1 3 0 0 0 1 -1\n2 3 0 0 0 1 1',
      "c.swc:1: Expected a root section of some length, but the root's points lie in one place (trace it, or change its type)",
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readSwc(text, { file: 'c.swc' })).toThrow(DataFileError);
    expect(() => readSwc(text, { file: 'c.swc' })).toThrow(message);
  });

  it('refuses unknown options, and outlines that are none', () => {
    const one = '1 1 0 0 0 1 -1';
    expect(() => readSwc(one, { soma: 'sphere' as never })).toThrow(ParameterError);
    expect(() => readSwc(one, { sections: 'neuron' as never })).toThrow(
      'sections: Expected chains or nrn, but received "neuron"',
    );
    expect(() => readSwc(one, { roots: 'first' as never })).toThrow(ParameterError);
    expect(() => readSwc(one, { soma: 'contour', file: 'f' })).toThrow(
      'f:1: outline: Expected at least three points',
    );
    expect(() => readSwc('1 3 0 0 0 1 -1\n2 3 0 0 9 1 1', { soma: 'contour' })).toThrow(
      'found no point of type 1',
    );
    expect(() =>
      readSwc('1 1 0 0 0 1 -1\n2 1 0 5 0 1 1\n3 1 5 5 0 1 2\n4 3 9 0 0 1 3\n5 1 9 9 0 1 4', {
        soma: 'contour',
        file: 'f',
      }),
    ).toThrow('f:5: Expected the outline of the soma to begin at the root');
  });

  it('reads a chain of a hundred thousand points in a moment, and a root with as many children', () => {
    const n = 100_000;
    const chain = Array.from({ length: n }, (_, k) => `${k + 1} 3 0 0 ${k} 1 ${k === 0 ? -1 : k}`).join('\n');
    expect(readSwc(chain).morphology.sections[0].points).toHaveLength(n);
    const star = Array.from(
      { length: n },
      (_, k) => `${k + 1} ${k === 0 ? 1 : 3} 0 ${k} 1 1 ${k === 0 ? -1 : 1}`,
    ).join('\n');
    expect(readSwc(star).morphology.sections).toHaveLength(n);
  });
});

describe('sections as NEURON makes them, of files out of order', () => {
  it('a section goes on with the next point of the file, or ends', () => {
    // Point 5 goes on from 3, but 4 stands between them.
    const text =
      '1 1 0 0 0 5 -1\n2 3 0 10 0 1 1\n3 3 0 20 0 1 2\n4 2 0 -20 0 1 1\n5 3 0 30 0 1 3\n6 3 0 40 0 1 5';
    const names = (sections: 'nrn' | 'chains') =>
      readSwc(text, { sections }).morphology.sections.map(({ name, parent, points }) => [
        name,
        parent,
        points.length,
      ]);
    // Of NEURON 8.2.2.
    expect(names('nrn')).toEqual([
      ['soma[0]', undefined, 3],
      ['axon[0]', 'soma[0]', 2],
      ['dend[0]', 'soma[0]', 2],
      ['dend[1]', 'dend[0]', 3],
    ]);
    expect(names('chains').map(([name]) => name)).toEqual(['soma[0]', 'dend[0]', 'axon[0]']);
  });

  it('a sphere is made of single-precision numbers', () => {
    const text = '1 1 -2.991 2.3 0 7.588 -1';
    const [a, b, c] = readSwc(text, { sections: 'nrn' }).morphology.sections[0].points;
    const [x, r] = [Math.fround(-2.991), Math.fround(7.588)];
    expect([a[0], b[0], c[0]]).toEqual([x - r, x, x + r]);
    expect(readSwc(text).morphology.sections[0].points[0][0]).toBe(-2.991 - 7.588);
  });
});

describe('options for files that are not quite in order', () => {
  const file = [
    '1 1 0 0 0 5 -1',
    '2 3 0 10 0 1 1',
    '3 3 0 20 0 0 2',
    '4 3 0 30 0 0 3',
    '5 3 0 40 0 2 4',
  ].join('\n');

  it('a radius of 0 becomes that of the nearest point before it, and is reported', () => {
    expect(() => readSwc(file)).toThrow(/:3: Expected a radius > 0/);
    const { morphology, mended, points } = readSwc(file, { zeroRadius: 'parent' });
    expect(mended).toEqual([3, 4]);
    expect(points).toBe(5);
    expect(morphology.sections[1].points.map(([, y, , d]) => [y, d])).toEqual([
      [10, 2],
      [20, 2],
      [30, 2],
      [40, 4],
    ]);
    expect(readSwc('1 1 0 0 0 5 -1').mended).toEqual([]);
  });

  it('a root without radius, and a negative radius, are refused all the same', () => {
    const root = '1 1 0 0 0 0 -1\n2 3 0 10 0 1 1';
    expect(() => readSwc(root, { file: 'c.swc', zeroRadius: 'parent' })).toThrow(
      'c.swc:1: Expected a point before this one that has a radius, but received 0 up to the root (measure it)',
    );
    expect(() => readSwc('1 1 0 0 0 -1 -1', { zeroRadius: 'parent' })).toThrow(
      /radius > 0 .* received -1 \(measure it\)/,
    );
  });

  it('extra columns are left out where that is asked', () => {
    const plain = '1 1 0 0 0 5 -1\n2 3 0 10 0 1 1\n3 3 0 20 0 1 2';
    const extra = plain.replaceAll('\n', ' 7 label\n');
    expect(() => readSwc(extra)).toThrow(/received 9 columns.*extraColumns: 'ignore'/);
    expect(readSwc(extra, { extraColumns: 'ignore' })).toEqual(readSwc(plain));
    expect(() => readSwc('1 1 0 0 0 5', { extraColumns: 'ignore' })).toThrow(/received 6 columns/);
  });

  it.each([{ zeroRadius: 'guess' }, { extraColumns: 'keep' }])('refuses %j', (options) => {
    expect(() => readSwc(file, options as object)).toThrow(/Expected error or/);
  });
});
