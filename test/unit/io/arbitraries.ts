/** Random kernels, spikes, counts and signals, as odd as the types allow. */
import fc from 'fast-check';
import type { Channel } from '../../../src/forward/forwardModel.ts';
import type { CurrentKernel, Kernel, LagAxis, Provenance } from '../../../src/kernel/kernel.ts';
import type { CellGeometry } from '../../../src/morphology/geometry.ts';
import type { SpikeCounts, Spikes } from '../../../src/network/spikes.ts';
import { array2d, type Array2D } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { UNITS } from '../../../src/units.ts';

/** Plain objects, as code makes them; members that are not `required` may be absent (default: all are required). */
function record<T>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required = Object.keys(model) as (keyof T)[],
): fc.Arbitrary<T> {
  return fc.record(model, { requiredKeys: required, noNullPrototype: true }) as unknown as fc.Arbitrary<T>;
}

/** Names that file formats stumble over: separators, dots, escapes, quotes, other scripts, the prototype, nothing at all. */
export const name = fc.oneof(
  fc.constantFrom(
    'E',
    'I',
    'L2/3 E',
    '/',
    '//',
    '.',
    '..',
    './a',
    '',
    '%',
    '%2F',
    '%%',
    'a->b',
    '->',
    '>',
    'Ω µ',
    '神経',
    '🧠',
    '__proto__',
    'sum',
    'order',
    ' ',
    '"q"',
  ),
  fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', '')),
);
const value = fc.oneof(fc.double(), fc.constantFrom(-0, 5e-324, NaN, Infinity, 1e308));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const unit = fc.constantFrom(...Object.values(UNITS));
const provenance: fc.Arbitrary<Provenance> = record({
  version: fc.constant('0.1.0'),
  hash: fc.stringMatching(/^[0-9a-f]{64}$/),
});

function floats(length: number): fc.Arbitrary<Float64Array> {
  return fc.array(value, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));
}

function matrix(rows: number, columns: number): fc.Arbitrary<Array2D> {
  return floats(rows * columns).map((data) => array2d(rows, columns, data));
}

function channels(length: number): fc.Arbitrary<Channel[]> {
  const channel = record({ name, x: finite, y: finite, z: finite }, ['name']);
  return fc.array(channel, { minLength: length, maxLength: length }) as fc.Arbitrary<Channel[]>;
}

const shape = fc.tuple(fc.nat(4), fc.nat(5));
const lags = (count: number): fc.Arbitrary<LagAxis> =>
  record({ dt: positive, first: fc.integer({ min: -100, max: 100 }), count: fc.constant(count) });

/** Kernels with different pathways per probe. */
export const kernels: fc.Arbitrary<Kernel[]> = fc.uniqueArray(
  shape.chain(([rows, columns]) =>
    record(
      {
        X: name,
        Y: name,
        probe: name,
        H: matrix(rows, columns),
        lags: lags(columns),
        channels: channels(rows),
        unit,
        provenance,
      },
      ['X', 'Y', 'probe', 'H', 'lags', 'channels', 'unit'],
    ),
  ) as fc.Arbitrary<Kernel>,
  { maxLength: 4, selector: (k) => JSON.stringify([k.probe, k.X, k.Y]) },
);

function geometry(n: number): fc.Arbitrary<CellGeometry> {
  const integers = fc
    .array(fc.integer({ min: -1, max: 2 ** 31 - 1 }), { minLength: n, maxLength: n })
    .map((list) => Int32Array.from(list));
  return record({
    n: fc.constant(n),
    start: matrix(3, n),
    end: matrix(3, n),
    diameter: floats(n),
    length: floats(n),
    area: floats(n),
    section: integers,
    sectionNames: fc.array(name, { maxLength: 3 }),
    parent: integers,
  });
}

/** Current kernels with different pathways. */
export const currentKernels: fc.Arbitrary<CurrentKernel[]> = fc.uniqueArray(
  shape.chain(([rows, columns]) =>
    record(
      {
        X: name,
        Y: name,
        H: matrix(rows, columns),
        lags: lags(columns),
        geometry: geometry(rows),
        solver: fc.constantFrom('exact' as const, 'nrn' as const),
        delayRule: fc.constantFrom('binned' as const, 'grid' as const, 'point' as const),
        provenance,
      },
      ['X', 'Y', 'H', 'lags', 'geometry', 'solver', 'delayRule'],
    ),
  ) as fc.Arbitrary<CurrentKernel>,
  { maxLength: 3, selector: (k) => JSON.stringify([k.X, k.Y]) },
);

/** Spikes of different populations. */
export const spikes: fc.Arbitrary<Spikes[]> = fc.uniqueArray(
  fc.array(fc.tuple(fc.nat(2 ** 31 - 1), fc.integer({ min: -1, max: 100 }))).chain((list) =>
    record({
      population: name,
      size: fc.nat(10 ** 6),
      dt: positive,
      steps: fc.constant(Int32Array.from(list.map(([step]) => step))),
      ids: fc.constant(Int32Array.from(list.map(([, id]) => id))),
    }),
  ),
  { maxLength: 3, selector: (s) => s.population },
);

/** Counts of different populations. */
export const rates: fc.Arbitrary<SpikeCounts[]> = fc.uniqueArray(
  record({ population: name, size: fc.nat(), dt: positive, t0: finite, counts: fc.nat(50).chain(floats) }),
  { maxLength: 3, selector: (r) => r.population },
);

/** Signals: sums and pathways, each once per probe. */
export const signals: fc.Arbitrary<Signal[]> = fc.uniqueArray(
  fc.tuple(shape, fc.option(fc.tuple(name, name), { nil: undefined })).chain(([[rows, columns], pathway]) =>
    record({
      probe: name,
      data: matrix(rows, columns),
      channels: channels(rows),
      unit,
      dt: positive,
      t0: finite,
      ...(pathway === undefined ? {} : { X: fc.constant(pathway[0]), Y: fc.constant(pathway[1]) }),
    }),
  ) as fc.Arbitrary<Signal>,
  { maxLength: 4, selector: (s) => JSON.stringify([s.probe, s.X, s.Y]) },
);
