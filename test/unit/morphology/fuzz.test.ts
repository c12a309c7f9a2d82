/**
 * Generated and mutated morphology files: a reader either reads every point of the file, with all lengths, or throws a UserError. Several thousand files a run;
 * the seed is fixed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { arcLengths } from '../../../src/morphology/arc.ts';
import { readAsc } from '../../../src/morphology/asc.ts';
import { sectionParents, type Morphology } from '../../../src/morphology/morphology.ts';
import { readMorphologyJson, writeMorphologyJson } from '../../../src/morphology/morphologyJson.ts';
import { nrnShape } from '../../../src/morphology/nrnShape.ts';
import { readSwc, type SwcReading } from '../../../src/morphology/swc.ts';
import { writeSwc } from '../../../src/morphology/writeSwc.ts';

const seed = 20221129;

interface Row {
  type: number;
  xyz: [number, number, number];
  radius: number;
  parent: number;
}

const coordinate = fc.oneof(
  fc.integer({ min: -400, max: 400 }).map((k) => k / 4),
  // Not so small that a product of two is 0.
  fc.double({ min: -200, max: 200, noNaN: true }).map((v) => Math.round(v * 1e6) / 1e6),
);

/** A tree of points; parents come first here. Types like those of a neuron, or any. */
const tree = (somaPoints: number): fc.Arbitrary<Row[]> =>
  fc
    .array(
      fc.record({
        type: fc.oneof(fc.constantFrom(2, 3, 4), fc.constantFrom(0, 1, 3, 5, 9)),
        xyz: fc.tuple(coordinate, coordinate, coordinate),
        radius: fc.double({ min: 0.05, max: 8, noNaN: true }),
        back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
        repeats: fc.oneof(
          { weight: 12, arbitrary: fc.constant(false) },
          { weight: 1, arbitrary: fc.constant(true) },
        ),
      }),
      { minLength: 2, maxLength: 40 },
    )
    .map((rows) => {
      const out: Row[] = [];
      for (const [k, { type, xyz, radius, back, repeats }] of rows.entries()) {
        const parent = k === 0 ? -1 : Math.max(0, k - 1 - back);
        out.push({
          type: k < somaPoints ? 1 : type,
          xyz: repeats && parent >= 0 ? out[parent].xyz : xyz,
          radius,
          parent,
        });
      }
      return out;
    });

/** The rows as text, with ids, order and layout of all kinds. */
function swcText(
  rows: readonly Row[],
  { ids, shuffle, style }: { ids: number; shuffle: number; style: number },
): string {
  const id = (k: number) => 1 + k * ids;
  const lines = rows.map(({ type, xyz, radius, parent }, k) => {
    const whole = (v: number) => (style % 3 === 1 ? v.toFixed(1) : String(v));
    const fields = [whole(id(k)), whole(type), ...xyz, radius, whole(parent < 0 ? -1 : id(parent))];
    return `${style % 2 === 1 ? '  ' : ''}${fields.join(style % 5 === 2 ? '\t' : ' ')}${style % 7 === 3 ? ' # (tip]' : ''}`;
  });
  // A fixed permutation per number: parents may come after their children.
  if (shuffle > 0) {
    const key = (k: number) => ((k + 1) * (2 * shuffle + 1) * 7919) % 1009;
    const order = lines.map((_, k) => k).toSorted((a, b) => key(a) - key(b));
    return order.map((k) => lines[k]).join(style % 4 === 0 ? '\r\n' : '\n');
  }
  return ['# (made up) [x', '', ...lines, ''].join(style % 4 === 0 ? '\r\n' : '\n');
}

const layout = fc.record({
  ids: fc.integer({ min: 1, max: 3 }),
  shuffle: fc.oneof(fc.constant(0), fc.nat(50)),
  style: fc.nat(200),
});

const lengthOf = ({ sections }: Morphology) => sections.reduce((sum, s) => sum + arcLengths(s).at(-1)!, 0);

function edgeLengths(rows: readonly Row[], keep: (row: Row) => boolean = () => true): number {
  return rows.reduce(
    (sum, row) =>
      row.parent < 0 || !keep(row)
        ? sum
        : sum + Math.hypot(...row.xyz.map((v, axis) => v - rows[row.parent].xyz[axis])),
    0,
  );
}

/** Length of all edges that lines of numbers give, read as naively as can be. */
function edgesOf(data: readonly string[]): number {
  const rows = data.map((line) => line.split(/\s+/).map(Number));
  const placeOf = new Map(rows.map(([id, , x, y, z]) => [id, [x, y, z]]));
  return rows.reduce((sum, [, , x, y, z, , parent]) => {
    const from = placeOf.get(parent);
    return from === undefined ? sum : sum + Math.hypot(x - from[0], y - from[1], z - from[2]);
  }, 0);
}

/** The value, or undefined if a UserError was thrown; anything else fails the test. */
function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toMatch(/\n|undefined|NaN/);
    return undefined;
  }
}

function sound({ morphology }: { morphology: Morphology }): void {
  sectionParents(morphology);
  for (const section of morphology.sections)
    for (const point of section.points) expect(point.every(Number.isFinite) && point[3] > 0).toBe(true);
  attempt(() => nrnShape(morphology));
  expect(readMorphologyJson(writeMorphologyJson(morphology))).toEqual(morphology);
}

describe('SWC files of all kinds', () => {
  it('keep every point and every length where the soma is a row of frusta, or missing', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(0, 2, 4), fc.nat(), layout, fc.gen(), (soma, _, how, g) => {
        const rows = g(() => tree(soma));
        const reading = attempt(() => readSwc(swcText(rows, how), { soma: 'frusta' }));
        // A root that lies in one place with its heirs is refused; a lone soma point at the root is a sphere.
        if (reading === undefined || reading.soma.rule === 'single-point') return;
        read++;
        sound(reading);
        expect(reading.points).toBe(rows.length);
        expect(lengthOf(reading.morphology)).toBeAllclose(edgeLengths(rows), { rtol: 1e-12, atol: 1e-9 });
      }),
      { numRuns: 1500, seed },
    );
    expect(read).toBeGreaterThan(700);
  });

  it('lose no length with spherical somata and in the manner of NEURON but what wires stand for', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('chains', 'nrn'),
        layout,
        fc.constantFrom(0, 1, 2).chain(tree),
        (sections, how, rows) => {
          const reading = attempt(() => readSwc(swcText(rows, how), { sections }));
          if (reading === undefined) return;
          read++;
          sound(reading);
          expect(reading.points).toBe(rows.length);
          const inSoma = (row: Row) => row.parent >= 0 && rows[row.parent].type === 1;
          expect(lengthOf(reading.morphology)).toBeGreaterThanOrEqual(
            edgeLengths(rows, (row) => !inSoma(row) && row.type !== 1) * (1 - 1e-12) - 1e-9,
          );
        },
      ),
      { numRuns: 1500, seed },
    );
    expect(read).toBeGreaterThan(700);
  });

  it('come back from being written', () => {
    let written = 0;
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2, 5).chain(tree), (rows) => {
        const reading = attempt(() =>
          readSwc(swcText(rows, { ids: 1, shuffle: 0, style: 0 }), { soma: 'frusta' }),
        );
        if (reading === undefined) return;
        const text = attempt(() => writeSwc(reading.morphology));
        // Something joined by a wire to a soma that is not the reader's sphere alone cannot be written.
        if (text === undefined) return;
        written++;
        const again = readSwc(text, { soma: 'frusta' });
        expect(lengthOf(again.morphology)).toBeAllclose(lengthOf(reading.morphology), {
          rtol: 1e-12,
          atol: 1e-9,
        });
        const bag = ({ morphology }: SwcReading) =>
          morphology.sections.map((s) => JSON.stringify(s.points)).toSorted();
        if (reading.merged.length === 0) expect(bag(again)).toEqual(bag(reading));
      }),
      { numRuns: 1000, seed },
    );
    expect(written).toBeGreaterThan(500);
  });

  it('with mistakes are refused with a UserError, or every data line is a point', () => {
    const mutation = fc.array(
      fc.record({
        at: fc.nat(3000),
        cut: fc.nat(3),
        put: fc.oneof(
          fc.constantFrom(
            '',
            ' ',
            '\n',
            '-',
            '.',
            '#',
            '0',
            '1e',
            '1e400',
            'nan',
            ',',
            '\r',
            '\u0000',
            'ü',
            '-1',
            ' 7 ',
          ),
          fc.string({ maxLength: 6 }),
        ),
      }),
      { minLength: 1, maxLength: 2 },
    );
    let [read, measured] = [0, 0];
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 3).chain(tree),
        layout,
        mutation,
        fc.constantFrom('chains', 'nrn'),
        fc.constantFrom('error', 'wire'),
        (rows, how, mutations, sections, roots) => {
          let text = swcText(rows, how);
          for (const { at, cut, put } of mutations) {
            const k = at % (text.length + 1);
            text = text.slice(0, k) + put + text.slice(k + cut);
          }
          const reading = attempt(() => readSwc(text, { sections, roots }));
          if (reading === undefined) return;
          read++;
          sound(reading);
          const data = text
            .split(/\r\n|\r|\n/)
            .map((line) => line.replace(/#.*$/s, '').trim())
            .filter((line) => line !== '');
          expect(reading.points).toBe(data.length);
          // Points could be read and lost on the way to sections: all edges that these lines give are cable.
          const frusta = attempt(() => readSwc(text, { soma: 'frusta' }));
          if (frusta === undefined || frusta.soma.rule === 'single-point') return;
          measured++;
          expect(lengthOf(frusta.morphology)).toBeAllclose(edgesOf(data), { rtol: 1e-12, atol: 1e-9 });
        },
      ),
      { numRuns: 2500, seed },
    );
    expect(read).toBeGreaterThan(150);
    expect(measured).toBeGreaterThan(50);
  });
});

/** A branch: points, then perhaps a split. */
interface Branch {
  points: [number, number, number, number][];
  children: Branch[];
}

const point4 = fc.tuple(coordinate, coordinate, coordinate, fc.double({ min: 0.1, max: 9, noNaN: true }));
const { branch } = fc.letrec<{ branch: Branch }>((tie) => ({
  branch: fc.record({
    points: fc.array(point4, { minLength: 1, maxLength: 5 }),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant<Branch[]>([]),
      fc.array(tie('branch'), { minLength: 1, maxLength: 3 }),
    ),
  }),
}));

function ascBranch({ points, children }: Branch): string {
  const own = points.map((p) => `(${p.join(' ')})`).join('\n');
  return `${own}\n${children.length === 0 ? 'Normal' : `(\n${children.map(ascBranch).join(' |\n')}\n)`}`;
}

function ascText(branches: readonly Branch[], soma: number): string {
  const outline = Array.from({ length: soma }, (_, k) => {
    const t = (2 * Math.PI * k) / soma;
    return `(${9 * Math.cos(t)} ${6 * Math.sin(t)} 1 ${soma === 1 ? 12 : 0.1}) ; ${k}`;
  });
  const trees = branches.map(
    (b, k) => `( (Color Red) (${['Dendrite', 'Axon', 'Apical'][k % 3]})\n${ascBranch(b)}\n) ; end (of tree\n`,
  );
  return `; made up\n("Cell Body" (CellBody)\n${outline.join('\n')}\n)\n${trees.join('\n')}`;
}

const count = (b: Branch): number => b.points.length + b.children.reduce((sum, c) => sum + count(c), 0);
const distance = (p: readonly number[], q: readonly number[]) =>
  Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);

/** Cable in a branch that leaves from a point. */
function cable({ points, children }: Branch, from?: readonly number[]): number {
  const path = from === undefined ? points : [from, ...points];
  const own = path.slice(1).reduce((sum, p, k) => sum + distance(path[k], p), 0);
  return own + children.reduce((sum, c) => sum + cable(c, points.at(-1)), 0);
}

describe('Neurolucida files of all kinds', () => {
  const file = fc.tuple(fc.array(branch, { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 3, 4, 17));

  it('keep every point and every length', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('chains', 'nrn'), ([branches, soma], sections) => {
        const reading = attempt(() => readAsc(ascText(branches, soma), { sections }))!;
        sound(reading);
        expect(reading.points).toBe(soma + branches.reduce((sum, b) => sum + count(b), 0));
        const body = reading.morphology.sections.find((s) => s.type === 'soma')!;
        // A tree whose first section is one point has a piece of cable from the soma's middle.
        const total = lengthOf(reading.morphology) - lengthOf({ sections: [body] });
        const traced = branches.reduce((sum, b) => sum + cable(b), 0);
        expect(total).toBeGreaterThanOrEqual(traced * (1 - 1e-12) - 1e-9);
        if (branches.every((b) => b.points.length > 1 && distance(b.points[0], b.points[1]) > 0))
          expect(total).toBeAllclose(traced, { rtol: 1e-12, atol: 1e-9 });
      }),
      { numRuns: 600, seed },
    );
  });

  it('with mistakes are refused with a UserError, or no point is missing', () => {
    const mutation = fc.array(
      fc.record({
        at: fc.nat(5000),
        cut: fc.nat(8),
        put: fc.oneof(
          fc.constantFrom(
            '',
            '(',
            ')',
            '|',
            '<',
            '>',
            '"',
            ';',
            '\n',
            '()',
            '(1 2 3 4)',
            '(Color',
            'Normal',
            '-',
            'e9',
            'x',
          ),
          fc.string({ maxLength: 5 }),
        ),
      }),
      { minLength: 1, maxLength: 3 },
    );
    let read = 0;
    fc.assert(
      fc.property(file, mutation, ([branches, soma], mutations) => {
        let text = ascText(branches, soma);
        for (const { at, cut, put } of mutations) {
          const k = at % (text.length + 1);
          text = text.slice(0, k) + put + text.slice(k + cut);
        }
        const reading = attempt(() => readAsc(text, { roots: 'wire' }));
        if (reading === undefined) return;
        read++;
        sound(reading);
        // All brackets that begin with three numbers, after comments and strings are taken out.
        const bare = text.replace(/"[^"\n]*"|;[^\n\r]*/g, ' ');
        const number = '[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?';
        const three = new RegExp(`\\([\\s,]*${number}[\\s,]+${number}[\\s,]+${number}(?=[\\s,()<>|])`, 'g');
        const brackets = bare.match(three) ?? [];
        const others = reading.extras.reduce((sum, e) => sum + e.points.length, 0);
        expect(reading.points + others).toBe(brackets.length);
      }),
      { numRuns: 2500, seed },
    );
    expect(read).toBeGreaterThan(120);
  });
});

describe('any text at all', () => {
  it('is refused with a UserError', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        for (const read of [readSwc, readAsc, readMorphologyJson]) attempt(() => read(text));
      }),
      { numRuns: 500, seed },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(attempt(() => readMorphologyJson(text))).toBeUndefined();
      }),
      { numRuns: 500, seed },
    );
  });
});
