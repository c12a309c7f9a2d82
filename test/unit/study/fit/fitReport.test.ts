import { describe, expect, test } from 'vitest';
import { evaluationsCsv, fitReport } from '../../../../src/study/fit/fitReport.ts';
import { paretoFront, type FitPoint, type FitResult } from '../../../../src/study/fit/runFit.ts';
import { tinyFit } from './tinyFit.ts';

const point = (index: number, rate: number, spectrum: number): FitPoint => ({
  generation: 0,
  index,
  seed: 1,
  x: Float64Array.of(0.5, 0.5),
  variables: { drive: 60 + index, delay: 3 },
  objectives: { 'rate of A': rate, 'spectrum of A': spectrum },
});

const result = (points: FitPoint[], more: Partial<FitResult> = {}): FitResult => ({
  points,
  front: paretoFront(points),
  coverage: [0.5],
  ended: 'generations',
  notes: ['a note'],
  ...more,
});

describe('fitReport', () => {
  test('says how many were tried, how it ended, what ran away', async () => {
    const fit = await tinyFit();
    const stopped = { ...point(2, 30, 30), stopped: { at: 100, population: 'A', rate: 900 } };
    const { text, notes } = fitReport(
      fit,
      result([point(0, 0.1, 0.3), point(1, 0.3, 0.2), stopped], { ended: 'patience' }),
      [],
    );
    expect(text).toMatch(
      /^3 networks in 1 generations, which no longer improved; 2 of them make up the Pareto front\. 1 ran away and was stopped\./,
    );
    expect(notes).toEqual(['a note']);
  });

  test('has the variables beside what is known, the targets, the front and its variables', async () => {
    const fit = await tinyFit((f) => (f.variables[0].reference = 50));
    const { tables } = fitReport(fit, result([point(0, 0.1, 0.3), point(1, 0.3, 0.2)]), [
      { name: 'rate of A', type: 'rate', target: 30, found: 33 },
    ]);
    expect(tables.map(({ title }) => title)).toEqual([
      'Best compromise',
      'What it does',
      'Pareto front',
      'Variables of the 2 best, by rank',
    ]);
    expect(tables[0].rows).toEqual([
      { variable: 'drive', value: '60.000', reference: '50', difference: '+20.0 %', min: '20', max: '200' },
      { variable: 'delay', value: '3.0000', min: '1', max: '5' },
    ]);
    expect(tables[1].rows).toEqual([
      { objective: 'rate of A', found: '33.00', target: '30.00', unit: 'spikes/s', distance: '0.100' },
    ]);
    expect(tables[3].rows[0]).toEqual({ variable: 'drive', 1: '60.00', 2: '61.00' });
    const one = fitReport(fit, result([point(0, 0.1, 0.3)]), []).tables;
    expect(one.map(({ title }) => title)).toEqual(['Best compromise', 'Pareto front']);
  });

  test('without references there is no column of them', async () => {
    const { tables } = fitReport(await tinyFit(), result([point(0, 0.1, 0.3)]), []);
    expect(tables[0].columns.map(({ key }) => key)).toEqual(['variable', 'value', 'min', 'max']);
  });
});

test('evaluationsCsv has all numbers of all points', async () => {
  const stopped = { ...point(1, 30, 30), stopped: { at: 100, population: 'A', rate: 900 } };
  expect(evaluationsCsv(await tinyFit(), [point(0, 0.3, 0.4), stopped])).toBe(
    'generation,index,stopped,compromise,rate of A,spectrum of A,drive,delay\n' +
      `0,0,,${Math.sqrt((0.3 * 0.3 + 0.4 * 0.4) / 2)},0.3,0.4,60,3\n` +
      '0,1,100,30,30,30,61,3\n',
  );
});
