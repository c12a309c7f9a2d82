/**
 * NSGA-II: an elitist genetic algorithm for several objectives, which keeps the best fronts of parents and children together, and of the front
 * that does not fit whole the points that stand most alone.
 *
 * Source: K. Deb, A. Pratap, S. Agarwal, T. Meyarivan (2002), "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Trans. Evol. Comput.
 * 6:182. Own code: the one package of it that a search of npm turned up (win-nsga 0.0.1) is a module of a framework of its author, untyped, and takes
 * no random stream, without which a run can neither be repeated nor resumed. Left out: constraints and integer variables.
 *
 * The algorithm is a generator that asks for objectives and is told them: whoever runs it may compute them anywhere, or have them from a
 * record. Random numbers of a generation come from a stream of its own, so a run that is told the same again asks the same.
 */
import { ParameterError, integer, nonNegative } from '../../errors.ts';
import { randomStream, type RandomStream } from '../random.ts';
import { crowdingDistances, nonDominatedFronts } from './nondominated.ts';
import { polynomialMutation, simulatedBinaryCrossover } from './variation.ts';

export interface Nsga2Options {
  /** Number of variables, >= 1; all lie in [0, 1]. */
  readonly variables: number;
  /** Points per generation, even, >= 4. */
  readonly population: number;
  /** Generations, the first one included, >= 1. */
  readonly generations: number;
  /** Integer that fixes all random numbers. */
  readonly seed: number;
  /** The first generation, `population` points; default uniform in [0, 1]. */
  readonly first?: readonly ArrayLike<number>[];
  /** Probability that two parents are crossed; default 0.9. */
  readonly crossover?: number;
  /** Distribution index of crossover; default 15. */
  readonly crossoverIndex?: number;
  /** Probability that a variable mutates; default 1/variables. */
  readonly mutation?: number;
  /** Distribution index of mutation; default 20. */
  readonly mutationIndex?: number;
}

/** A point and its objectives. */
export interface EvaluatedPoint {
  readonly x: Float64Array;
  /** To be made small; any number but NaN. */
  readonly objectives: readonly number[];
}

/** The points of a generation, to be evaluated. */
export interface Generation {
  /** 0, 1 ... */
  readonly index: number;
  readonly points: readonly Float64Array[];
}

/** A member of the population with what selection looks at. */
interface Member extends EvaluatedPoint {
  readonly rank: number;
  readonly crowding: number;
}

/**
 * Yields the points of every generation, takes their objectives, and returns the last population, best front first.
 * @throws ParameterError on options out of range, and on objectives that are missing or NaN
 */
export function* nsga2(
  options: Nsga2Options,
): Generator<Generation, EvaluatedPoint[], readonly (readonly number[])[]> {
  const { variables, population, generations, seed } = options;
  integer('variables', variables, 1);
  integer('generations', generations, 1);
  if (integer('population', population, 4) % 2 !== 0)
    throw new ParameterError('population', 'an even number', population);
  let points = firstGeneration(options);
  let members: Member[] = [];
  for (let index = 0; ; index++) {
    const objectives = yield { index, points };
    members = survivors([...members, ...evaluated(points, objectives)], population);
    if (index + 1 === generations) return members.map(({ x, objectives: o }) => ({ x, objectives: o }));
    points = children(members, options, randomStream(seed, 'nsga2 generation', index + 1));
  }
}

/** The best `count` of points: by rank of their front, then by crowding. */
export function survivors(points: readonly EvaluatedPoint[], count: number): Member[] {
  const kept: Member[] = [];
  for (const [rank, front] of nonDominatedFronts(points.map((p) => p.objectives)).entries()) {
    const crowding = crowdingDistances(front.map((i) => points[i].objectives));
    const members = front.map((i, k) => ({ ...points[i], rank, crowding: crowding[k] }));
    if (kept.length + members.length > count)
      members.sort((a, b) => (a.crowding === b.crowding ? 0 : b.crowding - a.crowding));
    kept.push(...members.slice(0, count - kept.length));
    if (kept.length === count) break;
  }
  return kept;
}

function firstGeneration({ variables, population, seed, first }: Nsga2Options): Float64Array[] {
  if (first === undefined) {
    const stream = randomStream(seed, 'nsga2 generation');
    return Array.from({ length: population }, () =>
      Float64Array.from({ length: variables }, () => stream.uniform()),
    );
  }
  if (first.length !== population)
    throw new ParameterError('first', `${population} points`, `${first.length} points`);
  return first.map((x, i) => {
    if (x.length !== variables) throw new ParameterError(`first[${i}]`, `${variables} numbers`, x.length);
    for (let k = 0; k < variables; k++)
      if (!(x[k] >= 0 && x[k] <= 1))
        throw new ParameterError(`first[${i}][${k}]`, 'a number from 0 to 1', x[k]);
    return Float64Array.from(x);
  });
}

function evaluated(
  points: readonly Float64Array[],
  objectives: readonly (readonly number[])[],
): EvaluatedPoint[] {
  if (objectives.length !== points.length)
    throw new ParameterError('objectives', `those of ${points.length} points`, `${objectives.length}`);
  return points.map((x, i) => {
    const bad = objectives[i].findIndex((value) => Number.isNaN(value));
    if (bad >= 0) throw new ParameterError(`objectives[${i}][${bad}]`, 'a number', NaN);
    return { x, objectives: objectives[i] };
  });
}

/** As many children as there are members, from parents that win binary tournaments. */
function children(members: readonly Member[], options: Nsga2Options, stream: RandomStream): Float64Array[] {
  const { variables, crossover = 0.9, crossoverIndex = 15, mutationIndex = 20 } = options;
  const mutation = nonNegative('mutation', options.mutation ?? 1 / variables);
  const parent = (): Member => {
    const [a, b] = [0, 1].map(() => members[Math.floor(stream.uniform() * members.length)]);
    if (a.rank !== b.rank) return a.rank < b.rank ? a : b;
    return a.crowding >= b.crowding ? a : b;
  };
  const out: Float64Array[] = [];
  while (out.length < members.length) {
    const [a, b] = [parent().x, parent().x];
    const pair =
      stream.uniform() < crossover
        ? simulatedBinaryCrossover(a, b, crossoverIndex, stream)
        : [Float64Array.from(a), Float64Array.from(b)];
    for (const child of pair) polynomialMutation(child, mutation, mutationIndex, stream);
    out.push(...pair);
  }
  return out;
}
