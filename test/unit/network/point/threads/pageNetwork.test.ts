/** Networks in a page that may not use threads; those in threads are tested in a browser (test/e2e/browser.test.ts). */
import { afterEach, describe, expect, it } from 'vitest';
import { brunelNetwork } from '../../../../../src/network/networks/brunel.ts';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { buildPageNetwork } from '../../../../../src/network/point/threads/pageNetwork.ts';
import {
  startWebWorker,
  threadsAllowed,
  whyOneThread,
} from '../../../../../src/network/point/threads/startWebWorker.ts';

const spec = brunelNetwork({ excitatory: 80, J: 10, epsilon: 0.5 });
const HEADERS = /serve it with the headers Cross-Origin-Opener-Policy: .* and Cross-Origin-Embedder-Policy: /;

/** Makes this thread look like a page. */
function become(page: object): void {
  for (const [key, value] of Object.entries(page))
    Object.defineProperty(globalThis, key, { value, configurable: true });
}
afterEach(() => {
  for (const key of ['Worker', 'isSecureContext', 'crossOriginIsolated'])
    delete (globalThis as Record<string, unknown>)[key];
});

describe('one thread', () => {
  it.each([
    ['where there are no workers', {}, /^there are no web workers here$/],
    ['in a page that is not isolated', { Worker: Object, isSecureContext: true }, HEADERS],
    [
      'in a page that came over an open line',
      { Worker: Object, isSecureContext: false, crossOriginIsolated: false },
      /use https or localhost, and serve it/,
    ],
  ])('%s, which is said', async (_where, page, reason) => {
    become(page);
    expect(threadsAllowed()).toBe(false);
    expect(whyOneThread()).toMatch(reason);
    expect(() => startWebWorker()).toThrow(whyOneThread());
    const { network, threads, note, close } = await buildPageNetwork(spec, { threads: 2, seed: 3 });
    expect([threads, note]).toEqual([1, `one thread instead of 2: ${whyOneThread()}`]);
    const expected = buildNetwork(spec, { seed: 3 }).simulate({ duration: 30 });
    expect(expected.spikes[0].steps.length).toBeGreaterThan(10);
    expect(await network.simulateAsync({ duration: 30 })).toEqual(expected);
    await close();
  });

  it('is nothing to speak of where one is wanted', async () => {
    expect((await buildPageNetwork(spec, { threads: 1 })).note).toBeUndefined();
  });

  it('is built under the eyes of the caller', async () => {
    const shares: number[] = [];
    await buildPageNetwork(spec, { threads: 2, onProgress: (share) => shares.push(share) });
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(buildPageNetwork(spec, { threads: 2, signal })).rejects.toThrow('enough');
  });
});

it('threads are used in a page that is isolated', () => {
  become({ Worker: Object, isSecureContext: true, crossOriginIsolated: true });
  expect(threadsAllowed()).toBe(true);
});
