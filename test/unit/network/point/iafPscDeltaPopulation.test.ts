/** `iaf_psc_delta` on its fast loops: to the bit what the general path gives, which runs where the model is given as an object. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import { iafPscDelta } from '../../../../src/network/point/models/iafPscDelta.ts';
import { resolveNetwork } from '../../../../src/network/point/resolveNetwork.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import { normal, uniform } from '../../../../src/numerics/distributions/index.ts';
import { outcome } from '../../../support/pointNetworks.ts';

const DT = 0.1;

interface Change {
  readonly params?: Record<string, number>;
  readonly initial?: Record<string, number>;
  readonly shortest?: number;
  readonly sizes?: readonly number[];
  readonly general?: boolean;
}

function network({ params = {}, initial, shortest = 5, sizes = [301, 76], general = false }: Change) {
  const names = ['E', 'I'];
  return {
    dt: DT,
    populations: names.map((name, i) => ({
      name,
      size: sizes[i],
      model: general ? iafPscDelta : 'iaf_psc_delta',
      params: { E_L: -65, V_reset: -66, V_th: -55, t_ref: 1.5, ...params },
      V_m: normal({ mean: -62, sd: 4 }),
      ...(initial === undefined ? {} : { initial }),
    })),
    projections: names.flatMap((pre) =>
      names.map((post) => ({
        pre,
        post,
        rule: { rule: 'pairwise_bernoulli', p: 0.1 },
        weight: pre === 'E' ? 0.2 : normal({ mean: -1, sd: 0.2 }),
        delay: uniform({ min: shortest * DT, max: 2 }),
      })),
    ),
    drives: [
      { type: 'poisson', post: 'E', rate: 9000, weight: 0.15, delay: 1.1 },
      { type: 'poisson', post: 'E', rate: 500, weight: -0.3 },
      { type: 'poisson', post: 'I', rate: 9000, weight: 0.15 },
      { type: 'current', post: 'I', times: [3, 40.1, 41.3], amplitudes: [50, -20, 80] },
    ],
  } as NetworkSpec;
}

/** Pieces that end within packs of four steps. */
const pieces = [20, 30.3, 49.8];

describe('as the general path', () => {
  it.each<[string, Change]>([
    ['delays from 5 steps on', {}],
    ['delays from 2 steps on', { shortest: 2 }],
    ['delays from 1 step on', { shortest: 1 }],
    ['no refractory period', { params: { t_ref: 0 } }],
    ['a constant current', { params: { I_e: 300, tau_m: 7.3 } }],
    ['one neuron, none', { sizes: [1, 0], params: { I_e: 450 } }],
  ])('%s', (_, change) => {
    const run = (general: boolean) => {
      const spec = network({ ...change, general });
      return outcome(buildNetwork(spec, { seed: 5 }), spec, pieces);
    };
    const fast = run(false);
    expect(fast.spikes.length).toBeGreaterThan(0);
    expect(fast).toEqual(run(true));
  });

  it('goes on from a state as if it had not stopped', () => {
    const spec = network({});
    const whole = buildNetwork(spec, { seed: 5 });
    whole.simulate({ duration: 33.3 });
    const again = buildNetwork(spec, { seed: 5 });
    again.restore(whole.save());
    expect(outcome(again, spec, pieces)).toEqual(outcome(whole, spec, pieces));
  });
});

it('is left to the general path where something is kept for the end of the refractory period', () => {
  const fast = (change: Change) => resolveNetwork(network(change), {}).populations.map((p) => p.fast);
  expect(fast({})).toEqual(['iaf_psc_delta', 'iaf_psc_delta']);
  expect(fast({ params: { refractory_input: 1 } })).toEqual([undefined, undefined]);
  expect(fast({ initial: { kept: 1 } })).toEqual([undefined, undefined]);
  expect(fast({ general: true })).toEqual([undefined, undefined]);
});
