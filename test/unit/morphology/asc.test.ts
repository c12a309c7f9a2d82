import { describe, expect, it } from 'vitest';
import { DataFileError } from '../../../src/errors.ts';
import { readAsc } from '../../../src/morphology/asc.ts';

/** The soma's outline: an ellipse with half axes 10 and 5 around (3, 1, 2). */
const SOMA = `("CellBody"
  (Color Yellow)
  (CellBody)
${Array.from({ length: 24 }, (_, k) => {
  const t = (2 * Math.PI * k) / 24;
  return `  (${(3 + 10 * Math.cos(t)).toFixed(4)} ${(1 + 5 * Math.sin(t)).toFixed(4)} 2.00 0.08)  ; 1, ${k + 1}`;
}).join('\n')}
)  ;  End of contour
`;

const DENDRITE = `( (Color RGB (255, 128, 0))
  (Dendrite)
  (  14.00  1.00 2.00 1.20)  ; Root
  (  20.00  1.00 2.00 1.00 S1)  ; 1, R
  (
    (  40.00  5.00 2.00 0.80)  ; R-1
    (
      (  40.00  5.00 2.00 0.80)  ; repeats the branch point
      (  50.00  5.00 2.00 0.60)
       Normal
    |
      (  50.00  9.00 2.00 0.60)
      High
    )
  |
    (  40.00 -5.00 2.00 0.80)
    <(  41.00 -6.00 2.00 0.20)>
    < (Class 0 "Spine Type 1") (Generated 0) (41 -7 2 0.2) (42 -7 2 0.2) >
    (Dot (Color White) (Name "Marker 3")
      ( 41.0 -5.0 2.0 0.2)
    )
    (  50.00 -5.00 2.00 0.60)
     Incomplete
  )  ;  End of split
)  ;  End of tree
`;

const AXON = '((Axon) (Set "axons") (3 -4 2 1.2) (3 -27 2 1) Normal)\n';

const FILE = `;\tV3 text file written for MicroBrightField products.
(ImageCoords Filename "C:\\\\a (b).jpg" Merge 65535 65535 65535 0)
(Sections S1 "Section 1" 0 0)
("Layer border" (Closed) (Color Cyan) (0 0 0 0.1) (100 0 0 0.1) (100 100 0 0.1))
(FilledCircle (Color Green) (Name "Marker 7") (7 8 9 0.5))
${SOMA}${DENDRITE}${AXON}`;

describe('reading Neurolucida ASCII files', () => {
  const reading = readAsc(FILE, { file: 'cell.asc' });

  it('reads soma, trees and nested splits', () => {
    expect(reading.soma.rule).toBe('contour');
    expect(reading.soma.lines).toHaveLength(24);
    expect(reading.points).toBe(24 + 8 + 2);
    expect(reading.merged).toEqual([]);
    const { sections } = reading.morphology;
    expect(sections.map((s) => [s.name, s.parent, s.parentX, s.wire !== undefined])).toEqual([
      ['soma[0]', undefined, undefined, false],
      ['dend[0]', 'soma[0]', 0.5, true],
      ['dend[1]', 'dend[0]', 1, false],
      ['dend[2]', 'dend[1]', 1, false],
      ['dend[3]', 'dend[1]', 1, false],
      ['dend[4]', 'dend[0]', 1, false],
      ['axon[0]', 'soma[0]', 0.5, true],
    ]);
    expect(sections[1].points).toEqual([
      [14, 1, 2, 1.2],
      [20, 1, 2, 1],
    ]);
    expect(sections[2].points).toEqual([
      [20, 1, 2, 1],
      [40, 5, 2, 0.8],
    ]);
    // The repeated branch point is not given twice; where it is missing, it is copied.
    expect(sections[3].points).toEqual([
      [40, 5, 2, 0.8],
      [50, 5, 2, 0.6],
    ]);
    expect(sections[4].points).toEqual([
      [40, 5, 2, 0.8],
      [50, 9, 2, 0.6],
    ]);
    expect(sections[5].points).toEqual([
      [20, 1, 2, 1],
      [40, -5, 2, 0.8],
      [50, -5, 2, 0.6],
    ]);
    expect(sections[1].wire).toBeAllclose([3, 1, 2], { atol: 1e-4 });
  });

  it('lists everything else', () => {
    expect(reading.extras).toEqual([
      { kind: 'header', name: 'ImageCoords', line: 2, points: [] },
      { kind: 'header', name: 'Sections', line: 3, points: [] },
      {
        kind: 'contour',
        name: 'Layer border',
        line: 4,
        points: [
          [0, 0, 0],
          [100, 0, 0],
          [100, 100, 0],
        ],
      },
      { kind: 'marker', name: 'Marker 7', line: 5, points: [[7, 8, 9]] },
      { kind: 'spine', name: 'spine', line: 50, points: [[41, -6, 2]] },
      {
        kind: 'spine',
        name: 'Spine Type 1',
        line: 51,
        points: [
          [41, -7, 2],
          [42, -7, 2],
        ],
      },
      { kind: 'marker', name: 'Marker 3', line: 52, points: [[41, -5, 2]] },
    ]);
  });

  it('groups sections as NEURON does if asked', () => {
    const { sections } = readAsc(FILE, { sections: 'nrn' }).morphology;
    expect(sections.map((s) => s.name)).toEqual([
      'soma[0]',
      'axon[0]',
      'dend[0]',
      'dend[1]',
      'dend[2]',
      'dend[3]',
      'dend[4]',
    ]);
  });

  it('takes one point as a sphere and several outlines as a stack', () => {
    const one = readAsc(`((CellBody) (1 2 3 8))${AXON}`);
    expect(one.soma.rule).toBe('single-point');
    expect(one.morphology.sections[0].points).toEqual([
      [-3, 2, 3, 8],
      [1, 2, 3, 8],
      [5, 2, 3, 8],
    ]);
    const square = (z: number, a: number) =>
      `((CellBody) (0 0 ${z} 0) (${a} 0 ${z} 0) (${a} ${a} ${z} 0) (0 ${a} ${z} 0))`;
    const stack = readAsc(square(0, 4) + square(2, 6) + square(4, 5) + AXON);
    expect(stack.soma.rule).toBe('contour-stack');
    // Each square as the circle of its area.
    const d = (a: number) => a * Math.sqrt(4 / Math.PI);
    expect(stack.morphology.sections[0].points.flat()).toBeAllclose([
      2,
      2,
      0,
      d(4),
      3,
      3,
      2,
      d(6),
      2.5,
      2.5,
      4,
      d(5),
    ]);
  });

  it('wants a soma or one tree, or leave to join them', () => {
    expect(readAsc(AXON).morphology.sections).toHaveLength(1);
    expect(() => readAsc(DENDRITE + AXON, { file: 'f' })).toThrow(
      'f:26: Expected one tree, but found 2 roots, the first in line 3',
    );
    const { morphology, wired } = readAsc(DENDRITE + AXON, { roots: 'wire' });
    expect(wired).toEqual([26]);
    expect(morphology.sections.at(-1)).toMatchObject({ parent: 'dend[0]', parentX: 0, wire: [14, 1, 2] });
  });

  it('is not limited by the depth of brackets', () => {
    const n = 50_000;
    const deep = `((Dendrite) (0 0 0 1) ${Array.from({ length: n }, (_, k) => `((0 0 ${k + 1} 1) `).join('')}${')'.repeat(n)})`;
    expect(readAsc(deep).points).toBe(n + 1);
    expect(() => readAsc('('.repeat(n), { file: 'f' })).toThrow(DataFileError);
    expect(() => readAsc('('.repeat(n) + ')'.repeat(n), { file: 'f' })).toThrow(DataFileError);
  });

  it.each([
    ['nothing', '; nothing\n', 'f: Expected at least one point, but found none'],
    [
      'a file cut off',
      '((Axon)\n (0 0 0 1)\n (0 0 9 1)\n',
      'f:1: Expected a closing ")" for the bracket of this line, but the file ends (is it cut off?)',
    ],
    [
      'a bracket too many',
      '((Axon) (0 0 0 1) (0 0 9 1))\n)',
      'f:2: Expected no ")" here: no bracket is open',
    ],
    [
      'crossed brackets',
      '((Axon) (0 0 0 1) <(0 0 9 1))',
      'f:1: Expected no ")" here: the bracket of line 1 ends with ">"',
    ],
    [
      'an open string',
      '("CellBody\n(0 0 0 1))',
      'f:1: Expected a string that ends in its line (add the closing ")',
    ],
    [
      'a loose word',
      'Axon\n((Axon) (0 0 0 1) (0 0 9 1))',
      'f:1: Expected a block in round brackets, but received "Axon"',
    ],
    [
      'a tree without type',
      '((Color Red)\n (0 0 0 1) (0 0 9 1))',
      'f:1: Expected the type of this tree, one of (CellBody), (Axon), (Dendrite), (Apical), but found none',
    ],
    [
      'a named tree without type',
      '("x" (0 0 0 1)\n ((0 0 9 1) | (0 9 9 1)))',
      'f:1: Expected the type of this tree',
    ],
    [
      'a misspelt number first',
      '((Axon) (0 0 0 1) (o 0 4 1) (0 0 9 1))',
      'f:1: Expected a point (x y z diameter) or a property that begins with its name, but received "(o 0 4 1)"',
    ],
    [
      'a number beyond all bounds',
      '((Axon) (0 0 0 1) (1e999 0 4 1) (0 0 9 1))',
      'f:1: Expected a point (x y z diameter) or a property that begins with its name, but received "(1e999 0 4 1)"',
    ],
    [
      'a point outside any tree',
      '((Axon) (0 0 0 1) (0 0 9 1))\n(0 0 12 1)',
      'f:2: Expected a block, but received a point outside any tree (is a bracket missing or misplaced before it?)',
    ],
    [
      'points of a tree in a property',
      '((Axon) (0 0 0 1) (0 0 9 1) (Color ((0 0 12 1) | (0 0 15 1))))',
      'f:1: Expected a marker without branches',
    ],
    [
      'no diameter',
      '((Axon) (0 0 0 1)\n(0 0 9))',
      'f:2: Expected a diameter > 0 (um) after x, y and z, but received none',
    ],
    [
      'diameter 0',
      '((Axon) (0 0 0 1)\n(0 0 9 0))',
      'f:2: Expected a diameter > 0 (um) after x, y and z, but received 0',
    ],
    [
      'two coordinates',
      '((Axon) (0 0 0 1)\n(0 0))',
      'f:2: Expected a point (x y z diameter), but received "(0 0)"',
    ],
    [
      'five numbers',
      '((Axon) (0 0 0 1 7) (0 0 9 1))',
      'f:1: Expected a point (x y z diameter), but received "(0 0 0 1 7)"',
    ],
    [
      'a word in a point',
      '((Axon) (0 0 zero 1) (0 0 9 1))',
      'f:1: Expected a point (x y z diameter), but received "(0 0 zero 1)"',
    ],
    [
      'points after a split',
      '((Axon) (0 0 0 1) ((0 0 9 1) | (0 9 9 1))\n(0 0 5 1))',
      'f:2: Expected no point of this branch after its split (put it before the split, or into a branch)',
    ],
    [
      'a split first',
      '((Axon)\n((0 0 9 1) | (0 9 9 1)))',
      'f:2: Expected a point before the first split of a tree, but found none',
    ],
    ['an unknown ending', '((Axon) (0 0 0 1) (0 0 9 1) Fuzzy)', 'but received "Fuzzy"'],
    [
      'empty brackets',
      '((Axon) (0 0 0 1) () (0 0 9 1))',
      'f:1: Expected a point (x y z diameter), a split or a property, but received empty brackets',
    ],
    ['a bar', '((Axon) (0 0 0 1) | (0 0 9 1))', 'but received "|"'],
    ['no points', '((Axon) (Color Red))', 'f:1: Expected the points of the tree, but found none'],
    ['no outline', '((CellBody) (Color Red))', 'f:1: Expected the points of the soma, but found none'],
    [
      'a line for an outline',
      '((CellBody) (0 0 0 1) (1 1 1 1) (2 2 2 1))',
      'f:1: outline: Expected an outline around an area, but received "points on one line"',
    ],
    [
      'a branched outline',
      '((CellBody) (0 0 0 1) (1 1 1 1) ((2 2 2 1) | (3 3 3 1)))',
      "f:1: Expected a point or a property of the soma's outline",
    ],
    [
      'a spine without point',
      '((Axon) (0 0 0 1) < (Class 1) > (0 0 9 1))',
      'f:1: Expected a point (x y z diameter) in the spine, but found none',
    ],
    [
      'a sphere without diameter',
      '((CellBody) (0 0 0 0))',
      'f:1: Expected the diameter of the soma > 0 (um), but received 0',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readAsc(text, { file: 'f' })).toThrow(DataFileError);
    expect(() => readAsc(text, { file: 'f' })).toThrow(message);
  });
});
