import { describe, expect, test } from 'vitest';
import {
  evaluationLine,
  line,
  readRecords,
  recordHeader,
  recordText,
  type Evaluation,
} from '../../../../src/study/fit/records.ts';
import { compromise, paretoFront, runFit, type FitPoint } from '../../../../src/study/fit/runFit.ts';
import { screen } from '../../../../src/study/fit/screen.ts';
import { Progress } from '../../../../src/study/progress.ts';
import { tinyFit } from './tinyFit.ts';

const record = async (change?: (fit: any) => void) => {
  const lines: Evaluation[] = [];
  const result = await runFit(await tinyFit(change), Progress.silent, {
    onEvaluation: (e) => void lines.push(e),
  });
  return { lines, result };
};

describe('runFit', () => {
  test('tries every point of every generation, and again the same', async () => {
    const { lines, result } = await record();
    expect(lines.map((e) => [e.generation, e.index])).toEqual(
      [0, 1, 2].flatMap((g) => [0, 1, 2, 3].map((i) => [g, i])),
    );
    for (const { variables, objectives, seed } of lines) {
      expect(Object.keys(variables)).toEqual(['drive', 'delay']);
      expect(Object.keys(objectives)).toEqual(['rate of A', 'spectrum of A']);
      expect(seed).toBe(1);
    }
    expect(result).toMatchObject({ ended: 'generations', notes: [] });
    expect((await record()).lines).toEqual(lines);
    expect((await record((f) => (f.seed = 2))).lines).not.toEqual(lines);
  });

  test.each([0, 1, 6, 12])('goes on from %i evaluations to the same end', async (count) => {
    const { lines, result } = await record();
    const more: Evaluation[] = [];
    const earlier = { file: 'x', evaluations: lines.slice(0, count) };
    const again = await runFit(await tinyFit(), Progress.silent, {
      earlier,
      onEvaluation: (e) => void more.push(e),
    });
    expect(again).toEqual(result);
    expect(more).toEqual(lines.slice(count));
  });

  test('a cancel keeps what was computed', async () => {
    const stop = new AbortController();
    const lines: Evaluation[] = [];
    const result = await runFit(await tinyFit(), new Progress({ signal: stop.signal }), {
      onEvaluation(e) {
        if (lines.push(e) === 5) stop.abort();
      },
    });
    expect(result.ended).toBe('cancelled');
    expect(result.points).toHaveLength(5);
    expect(result.front.length).toBeGreaterThan(0);
    expect(lines).toEqual((await record()).lines.slice(0, 5));
  });

  test('refuses evaluations of another fit', async () => {
    const { lines } = await record((f) => (f.seed = 2));
    const run = runFit(await tinyFit(), Progress.silent, {
      earlier: { file: 'x', evaluations: lines.map((e, i) => ({ ...e, line: i + 2 })) },
    });
    await expect(run).rejects.toThrow('x:2: is not what this fit evaluates here');
  });
});

describe('the end of a fit', () => {
  test.each([1, 4, 6, 11])(
    'after %i evaluations, which are the first of the whole fit',
    async (evaluations) => {
      const all = await record();
      const { lines, result } = await record((f) => (f.evaluations = evaluations));
      expect(lines).toEqual(all.lines.slice(0, evaluations));
      expect(result.ended).toBe('evaluations');
      expect(result.coverage).toEqual(all.result.coverage.slice(0, Math.floor(evaluations / 4)));
    },
  );

  test('more evaluations than there are do no harm', async () => {
    for (const evaluations of [12, 99])
      expect((await record((f) => (f.evaluations = evaluations))).result.ended).toBe('generations');
  });

  test('when it no longer improves, and never before the share dominated is known', async () => {
    const all = (await record((f) => (f.generations = 8))).result.coverage;
    expect(all).toHaveLength(8);
    expect(all[0]).toBeGreaterThan(0);
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    const patience = { generations: 2, improvement: 0.05 };
    const { result } = await record((f) => Object.assign(f, { generations: 8, patience }));
    const end = all.findIndex((share, g) => g >= 2 && share <= all[g - 2] * 1.05);
    expect(end).toBeGreaterThan(1);
    expect(end).toBeLessThan(7);
    expect(result.coverage).toEqual(all.slice(0, end + 1));
    expect(result.ended).toBe('patience');
    expect(result.points).toHaveLength(4 * (end + 1));
  });

  test('networks that run away are in the record, and in no better place than any other', async () => {
    // Weak targets, so that many a network is too fast.
    const change = (f: any) => {
      f.objectives[0].target = 2;
      Object.assign(f, { screening: 1, population: 8, runaway: { factor: 10, window: 50 } });
    };
    const { lines, result } = await record(change);
    const stopped = lines.filter((e) => e.stopped !== undefined);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.length).toBeLessThan(lines.length);
    for (const { stopped: where, objectives } of stopped) {
      expect(where).toMatchObject({ population: 'A', at: expect.any(Number) });
      expect(Object.values(objectives)).toEqual([where!.rate / 2, where!.rate / 2]);
    }
    expect(result.front.every((p) => p.stopped === undefined)).toBe(true);
    const never = await record((f) => {
      change(f);
      f.runaway = false;
    });
    expect(never.lines.every((e) => e.stopped === undefined)).toBe(true);
    // The same points at first, and the same numbers where none was stopped.
    for (const [i, e] of lines.slice(0, 8).entries()) {
      expect(never.lines[i].variables).toEqual(e.variables);
      if (e.stopped === undefined) expect(never.lines[i].objectives).toEqual(e.objectives);
    }
  });
});

describe('the first generation', () => {
  test('has rates nearer to the target than random points', async () => {
    const rates = async (screening: number) => {
      const { lines } = await record((f) => Object.assign(f, { screening, generations: 1, population: 8 }));
      return lines.reduce((sum, e) => sum + e.objectives['rate of A'], 0) / lines.length;
    };
    expect(await rates(20)).toBeLessThan(0.5 * (await rates(1)));
  });

  test('is random where there is no mean field, and says why', async () => {
    const fit = await tinyFit(undefined, (s) => {
      s.dynamics.drives.push({ type: 'ac', post: 'A', amplitude: 10, frequency: 20 });
    });
    const { points, reason } = await screen(fit, Progress.silent);
    expect(points).toHaveLength(4);
    expect(reason).toMatch(/^drives\[1\].type: Expected poisson/);
  });
});

describe('the front', () => {
  const point = (a: number, b: number, v = a): FitPoint => ({
    generation: 0,
    index: 0,
    seed: 1,
    x: new Float64Array(1),
    variables: { v },
    objectives: { a, b },
  });

  test('has each point once, the best compromise first', () => {
    const front = paretoFront([point(0, 3), point(1, 1), point(1, 1), point(2, 2), point(3, 0)]);
    expect(front.map(({ objectives: { a, b } }) => [a, b])).toEqual([
      [1, 1],
      [0, 3],
      [3, 0],
    ]);
    expect(compromise(front[1])).toBeAllclose(Math.sqrt(4.5), { rtol: 1e-15 });
    expect(paretoFront([])).toEqual([]);
  });
});

describe('records', () => {
  const one: Evaluation = {
    generation: 0,
    index: 0,
    seed: 1,
    variables: { v: 0.1 + 0.2 },
    objectives: { a: 1e-17 },
  };

  test('come back to the bit; a line that was cut off does not', async () => {
    const header = await recordHeader(await tinyFit());
    const text = header + line(one) + line(one);
    expect(readRecords(text, 'x', header)).toEqual({
      evaluations: [
        { ...one, line: 2 },
        { ...one, line: 3 },
      ],
      complete: text,
    });
    expect(readRecords(text.slice(0, -1), 'x', header)).toEqual({
      evaluations: [{ ...one, line: 2 }],
      complete: header + line(one),
    });
    expect(readRecords('', 'x', header)).toEqual({ evaluations: [], complete: '' });
    expect(readRecords(header.slice(0, 9), 'x', header)).toEqual({ evaluations: [], complete: '' });
  });

  test('keep where a network was stopped', () => {
    const stopped = { at: 100, population: 'A', rate: 1 / 3 };
    const text = recordText(line({ a: 1 }), [{ ...one, stopped }]);
    expect(readRecords(text, 'x', line({ a: 1 })).evaluations).toEqual([{ ...one, stopped, line: 2 }]);
    expect(text).toContain(evaluationLine({ ...one, stopped }));
  });

  test('are of one fit, however long it goes on and whatever is said of it', async () => {
    const header = await recordHeader(await tinyFit());
    for (const change of [
      (f: any) => (f.generations = 9),
      (f: any) => (f.evaluations = 5),
      (f: any) => (f.patience = { generations: 3 }),
      (f: any) => (f.description = 'a fit'),
      (f: any) => (f.$schema = 'x.json'),
      (f: any) => (f.variables[1].reference = 2),
    ])
      expect(await recordHeader(await tinyFit(change))).toBe(header);
    for (const change of [
      (f: any) => (f.seed = 2),
      (f: any) => (f.variables[0].max = 201),
      (f: any) => (f.runaway = false),
    ]) {
      const other = await recordHeader(await tinyFit(change));
      expect(() => readRecords(other, 'x', header)).toThrow('x:1: is the record of another fit');
    }
    const study = await recordHeader(await tinyFit(undefined, (s) => (s.dynamics.seed = 5)));
    expect(study).not.toBe(header);
  });

  test.each([
    '{}',
    'x',
    'null',
    '{"generation":0,"index":0,"seed":1,"variables":{},"objectives":{"a":null}}',
  ])('%s is no evaluation', async (bad) => {
    const header = await recordHeader(await tinyFit());
    expect(() => readRecords(`${header}${line(one)}${bad}\n`, 'x', header)).toThrow('x:3: is no evaluation');
  });
});
