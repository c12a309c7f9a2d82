import { beforeAll, describe, expect, test } from 'vitest';
import { DataFileError } from '../../../src/errors.ts';
import { canonicalJson, sha256Hex } from '../../../src/io/hash.ts';
import { writeKernels } from '../../../src/io/kernelsHdf5.ts';
import { probeKernels } from '../../../src/study/kernelStage.ts';
import {
  kernelProvenance,
  kernelSetFiles,
  readKernelSet,
  readKernelSetDescription,
  recipeHash,
  verifyKernelSet,
} from '../../../src/study/kernelSet.ts';
import { kernelRecipe } from '../../../src/study/recipe.ts';
import { loadTiny, tinyCurrents } from '../../support/tinyRun.ts';
import { tinyStudy } from '../../support/tinyStudy.ts';

const study = await loadTiny();
const currents = await tinyCurrents(study);
const hash = await recipeHash(kernelRecipe(study));
let text: string;
let data: Uint8Array;

beforeAll(async () => {
  const [description, kernels] = await kernelSetFiles(study, 'set', currents);
  text = description.content as string;
  data = kernels.content as Uint8Array;
});

/** The error of reading a set of these files, undefined if it can be read. */
async function faultOf(json: string | Uint8Array, h5: Uint8Array = data): Promise<string | undefined> {
  const bytes = typeof json === 'string' ? new TextEncoder().encode(json) : json;
  const read = (path: string) => Promise.resolve(path.endsWith('kernel.json') ? bytes : h5);
  try {
    await readKernelSet('set', read);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DataFileError);
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
}

/** The description after a change, its own checksums made to fit again where asked. */
async function edited(change: (d: any) => void, fit: ('hash' | 'sha256')[] = []): Promise<string> {
  const description = JSON.parse(text);
  change(description);
  if (fit.includes('hash')) description.hash = await recipeHash(description.recipe);
  if (fit.includes('sha256')) {
    const { sha256: _own, ...rest } = description;
    description.sha256 = await sha256Hex(canonicalJson(rest));
  }
  return JSON.stringify(description);
}

const readSet = () =>
  readKernelSet('set', (path) =>
    Promise.resolve(path.endsWith('kernel.json') ? new TextEncoder().encode(text) : data),
  );

describe('a kernel set', () => {
  test('gives back the kernels to the bit, so that probes see the same', async () => {
    const set = await readSet();
    expect(set.description).toMatchObject({ name: 'set', hash, pathways: [{ X: 'E', Y: 'E' }, {}, {}, {}] });
    expect(set.currents).toEqual(currents);
    expect(probeKernels(study, set.currents)).toEqual(probeKernels(study, currents));
  });

  test('is verified by computing it again', async () => {
    const pathways = await verifyKernelSet(await readSet());
    expect(pathways.map(({ X, Y, pass }) => [X, Y, pass])).toEqual([
      ['E', 'E', true],
      ['I', 'E', true],
      ['E', 'I', true],
      ['I', 'I', true],
    ]);
  });

  test.each<[string, (kernels: any[]) => void]>([
    ['a current', (k) => (k[1].H.data[70] *= 1 + 1e-6)],
    ['NaN', (k) => (k[1].H.data[70] = NaN)],
    ['a place of the cell', (k) => (k[1].geometry.end.data[0] += 0.01)],
    ['the lags', (k) => (k[1].lags.dt = 0.25)],
    ['the solver', (k) => (k[1].solver = 'nrn')],
    ['the pathway', (k) => (k[1].X = 'T')],
  ])('fails if %s differs', async (_what, change) => {
    const set = await readSet();
    const other = structuredClone(set.currents) as any[];
    change(other);
    const pathways = await verifyKernelSet({ ...set, currents: other });
    expect(pathways.filter(({ pass }) => !pass).map(({ X, Y }) => `${X} -> ${Y}`)).toEqual(
      other[1].X === 'T' ? ['I -> E', 'T -> E'] : ['I -> E'],
    );
  });
});

describe('damage is found in', () => {
  test('the data, whichever byte is flipped', async () => {
    // Every byte is the concern of the checksum; the places here are spread over the whole file.
    for (let k = 0; k <= 40; k++) {
      const damaged = data.slice();
      damaged[Math.round((k / 40) * (data.length - 1))] ^= 1 << (k % 8);
      expect(await faultOf(text, damaged)).toMatch(
        /^set\/kernels\.h5: damaged or edited: .*; build the set again$/,
      );
    }
  });

  test.each([0, 1, 1000, -1])('data cut at byte %d', async (end) => {
    expect(await faultOf(text, data.subarray(0, end))).toMatch(/^set\/kernels\.h5: damaged or edited/);
  });

  test('any character of the description', async () => {
    const bytes = new TextEncoder().encode(text);
    for (let i = 0; i < bytes.length; i += 37) {
      const damaged = bytes.slice();
      damaged[i] ^= 1;
      const [before, after] = [bytes[i], damaged[i]].map((byte) => String.fromCharCode(byte));
      // One kind of white space for another changes nothing.
      if (/\s/.test(before) && /\s/.test(after)) continue;
      expect([i, await faultOf(damaged)]).toEqual([i, expect.stringMatching(/^set\/kernel\.json: /)]);
    }
  });

  test('a description cut short or empty', async () => {
    expect(await faultOf('')).toBe('set/kernel.json: the file is empty');
    expect(await faultOf(text.slice(0, 900))).toMatch(
      /^set\/kernel\.json: damaged: not JSON at line \d+, column \d+; build the set again$/,
    );
  });
});

describe('an edit is found of', () => {
  test.each<[string, (d: any) => void, RegExp]>([
    ['a number of the recipe', (d) => (d.recipe.kernels.tau = 6), /the recipe or its hash was edited/],
    ['the recipe, which is gone', (d) => delete d.recipe, /damaged or edited: recipe: /],
    [
      'the hash',
      (d) => (d.hash = d.hash.replace(/^./, (c: string) => (c === '0' ? '1' : '0'))),
      /the recipe or its hash was edited/,
    ],
    ['the title', (d) => (d.title = 'Mine'), /its members do not match its sha256/],
    ['the checksum of the data', (d) => (d.data.sha256 = '00'), /its members do not match its sha256/],
    ['the data, which are gone', (d) => delete d.data, /damaged or edited: data: /],
    ['the pathways', (d) => d.pathways.pop(), /its members do not match its sha256/],
    [
      'the format',
      (d) => (d.format = 'spikefield kernel set 2'),
      /expected the format "spikefield kernel set 1", but received "spikefield kernel set 2"/,
    ],
    ['its members', (d) => (d.mine = 1), /damaged or edited: the description: .*mine/],
  ])('%s', async (_what, change, message) => {
    expect(await faultOf(await edited(change))).toMatch(message);
  });

  test('a recipe whose checksums were made to fit: the data know better', async () => {
    const forged = await edited((d) => (d.recipe.kernels.rates.values.E = 21), ['hash', 'sha256']);
    expect(await faultOf(forged)).toMatch(
      new RegExp(
        `^set/kernels\\.h5: belongs to the recipe ${hash.slice(0, 12)}…, but kernel\\.json has .*; build the set again$`,
      ),
    );
  });

  test('pathways that the data do not hold', async () => {
    const forged = await edited((d) => d.pathways.pop(), ['sha256']);
    expect(await faultOf(forged)).toBe(
      'set/kernels.h5: holds the pathways E -> E, I -> E, E -> I, I -> I, but kernel.json states E -> E, I -> E, E -> I; build the set again',
    );
  });

  test('data taken from another set', async () => {
    const other = await loadTiny((s) => (s.kernels.rates.values.E = 21));
    const provenance = { ...(await kernelProvenance(other)), study: 'tiny' };
    const swapped = await writeKernels(await tinyCurrents(other), [], provenance);
    expect(await faultOf(text, swapped)).toMatch(/^set\/kernels\.h5: damaged or edited/);
    const sum = await sha256Hex(swapped);
    const forged = await edited((d) => (d.data.sha256 = sum), ['sha256']);
    expect(await faultOf(forged, swapped)).toMatch(/^set\/kernels\.h5: belongs to the recipe/);
  });

  test.each(['null', '[]', '3', '"x"', '{}'])('what is no description at all: %s', async (json) => {
    const read = () => Promise.resolve(new TextEncoder().encode(json));
    await expect(readKernelSetDescription('set', read)).rejects.toThrow(
      'set/kernel.json: expected the format "spikefield kernel set 1", but received nothing; build the set again',
    );
  });
});

describe('the hash of a recipe', () => {
  /** Paths of all numbers in a value. */
  function numbers(value: unknown, path: (string | number)[] = []): (string | number)[][] {
    if (typeof value === 'number') return [path];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, member]) => numbers(member, [...path, key]));
  }
  const at = (value: any, path: readonly (string | number)[]) => path.reduce((v: any, key) => v[key], value);

  test('changes with every number of the kernels and every size', async () => {
    const original = tinyStudy();
    const paths = numbers(original).filter(
      (path) => ['kernels', 'populations'].includes(String(path[0])) && path.at(-1) !== 'radius',
    );
    expect(paths.length).toBeGreaterThan(80);
    const same: string[] = [];
    for (const path of paths) {
      const changed = await loadTiny((s) => {
        const holder = at(s, path.slice(0, -1));
        const key = path.at(-1)!;
        const old = holder[key];
        const whole = ['size', 'soma', 'apic'].includes(String(key));
        // Each change keeps the study valid: times stay on the grid, probabilities below 1, points of a section apart.
        holder[key] = whole ? old + 1 : key === 'dt' ? old / 2 : key === 'tau' ? old + 1 : old + 1e-3;
        if (key === 'dt') s.dynamics.dt = holder[key];
      });
      if ((await recipeHash(kernelRecipe(changed))) === hash) same.push(path.join('.'));
    }
    expect(same).toEqual([]);
  });

  test('does not change with probes, head, radius or dynamics', async () => {
    const changed = await loadTiny((s) => {
      s.probes = { other: { type: 'GaussCylinderPotential', z: [50], sigma: 0.2, radius: 70 } };
      s.head = {};
      s.kernels.cells.E.radius = 20;
      s.dynamics.seed = 5;
      s.kernels.set = 'mine';
      s.name = 'other';
    });
    expect(await recipeHash(kernelRecipe(changed))).toBe(hash);
  });
});
