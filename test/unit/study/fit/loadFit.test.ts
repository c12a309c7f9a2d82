import { describe, expect, test } from 'vitest';
import { candidateStudy, placeOf, studyAt, valueAt, valuesAt } from '../../../../src/study/fit/candidate.ts';
import { parsePath, placeProblem, withNumbers } from '../../../../src/study/fit/places.ts';
import { tinyFit } from './tinyFit.ts';

describe('places', () => {
  test.each([
    ['a', ['a']],
    ['a.b[0].c', ['a', 'b', 0, 'c']],
    ['a["x y"][12]', ['a', 'x y', 12]],
  ])('%s', (text, parts) => {
    expect(parsePath(text)).toEqual(parts);
  });

  test.each(['', '.a', 'a.', 'a..b', 'a[x]', 'a[-1]', 'a b'])('%j is no path', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  const data = { a: [{ n: 1, law: { distribution: 'constant', value: 3 }, s: 'x' }] };

  test('numbers are put in, the rest stays, the original too', () => {
    expect(
      withNumbers(data, [
        ['a[0].n', 5],
        ['a[0].law', 6],
      ]),
    ).toEqual({ a: [{ n: 5, law: 6, s: 'x' }] });
    expect(data.a[0].n).toBe(1);
    expect(withNumbers(data, [])).toEqual(data);
  });

  test('only places of numbers will do', () => {
    expect(placeProblem(data, 'a[0].n')).toBeUndefined();
    expect(placeProblem(data, 'a[0].law')).toBeUndefined();
    expect(placeProblem(data, 'a[0].s')).toBe(
      'expected the place of a number, but in the study it holds "x"',
    );
    expect(placeProblem(data, 'a[1].n')).toBe(
      'the study has no a[1].n: 1 is not there, only 0 (part 2 of the path)',
    );
    expect(placeProblem(data, 'a[')).toBe('expected a path like dynamics.neurons.E.C_m, but received "a["');
  });
});

describe('points', () => {
  const variable = { name: 'v', min: 1, max: 100, places: [] };

  test('linear and log between the bounds, which are met exactly', () => {
    expect([0, 0.5, 1].map((u) => valueAt({ ...variable, scale: 'linear' }, u))).toEqual([1, 50.5, 100]);
    expect([0, 0.5, 1].map((u) => valueAt({ ...variable, scale: 'log' }, u))).toEqual([1, 10, 100]);
    expect(valueAt({ ...variable, scale: 'log', min: -100, max: -1 }, 0.5)).toBe(-10);
  });

  test('places between the bounds are found again', () => {
    for (const bounds of [
      { ...variable, scale: 'linear' as const },
      { ...variable, scale: 'log' as const },
      { ...variable, scale: 'log' as const, min: -100, max: -1 },
    ])
      for (const u of [0, 0.3, 1])
        expect(placeOf(bounds, valueAt(bounds, u))).toBeAllclose(u, { atol: 1e-15 });
  });

  test('a point is a study', async () => {
    const fit = await tinyFit((f) => {
      f.variables[1] = {
        path: 'dynamics.projections[0].weight.mean',
        also: [{ path: 'dynamics.projections[0].weight.sd', factor: -0.1 }],
        min: -40,
        max: -10,
      };
    });
    expect(valuesAt(fit.variables, [0, 1])).toEqual({
      drive: 20,
      'dynamics.projections[0].weight.mean': -10,
    });
    const { dynamics } = await candidateStudy(fit, [1, 0]);
    expect(dynamics.drives[0]).toMatchObject({ weight: 200 });
    expect(dynamics.projections[0].weight).toMatchObject({ mean: -40, sd: 4 });
    expect(studyAt(fit, [1, 0]).dynamics).toMatchObject({ drives: [{ weight: 200 }] });
  });
});

describe('loadFit', () => {
  test('defaults', async () => {
    const fit = await tinyFit((f) => {
      delete f.generations;
      delete f.population;
      delete f.screening;
      delete f.variables[0].name;
    });
    expect(fit).toMatchObject({
      name: 'fit',
      generations: 30,
      population: 40,
      screening: 50,
      seed: 1,
      folder: 'results/fit',
    });
    expect(fit.variables[0].name).toBe('dynamics.drives[0].weight');
    expect(fit.objectives.map((o) => [o.name, o.targetRate])).toEqual([
      ['rate of A', 30],
      // 20 x 10 spikes of 20 neurons in 0.2 s.
      ['spectrum of A', 50],
    ]);
  });

  test.each<[string, (fit: any) => void, string, ((study: any) => void)?]>([
    ['unknown key', (f) => (f.variable = []), 'fit.json: variable: unknown key; did you mean "variables"?'],
    [
      'nothing to change',
      (f) => (f.variables = []),
      'fit.json: variables: expected at least 1 entry, but received 0',
    ],
    [
      'no such place',
      (f) => (f.variables[0].path = 'dynamics.drives[1].weight'),
      'fit.json: variables[0].path: the study has no dynamics.drives[1].weight',
    ],
    [
      'place of the field',
      (f) => (f.variables[0].path = 'name'),
      'fit.json: variables[0].path: a fit changes populations and dynamics only',
    ],
    [
      'bounds',
      (f) => (f.variables[0].max = 10),
      'fit.json: variables[0].max: expected a number > min = 20, but received 10',
    ],
    [
      'log of 0',
      (f) => (f.variables[0].min = 0),
      'fit.json: variables[0].scale: log needs bounds of one sign and not 0, but received 0 and 200',
    ],
    ['twice', (f) => (f.variables[1].name = 'drive'), 'fit.json: variables[1]: "drive" is there twice'],
    [
      'odd population',
      (f) => (f.population = 5),
      'fit.json: population: expected an even number, but received 5',
    ],
    [
      'not simulated',
      (f) => (f.objectives[0].population = 'B'),
      'fit.json: objectives[0].population: unknown population "B"; dynamics.neurons has A',
    ],
    ['no target', (f) => (f.objectives[1].target.file = 'x.json'), 'x.json: no such file'],
    [
      'long segment',
      (f) => (f.objectives[1].segment = 256),
      'fit.json: objectives[1]: segment: Expected at most the 200 ms',
    ],
    [
      'empty band',
      (f) => (f.objectives[1].max_frequency = 5),
      'fit.json: objectives[1]: max_frequency: Expected a band that holds a multiple of 20 Hz',
    ],
    ['bin off the grid', (f) => (f.objectives[1].bin = 0.7), 'fit.json: objectives[1]: bin'],
    [
      'no study at a bound',
      (f) => (f.variables[1].min = -1),
      'fit.json: variables: no study at drive = 20, delay = -1: study.json: dynamics.projections[0].delay',
    ],
    [
      'no network',
      () => undefined,
      'study.json: dynamics.type: expected "lif", but received null',
      (s) => delete s.dynamics,
    ],
  ])('%s', async (_, change, message, changeStudy) => {
    await expect(tinyFit(change, changeStudy)).rejects.toThrow(message);
  });
});
