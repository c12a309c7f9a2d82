import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crowdingDistances,
  dominates,
  nonDominatedFronts,
} from '../../../../src/numerics/optimise/nondominated.ts';
import { nsga2, survivors, type Nsga2Options } from '../../../../src/numerics/optimise/nsga2.ts';
import { polynomialMutation, simulatedBinaryCrossover } from '../../../../src/numerics/optimise/variation.ts';
import { randomStream } from '../../../../src/numerics/random.ts';

/** Runs to the end; `asked` collects all points. */
function run(options: Nsga2Options, f: (x: Float64Array) => number[], asked: Float64Array[] = []) {
  const search = nsga2(options);
  let next = search.next();
  while (!next.done) {
    asked.push(...next.value.points);
    next = search.next(next.value.points.map(f));
  }
  return next.value;
}

const points = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 }), {
  maxLength: 25,
});

describe('fronts', () => {
  test('by hand', () => {
    expect(nonDominatedFronts([])).toEqual([]);
    expect(nonDominatedFronts([[1, 1]])).toEqual([[0]]);
    const five = [
      [0, 3],
      [3, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ];
    expect(nonDominatedFronts(five)).toEqual([[0, 1, 2], [3], [4]]);
    expect(dominates([1, 1], [1, 1])).toBe(false);
  });

  test('are what peeling gives', () =>
    fc.assert(
      fc.property(points, (all) => {
        let left = all.map((_, i) => i);
        const peeled: number[][] = [];
        while (left.length > 0) {
          const front = left.filter((i) => !left.some((j) => dominates(all[j], all[i])));
          peeled.push(front);
          left = left.filter((i) => !front.includes(i));
        }
        expect(nonDominatedFronts(all)).toEqual(peeled);
      }),
    ));

  test('crowding by hand', () => {
    expect([...crowdingDistances([])]).toEqual([]);
    expect([
      ...crowdingDistances([
        [0, 4],
        [1, 2],
        [4, 0],
      ]),
    ]).toEqual([Infinity, 2, Infinity]);
    // A constant objective adds nothing.
    expect([
      ...crowdingDistances([
        [0, 1],
        [1, 1],
        [4, 1],
      ]),
    ]).toEqual([Infinity, 1, Infinity]);
  });

  test('the best front survives whole, of the next the loneliest', () => {
    const of = (...o: number[]) => ({ x: new Float64Array(1), objectives: o });
    const kept = survivors([of(5, 5), of(0, 0), of(1, 4), of(3, 3), of(2, 3.9), of(4, 1)], 3);
    expect(kept.map(({ objectives }) => objectives)).toEqual([
      [0, 0],
      [1, 4],
      [4, 1],
    ]);
  });
});

describe('variation', () => {
  test('children keep the mean of their parents as far as the bounds allow, and stay within', () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (a, b, seed) => {
          const stream = randomStream(seed, 'test');
          const [one, two] = simulatedBinaryCrossover([a], [b], 15, stream);
          polynomialMutation(two, 1, 20, stream);
          for (const x of [one[0], two[0]]) expect(x >= 0 && x <= 1).toBe(true);
        },
      ),
    ));

  test('far from the bounds the ratio of distances has the law of Deb and Agrawal', () => {
    const stream = randomStream(1, 'test');
    const index = 2;
    const n = 40_000;
    let within = 0;
    let crossed = 0;
    for (let i = 0; i < n; i++) {
      const [one] = simulatedBinaryCrossover([0.5 - 1e-4], [0.5 + 1e-4], index, stream);
      const ratio = Math.abs(one[0] - 0.5) / 1e-4;
      if (Math.abs(ratio - 1) < 1e-9) continue;
      crossed++;
      if (ratio < 0.5) within++;
    }
    // Half of the variables are crossed; P(ratio < b) = b^(index + 1)/2. Bounds of 4 standard errors.
    expect(crossed / n).toBeAllclose(0.5, { rtol: 0, atol: 4 * Math.sqrt(0.25 / n) });
    const p = 0.5 ** (index + 1) / 2;
    expect(within / crossed).toBeAllclose(p, { rtol: 0, atol: 4 * Math.sqrt((p * (1 - p)) / crossed) });
  });

  test('mutation of probability 0 changes nothing, of probability 1 everything', () => {
    const x = Float64Array.of(0, 0.3, 1);
    polynomialMutation(x, 0, 20, randomStream(1, 'test'));
    expect([...x]).toEqual([0, 0.3, 1]);
    polynomialMutation(x, 1, 20, randomStream(1, 'test'));
    expect(x[1]).not.toBe(0.3);
  });
});

describe('nsga2', () => {
  test('Schaffer: f = x^2, (x - 2)^2 over [-10, 10] has the front 0 <= x <= 2', () => {
    const x = (u: ArrayLike<number>) => 20 * u[0] - 10;
    const found = run({ variables: 1, population: 40, generations: 60, seed: 1 }, (u) => [
      x(u) ** 2,
      (x(u) - 2) ** 2,
    ]);
    const xs = found.map((p) => x(p.x)).toSorted((a, b) => a - b);
    expect(xs[0]).toBeGreaterThan(-0.05);
    expect(xs.at(-1)).toBeLessThan(2.05);
    // Spread over all of the front, with no gap of a quarter of it.
    expect(xs.at(-1)! - xs[0]).toBeGreaterThan(1.8);
    expect(Math.max(...xs.slice(1).map((v, i) => v - xs[i]))).toBeLessThan(0.5);
  });

  test('ZDT1 with 30 variables: near the front 1 - sqrt(f1) in 100 generations of 100', () => {
    const zdt1 = (x: Float64Array) => {
      const g = 1 + (9 * x.slice(1).reduce((a, b) => a + b, 0)) / (x.length - 1);
      return [x[0], g * (1 - Math.sqrt(x[0] / g))];
    };
    const found = run({ variables: 30, population: 100, generations: 100, seed: 2 }, zdt1);
    // Deb et al. (2002) report a mean distance of 0.033 +- 0.005 after 250 generations (real-coded, table II); ours is the largest.
    for (const {
      objectives: [f, g],
    } of found)
      expect(g - (1 - Math.sqrt(f))).toBeLessThan(0.1);
    expect(Math.max(...found.map((p) => p.objectives[0]))).toBeGreaterThan(0.95);
    expect(Math.min(...found.map((p) => p.objectives[0]))).toBeLessThan(0.01);
  });

  test('the same seed asks the same points, another one others; more generations begin as fewer', () => {
    const ask = (seed: number, generations: number) => {
      const asked: Float64Array[] = [];
      run({ variables: 2, population: 6, generations, seed }, (x) => [x[0], 1 - x[0] + x[1]], asked);
      return asked;
    };
    expect(ask(3, 4)).toEqual(ask(3, 4));
    expect(ask(3, 4)).not.toEqual(ask(4, 4));
    expect(ask(3, 6).slice(0, 24)).toEqual(ask(3, 4));
  });

  test('begins with the first generation given', () => {
    const first = [[0], [0.1], [0.2], [1]];
    const asked: Float64Array[] = [];
    run({ variables: 1, population: 4, generations: 1, seed: 1, first }, (x) => [x[0]], asked);
    expect(asked.map((x) => [...x])).toEqual(first);
  });

  test.each([
    [{ population: 5 }, 'population: Expected an even number, but received 5'],
    [{ population: 2 }, 'population: Expected an integer >= 4, but received 2'],
    [{ variables: 0 }, 'variables: Expected an integer >= 1, but received 0'],
    [{ generations: 0 }, 'generations: Expected an integer >= 1, but received 0'],
    [{ first: [[0]] }, 'first: Expected 4 points, but received "1 points"'],
    [{ first: [[0], [0], [0], [2]] }, 'first[3][0]: Expected a number from 0 to 1, but received 2'],
  ])('%j is refused', (change, message) => {
    const options = { variables: 1, population: 4, generations: 2, seed: 1, ...change };
    expect(() => run(options, () => [0])).toThrow(message);
  });

  test('objectives that are no numbers are refused', () => {
    const options = { variables: 1, population: 4, generations: 2, seed: 1 };
    expect(() => run(options, () => [0, NaN])).toThrow(
      'objectives[0][1]: Expected a number, but received NaN',
    );
  });
});
