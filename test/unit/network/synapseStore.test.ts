/** Pulling and counting of synapses: WebAssembly against plain TypeScript, and both against sums written out, for every width of targets, weights and counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoops } from '../../../src/network/point/loops/loops.ts';
import {
  END,
  RowWriter,
  readDouble,
  readSlice,
  rowMemory,
  sliceWords,
} from '../../../src/network/rowFormat.ts';
import { SynapseRow } from '../../../src/network/synapseRow.ts';
import { MOST_PULLS, type Pull, type SynapseStore } from '../../../src/network/synapseStore.ts';

const wide = 70_000;

/** Slices of one row: [delay, [target, weight][]][], delays ascending. */
const rows = (neurons: number) =>
  fc.uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: neurons - 1 }), fc.double({ min: -9, max: 9, noNaN: true })),
        {
          maxLength: 11,
        },
      ),
    ),
    { selector: ([delay]) => delay, minLength: 1, maxLength: 5 },
  );

const stores = (bytes: number): [string, SynapseStore][] =>
  [true, false].map((webAssembly) => {
    const loops = createLoops(bytes, bytes, webAssembly);
    return [loops.kind, loops];
  });

it('both kinds of stores are there', () => {
  expect(stores(100).map(([kind]) => kind)).toEqual(['wasm', 'plain']);
});

/** Takes what is due from one spike; returns its next place, and the delay there. */
function pullOne(
  { batch: { places, firsts, delays } }: SynapseStore,
  pull: Pull,
  from: number,
  first: number,
  steps: number,
): { place: number; delay: number } {
  places[0] = from;
  firsts[0] = first;
  pull(1, steps);
  return { place: places[0], delay: delays[0] };
}

describe.each([
  [100, 'single'],
  [100, 'double'],
  [wide, 'single'],
  [wide, 'double'],
] as const)('pulling, %d neurons, %s precision', (neurons, precision) => {
  it('adds every weight that is due to its target and step, in both stores', () => {
    fc.assert(
      fc.property(
        rows(neurons),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        (row, first, steps) => {
          const slices = row.toSorted((a, b) => a[0] - b[0]);
          const expected = new Map<number, number>();
          for (const [delay, synapses] of slices) {
            if (delay < first) continue;
            if (delay > first + steps - 1) break;
            for (const [target, weight] of synapses) {
              const at = (delay - first) * neurons + target;
              const w = precision === 'single' ? Math.fround(weight) : weight;
              expected.set(at, (expected.get(at) ?? 0) + w);
            }
          }
          const format = { wide: neurons > 65536, weightWords: precision === 'single' ? 1 : 2 } as const;
          for (const [, store] of stores(8 * steps * neurons + 20_000)) {
            const list = new SynapseRow();
            // Longest delays first: writing sorts them.
            for (const [delay, synapses] of slices.toReversed())
              for (const [target, weight] of synapses) list.push(target, delay, weight);
            const writer = new RowWriter(format);
            const words = store.uint32(3 + writer.measure(list));
            writer.write(list, rowMemory(words), 3);
            let begin = 3;
            let after = 3;
            for (const [delay, synapses] of slices) {
              if (synapses.length === 0) continue;
              if (delay < first) begin += sliceWords(format, synapses.length);
              if (delay < first + steps) after += sliceWords(format, synapses.length);
            }
            if (after === words.length - 1) after = -1;
            const input = store.float64(steps * neurons);
            const pull = store.pulling(input, neurons, words, format);
            const { place, delay } = pullOne(store, pull, begin, first, steps);
            expect(place).toBe(after);
            expect(delay).toBe(after < 0 ? END : words[after] & 0xffff);
            for (const [place, sum] of expected) expect(input[place]).toBe(sum);
            expect(input.reduce((n, x) => n + (x !== 0 ? 1 : 0), 0)).toBe(
              [...expected.values()].filter((x) => x !== 0).length,
            );
          }
        },
      ),
      { numRuns: neurons === wide ? 20 : 100 },
    );
  });
});

it.each([1, 15, 16, 17, 100, MOST_PULLS])('takes %d spikes at once as one after the other', (count) => {
  const format = { wide: false, weightWords: 1 } as const;
  const writer = new RowWriter(format);
  const [first, steps] = [2, 3];
  const expected = new Float64Array(steps * 50);
  const stored = Array.from({ length: count }, (_, r) => {
    const row = new SynapseRow();
    for (let i = 0; i < 3 * ((r + 1) % 40); i++) {
      const [target, delay, weight] = [(7 * i + r) % 50, 1 + (i % 6), 1 / (1 + i + r)];
      row.push(target, delay, weight);
      if (delay >= first && delay < first + steps)
        expected[(delay - first) * 50 + target] += Math.fround(weight);
    }
    const words = new Uint32Array(writer.measure(row));
    writer.write(row, rowMemory(words), 0);
    return words;
  });
  const total = stored.reduce((sum, row) => sum + row.length, 0);
  const results = [1, count].flatMap((together) =>
    stores(20_000 + 4 * total).map(([, store]) => {
      const input = store.float64(steps * 50);
      // At the very end of the memory: nothing may be read behind it.
      const words = store.uint32(Math.max(total, Math.floor(store.free / 4)));
      const begins: number[] = [];
      for (let r = 0, at = words.length - total; r < count; at += stored[r++].length) {
        words.set(stored[r], at);
        begins.push(at);
      }
      const pull = store.pulling(input, 50, words, format);
      const { places, firsts, delays } = store.batch;
      const after: number[][] = [];
      for (let from = 0; from < count; from += together) {
        for (let j = 0; j < together; j++) {
          // What has the delay 1 was taken before.
          const slice = readSlice(format, words, begins[from + j]);
          places[j] = slice.delay === 1 ? slice.next : begins[from + j];
          firsts[j] = first;
        }
        pull(together, steps);
        for (let j = 0; j < together; j++)
          after.push([places[j] < 0 ? -1 : places[j] - begins[from + j], delays[j]]);
      }
      return { after, input: input.slice() };
    }),
  );
  expect(results).toHaveLength(4);
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
  // 3 synapses of delays 1, 2, 3 are all that the first row has.
  expect(results[0].after[0]).toEqual([-1, END]);
  expect(results[0].input).toEqual(expected);
});

describe.each([
  [100, 'uint16'],
  [100, 'uint32'],
  [wide, 'uint16'],
  [wide, 'uint32'],
] as const)('counting, %d neurons, %s counts', (neurons, width) => {
  it('counts what arrives and adds weight times count once, in both stores', () => {
    const target = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: neurons - 1 }));
    fc.assert(
      fc.property(
        fc.array(target, { maxLength: 40 }),
        fc.nat({ max: 5 }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        (list, start, weight) => {
          const end = Math.max(Math.min(start, list.length), list.length - 2);
          const expected = new Float64Array(neurons).fill(0.25);
          const counted = new Map<number, number>();
          for (const t of list.slice(start, end)) counted.set(t, (counted.get(t) ?? 0) + 1);
          for (const [t, n] of counted) expected[t] += weight * n;
          for (const [, store] of stores(24 * neurons + 20_000)) {
            const format = { wide: neurons > 65536, weightWords: 0 } as const;
            const row = new SynapseRow();
            list.slice(start, end).forEach((t) => row.push(t, 2, 0));
            row.push(0, 5, 0);
            const writer = new RowWriter(format);
            const words = store.uint32(writer.measure(row));
            writer.write(row, rowMemory(words), 0);
            const counts = width === 'uint16' ? store.uint16(neurons) : store.uint32(neurons);
            const input = store.float64(3 + neurons);
            input.fill(0.25);
            const count = store.counting(counts, words, format);
            let place = 0;
            if (end > start) place = count(0);
            expect(place).toBe(end > start ? sliceWords(format, end - start) : 0);
            for (const [t, n] of counted) expect(counts[t]).toBe(n);
            store.addCounts(counts, weight, input, 2);
            expect(counts.every((n) => n === 0)).toBe(true);
            expect(count(place)).toBe(-1);
            expect(counts[0]).toBe(1);
            expect(expected.every((x, i) => input[2 + i] === x)).toBe(true);
            expect([input[0], input[1], input[2 + neurons]]).toEqual([0.25, 0.25, 0.25]);
          }
        },
      ),
      { numRuns: neurons === wide ? 20 : 100 },
    );
  });
});

it('takes arrays from elsewhere, too', () => {
  const row = (weightWords: 0 | 1) => {
    const format = { wide: false, weightWords } as const;
    const list = new SynapseRow();
    list.push(3, 1, 1);
    list.push(3, 1, 2);
    list.push(5, 1, 0.5);
    const writer = new RowWriter(format);
    const words = new Uint32Array(writer.measure(list));
    writer.write(list, rowMemory(words), 0);
    return [words, format] as const;
  };
  for (const [, store] of stores(20_000)) {
    const input = store.float64(10);
    expect(pullOne(store, store.pulling(input, 10, ...row(1)), 0, 1, 1).place).toBe(-1);
    expect(Array.from(input)).toEqual([0, 0, 0, 3, 0, 0.5, 0, 0, 0, 0]);
    const counts = new Uint16Array(10);
    expect(store.counting(counts, ...row(0))(0)).toBe(-1);
    store.addCounts(counts, 2, input, 0);
    expect(Array.from(input)).toEqual([0, 0, 0, 7, 0, 2.5, 0, 0, 0, 0]);
  }
});

describe('rows in memory', () => {
  it.each([
    [{ wide: false, weightWords: 0 }, 65534],
    [{ wide: false, weightWords: 1 }, 65535],
    [{ wide: true, weightWords: 1 }, 65536],
    [{ wide: false, weightWords: 2 }, 70001],
    [{ wide: true, weightWords: 2 }, 65535],
  ] as const)('hold any number of synapses of one delay: %j, %d', (format, n) => {
    const list = new SynapseRow();
    for (let i = 0; i < n; i++) list.push((i * 7) % 1000, 4, 1 / (i + 1));
    list.push(9, 3, 0.1);
    const writer = new RowWriter(format);
    const memory = rowMemory(new Uint32Array(writer.measure(list)));
    expect(writer.slices).toBe(2);
    writer.write(list, memory, 0);
    const short = readSlice(format, memory.words, 0);
    expect([short.delay, short.count]).toEqual([3, 1]);
    const long = readSlice(format, memory.words, short.next);
    expect([long.delay, long.count]).toEqual([4, n]);
    expect(readSlice(format, memory.words, long.next).delay).toBe(END);
    expect(long.next).toBe(memory.words.length - 1);
    for (const i of [0, 1, n - 1]) {
      const target = format.wide ? memory.words[long.targets + i] : memory.halves[2 * long.targets + i];
      expect(target).toBe((i * 7) % 1000);
      if (format.weightWords === 1) expect(memory.singles[long.weights + i]).toBe(Math.fround(1 / (i + 1)));
      if (format.weightWords === 2) expect(readDouble(memory.words, long.weights + 2 * i)).toBe(1 / (i + 1));
    }
    // All of it, in both stores.
    const sums = stores(4 * memory.words.length + 40_000).map(([, store]) => {
      const words = store.uint32(memory.words.length);
      words.set(memory.words);
      const sum = new Float64Array(1000);
      if (format.weightWords === 0) {
        const counts = store.uint32(1000);
        expect(store.counting(counts, words, format)(short.next)).toBe(-1);
        return sum.map((_, i) => counts[i]);
      }
      const input = store.float64(2000);
      expect(pullOne(store, store.pulling(input, 1000, words, format), 0, 3, 2).place).toBe(-1);
      return input.slice();
    });
    expect(sums[0]).toEqual(sums[1]);
    expect(sums[0].reduce((a, b) => a + b, 0)).toBeGreaterThan(9);
  });

  it('of nothing are an end', () => {
    const writer = new RowWriter({ wide: false, weightWords: 1 });
    expect(writer.measure(new SynapseRow())).toBe(1);
    const memory = rowMemory(new Uint32Array(1));
    writer.write(new SynapseRow(), memory, 0);
    expect(memory.words[0]).toBe(END);
  });
});
