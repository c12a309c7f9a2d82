import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataFileError, InternalError } from '../../../src/errors.ts';
import { readHdf5, writeHdf5, type FileProvenance } from '../../../src/io/hdf5.ts';
import { readKernels, writeKernels } from '../../../src/io/kernelsHdf5.ts';
import { readSignals, writeSignals } from '../../../src/io/signalsHdf5.ts';
import { readRates, readSpikes, writeRates, writeSpikes } from '../../../src/io/spikesHdf5.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import type { Spikes } from '../../../src/network/spikes.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { currentKernels, kernels, rates, signals, spikes } from './arbitraries.ts';

const provenance: FileProvenance = { version: '0.1.0', hash: 'ab'.repeat(32) };
const runs = { numRuns: 25 };

/** Results of different probes may interleave; files keep the order within a probe. */
const byProbe = <T extends { probe: string }>(list: readonly T[]): T[] =>
  [...new Set(list.map((item) => item.probe))].flatMap((probe) =>
    list.filter((item) => item.probe === probe),
  );

describe('round trips to the bit, whatever the names', () => {
  test('kernels', async () => {
    await fc.assert(
      fc.asyncProperty(currentKernels, kernels, async (current, list) => {
        const read = await readKernels('k.h5', await writeKernels(current, list, provenance));
        expect(read.currentKernels).toStrictEqual(current);
        expect(read.kernels).toStrictEqual(byProbe(list));
        expect(read.provenance).toStrictEqual(provenance);
      }),
      runs,
    );
  });

  test('spikes', async () => {
    await fc.assert(
      fc.asyncProperty(spikes, async (list) => {
        expect((await readSpikes('s.h5', await writeSpikes(list, provenance))).spikes).toStrictEqual(list);
      }),
      runs,
    );
  });

  test('counts', async () => {
    await fc.assert(
      fc.asyncProperty(rates, async (list) => {
        expect((await readRates('r.h5', await writeRates(list, provenance))).rates).toStrictEqual(list);
      }),
      runs,
    );
  });

  test('signals', async () => {
    await fc.assert(
      fc.asyncProperty(signals, async (list) => {
        expect((await readSignals('s.h5', await writeSignals(list, provenance))).signals).toStrictEqual(
          byProbe(list),
        );
      }),
      runs,
    );
  });

  test('arrays of several compressed chunks, and provenance with all members', async () => {
    const steps = Int32Array.from({ length: 200_000 }, (_, i) => i >> 3);
    const big: Spikes = { population: 'E', size: 8, dt: 0.1, steps, ids: steps.map((_, i) => i & 7) };
    const full = { ...provenance, created: '2025-01-01T00:00:00Z', study: 'hagen-2022' };
    const bytes = await writeSpikes([big], full);
    expect(bytes.length).toBeLessThan(0.2 * 8 * steps.length);
    const read = await readSpikes('s.h5', bytes);
    expect(read.provenance).toStrictEqual(full);
    expect(read.spikes[0]!.steps.every((step, i) => step === big.steps[i])).toBe(true);
    expect(read.spikes[0]!.ids.every((id, i) => id === big.ids[i])).toBe(true);
    expect(read.spikes[0]!.ids).toHaveLength(200_000);
  });
});

test('what stands twice, half a pathway, and texts that HDF5 would change are refused', async () => {
  const train: Spikes = { population: 'E', size: 1, dt: 1, steps: new Int32Array(0), ids: new Int32Array(0) };
  await expect(writeSpikes([train, train], provenance)).rejects.toThrow(InternalError);
  await expect(writeSpikes([{ ...train, population: 'a\0b' }], provenance)).rejects.toThrow('holds NUL');
  await expect(writeSpikes([{ ...train, population: '\ud800' }], provenance)).rejects.toThrow(
    'half a surrogate pair',
  );
  await expect(writeSpikes([{ ...train, dt: NaN }], provenance)).rejects.toThrow('Expected a finite number');
  const signal: Signal = { probe: 'p', data: array2d(0, 0), channels: [], unit: 'mV', dt: 1, t0: 0 };
  await expect(writeSignals([{ ...signal, X: 'E' }], provenance)).rejects.toThrow('has X or Y, not both');
  await expect(writeSignals([signal, signal], provenance)).rejects.toThrow('sum of p occurs twice');
  const wrong = {
    arrays: { a: { values: new Float64Array(5), shape: [2, 3], unit: 'mV', description: '' } },
  };
  await expect(writeHdf5('test', wrong, provenance)).rejects.toThrow('5 values of a do not fill 2 x 3');
});

describe('the content hash', () => {
  const kernel: Kernel = {
    X: 'E',
    Y: 'I',
    probe: 'lfp',
    H: array2d(1, 3, Float64Array.of(0, 1, 2)),
    lags: { dt: 0.0625, first: 0, count: 3 },
    channels: [{ name: 'a', z: 1 }],
    unit: 'mV',
  };
  const hashOf = async (k: Kernel) =>
    (await readKernels('k', await writeKernels([], [k], provenance))).contentHash;

  test('is the same whenever a file is written, and differs for every change', async () => {
    const hash = await hashOf(kernel);
    expect(await hashOf({ ...kernel })).toBe(hash);
    const changes: Partial<Kernel>[] = [
      { X: 'I' },
      { unit: 'nA um' },
      { lags: { dt: 0.0625, first: 1, count: 3 } },
      { channels: [{ name: 'a', z: 2 }] },
      { channels: [{ name: 'b', z: 1 }] },
      { H: array2d(1, 3, Float64Array.of(-0, 1, 2)) },
      { H: array2d(3, 1, kernel.H.data) },
    ];
    for (const change of changes)
      expect(await hashOf({ ...kernel, ...change }), JSON.stringify(change)).not.toBe(hash);
  });
});

describe('damaged files', () => {
  const train: Spikes = {
    population: 'E',
    size: 5,
    dt: 0.1,
    steps: Int32Array.of(1, 2, 3),
    ids: Int32Array.of(0, 1, 2),
  };
  const whole = writeSpikes([train], provenance);

  test('cut anywhere', async () => {
    const bytes = await whole;
    const seal = 84;
    const cuts = [
      0,
      1,
      7,
      8,
      9,
      20,
      35,
      36,
      47,
      48,
      100,
      bytes.length >> 1,
      bytes.length - seal - 1,
      bytes.length - seal + 1,
      bytes.length - 1,
    ];
    for (const n of cuts)
      await expect(readSpikes('s.h5', bytes.slice(0, n)), `${n} bytes`).rejects.toThrow(DataFileError);
    await expect(readSpikes('s.h5', bytes.slice(0, bytes.length >> 1))).rejects.toThrow(
      /^s\.h5: damaged or truncated HDF5 file: it says it has \d+ bytes, but \d+ were found \(copy the file again or compute it anew\)$/,
    );
  });

  test('flipped bytes: all of the superblock and of the seal, every fifth of the rest', async () => {
    const bytes = await whole;
    for (let i = 0; i < bytes.length; i += i < 100 || i > bytes.length - 100 ? 1 : 5) {
      const flipped = bytes.slice();
      flipped[i]! ^= 1 + (i % 255);
      await expect(readSpikes('s.h5', flipped), `byte ${i}`).rejects.toThrow(DataFileError);
    }
  });

  test('longer than it says', async () => {
    const bytes = await whole;
    const longer = new Uint8Array(bytes.length + 5);
    longer.set(bytes);
    await expect(readSpikes('s.h5', longer)).rejects.toThrow('damaged or truncated HDF5 file');
  });

  test('edited by another program: without a seal the content hash finds it', async () => {
    const { h5, fs } = await library();
    fs.writeFile('/edited.h5', await whole);
    const file = new h5.File('/edited.h5', 'a');
    (file.get('spikes/E') as InstanceType<typeof h5.Group>).create_attribute('note', 'hello');
    file.close();
    const edited = fs.readFile('/edited.h5');
    await expect(readSpikes('s.h5', edited)).rejects.toThrow(
      'its contents are not those that spikefield wrote',
    );
  });

  test('stored again by another program without a change: read as before', async () => {
    const bytes = await whole;
    const end = Number(new DataView(bytes.buffer).getBigUint64(28, true));
    expect((await readSpikes('s.h5', bytes.slice(0, end))).spikes).toStrictEqual([train]);
  });
});

describe('other files', () => {
  test('no HDF5', async () => {
    const text = new TextEncoder().encode('time,id\n1,2\n'.repeat(100));
    await expect(readKernels('k.h5', text)).rejects.toThrow(
      'k.h5: Expected an HDF5 file, but the file does not start with the HDF5 signature',
    );
    await expect(readKernels('k.h5', new Uint8Array(0))).rejects.toThrow(
      'k.h5: Expected an HDF5 file, but the file is empty',
    );
  });

  test('HDF5 of ours, but of another kind', async () => {
    const bytes = await writeRates([], provenance);
    await expect(readKernels('k.h5', bytes)).rejects.toThrow(
      'k.h5: Expected a file of the format "spikefield kernels", but received "spikefield rates"',
    );
  });

  test('HDF5 of others', async () => {
    const { h5, fs } = await library();
    const file = new h5.File('/other.h5', 'w');
    file.create_dataset({ name: 'x', data: new Float64Array(3) });
    file.close();
    await expect(readKernels('k.h5', fs.readFile('/other.h5'))).rejects.toThrow(
      'k.h5: Expected a file of the format "spikefield kernels", but received nothing',
    );
  });

  test('a tree in which something is missing', async () => {
    const tree = {
      groups: new Map([
        ['spikes', { groups: new Map([['E', { attributes: { population: 'E', size: 1 } }]]) }],
      ]),
    };
    await expect(readSpikes('s.h5', await writeHdf5('spikes', tree, provenance))).rejects.toThrow(
      's.h5: /spikes/E/dt: Expected a number, but received nothing',
    );
  });
});

test('every array has a unit and a description', async () => {
  const bytes = await writeSpikes(
    [{ population: 'E', size: 5, dt: 0.1, steps: Int32Array.of(1), ids: Int32Array.of(0) }],
    provenance,
  );
  const { tree } = await readHdf5('s.h5', bytes, 'spikes');
  const arrays = tree.groups!.get('spikes')!.groups!.get('E')!.arrays!;
  expect(
    Object.entries(arrays).map(([key, { unit, description }]) => [key, unit, description.length > 0]),
  ).toEqual([
    ['ids', '1', true],
    ['steps', '1', true],
  ]);
});

async function library() {
  const h5 = await import('h5wasm');
  return { h5, fs: (await h5.ready).FS };
}
