import { expect, test } from 'vitest';
import type { ResolvedLif } from '../../../src/study/resolved.ts';
import { usefulThreads } from '../../../src/study/usefulThreads.ts';
import { loadTiny } from '../../support/tinyRun.ts';

const lif = (size: number, duration: number) =>
  loadTiny((s) => {
    s.populations = { E: { size }, I: { size: 10 } };
    s.dynamics.duration = duration;
  }).then(({ dynamics }) => dynamics as ResolvedLif);

test('threads pay for networks that are large and long, and never more than there are', async () => {
  expect(usefulThreads(await lif(40, 50), 8)).toBe(1);
  expect(usefulThreads(await lif(40, 1e7), 8)).toBe(1);
  expect(usefulThreads(await lif(20_000, 50), 8)).toBeGreaterThan(1);
  expect(usefulThreads(await lif(20_000, 10_000), 8)).toBe(8);
  expect(usefulThreads(await lif(20_000, 10_000), 1)).toBe(1);
  expect(usefulThreads(await lif(2_500, 10_000), 8)).toBe(2);
});
