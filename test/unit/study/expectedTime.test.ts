import { describe, expect, test } from 'vitest';
import { expectedNetworkTime, expectedTime } from '../../../src/study/expectedTime.ts';
import type { ResolvedLif } from '../../../src/study/resolved.ts';
import { loadTiny } from '../../support/tinyRun.ts';

const lif = async (change?: (study: any) => void) => (await loadTiny(change)).dynamics as ResolvedLif;
const double = (s: any) => (s.dynamics.duration *= 2);

describe('expected times', () => {
  test('of building go with the synapses, of simulating with neurons and steps', async () => {
    const dense = expectedNetworkTime(
      await lif((s) => s.dynamics.projections.forEach((p: any) => (p.rule.probability = 0.4))),
    );
    const sparse = expectedNetworkTime(await lif());
    // 0.2 of 50 x 50 pairs more, at 95 ns each.
    expect(dense.building - sparse.building).toBeAllclose(500 * 95e-6, { rtol: 1e-9 });
    expect(dense.simulating).toBe(sparse.simulating);
    const long = expectedNetworkTime(await lif(double));
    expect(long.building).toBe(sparse.building);
    expect(long.simulating - sparse.simulating).toBeAllclose(50 * 400 * 8e-6, { rtol: 1e-9 });
  });

  test('of all stages are positive, and grow with what there is to do', async () => {
    const short = expectedTime(await loadTiny());
    const long = expectedTime(await loadTiny(double));
    const bare = expectedTime(await loadTiny((s) => (s.output = { figure: false, pathways: false })));
    for (const ms of Object.values(short)) expect(ms).toBeGreaterThan(0);
    for (const stage of ['spikes', 'signals', 'writing'] as const)
      expect(long[stage]).toBeGreaterThan(short[stage]);
    expect(bare.writing).toBeLessThan(short.writing);
  });
});
