/**
 * Reading Neurolucida's ASCII files (.asc): outlines of the soma, and trees of (x y z diameter) points that split as `( branch | branch )`. The format has no
 * published specification; read here as the documentation of MorphIO and Arbor describe it, and NEURON's import shows.
 *
 * A tree is joined to the middle of the soma by a wire. A branch whose first point repeats the branch point is not given it twice. Spines, markers and outlines
 * of anything but the soma are no part of the neuron: the result lists them. Not read: trees without a type, and points without a diameter in trees.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import { contourSoma, contourStackSoma } from './contour.ts';
import { parseExpressions, type Group, type Item } from './expressions.ts';
import type { Morphology } from './morphology.ts';
import { checkTree, sphereSection, type SomaReading, type TracedPoint } from './pointTree.ts';
import { treeSections, type SectionRule, type SomaSection } from './treeSections.ts';

export interface AscOptions {
  /** Name of the file for messages (default `asc`). */
  readonly file?: string;
  /** How points become sections (default `chains`); see `treeSections.ts`. */
  readonly sections?: SectionRule | undefined;
  /** Several trees without a soma: `error` (default), or `wire`: the others are joined to the beginning of the first. */
  readonly roots?: 'error' | 'wire' | undefined;
}

/** Something in the file that is no part of the neuron's cable. */
export interface AscExtra {
  readonly kind: 'spine' | 'marker' | 'contour' | 'header';
  /** Its name in the file, or its first word. */
  readonly name: string;
  readonly line: number;
  /** x, y, z (um) of its points. */
  readonly points: readonly (readonly [x: number, y: number, z: number])[];
}

export interface AscReading {
  readonly morphology: Morphology;
  /** How the soma was understood. */
  readonly soma: SomaReading;
  /** Number of points of the neuron in the file: of its trees and of the soma's outlines. */
  readonly points: number;
  /** Lines of points that repeat the place of the point before and would have made a section without length: left out. */
  readonly merged: readonly number[];
  /** Lines where further trees begin that were joined by wires for want of a soma. */
  readonly wired: readonly number[];
  readonly extras: readonly AscExtra[];
}

const TYPES: Readonly<Record<string, number>> = { cellbody: 1, axon: 2, dendrite: 3, apical: 4 };
const ENDINGS = new Set(['normal', 'incomplete', 'high', 'low', 'generated', 'midpoint', 'origin']);

/**
 * The morphology in the text of a Neurolucida ASCII file.
 * Throws DataFileError, naming file and line, for brackets that do not match, points that are not x, y, z and a diameter > 0, trees without a type, words that
 * are no ending, points after a split, a soma that is no outline, several trees without a soma (unless `roots` allows them).
 */
export function readAsc(text: string, options: AscOptions = {}): AscReading {
  const { file = 'asc', sections = 'chains', roots = 'error' } = options;
  const trees: TracedPoint[] = [];
  const extras: AscExtra[] = [];
  const outlines: TracedPoint[][] = [];
  for (const block of parseExpressions(text, file)) {
    if (block.kind !== 'list')
      throw new DataFileError(
        file,
        block.line,
        `Expected a block in round brackets, but received ${describe(block)}`,
      );
    const type = typeOf(block);
    if (type === undefined) extras.push(otherBlock(block, file));
    else if (type === 1) outlines.push(outlineOf(block, file, extras));
    else for (const point of treeOf(block, type, trees.length, file, extras)) trees.push(point);
  }
  const somaPoints = outlines.flat().map((p, i) => ({ ...p, parent: i - 1 }));
  const points = [
    ...somaPoints,
    ...trees.map((p) => (p.parent < 0 ? p : { ...p, parent: p.parent + somaPoints.length })),
  ];
  checkTree(points, file, somaPoints.length > 0 || roots === 'wire');
  const { reading, soma } = somaOf(outlines, file);
  const { morphology, merged } = treeSections(points, sections, soma, file);
  const wired = soma === undefined ? points.filter((p) => p.parent < 0).slice(1) : [];
  return {
    morphology,
    soma: reading,
    points: points.length,
    merged,
    wired: wired.map((p) => p.line),
    extras: extras.toSorted((a, b) => a.line - b.line),
  };
}

/** The type of a block of the neuron, undefined if it is none: 1 soma, 2 axon, 3 dendrite, 4 apical dendrite. */
function typeOf(block: Group): number | undefined {
  for (const item of block.items) {
    if (item.kind !== 'list' || item.items.length !== 1) continue;
    const [word] = item.items;
    const type = word.kind === 'word' ? TYPES[word.text.toLowerCase()] : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

/** A block that is no part of the neuron. Throws DataFileError if it looks like one. */
function otherBlock(block: Group, file: string): AscExtra {
  const [first] = block.items;
  const named = first !== undefined && (first.kind === 'string' || first.kind === 'word');
  const { points, splits } = contents(block);
  if (isPointList(block) || (points.length > 0 && (!named || splits > 0)))
    throw new DataFileError(
      file,
      block.line,
      isPointList(block)
        ? 'Expected a block, but received a point outside any tree (is a bracket missing or misplaced before it?)'
        : 'Expected the type of this tree, one of (CellBody), (Axon), (Dendrite), (Apical), but found none (add it, or a name in quotes if it is an outline)',
    );
  const direct = block.items.some(isPointList);
  return extraOf(!direct ? 'header' : first.kind === 'string' ? 'contour' : 'marker', block);
}

/** Points at any depth of a group, and the number of splits. */
function contents(group: Group): { points: [number, number, number][]; splits: number } {
  const points: [number, number, number][] = [];
  let splits = 0;
  const stack: Item[] = [group];
  while (stack.length > 0) {
    const item = stack.pop()!;
    if (item.kind !== 'list' && item.kind !== 'spine') continue;
    if (item !== group && item.kind === 'list' && isSplit(item)) splits++;
    const [x, y, z] = item.items.map((i) => (i.kind === 'number' ? i.value : NaN));
    if (item.items.length >= 3 && !Number.isNaN(x + y + z)) points.push([x, y, z]);
    for (const inner of item.items.toReversed()) stack.push(inner);
  }
  return { points, splits };
}

function extraOf(kind: AscExtra['kind'], block: Group): AscExtra {
  const [first] = block.items;
  const named = block.items.flatMap((i) =>
    i.kind === 'list' && i.items[0]?.kind === 'word' && /^(Name|Class)$/.test(i.items[0].text) ? i.items : [],
  );
  const label = named.find((i) => i.kind === 'string') ?? first;
  const name = label !== undefined && (label.kind === 'word' || label.kind === 'string') ? label.text : kind;
  return { kind, name, line: block.line, points: contents(block).points };
}

/** The outline in a block of the soma. */
function outlineOf(block: Group, file: string, extras: AscExtra[]): TracedPoint[] {
  const outline: TracedPoint[] = [];
  for (const item of block.items) {
    if (item.kind === 'string') continue;
    if (item.kind === 'list' && isPointList(item)) {
      const [x, y, z, d] = coordinates(item, file);
      outline.push({ x, y, z, d: d ?? 0, type: 1, parent: -1, line: item.line });
    } else if (item.kind === 'list' && !isSplit(item)) readProperty(item, file, extras);
    else if (item.kind !== 'word' || !ENDINGS.has(item.text.toLowerCase()))
      throw new DataFileError(
        file,
        item.line,
        `Expected a point or a property of the soma's outline, but received ${describe(item)}`,
      );
  }
  if (outline.length === 0)
    throw new DataFileError(file, block.line, 'Expected the points of the soma, but found none');
  return outline;
}

/** A sequence of items and the point that the next one is joined to. */
interface Place {
  readonly items: readonly Item[];
  next: number;
  from: number;
  split: boolean;
}

/** The points of one tree, parents as indices counted from `offset`. Its depth is not limited by the machine's stack. */
function treeOf(block: Group, type: number, offset: number, file: string, extras: AscExtra[]): TracedPoint[] {
  const points: TracedPoint[] = [];
  const stack: Place[] = [{ items: block.items, next: 0, from: -1, split: false }];
  while (stack.length > 0) {
    const place = stack.at(-1)!;
    const item = place.items[place.next++];
    if (item === undefined) {
      stack.pop();
    } else if (item.kind === 'list' && isSplit(item)) {
      if (place.from < 0)
        throw new DataFileError(
          file,
          item.line,
          'Expected a point before the first split of a tree, but found none',
        );
      place.split = true;
      for (const items of branches(item).toReversed())
        stack.push({ items, next: 0, from: place.from, split: false });
    } else if (isPointList(item)) {
      if (place.split)
        throw new DataFileError(
          file,
          item.line,
          'Expected no point of this branch after its split (put it before the split, or into a branch)',
        );
      const [x, y, z, d] = coordinates(item, file);
      if (d === undefined || !(d > 0))
        throw new DataFileError(
          file,
          item.line,
          `Expected a diameter > 0 (um) after x, y and z, but received ${d ?? 'none'}`,
        );
      points.push({ x, y, z, d, type, parent: place.from, line: item.line });
      place.from = offset + points.length - 1;
    } else if (item.kind === 'spine') extras.push(spineOf(item, file));
    else if (item.kind === 'list') readProperty(item, file, extras);
    else if (item.kind === 'word' ? !ENDINGS.has(item.text.toLowerCase()) : item.kind !== 'string')
      throw new DataFileError(
        file,
        item.line,
        `Expected a point, a split, a property or an ending (Normal, Incomplete, High, Low, Generated, Midpoint, Origin), but received ${describe(item)}`,
      );
  }
  if (points.length === 0)
    throw new DataFileError(file, block.line, 'Expected the points of the tree, but found none');
  return points;
}

/** Checks a list that begins with a word: a property without points, or a marker, which goes to `extras`. */
function readProperty(list: Group, file: string, extras: AscExtra[]): void {
  const [first] = list.items;
  if (first === undefined || (first.kind !== 'word' && first.kind !== 'string'))
    throw new DataFileError(
      file,
      list.line,
      `Expected a point (x y z diameter), a split or a property, but received ${describe(list)}`,
    );
  // A point with a misspelt number begins with a word, too.
  const numbers = list.items.filter((i) => i.kind === 'number').length;
  if (numbers > 2 || (first.kind === 'word' && !/^[A-Za-z_]\w*$/.test(first.text)))
    throw new DataFileError(
      file,
      list.line,
      `Expected a point (x y z diameter) or a property that begins with its name, but received ${describe(list)}`,
    );
  const { points, splits } = contents(list);
  const [, second] = list.items;
  const colour = first.text === 'Color' && second?.kind === 'word' && second.text === 'RGB';
  if (points.length === 0 || (colour && points.length === 1)) return;
  if (splits > 0)
    throw new DataFileError(
      file,
      list.line,
      `Expected a marker without branches, but received ${describe(list)}`,
    );
  extras.push(extraOf('marker', list));
}

function spineOf(spine: Group, file: string): AscExtra {
  if (!spine.items.some(isPointList))
    throw new DataFileError(
      file,
      spine.line,
      'Expected a point (x y z diameter) in the spine, but found none',
    );
  return extraOf('spine', spine);
}

/** Several branches, or one: a list that is neither a point nor begins with a word. */
function isSplit(list: Group): boolean {
  return (
    list.kind === 'list' &&
    (list.items.some((i) => i.kind === 'bar') ||
      list.items[0]?.kind === 'list' ||
      list.items[0]?.kind === 'spine')
  );
}

function branches(split: Group): Item[][] {
  const out: Item[][] = [[]];
  for (const item of split.items)
    if (item.kind === 'bar') out.push([]);
    else out.at(-1)!.push(item);
  return out;
}

/** Brackets that begin with a number. */
interface PointList extends Group {
  readonly kind: 'list';
  readonly begins?: 'number';
}

function isPointList(item: Item): item is PointList {
  return item.kind === 'list' && item.items[0]?.kind === 'number';
}

/** x, y, z and, if given, the diameter; a name of the section (`S1`) may follow. */
function coordinates(list: Group, file: string): number[] {
  const numbers = list.items.flatMap((i) => (i.kind === 'number' ? [i.value] : []));
  const rest = list.items.slice(numbers.length);
  const label = rest.length === 0 || (rest.length === 1 && rest[0].kind === 'word');
  if (numbers.length < 3 || numbers.length > 4 || !label)
    throw new DataFileError(
      file,
      list.line,
      `Expected a point (x y z diameter), but received ${describe(list)}`,
    );
  return numbers;
}

function somaOf(
  outlines: readonly (readonly TracedPoint[])[],
  file: string,
): { reading: SomaReading; soma?: SomaSection } {
  const flat = outlines.flat();
  const lines = flat.map((p) => p.line);
  if (flat.length === 0) return { reading: { rule: 'none', lines } };
  const xyz = outlines.map((o) => o.map((p) => [p.x, p.y, p.z] as const));
  const members = new Set(flat.keys());
  if (flat.length === 1) {
    if (!(flat[0].d > 0))
      throw new DataFileError(
        file,
        flat[0].line,
        `Expected the diameter of the soma > 0 (um), but received ${flat[0].d}`,
      );
    return { reading: { rule: 'single-point', lines }, soma: { points: sphereSection(flat[0]), members } };
  }
  try {
    const points = outlines.length === 1 ? contourSoma(xyz[0]) : contourStackSoma(xyz);
    return {
      reading: { rule: outlines.length === 1 ? 'contour' : 'contour-stack', lines },
      soma: { points, members },
    };
  } catch (error) {
    if (error instanceof ParameterError) throw new DataFileError(file, flat[0].line, error.message);
    throw error;
  }
}

function describe(item: Item): string {
  switch (item.kind) {
    case 'bar':
      return '"|"';
    case 'string':
      return `the string ${show(item.text)}`;
    case 'number':
    case 'word':
      return show(item.text);
    default: {
      if (item.items.length === 0) return item.kind === 'list' ? 'empty brackets' : 'an empty spine';
      const words = item.items
        .slice(0, 6)
        .map((i) => ('text' in i ? i.text : i.kind === 'bar' ? '|' : '(…)'));
      return show(`(${words.join(' ')}${item.items.length > 6 ? ' …' : ''})`);
    }
  }
}
