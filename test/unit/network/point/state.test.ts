/** Saving and restoring a network: what follows is what would have followed, whatever the moment and the number of shares. */
import { describe, expect, it } from 'vitest';
import { buildNetwork, buildSharedNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NetworkState } from '../../../../src/network/point/state.ts';
import { mixedNetwork, outcome } from '../../../support/pointNetworks.ts';

/** As it comes back from a file. */
const copied = (state: NetworkState): NetworkState => structuredClone(state);

describe('the state of a network', () => {
  const spec = mixedNetwork();
  const options = { seed: 4 };

  // Multiples of four steps, in between, and before and after every kind of event.
  it.each([0, 0.1, 3.2, 12.3, 21])('continues to the same spikes and potentials from %s ms', (time) => {
    const net = buildNetwork(spec, options);
    net.simulate({ duration: time });
    const state = copied(net.save());
    const straight = outcome(net, spec, [25.2, 5]);
    expect(straight.spikes.length).toBeGreaterThan(500);
    const other = buildNetwork(spec, options);
    other.restore(state);
    expect(other.time).toBeCloseTo(time, 12);
    expect(outcome(other, spec, [25.2, 5])).toEqual(straight);
    // Back in time, in a network that has gone on.
    other.restore(state);
    expect(outcome(other, spec, [25.2, 5])).toEqual(straight);
    const plain = buildNetwork(spec, { ...options, webAssembly: false });
    plain.restore(state);
    expect(outcome(plain, spec, [25.2, 5])).toEqual(straight);
  });

  it('does not depend on the number of shares', () => {
    const whole = buildNetwork(spec, options);
    whole.simulate({ duration: 12.3 });
    const shared = buildSharedNetwork(spec, 3, options);
    shared.simulate({ duration: 12.3 });
    expect(shared.save()).toEqual(whole.save());
    const two = buildSharedNetwork(spec, 2, options);
    two.restore(shared.save());
    expect(outcome(two, spec, [20])).toEqual(outcome(whole, spec, [20]));
  });

  it('is plain data', () => {
    const net = buildNetwork(spec, options);
    net.simulate({ duration: 5 });
    const visit = (value: unknown): void => {
      if (typeof value === 'number' || typeof value === 'string' || ArrayBuffer.isView(value)) return;
      expect(typeof value).toBe('object');
      Object.values(value as object).forEach(visit);
    };
    visit(net.save());
  });

  it('of another network is refused', () => {
    const state = buildNetwork(spec, options).save();
    expect(() => buildNetwork(spec, { seed: 5 }).restore(state)).toThrow(/^state.seed: .*5.*received 4/);
    expect(() => buildNetwork(mixedNetwork({ sizes: [700, 300, 258] }), options).restore(state)).toThrow(
      /^state.populations\[2\].size/,
    );
    const { populations, ...rest } = spec;
    expect(() => buildNetwork({ dt: 0.1, populations: [populations[0]] }, options).restore(state)).toThrow(
      /^state.populations/,
    );
    expect(() => buildNetwork({ ...rest, populations, dt: 0.05 }, options).restore(state)).toThrow(
      /^state.dt/,
    );
  });
});
