import { describe, expect, test } from 'vitest';
import { readSource } from '../../../../src/io/node/files.ts';
import { nodeStudyFiles } from '../../../../src/io/node/studyFiles.ts';
import { loadFit } from '../../../../src/study/fit/loadFit.ts';
import { expectedMemory, planThreads } from '../../../../src/study/fit/planThreads.ts';
import { tinyFit } from './tinyFit.ts';

const GB = 1e9;

describe('planThreads', () => {
  test('gives every thread a network', async () => {
    const fit = await tinyFit();
    const plan = (threads: number | 'auto', cores = 8) =>
      planThreads(fit, threads, { cores, memory: 16 * GB });
    expect(plan(1)).toEqual({ networks: 1, perNetwork: 1, short: false });
    expect(plan(3)).toEqual({ networks: 3, perNetwork: 1, short: false });
    expect(plan('auto', 2)).toEqual({ networks: 2, perNetwork: 1, short: false });
    // Four points in a generation, and networks too small for several threads.
    expect(plan('auto')).toEqual({ networks: 4, perNetwork: 1, short: false });
  });

  test('of large networks no more than fit into memory; threads that are left help inside them', async () => {
    const fit = await loadFit('examples/hagen-2022/fit.json', nodeStudyFiles, readSource);
    const { dynamics } = fit.study;
    const each = expectedMemory(dynamics);
    // 42.5 million synapses of 6.2 bytes, of a network and the one before.
    expect(each).toBeGreaterThan(2 * 42.5e6 * 6.2);
    expect(each).toBeLessThan(1.2 * GB);
    const plan = (threads: number, memory: number) => planThreads(fit, threads, { cores: 8, memory });
    expect(plan(8, 64 * GB)).toEqual({ networks: 8, perNetwork: 1, short: false });
    expect(plan(8, 2.6 * each)).toEqual({ networks: 2, perNetwork: 4, short: true });
    expect(plan(2, 0)).toEqual({ networks: 1, perNetwork: 2, short: true });
    expect(plan(1, 0)).toEqual({ networks: 1, perNetwork: 1, short: false });
    expect(expectedMemory({ ...dynamics, connectivity: 'procedural' })).toBeLessThan(0.2 * GB);
  });
});
