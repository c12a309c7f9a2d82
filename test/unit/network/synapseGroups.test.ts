/** Groups of synapses: what is due arrives in its step, stored or made again at every spike, in parts or as a whole, and after being saved. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Law } from '../../../src/network/projectionSpec.ts';
import { createLoops } from '../../../src/network/point/loops/loops.ts';
import { ProceduralSynapses } from '../../../src/network/proceduralSynapses.ts';
import { BLOCK } from '../../../src/network/rules/rule.ts';
import { StoredSynapses } from '../../../src/network/storedSynapses.ts';
import { SynapseRow } from '../../../src/network/synapseRow.ts';
import { synapseBytes, synapseGroups, type Connectivity } from '../../../src/network/synapseGroups.ts';
import type { SynapseGroup } from '../../../src/network/synapses.ts';
import { runTask } from '../../../src/numerics/task.ts';
import { normal, truncatedNormal, uniform } from '../../../src/numerics/distributions/index.ts';
import { projectionOf, range, synapses, type ProjectionCase, type Synapse } from '../../support/synapses.ts';

const N = 600;
const own = { pre: 'A', post: 'A', preSize: N, postSize: N };
const delay = uniform({ min: 0.1, max: 1.2 });

/** Projections of one population whose rows can be made alone. */
const sets: [string, ProjectionCase[]][] = [
  [
    'drawn weights',
    [{ ...own, rule: { rule: 'pairwise_bernoulli', p: 0.1 }, weight: uniform({ min: 0, max: 1 }), delay }],
  ],
  [
    'weights of both signs',
    [{ ...own, rule: { rule: 'pairwise_bernoulli', p: 0.1 }, weight: normal({ mean: 0, sd: 1 }), delay }],
  ],
  ['one constant', [{ ...own, rule: { rule: 'fixed_outdegree', outdegree: 30 }, weight: 1 / 3, delay: 0.7 }]],
  [
    'a constant and laws',
    [
      { ...own, rule: { rule: 'fixed_total_number', N: 9000 }, weight: -1 / 3, delay },
      {
        ...own,
        rule: { rule: 'pairwise_bernoulli', p: 0.1 },
        weight: truncatedNormal({ mean: -1, sd: 0.3, max: 0 }),
        delay,
      },
      { ...own, rule: { rule: 'pairwise_bernoulli', p: 0.05 }, weight: 0.1, delay },
    ],
  ],
  [
    'a list',
    [
      {
        ...own,
        rule: {
          rule: 'explicit',
          sources: range(3000).map((i) => (i * 31) % N),
          targets: range(3000).map((i) => (i * i) % N),
          weights: range(3000).map((i) => Math.sin(i)),
          delays: range(3000).map((i) => 0.1 * (1 + (i % 13))),
        },
      },
    ],
  ],
];

interface Making {
  connectivity?: Connectivity;
  /** Blocks of targets. */
  first?: number;
  end?: number;
  webAssembly?: boolean;
}

function groupsOf(cases: readonly ProjectionCase[], making: Making = {}) {
  const { connectivity = 'stored', first = 0, end = 3, webAssembly = true } = making;
  const parts = cases.map((c) => projectionOf({ ...c, firstTarget: -first * BLOCK }).part(first, end));
  const neurons = Math.min(N, end * BLOCK) - first * BLOCK;
  const loops = createLoops(
    8 * 9 * neurons + 4096,
    synapseBytes(parts, N, neurons, connectivity),
    webAssembly,
  );
  return { groups: runTask(synapseGroups(parts, N, neurons, loops, connectivity)), neurons, loops };
}

/** Spikes of 40 steps: [source, step]. */
const spikes: [number, number][] = range(240).map((i) => [
  (i * 37 + (i >> 4) * 11) % N,
  1 + Math.floor(i / 6),
]);
const STEPS = 60;

/** Whether two lists of arrays are the same bit for bit; `toEqual` takes long for so many numbers. */
function sameBits(a: readonly Float64Array[], b: readonly Float64Array[]): boolean {
  const words = (x: Float64Array): Uint32Array => new Uint32Array(x.buffer, x.byteOffset, 2 * x.length);
  return (
    a.length === b.length &&
    a.every((row, i) => {
      const other = words(b[i]);
      return row.length === b[i].length && words(row).every((word, j) => word === other[j]);
    })
  );
}

/** What every target receives in every step, from all groups; `chunk` steps are delivered at once. */
function received(
  { groups, neurons, loops }: ReturnType<typeof groupsOf>,
  chunk = 1,
  at: (step: number, groups: SynapseGroup[]) => void = () => {},
): Float64Array[] {
  const inputs = range(STEPS).map(() => new Float64Array(2 * neurons));
  const input = loops.float64(chunk * neurons);
  let next = 0;
  for (let from = 0; from < STEPS; from += chunk) {
    for (const g of groups) {
      input.fill(0);
      g.deliver(from, chunk, input, neurons);
      for (let k = 0; k < chunk; k++) {
        const to = inputs[from + k].subarray(g.receptor * neurons, (g.receptor + 1) * neurons);
        for (let n = 0; n < neurons; n++) to[n] += input[k * neurons + n];
      }
    }
    for (; next < spikes.length && spikes[next][1] <= from + chunk; next++)
      for (const g of groups) g.spike(spikes[next][0], spikes[next][1]);
    at(from + chunk, groups);
  }
  return inputs;
}

describe.each(sets)('groups of %s', (_, cases) => {
  const stored = received(groupsOf(cases));

  it('bring every synapse to its target in its step', () => {
    const bySource = range(N).map((): Synapse[] => []);
    for (const c of cases) for (const s of synapses(c)) bySource[s.source].push(s);
    const expected = range(STEPS).map(() => new Float64Array(2 * N));
    for (const [source, step] of spikes)
      for (const s of bySource[source])
        if (step + s.delay <= STEPS) expected[step + s.delay - 1][s.receptor * N + s.target] += s.weight;
    let largest = 0;
    let error = 0;
    stored.forEach((row, k) =>
      row.forEach((x, i) => {
        largest = Math.max(largest, Math.abs(x));
        error = Math.max(error, Math.abs(x - expected[k][i]));
      }),
    );
    // Drawn weights are kept in single precision; about 10 of them meet.
    expect(error).toBeLessThan(1e-5);
    expect(largest).toBeGreaterThan(0.3);
  });

  it('give the same bits in plain TypeScript', () => {
    expect(sameBits(received(groupsOf(cases, { webAssembly: false })), stored)).toBe(true);
  });

  it('give the same bits made again at every spike, with next to no memory', () => {
    for (const webAssembly of [true, false]) {
      const made = groupsOf(cases, { connectivity: 'procedural', webAssembly });
      expect(sameBits(received(made), stored)).toBe(true);
      for (const g of made.groups) expect(g).toBeInstanceOf(ProceduralSynapses);
    }
  });

  it('give the same bits for every part of the targets', () => {
    for (const connectivity of ['stored', 'procedural'] as const)
      for (const [first, end] of [
        [0, 1],
        [1, 3],
        [2, 3],
      ]) {
        const part = groupsOf(cases, { first, end, connectivity });
        const { neurons } = part;
        const own = stored.map((row) => {
          const cut = new Float64Array(2 * neurons);
          for (const receptor of [0, 1]) {
            const begin = receptor * N + first * BLOCK;
            cut.set(row.subarray(begin, begin + neurons), receptor * neurons);
          }
          return cut;
        });
        expect(sameBits(received(part), own)).toBe(true);
      }
  });

  it('go on after their due spikes were saved and taken up again', () => {
    for (const connectivity of ['stored', 'procedural'] as const) {
      const other = groupsOf(cases, { connectivity });
      let kept = 0;
      const result = received(groupsOf(cases, { connectivity }), 1, (step, groups) => {
        if (step !== 20) return;
        groups.forEach((g, i) => {
          const due = g.due();
          kept += due.steps.length;
          // Another group takes them up and gives them back.
          const { sources, steps } = due;
          sources.forEach((source, j) => other.groups[i].spike(source, steps[j], step));
          g.clear();
          expect(g.due().steps).toHaveLength(0);
          const again = other.groups[i].due();
          expect(again).toEqual(due);
          again.sources.forEach((source, j) => g.spike(source, again.steps[j], step));
        });
      });
      expect(kept).toBeGreaterThan(5);
      expect(sameBits(result, stored)).toBe(true);
    }
  });
});

it('sums do not depend on how many steps are delivered at once', () => {
  // Delays of 5 steps at least.
  const cases: ProjectionCase[] = [
    { ...own, rule: { rule: 'pairwise_bernoulli', p: 0.1 }, weight: 0.3, delay: 0.5 },
    {
      ...own,
      rule: { rule: 'pairwise_bernoulli', p: 0.1 },
      weight: uniform({ min: 0, max: 1 }),
      delay: uniform({ min: 0.5, max: 1 }),
    },
  ];
  const expected = received(groupsOf(cases));
  for (const chunk of [2, 3, 4, 5]) expect(sameBits(received(groupsOf(cases), chunk), expected)).toBe(true);
});

describe('ProceduralSynapses', () => {
  const setting = {
    sources: 50,
    neurons: 100,
    kind: { receptor: 0, precision: 'single' as const, weight: 0 },
    expected: 500,
    mostPerTarget: 50,
  };

  it('keeps rows that are due and few others, and makes a row again only when it has gone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 49 }), fc.integer({ min: 0, max: 2 })), {
          maxLength: 60,
        }),
        fc.constantFrom(0, 200, 1e6),
        (list, cacheBytes) => {
          let made = 0;
          const row = new SynapseRow();
          const make = (source: number): SynapseRow => {
            made++;
            row.length = 0;
            for (let i = 0; i < source % 7; i++)
              row.push((source * 3 + i) % 100, 1 + (source % 3), source + i);
            return row;
          };
          const group = new ProceduralSynapses(setting, make, cacheBytes);
          const expected = new Float64Array(100);
          const input = new Float64Array(100);
          let step = 0;
          for (const [source, wait] of list) {
            for (let k = 0; k < wait; k++) group.deliver(step++, 1, input, 100);
            group.spike(source, step);
            for (let i = 0; i < source % 7; i++) expected[(source * 3 + i) % 100] += source + i;
          }
          for (let k = 0; k < 4; k++) group.deliver(step++, 1, input, 100);
          expect(input).toEqual(expected);
          expect(group.due().steps).toHaveLength(0);
          // Empty rows are made every time.
          const empty = list.filter(([source]) => source % 7 === 0).length;
          const full = new Set(list.filter(([source]) => source % 7 !== 0).map(([source]) => source)).size;
          if (cacheBytes === 1e6) expect(made).toBe(empty + full);
          expect(made).toBeLessThanOrEqual(list.length);
        },
      ),
    );
  });

  it('is bounded by its cache', () => {
    const row = new SynapseRow();
    for (let i = 0; i < 40; i++) row.push(i, 1, 1);
    const group = new ProceduralSynapses(setting, () => row, 2000);
    const input = new Float64Array(100);
    for (let step = 0; step < 200; step++) {
      group.spike(step % 50, step);
      group.deliver(step, 1, input, 100);
    }
    expect(input[3]).toBe(200);
    // Rows of 52 places, 6 bytes each, and the index: about 400 bytes; one may go beyond the 2000.
    expect(group.bytes).toBeLessThan(2600);
    expect(group.length).toBe(500);
    expect(group.row(3).length).toBe(40);
  });

  it('is refused for rules that draw target by target', () => {
    const part = projectionOf({ ...own, rule: { rule: 'fixed_indegree', indegree: 3 } }).part();
    expect(() => runTask(synapseGroups([part], N, N, undefined, 'procedural'))).toThrow(
      /connectivity: Expected stored, as p is of the rule fixed_indegree/,
    );
  });
});

describe('memory', () => {
  const bytes = (cases: readonly ProjectionCase[], neurons = N): number => {
    const groups = runTask(
      synapseGroups(
        cases.map((c) => projectionOf(c).part()),
        cases[0].preSize,
        neurons,
      ),
    );
    const total = groups.reduce((sum, g) => sum + g.length, 0);
    return groups.reduce((sum, g) => sum + g.bytes, 0) / total;
  };
  const big = { preSize: 400, postSize: 4000 };

  it('is 2 bytes per synapse with constant weights and delays, 6 with drawn ones, 2 more beyond 65536 neurons', () => {
    const rule = { rule: 'fixed_indegree' as const, indegree: 100 };
    // 1000 synapses per source; 24 bytes of index per source with one delay.
    expect(bytes([{ ...big, rule, weight: 0.1, delay: 1.5 }], 4000)).toBeLessThan(2.03);
    expect(bytes([{ ...big, rule, weight: uniform({ min: 0, max: 1 }), delay: 1.5 }], 4000)).toBeLessThan(
      6.03,
    );
    expect(bytes([{ ...big, rule, weight: 0.1, delay: 1.5 }], 70_000)).toBeLessThan(4.03);
    // Two constants: two groups.
    expect(
      bytes(
        [
          { ...big, rule, weight: 0.1 },
          { ...big, rule, weight: 0.2 },
        ],
        4000,
      ),
    ).toBeLessThan(2.06);
  });

  it('of a list is what its weights need', () => {
    const n = 200_000;
    const list = (weights: (i: number) => number): ProjectionCase => ({
      ...big,
      rule: {
        rule: 'explicit',
        sources: range(n).map((i) => i % 400),
        targets: range(n).map((i) => (i * 7) % 4000),
        weights: range(n).map(weights),
        delays: range(n).map(() => 1),
      },
    });
    expect(bytes([list(() => 0.1)], 4000)).toBeLessThan(2.1);
    expect(bytes([list((i) => (i % 2 === 0 ? 0.1 : -0.4))], 4000)).toBeLessThan(2.2);
    expect(bytes([list((i) => (i % 640) / 64)], 4000)).toBeLessThan(6.1);
  });
});

it('a list keeps weights that single precision cannot hold', () => {
  const c: ProjectionCase = {
    ...own,
    rule: {
      rule: 'explicit',
      sources: [0, 0, 0],
      targets: [1, 2, 3],
      weights: [0.1, 0.2, 1],
      delays: [1, 1, 1],
    },
  };
  const [group] = runTask(synapseGroups([projectionOf(c).part()], N, N));
  expect(Array.from(group.row(0).weights.subarray(0, 3))).toEqual([0.1, 0.2, 1]);
  expect(group).toBeInstanceOf(StoredSynapses);
});

it('a list rounds weights to single precision if asked', () => {
  const rule = {
    rule: 'explicit' as const,
    sources: [0, 0],
    targets: [1, 2],
    weights: [0.1, 0.2],
    delays: [1, 1],
  };
  const [group] = runTask(
    synapseGroups([projectionOf({ ...own, rule: { ...rule, precision: 'single' } }).part()], N, N),
  );
  expect(Array.from(group.row(0).weights.subarray(0, 2))).toEqual([0.1, 0.2].map(Math.fround));
  expect(() => projectionOf({ ...own, rule: { ...rule, precision: 'half' as 'single' } })).toThrow(
    /p\.rule\.precision: .*single or double/,
  );
});

it.each([0, 1])('populations of %d neurons have groups', (size) => {
  const law: Law = uniform({ min: 0, max: 1 });
  for (const connectivity of ['stored', 'procedural'] as const) {
    const part = projectionOf({
      rule: { rule: 'all_to_all' },
      weight: law,
      preSize: size,
      postSize: size,
    }).part();
    const groups = runTask(synapseGroups([part], size, size, undefined, connectivity));
    expect(groups).toHaveLength(size);
    if (size === 0) continue;
    groups[0].spike(0, 0);
    const input = new Float64Array(10);
    groups[0].deliver(0, 10, input, 1);
    expect(input[9]).toBeGreaterThan(0);
  }
});
