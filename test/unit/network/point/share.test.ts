/** Shares of a network: how neurons are divided, and that neither spikes nor potentials depend on it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { partition } from '../../../../src/network/point/partition.ts';
import type { PointNetwork } from '../../../../src/network/point/pointNetwork.ts';
import { mergeSpikes } from '../../../../src/network/point/state.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import { mixedNetwork, outcome } from '../../../support/pointNetworks.ts';

describe('partition', () => {
  it('gives every neuron to one share, in whole blocks, evenly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        (sizes, shares) => {
          const ranges = partition(sizes, shares);
          expect(ranges.length).toBe(shares);
          sizes.forEach((size, p) => {
            const own = ranges.map((r) => r[p]).filter((r) => r.end > r.begin);
            let next = 0;
            for (const { begin, end } of own) {
              expect(begin).toBe(next);
              expect(begin % 256).toBe(0);
              next = end;
            }
            expect(next).toBe(size);
          });
          const loads = ranges.map((r) => r.reduce((sum, { begin, end }) => sum + end - begin, 0));
          // Of every population a block more or less, and a last block that may be small.
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(512 * sizes.length);
        },
      ),
    );
  });
});

describe('a network in shares', () => {
  const run = (net: PointNetwork, spec: NetworkSpec) => outcome(net, spec, [30.3, 0.1, 19.6]);

  it.each([
    ['with WebAssembly', true],
    ['without', false],
  ])('gives the same spikes and potentials to the bit, %s', (_, webAssembly) => {
    const spec = mixedNetwork();
    const whole = run(buildNetwork(spec, { seed: 5, webAssembly }), spec);
    expect(whole.spikes.length).toBeGreaterThan(1000);
    for (const shares of [2, 3, 5]) {
      const net = buildSharedNetwork(spec, shares, { seed: 5, webAssembly });
      expect(net.synapseCount).toBe(buildNetwork(spec, { seed: 5, webAssembly }).synapseCount);
      expect(run(net, spec)).toEqual(whole);
    }
  });

  it('may have more shares than blocks, and no neuron at all', () => {
    const spec = mixedNetwork({ sizes: [3, 0, 1] });
    expect(run(buildSharedNetwork(spec, 4, { seed: 1 }), spec)).toEqual(
      run(buildNetwork(spec, { seed: 1 }), spec),
    );
    const empty: NetworkSpec = { dt: 0.1, populations: [] };
    expect(buildSharedNetwork(empty, 2).simulate({ duration: 1 }).spikes).toEqual([]);
  });
});

describe('mergeSpikes', () => {
  it('orders by step, then neuron', () => {
    const list = (...pairs: [number, number][]) => ({
      steps: Int32Array.from(pairs, (p) => p[0]),
      neurons: Int32Array.from(pairs, (p) => p[1]),
    });
    expect(mergeSpikes([list([1, 5], [2, 0]), list(), list([1, 2], [1, 9], [3, 1])])).toEqual(
      list([1, 2], [1, 5], [1, 9], [2, 0], [3, 1]),
    );
    expect(mergeSpikes([list(), list()])).toEqual(list());
  });
});
