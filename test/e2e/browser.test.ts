/** The library in a real browser: the same spikes, kernels and figures as in Node, in threads where the page is isolated, else in one. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle, hasChromium, ISOLATED, visit, type Site } from '../support/browser.ts';
import { results, type Results } from './browser/results.ts';

describe.skipIf(!hasChromium)('a page in Chromium', () => {
  let site: Site;
  let node: Results;
  beforeAll(async () => {
    site = await bundle(join(import.meta.dirname, 'browser'));
    node = await results();
  });
  const visited = async (options: Parameters<typeof visit>[1]): Promise<Results> => {
    const { result, error } = (await visit(site, options)) as { result?: Results; error?: string };
    if (result === undefined) throw new Error(`in the page: ${error}`);
    return result;
  };

  /** Engines of other versions may round exp and log otherwise in the last place: no more than that. */
  const expectNear = (values: readonly number[], expected: readonly number[]): void => {
    const peak = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(peak).toBeGreaterThan(0);
    expect(values).toHaveLength(expected.length);
    expect(values).toBeAllclose(expected, { atol: 1e-12 * peak });
  };

  /** What does not depend on threads. */
  const expectSame = (page: Results): void => {
    expect(page.count).toBeGreaterThan(1000);
    expect(page.alone).toEqual(node.alone);
    expect(page.plain).toEqual(node.alone);
    expect(page.figure === node.figure).toBe(true);
    expectNear(page.lfp, node.lfp);
    for (const [i, { probe, unit, values }] of (page.study ?? []).entries()) {
      expect([probe, unit]).toEqual([node.study![i].probe, node.study![i].unit]);
      expectNear(values, node.study![i].values);
    }
    expect(page.cancelled).toEqual({ cancelled: true, someDone: true });
  };

  test('that is isolated computes in 1, 2 and 4 threads', async () => {
    const page = await visited({ headers: ISOLATED });
    expectSame(page);
    expect(page.study).toHaveLength(4);
    // The networks have as many blocks of neurons as there are threads.
    for (const count of [1, 2, 4])
      expect(page.threads[count]).toEqual({ hashes: node.alone, threads: [count, count] });
  });

  test('that is not isolated computes in one thread, and says why', async () => {
    const page = await visited({});
    expectSame(page);
    expect(page.study).toHaveLength(4);
    expect(page.threads[1]).toEqual({ hashes: node.alone, threads: [1, 1] });
    for (const count of [2, 4])
      expect(page.threads[count]).toEqual({
        hashes: node.alone,
        threads: [1, 1],
        note: `one thread instead of ${count}: this page is not isolated from other origins (serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp)`,
      });
  });

  test('that may not compile WebAssembly computes the same in plain loops', async () => {
    const headers = { ...ISOLATED, 'Content-Security-Policy': "default-src 'self'" };
    const page = await visited({ headers, query: 'plain' });
    expectSame(page);
    expect(page.threads[2]).toEqual({ hashes: node.alone, threads: [2, 2] });
  });

  test('whose thread does not load says so', async () => {
    await expect(visited({ headers: ISOLATED, missing: /webWorker/ })).rejects.toThrow(
      /in the page: Error: a thread could not be started: its script webWorker\.js did not load/,
    );
  });
});
