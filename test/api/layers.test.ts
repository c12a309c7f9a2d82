/** The walls of the house: imports run downwards only, and only edges of the house may need Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve('src');

/** What each layer may import values from (types may come from any layer that holds data types). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  numerics: [],
  morphology: ['numerics'],
  cable: ['numerics', 'morphology'],
  forward: ['numerics', 'morphology', 'cable'],
  kernel: ['numerics', 'morphology', 'cable', 'forward'],
  network: ['numerics'],
  predict: ['numerics', 'morphology', 'forward', 'kernel', 'network'],
  io: ['numerics', 'forward', 'kernel', 'network', 'predict'],
  tables: [],
  figures: ['numerics', 'forward', 'kernel', 'network', 'predict'],
  study: [
    'numerics',
    'morphology',
    'cable',
    'forward',
    'kernel',
    'network',
    'predict',
    'io',
    'figures',
    'tables',
  ],
  cli: [
    'numerics',
    'morphology',
    'cable',
    'forward',
    'kernel',
    'network',
    'predict',
    'io',
    'figures',
    'tables',
    'study',
  ],
};

/** Modules that layers of data (io, figures) may import values from beside their own: data types with their accessors, nothing that computes. */
const DATA_MODULES = new Set([
  'numerics/array2d.ts',
  'forward/leadField.ts',
  'forward/probe/probe.ts',
  'kernel/kernel.ts',
  'network/spikes.ts',
  'predict/signal.ts',
]);

/** Files at the root of src that everybody may import. */
const ROOT = new Set(['errors.ts', 'units.ts', 'version.ts']);

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts'))
  .map((f) => join(SRC, f));

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(type\s+)?([^;]*?)from\s+'([^']+)'/gms))
    found.push({ from: relative(SRC, file), target: match[3], typeOnly: match[1] !== undefined });
  for (const match of text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g))
    found.push({ from: relative(SRC, file), target: match[1], typeOnly: false });
  for (const match of text.matchAll(/^import\s+'([^']+)'/gm))
    found.push({ from: relative(SRC, file), target: match[1], typeOnly: false });
  return found;
}

const imports = files.flatMap(importsOf);
const layerOf = (path: string): string | undefined => (path.includes('/') ? path.split('/')[0] : undefined);
const internal = imports
  .filter(({ target }) => target.startsWith('.'))
  .map((i) => ({ ...i, target: relative(SRC, resolve(dirname(join(SRC, i.from)), i.target)) }));

describe('layers', () => {
  it('sees the imports of the code', () => {
    expect(internal.length).toBeGreaterThan(200);
    expect(internal).toContainEqual({
      from: 'kernel/probe.ts',
      target: 'numerics/array2d.ts',
      typeOnly: false,
    });
  });

  it('every folder has its place', () => {
    const folders = new Set(files.map((f) => layerOf(relative(SRC, f))).filter((x) => x !== undefined));
    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it('imports run downwards only', () => {
    const upwards = internal.filter(({ from, target, typeOnly }) => {
      const layer = layerOf(from);
      const other = layerOf(target);
      if (layer === undefined || layer === other) return false;
      if (other === undefined) return !ROOT.has(target);
      if (MAY_IMPORT[layer].includes(other)) return false;
      // Data layers name the types of what they carry.
      return !(typeOnly && ['io', 'figures', 'tables'].includes(layer) && !['study', 'cli'].includes(other));
    });
    expect(upwards).toEqual([]);
  });

  it('files and figures stand on data types: they import no computation from other layers', () => {
    const computing = internal.filter(
      ({ from, target, typeOnly }) =>
        ['io', 'figures'].includes(layerOf(from) ?? '') &&
        layerOf(target) !== layerOf(from) &&
        layerOf(target) !== undefined &&
        !typeOnly &&
        !DATA_MODULES.has(target),
    );
    expect(computing).toEqual([]);
  });

  it('only io/node, cli and worker entry points need Node', () => {
    const nodeOnly = imports.filter(
      ({ from, target, typeOnly }) =>
        !typeOnly &&
        (target.startsWith('node:') || target === 'danfojs-node' || target === '@resvg/resvg-js') &&
        !/^(io\/node\/|cli\/|tables\/frame\.ts)|[wW]orker\.ts$/.test(from),
    );
    expect(nodeOnly).toEqual([]);
  });

  it('what a browser loads from index.ts and figures.ts reaches no Node module', () => {
    const reached = new Set<string>();
    const queue = ['index.ts', 'figures.ts'];
    while (queue.length > 0) {
      const file = queue.pop()!;
      if (reached.has(file)) continue;
      reached.add(file);
      for (const { target } of internal.filter((i) => i.from === file && !i.typeOnly)) queue.push(target);
    }
    expect(reached.size).toBeGreaterThan(50);
    expect([...reached].filter((f) => /^(io\/node|cli)\//.test(f) || f === 'tables/frame.ts')).toEqual([]);
  });
});
