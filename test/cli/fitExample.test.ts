/** The example of a fit finds what it looks for. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, listing, run } from '../support/spikefield.ts';

/** Seeds 1 to 4 of the search end within 11 % of the truth: what 2 s of 400 neurons tell of themselves. */
const TOLERANCE = 0.15;

test('examples/lif-fit finds the parameters of the network that made the target, and says so', async () => {
  const folder = folderWith();
  const fit = resolve('examples/lif-fit/fit.json');
  const { status, stdout, stderr } = await run(folder, 'fit', fit, '--threads', '2', '--out', 'out');
  expect([status, stderr]).toEqual([0, 'note: 2 networks at a time\n']);
  const { dynamics } = JSON.parse(readFileSync('examples/lif-fit/truth.json', 'utf8'));
  const truth: Record<string, number> = {
    'weight I > E': dynamics.projections[2].weight,
    'weight E > I': dynamics.projections[1].weight,
    delay: dynamics.projections[0].delay,
  };
  const best = JSON.parse(readFileSync(join(folder, 'out/best.json'), 'utf8')).dynamics;
  const found: Record<string, number> = {
    'weight I > E': best.projections[2].weight.value,
    'weight E > I': best.projections[1].weight.value,
    delay: best.projections[0].delay.value,
  };
  for (const [name, value] of Object.entries(truth)) {
    expect(Math.abs(found[name] / value - 1), name).toBeLessThan(TOLERANCE);
    // Found, known, difference.
    const shown = new RegExp(`^  ${name} +(-?[\\d.]+) +(-?[\\d.]+) +([+-][\\d.]+) %`, 'm').exec(stdout)!;
    expect(Number(shown[1])).toBeAllclose(found[name], { rtol: 1e-4 });
    expect(Number(shown[2])).toBe(value);
    expect(Number(shown[3])).toBeAllclose((100 * (found[name] - value)) / Math.abs(value), {
      rtol: 0,
      atol: 0.05,
    });
  }
  // All four delays are one variable.
  expect(new Set(best.projections.map((p: any) => p.delay.value)).size).toBe(1);
  const lines = readFileSync(join(folder, 'out/evaluations.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(1 + 160);
  expect(readFileSync(join(folder, 'out/evaluations.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(
    1 + 160,
  );
  expect(listing(join(folder, 'out'))).toContain('figure.png');
}, 120_000);
