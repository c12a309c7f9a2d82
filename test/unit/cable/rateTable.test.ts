/** Tables of rates: how far they are from the rates, where they give up, and their grids. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../../src/cable/mechanisms/channel.ts';
import { knownPieces, type KnownPieces } from '../../../src/cable/knownRates.ts';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
import { OctaveGrid, UniformGrid, type Grid } from '../../../src/cable/rateGrid.ts';
import {
  CALCIUM,
  POTENTIALS,
  RateTable,
  gateStep,
  recordLength,
  setRates,
  tableBytes,
  type GateStep,
} from '../../../src/cable/rateTable.ts';
import { ArraysIn } from '../../../src/numerics/wasmCode.ts';

function tableOf<G extends Grid>(steps: GateStep[], grid: G, known?: KnownPieces): RateTable<G> {
  const arrays = new ArraysIn(new ArrayBuffer(16 + tableBytes(steps.length, grid)));
  // Address 0 means that there is no record.
  arrays.float64(2);
  return new RateTable(steps, grid, arrays, known);
}

/** The functions of a gate by the table, in powers of the place in the piece; undefined where there is no record. */
function lookUp(table: RateTable<Grid>, u: number, gate = 0): [number, number] | undefined {
  const { grid, index, coefficients } = table;
  const piece = grid.pieceOf(u);
  const entry = index[piece];
  if (!(entry > 0)) return undefined;
  const parts = entry % 2 === 1 ? 16 : 1;
  const place = ((u - grid.start(piece)) / grid.width(piece)) * parts;
  const part = Math.min(Math.floor(place), parts - 1);
  const at = (entry - (entry % 2) - coefficients.byteOffset) / 8 + part * table.recordLength + 12 * gate;
  const value = (f: number): number =>
    [5, 4, 3, 2, 1, 0].reduce(
      (sum, power) => sum + coefficients[at + 2 * (5 - power) + f] * (place - part - 0.5) ** power,
      0,
    );
  return [value(0), value(1)];
}

const exact = (step: GateStep, u: number): Float64Array => {
  const out = new Float64Array(2);
  step(u, out);
  return out;
};

const gates: [string, Gate][] = Object.values(ION_CHANNELS).flatMap(({ name, gates: own }) =>
  own.map((gate): [string, Gate] => [`${gate.name} of ${name}`, gate]),
);

describe('channels in use', () => {
  it.each(gates)('%s is within 3e-14 over the whole table, without parts or exact pieces', (_, gate) => {
    const grid = gate.of === 'ca' ? CALCIUM : POTENTIALS;
    for (const h of [0.0125, 0.1]) {
      const step = gateStep(gate, h);
      const table = tableOf([step], grid);
      let error = 0;
      for (let piece = 0; piece < grid.pieces; piece += 7)
        for (const s of [0.001, 0.31, 0.62, 0.999]) {
          const u = grid.start(piece) + s * grid.width(piece);
          expect(table.serve(u)).toBe(true);
          expect(table.index[piece] % 2).toBe(0);
          const [inf, fraction] = exact(step, u);
          const [inf1, fraction1] = lookUp(table, u)!;
          error = Math.max(error, Math.abs(inf1 - inf), Math.abs(fraction1 / fraction - 1));
        }
      // Of 1 for inf and of itself for the fraction; 2.6e-14 is reached by SK_E2, 1.3e-14 by Ca_HVA.
      expect(error).toBeLessThan(3e-14);
    }
  });
});

const plain = (inf: (v: number) => number, tau: (v: number) => number = () => 2): GateStep =>
  gateStep({ name: 'x', power: 1, inf, tau }, 0.1);

describe('functions that are hard on tables', () => {
  it('a jump or a kink inside a piece is left to the functions, its neighbours are not', () => {
    const shapes: [(x: number) => number, (x: number) => number][] = [
      [(x) => (x < 0 ? 0.2 : 0.7), () => 2],
      [(x) => Math.abs(x) / 300, () => 2],
      [() => 0.5, (x) => (x < 0 ? 2 : 2 + 0.1 * x)],
    ];
    const place = fc.double({ min: 1e-5, max: 1 - 1e-5, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...shapes), place, ([inf, tau], s) => {
        const at = -60 + s / 4;
        const table = tableOf(
          [
            plain(
              (v) => inf(v - at),
              (v) => tau(v - at),
            ),
          ],
          POTENTIALS,
        );
        expect(table.serve(at)).toBe(false);
        expect(table.serve(-60.1)).toBe(true);
        expect(table.serve(-59.7)).toBe(true);
      }),
    );
  });

  it('a jump on the border of two pieces costs nothing', () => {
    const step = plain((v) => (v < -60 ? 0.2 : 0.7));
    const table = tableOf([step], POTENTIALS);
    for (const v of [-60.01, -60, -59.99]) {
      expect(table.serve(v)).toBe(true);
      expect(lookUp(table, v)![0]).toBeAllclose(exact(step, v)[0], { rtol: 0, atol: 1e-15 });
    }
  });

  it('a steep gate comes in parts, as good as others', () => {
    const step = plain((v) => 1 / (1 + Math.exp(-(v + 60) / 0.8)));
    const table = tableOf([step], POTENTIALS);
    let parts = 0;
    for (let v = -63; v < -57; v += 0.0173) {
      expect(table.serve(v)).toBe(true);
      parts += table.index[POTENTIALS.pieceOf(v)] % 2;
      expect(lookUp(table, v)![0]).toBeAllclose(exact(step, v)[0], { rtol: 0, atol: 1e-13 });
    }
    expect(parts).toBeGreaterThan(100);
  });

  it('one bad gate does not spoil the values of the others', () => {
    const good = plain((v) => 1 / (1 + Math.exp(-v / 10)));
    const table = tableOf([plain((v) => 1 / (1 + Math.exp(-v))), good], POTENTIALS);
    expect(table.serve(0.3)).toBe(true);
    expect(lookUp(table, 0.3, 1)![0]).toBeAllclose(exact(good, 0.3)[0], { rtol: 0, atol: 1e-14 });
  });

  it('what is outside the table, or no number, has no record', () => {
    const table = tableOf([plain(() => 0.5)], POTENTIALS);
    for (const v of [-200.01, 200, NaN, Infinity, -Infinity]) expect(table.serve(v)).toBe(false);
    for (const v of [-200, 199.99]) expect(table.serve(v)).toBe(true);
    expect(tableOf([plain(() => NaN)], POTENTIALS).serve(0)).toBe(false);
  });

  it('parts are limited: the others are left to the functions', () => {
    const table = tableOf([plain((v) => Math.sin(3 * v))], POTENTIALS);
    let made = 0;
    for (let piece = 0; piece < 100; piece++) if (table.serve(-10 + piece / 4 + 0.1)) made++;
    expect(made).toBe(64);
  });
});

describe('pieces that are known', () => {
  const steep = (at: number) => (v: number) => 1 / (1 + Math.exp(-(v - at) / 0.8));
  const kink = (v: number) => Math.abs(v - 30.1) / 300;
  const places = [-20, 0.1, 0.4, 12.3, 30.1];

  it('are used as they were made, for a ninth of the evaluations', () => {
    let calls = 0;
    const step = plain((v) => ++calls && steep(0)(v) + kink(v));
    const known: KnownPieces = new Map();
    const [first, second] = [1, 2].map(() => {
      calls = 0;
      const table = tableOf([step], POTENTIALS, known);
      const served = places.map((v) => table.serve(v));
      return { calls, served, values: places.map((v) => lookUp(table, v)) };
    });
    expect(second.served).toEqual([true, true, true, true, false]);
    expect(second.values).toEqual(first.values);
    expect(second.served).toEqual(first.served);
    // One for each piece that has records.
    expect(second.calls).toBe(4);
    expect(first.calls).toBeGreaterThan(4 * 9);
  });

  it('are made again where the functions have changed', () => {
    const known: KnownPieces = new Map();
    let at = 0;
    const step = plain((v) => steep(at)(v));
    tableOf([step], POTENTIALS, known).serve(0.1);
    at = 1e-10;
    const table = tableOf([step], POTENTIALS, known);
    expect(table.serve(0.1)).toBe(true);
    expect(lookUp(table, 0.1)![0]).toBeAllclose(exact(step, 0.1)[0], { rtol: 0, atol: 1e-13 });
    expect(lookUp(tableOf([step], POTENTIALS, known), 0.1)).toBeUndefined();
  });

  it('in parts count as parts', () => {
    const known: KnownPieces = new Map();
    const all = Array.from({ length: 100 }, (_, piece) => -10 + piece / 4 + 0.1);
    const step = plain((v) => Math.sin(3 * v));
    tableOf([step], POTENTIALS, known);
    for (const v of all) tableOf([step], POTENTIALS, known).serve(v);
    expect(known.size).toBe(100);
    const table = tableOf([step], POTENTIALS, known);
    expect(all.map((v) => table.serve(v))).toEqual(all.map((_, k) => k < 64));
  });

  it('belong to what a table depends on; the last eight tables are kept', () => {
    const [a, b] = [{}, {}];
    const pieces = knownPieces([a, b, 0.1]);
    expect(knownPieces([a, b, 0.1])).toBe(pieces);
    for (const key of [
      [a, b],
      [a, b, 0.2],
      [b, a, 0.1],
      [a, b, 0.1, 1],
    ])
      expect(knownPieces(key)).not.toBe(pieces);
    expect(knownPieces([a, b, 0.1])).toBe(pieces);
    for (let k = 0; k < 7; k++) knownPieces([k]);
    expect(knownPieces([a, b, 0.1])).toBe(pieces);
    for (let k = 0; k < 8; k++) knownPieces([k]);
    expect(knownPieces([a, b, 0.1])).not.toBe(pieces);
  });
});

it('rates of one segment and step are a record that does not vary', () => {
  const values = new Float64Array(2 * recordLength(3));
  setRates(values, recordLength(3), 1, Float64Array.of(0.25, 0.5));
  expect([...values.entries()].filter(([, x]) => x !== 0)).toEqual([
    [36 + 12 + 10, 0.25],
    [36 + 12 + 11, 0.5],
  ]);
});

describe('grids', () => {
  it.each<[string, Grid, number, number]>([
    ['uniform', new UniformGrid(-3, 8, 100), -3, 9.5],
    ['octaves', new OctaveGrid(-4, 6), 2 ** -4, 4],
  ])('%s: a value lies in its piece, and pieces follow each other', (_, grid, least, most) => {
    fc.assert(
      fc.property(fc.integer({ min: 2 ** 20 * least, max: 2 ** 20 * most - 1 }), (k) => {
        const u = k / 2 ** 20;
        const piece = grid.pieceOf(u);
        expect(piece).toBeGreaterThanOrEqual(0);
        expect(piece).toBeLessThan(grid.pieces);
        expect(grid.start(piece)).toBeLessThanOrEqual(u);
        expect(grid.start(piece) + grid.width(piece)).toBeGreaterThan(u);
        expect(grid.start(piece + 1)).toBe(grid.start(piece) + grid.width(piece));
        if (grid instanceof OctaveGrid)
          expect(grid.placeOf(u)).toBe((u - grid.start(piece)) / grid.width(piece));
      }),
    );
    expect(grid.pieceOf(least)).toBe(0);
    for (const u of [NaN, Infinity, -Infinity, -1e9, most]) {
      const piece = grid.pieceOf(u);
      expect(piece >= 0 && piece < grid.pieces).toBe(false);
    }
  });

  it('calcium: no piece for zero, negative and subnormal concentrations', () => {
    for (const ca of [0, -0, -1e-4, 5e-324, 1e-10, 1e4]) {
      const piece = CALCIUM.pieceOf(ca);
      expect(piece >= 0 && piece < CALCIUM.pieces).toBe(false);
    }
    expect(CALCIUM.pieceOf(5e-5)).toBeGreaterThan(0);
  });
});
