import { describe, expect, test } from 'vitest';
import { populationInputs } from '../../../../src/network/meanField/inputMoments.ts';
import { meanFieldRates } from '../../../../src/network/meanField/meanFieldRates.ts';
import { siegertRate } from '../../../../src/network/meanField/siegert.ts';
import { weightMoments } from '../../../../src/network/meanField/weightMoments.ts';
import { brunelNetwork } from '../../../../src/network/networks/brunel.ts';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { NetworkSpec } from '../../../../src/network/populations.ts';
import type { ConnectionRule, Law } from '../../../../src/network/projectionSpec.ts';
import { normal, truncatedNormal, uniform } from '../../../../src/numerics/distributions/index.ts';
import { randomStream } from '../../../../src/numerics/random.ts';

const moments = (weight: Law) =>
  weightMoments('p', { pre: 'A', post: 'B', rule: { rule: 'all_to_all' }, weight });

describe('weightMoments', () => {
  test('a number, a law of one sign, a uniform law of both', () => {
    expect(moments(-2)).toEqual([{ share: 1, mean: -2, square: 4, sign: -1 }]);
    expect(moments(0)).toEqual([{ share: 1, mean: 0, square: 0, sign: 1 }]);
    const law = truncatedNormal({ mean: 2, sd: 1, min: 0, max: null });
    expect(moments(law)).toEqual([
      { share: 1, mean: law.mean, square: law.sd ** 2 + law.mean ** 2, sign: 1 },
    ]);
    const [up, down] = moments(uniform({ min: -1, max: 3 }));
    // Closed: shares 3/4 and 1/4, means 1.5 and -0.5, squares 3 and 1/3. Gauss-Legendre is exact for these.
    expect([up.share, up.mean, up.square]).toBeAllclose([0.75, 1.5, 3], { rtol: 1e-12 });
    expect([down.share, down.mean, down.square]).toBeAllclose([0.25, -0.5, 1 / 3], { rtol: 1e-12 });
  });

  test('a clipped law against drawing it', () => {
    const law = normal({ mean: 1, sd: 1 });
    const [one] = moments({ clipped: law, min: 0, max: 2 });
    const stream = randomStream(1, 'clipped');
    const n = 200_000;
    let first = 0;
    let second = 0;
    for (let i = 0; i < n; i++) {
      const w = Math.min(2, Math.max(0, 1 + stream.normal()));
      first += w / n;
      second += (w * w) / n;
    }
    expect(one.share).toBeAllclose(1, { rtol: 1e-12 });
    // Five standard errors: sd of w 0.72, of w^2 1.6.
    expect(one.mean).toBeAllclose(first, { rtol: 0, atol: (5 * 0.72) / Math.sqrt(n) });
    expect(one.square).toBeAllclose(second, { rtol: 0, atol: (5 * 1.6) / Math.sqrt(n) });
  });
});

const pair = (rule: ConnectionRule, extra: Partial<NetworkSpec> = {}): NetworkSpec => ({
  dt: 0.1,
  populations: [
    { name: 'A', size: 30, model: 'iaf_psc_delta' },
    { name: 'B', size: 20, model: 'iaf_psc_delta' },
  ],
  projections: [{ pre: 'A', post: 'B', rule, weight: 1, delay: 1 }],
  ...extra,
});

describe('populationInputs', () => {
  test.each<[ConnectionRule, number]>([
    [{ rule: 'pairwise_bernoulli', p: 0.2 }, 6],
    [{ rule: 'fixed_indegree', indegree: 7 }, 7],
    [{ rule: 'fixed_outdegree', outdegree: 4 }, 6],
    [{ rule: 'fixed_total_number', N: 50 }, 2.5],
    [{ rule: 'all_to_all' }, 30],
    [{ rule: 'explicit', sources: [0, 1, 2], targets: [0, 0, 1] }, 0.15],
  ])('in-degree of %j', (rule, degree) => {
    const [, B] = populationInputs(pair(rule));
    // tau_m 10 ms: 0.01 mV per input of 1 mV and spike/s.
    expect(B.recurrent).toHaveLength(1);
    expect(B.recurrent[0].source).toBe(0);
    expect([B.recurrent[0].mean, B.recurrent[0].variance]).toBeAllclose([0.01 * degree, 0.005 * degree], {
      rtol: 1e-12,
    });
  });

  test('charges of the models, drives and currents', () => {
    const params = { tau_m: 20, C_m: 200, E_L: -70, I_e: 50, tau_syn_ex: 1, tau_syn_in: 2 };
    const network = (model: string): NetworkSpec => ({
      dt: 0.1,
      populations: [
        {
          name: 'A',
          size: 1,
          model,
          params: model === 'iaf_psc_delta' ? { tau_m: 20, C_m: 200, E_L: -70, I_e: 50 } : params,
        },
      ],
      drives: [
        { type: 'poisson', post: 'A', rate: 1000, weight: 3 },
        { type: 'dc', post: 'A', amplitude: 10 },
        { type: 'ornstein_uhlenbeck', post: 'A', mean: 5, sigma: 40, tau: 0.5 },
      ],
    });
    const of = (model: string) =>
      populationInputs(network(model))[0].external.map((s) => [s.mean, s.variance, s.tau]);
    // E_L + tau_m/C_m I_e = -65; 10 pA: 1 mV; OU: 0.5 mV and 2 * 1600 * 0.5 * 20/(2 * 200^2) = 0.4 mV^2.
    const rest = [
      [1, 0, 0],
      [0.5, 0.4, 0.5],
    ];
    expect(of('iaf_psc_delta').flat()).toBeAllclose([[-65, 0, 0], [60, 90, 0], ...rest].flat(), {
      rtol: 1e-12,
    });
    const jump = 3 / 200;
    expect(of('iaf_psc_exp').flat()).toBeAllclose(
      [[-65, 0, 0], [20 * jump, 10 * jump ** 2, 1], ...rest].flat(),
      { rtol: 1e-12 },
    );
    const alpha = Math.E * jump;
    expect(of('iaf_psc_alpha').flat()).toBeAllclose(
      [[-65, 0, 0], [20 * alpha, 10 * alpha ** 2, 1.5], ...rest].flat(),
      { rtol: 1e-12 },
    );
  });

  test('nobody, and nobody to reach', () => {
    expect(meanFieldRates({ dt: 0.1, populations: [] })).toEqual({ populations: [], residual: 0, steps: 0 });
    const empty = pair({ rule: 'all_to_all' });
    const none = { ...empty, populations: empty.populations.map((p) => ({ ...p, size: 0 })) };
    expect(meanFieldRates(none).populations.map(({ rate }) => rate)).toEqual([0, 0]);
  });
});

describe('meanFieldRates', () => {
  test('without recurrence it is the rate of Siegert', () => {
    const spec: NetworkSpec = {
      dt: 0.1,
      populations: [{ name: 'A', size: 5, model: 'iaf_psc_exp', params: { tau_syn_ex: 0.5 } }],
      drives: [{ type: 'poisson', post: 'A', rate: 8000, weight: 90 }],
    };
    const mu = -70 + 10 * 8 * (45 / 250);
    const sd = Math.sqrt(10 * 4) * (45 / 250);
    const rate = siegertRate({ tau_m: 10, t_ref: 2, V_th: -55, V_reset: -70, mu, sd, tau_syn: 0.5 });
    const { populations } = meanFieldRates(spec);
    expect([populations[0].rate, populations[0].mu, populations[0].sd]).toBeAllclose([rate, mu, sd], {
      // The residual that ends the search, 1e-8 (1 + rate).
      rtol: 1e-7,
    });
  });

  test('rates reproduce themselves, and those of Brunel (2000) are simulated to 5 % in the asynchronous irregular state', () => {
    const spec = brunelNetwork({ excitatory: 2000, J: 0.2 });
    const { populations, residual } = meanFieldRates(spec);
    expect(residual).toBeLessThan(1e-8);
    // E and I receive the same.
    expect(populations[0].rate).toBeAllclose(populations[1].rate, { rtol: 1e-7 });
    const run = buildNetwork(spec, { seed: 1 }).simulate({ transient: 100, duration: 300 });
    const counted = run.spikes.map((s) => s.steps.length / (s.size * 0.3));
    // Measured: 62.1 and 62.7 against 63.0 spikes/s; the grid misses crossings, and 200 sources are not many.
    for (const [i, rate] of counted.entries()) expect(rate).toBeAllclose(populations[i].rate, { rtol: 0.05 });
  });

  test.each(['iaf_psc_exp', 'iaf_psc_alpha'])(
    'filtered synapses: %s with laws of weights, simulated to 10 %',
    (model) => {
      const gain = model === 'iaf_psc_alpha' ? Math.E : 1;
      const law = (mean: number): Law =>
        truncatedNormal({
          mean: mean / gain,
          sd: 0.3 * Math.abs(mean / gain),
          min: mean < 0 ? null : 0,
          max: mean < 0 ? 0 : null,
        });
      const names = ['E', 'I'] as const;
      const spec: NetworkSpec = {
        dt: 0.1,
        populations: names.map((name) => ({
          name,
          size: name === 'E' ? 800 : 200,
          model,
          params: { tau_m: 20, tau_syn_ex: 0.5, tau_syn_in: 0.5, E_L: -65, V_reset: -65, V_th: -50 },
          V_m: uniform({ min: -65, max: -50 }),
        })),
        projections: names.flatMap((pre) =>
          names.map((post) => ({
            pre,
            post,
            rule: { rule: 'fixed_indegree' as const, indegree: pre === 'E' ? 80 : 20 },
            weight: law(pre === 'E' ? 60 : -400),
            delay: uniform({ min: 0.5, max: 3 }),
          })),
        ),
        drives: names.map((post) => ({ type: 'poisson', post, rate: 8000, weight: 60 / gain })),
      };
      const { populations } = meanFieldRates(spec);
      const run = buildNetwork(spec, { seed: 1 }).simulate({ transient: 200, duration: 1000 });
      const counted = run.spikes.map((s) => s.steps.length / s.size);
      for (const [i, rate] of counted.entries())
        expect(rate).toBeAllclose(populations[i].rate, { rtol: 0.1 });
    },
  );

  test.each<[NetworkSpec, string]>([
    [
      pair(
        { rule: 'all_to_all' },
        {
          populations: [
            { name: 'A', size: 1, model: 'iaf_cond_exp' },
            { name: 'B', size: 1, model: 'iaf_psc_delta' },
          ],
        },
      ),
      'populations[0].model: Expected one of iaf_psc_delta, iaf_psc_exp, iaf_psc_alpha for a mean field',
    ],
    [
      pair(
        { rule: 'all_to_all' },
        {
          populations: [
            { name: 'A', size: 2, model: 'iaf_psc_delta', params: { I_e: [1, 2] } },
            { name: 'B', size: 1, model: 'iaf_psc_delta' },
          ],
        },
      ),
      'populations[0].params: Expected the same values',
    ],
    [
      pair({ rule: 'all_to_all' }, { drives: [{ type: 'ac', post: 'A', amplitude: 1, frequency: 10 }] }),
      'drives[0].type: Expected poisson, dc or ornstein_uhlenbeck',
    ],
    [
      pair({ rule: 'all_to_all' }, { drives: [{ type: 'dc', post: 'A', amplitude: 1, start: 5 }] }),
      'drives[0]: Expected a drive of all neurons',
    ],
    [
      pair({ rule: 'all_to_all' }, { drives: [{ type: 'dc', post: 'A', amplitude: [1] }] }),
      'drives[0].amplitude: Expected one number',
    ],
    [
      pair({ rule: 'all_to_all' }, { drives: [{ type: 'dc', post: 'C', amplitude: 1 }] }),
      'drives[0].post: Expected a population of the network',
    ],
  ])('refuses %#', (spec, message) => {
    expect(() => meanFieldRates(spec)).toThrow(message);
  });

  test('says where rates do not come to rest, and where a start is of nobody', () => {
    const spec = brunelNetwork({ excitatory: 40 });
    expect(() => meanFieldRates(spec, { steps: 1 })).toThrow(
      'network: Expected a network whose mean-field rates come to rest in 1 steps',
    );
    expect(() => meanFieldRates(spec, { start: { X: 1 } })).toThrow(
      'start: Expected rates of populations of the network (E, I), but received "X"',
    );
  });
});
