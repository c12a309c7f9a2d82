import { execFileSync } from 'node:child_process';
import { describe as suite, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { describe, groupBy, toFrame } from '../../../src/tables/frame.ts';

const rows = [
  { population: 'E', rate: 2, spikes: 16777217 },
  { population: 'I', rate: 5, spikes: 10 },
  { population: 'E', rate: 3, spikes: 2 },
];

suite('frames', () => {
  it('have the records as rows, missing values left empty', async () => {
    const frame = await toFrame([{ a: 1 }, { b: 'x' }]);
    expect(frame.shape).toEqual([2, 2]);
    expect(frame.columns).toEqual(['a', 'b']);
    expect(frame.values).toEqual([
      [1, undefined],
      [undefined, 'x'],
    ]);
    await expect(toFrame([])).rejects.toThrow(ParameterError);
  });

  it('group in double precision, in order of appearance', async () => {
    const grouped = await groupBy(rows, ['population'], {
      rate: ['mean', 'std', 'var', 'count'],
      spikes: 'sum',
    });
    expect(grouped).toEqual([
      {
        population: 'E',
        rate_mean: 2.5,
        rate_std: expect.closeTo(Math.SQRT1_2, 12),
        rate_var: 0.5,
        rate_count: 2,
        spikes_sum: 16777219, // 2^24 + 3 is no float32
      },
      { population: 'I', rate_mean: 5, rate_std: 0, rate_var: 0, rate_count: 1, spikes_sum: 10 },
    ]);
  });

  it('group by several columns', async () => {
    const pairs = [
      { X: 'E', Y: 'I', peak: 1 },
      { X: 'E', Y: 'E', peak: 2 },
      { X: 'E', Y: 'I', peak: 7 },
    ];
    expect(await groupBy(pairs, ['X', 'Y'], { peak: ['min', 'max'] })).toEqual([
      { X: 'E', Y: 'I', peak_min: 1, peak_max: 7 },
      { X: 'E', Y: 'E', peak_min: 2, peak_max: 2 },
    ]);
  });

  it('are summarised column by column', async () => {
    expect(await describe(rows)).toEqual([
      {
        column: 'rate',
        count: 3,
        mean: expect.closeTo(10 / 3, 12),
        std: expect.closeTo(Math.sqrt(7 / 3), 12),
        min: 2,
        median: 3,
        max: 5,
      },
      expect.objectContaining({ column: 'spikes', median: 10, max: 16777217 }),
    ]);
    expect(await describe([{ x: 4 }])).toEqual([
      { column: 'x', count: 1, mean: 4, std: 0, min: 4, median: 4, max: 4 },
    ]);
    expect(await describe([{ name: 'E' }])).toEqual([]);
  });

  it('refuse unknown columns and values that are no numbers', async () => {
    await expect(groupBy(rows, ['pop'], { rate: 'mean' })).rejects.toThrow(/one of population, rate, spikes/);
    await expect(groupBy(rows, [], { rate: 'mean' })).rejects.toThrow(ParameterError);
    await expect(groupBy(rows, ['population'], {})).rejects.toThrow(ParameterError);
    await expect(groupBy(rows, ['rate'], { population: 'mean' })).rejects.toThrow(ParameterError);
    await expect(groupBy([{ a: 1, b: NaN }], ['a'], { b: 'mean' })).rejects.toThrow(
      /b: Expected a finite number/,
    );
    await expect(describe([{ a: 1 }, {}], ['a'])).rejects.toThrow(ParameterError);
  });

  it('cost nothing until one is asked for', () => {
    const file = new URL('../../../src/tables/frame.ts', import.meta.url).href;
    const program = `import { createRequire } from 'node:module';
      const loaded = () => Object.keys(createRequire(${JSON.stringify(file)}).cache).some((f) => f.includes('danfojs'));
      const { toFrame } = await import(${JSON.stringify(file)});
      const before = loaded();
      await toFrame([{ a: 1 }]);
      process.stdout.write([before, loaded()].join(' '));`;
    const out = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(out).toBe('false true');
  });
});
