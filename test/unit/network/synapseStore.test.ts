/** Pulling and counting of synapses: WebAssembly against plain TypeScript, and both against sums written out, for every width of targets, weights and counts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoops } from '../../../src/network/point/loops/loops.ts';
import type { SynapseStore, Targets, Weights } from '../../../src/network/synapseStore.ts';

const END = 0xffff;
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
          const count = slices.reduce((n, [, s]) => n + s.length, 0);
          const expected = new Map<number, number>();
          let due = 0;
          for (const [delay, synapses] of slices) {
            if (delay < first) continue;
            if (delay > first + steps - 1) break;
            due++;
            for (const [target, weight] of synapses) {
              const at = (delay - first) * neurons + target;
              const w = precision === 'single' ? Math.fround(weight) : weight;
              expected.set(at, (expected.get(at) ?? 0) + w);
            }
          }
          for (const [, store] of stores(8 * steps * neurons + 20_000)) {
            const targets: Targets = neurons > 65536 ? store.uint32(count) : store.uint16(count);
            const weights: Weights = precision === 'single' ? store.float32(count) : store.float64(count);
            const delays = store.uint16(slices.length + 1);
            const starts = store.uint32(slices.length + 1);
            let at = 0;
            slices.forEach(([delay, synapses], s) => {
              delays[s] = delay;
              starts[s] = at;
              for (const [target, weight] of synapses) {
                targets[at] = target;
                weights[at++] = weight;
              }
            });
            delays[slices.length] = END;
            starts[slices.length] = at;
            const input = store.float64(steps * neurons);
            const from = slices.findIndex(([delay]) => delay >= first);
            const begin = from < 0 ? slices.length : from;
            const puller = store.pulling(input, neurons, targets, weights, { delays, starts });
            expect(puller.pull(begin, first, first + steps - 1)).toBe(begin + due);
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
          const end = Math.max(start, list.length - 2);
          const expected = new Float64Array(neurons).fill(0.25);
          const counted = new Map<number, number>();
          for (const t of list.slice(start, end)) counted.set(t, (counted.get(t) ?? 0) + 1);
          for (const [t, n] of counted) expected[t] += weight * n;
          for (const [, store] of stores(24 * neurons + 20_000)) {
            const targets = neurons > 65536 ? store.uint32(list.length) : store.uint16(list.length);
            targets.set(list);
            const counts = width === 'uint16' ? store.uint16(neurons) : store.uint32(neurons);
            const input = store.float64(3 + neurons);
            input.fill(0.25);
            store.counting(counts, targets)(start, end);
            for (const [t, n] of counted) expect(counts[t]).toBe(n);
            store.addCounts(counts, weight, input, 2);
            expect(counts.every((n) => n === 0)).toBe(true);
            expect(input.subarray(2, 2 + neurons)).toEqual(expected);
            expect([input[0], input[1], input[2 + neurons]]).toEqual([0.25, 0.25, 0.25]);
          }
        },
      ),
      { numRuns: neurons === wide ? 20 : 100 },
    );
  });
});

it('takes arrays from elsewhere, too', () => {
  for (const [, store] of stores(20_000)) {
    const input = store.float64(10);
    const slices = { delays: Uint16Array.of(1, END), starts: Uint32Array.of(0, 2) };
    store.pulling(input, 10, Uint16Array.of(3, 3), Float32Array.of(1, 2), slices).pull(0, 1, 1);
    expect(input[3]).toBe(3);
    const counts = new Uint16Array(10);
    store.counting(counts, Uint16Array.of(4, 4, 5))(0, 3);
    store.addCounts(counts, 2, input, 0);
    expect(Array.from(input)).toEqual([0, 0, 0, 3, 4, 2, 0, 0, 0, 0]);
  }
});
