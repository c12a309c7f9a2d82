/** Networks in study files: every neuron model, connection rule and drive, in the terms of the simulator, and messages that name the place. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../src/network/point/buildNetwork.ts';
import { neuronModels } from '../../../src/network/point/models/index.ts';
import { InvalidStudyError } from '../../../src/study/problems.ts';
import { parseStudy } from '../../../src/study/load.ts';
import { networkSpec } from '../../../src/study/networkSpec.ts';
import type { ResolvedLif } from '../../../src/study/resolved.ts';

const EXP = {
  model: 'iaf_psc_exp',
  C_m: 250,
  tau_m: 10,
  E_L: -65,
  V_th: -50,
  V_reset: -65,
  t_ref: 2,
  tau_syn_ex: 0.5,
  tau_syn_in: 0.5,
};

async function resolve(dynamics: object): Promise<ResolvedLif> {
  const study = await parseStudy(
    JSON.stringify({
      name: 'net',
      depth_axis: 'up',
      populations: { A: { size: 20 }, B: { size: 20 } },
      dynamics: { type: 'lif', dt: 0.1, duration: 10, neurons: { A: EXP, B: EXP }, ...dynamics },
    }),
    's.json',
  );
  return study.dynamics as ResolvedLif;
}

async function faults(dynamics: object): Promise<string[]> {
  try {
    await resolve(dynamics);
  } catch (error) {
    if (error instanceof InvalidStudyError) return error.problems.map((p) => p.message);
    throw error;
  }
  return [];
}

const connect = (rule: object, more: object = {}) => ({
  projections: [{ pre: 'A', post: 'B', rule, weight: 20, delay: 1, ...more }],
});

describe('neurons', () => {
  it('of every model, with parameters as numbers, lists and laws', async () => {
    for (const model of neuronModels) {
      const required = Object.fromEntries(
        Object.entries(model.parameters)
          .filter(([, d]) => d.rule !== 'boolean')
          .map(([key, d]) => [key, d.default]),
      );
      const { neurons } = await resolve({
        neurons: { A: { model: model.name, ...required, V_m: { distribution: 'normal', mean: -60, sd: 1 } } },
      });
      const [A] = networkSpec({ ...(await resolve({})), neurons, projections: [], drives: [] }).populations;
      expect(A).toMatchObject({ name: 'A', size: 20, model: model.name, V_m: { name: 'normal' } });
      expect(A!.params).toMatchObject(required);
    }
    const { neurons } = await resolve({
      neurons: {
        A: {
          ...EXP,
          V_th: Array.from({ length: 20 }, (_, i) => -50 + i),
          C_m: { distribution: 'uniform', min: 200, max: 300 },
        },
      },
    });
    const [A] = networkSpec({ ...(await resolve({})), neurons }).populations;
    expect((A!.params!.V_th as number[])[3]).toBe(-47);
    expect(A!.params!.C_m).toMatchObject({ name: 'uniform' });
  });

  it('that may not be: messages name the place in the study', async () => {
    expect(await faults({ neurons: { A: { ...EXP, V_reset: -40 } } })).toEqual([
      's.json: dynamics.neurons.A.V_reset: expected a potential below V_th = -50 mV, but received -40',
    ]);
    expect((await faults({ neurons: { A: { ...EXP, V_th: [-50, -51] } } }))[0]).toMatch(
      /dynamics.neurons.A.V_th: expected 20 values, one per neuron, but received "2 values"/,
    );
    expect((await faults({ neurons: { A: { ...EXP, model: 'iaf_psc_expp' } } }))[0]).toMatch(
      /neurons.A.model: .*did you mean "iaf_psc_exp"/,
    );
    const { tau_m, ...rest } = EXP;
    expect(tau_m).toBe(10);
    expect((await faults({ neurons: { A: rest } }))[0]).toMatch(/dynamics.neurons.A.tau_m/);
    expect((await faults({ neurons: { A: { ...EXP, tau: 3 } } }))[0]).toMatch(/neurons.A.*tau/);
  });
});

describe('projections', () => {
  const given = { x: Array.from({ length: 20 }, (_, i) => i), y: Array.from({ length: 20 }, () => 0) };
  const rules: Record<string, [object, number | undefined]> = {
    pairwise_bernoulli: [{ probability: 1, autapses: true }, 400],
    fixed_indegree: [{ indegree: 3 }, 60],
    fixed_outdegree: [{ outdegree: 4, multapses: false }, 80],
    fixed_total_number: [{ number: 77 }, 77],
    one_to_one: [{}, 20],
    all_to_all: [{ autapses: false }, 400],
    explicit: [{ sources: [0, 1], targets: [2, 2], weights: [1, 2] }, 2],
    distance_dependent: [
      {
        sheet: { width: 100, height: 100, periodic: true },
        pre_positions: { layout: 'given', ...given },
        post_positions: { layout: 'grid', columns: 5 },
        profile: 'box',
        p0: 1,
        width: 200,
      },
      400,
    ],
  };
  it.each(Object.entries(rules))('%s makes the synapses that it says', async (type, [rule, synapses]) => {
    const lif = await resolve(connect({ type, ...rule }));
    expect(buildNetwork(networkSpec(lif)).synapseCount).toBe(synapses);
  });

  it('with clipped laws, delays that grow with distance, receptors by name', async () => {
    const weight = { clipped: { distribution: 'normal', mean: 10, sd: 20 }, min: 0 };
    const [rule] = rules.distance_dependent!;
    const lif = await resolve(
      connect(
        { type: 'distance_dependent', ...rule },
        { weight, delay: { offset: 0.5, velocity: 100 }, receptor: 'ex' },
      ),
    );
    const [p] = networkSpec(lif).projections!;
    expect(p).toMatchObject({
      weight: { min: 0, clipped: { name: 'normal' } },
      delay: { offset: 0.5, velocity: 100 },
      receptor: 'ex',
    });
    expect(buildNetwork(networkSpec(lif)).synapseCount).toBe(400);
  });

  it('that may not be', async () => {
    expect((await faults(connect({ type: 'fixed_indegree', indegree: 30, multapses: false })))[0]).toMatch(
      /dynamics.projections\[0\].rule.indegree: expected .*20.* received 30/,
    );
    expect(
      (
        await faults({
          neurons: { A: EXP, B: EXP },
          projections: [{ pre: 'A', post: 'B', rule: { type: 'one_to_one' } }],
        })
      )[0],
    ).toMatch(/dynamics.projections\[0\].(weight|delay)/);
    expect((await faults(connect({ type: 'one_to_one' }, { receptor: 'nmda' })))[0]).toMatch(
      /dynamics.projections\[0\].*receptor.*nmda/,
    );
    expect(
      (
        await faults(connect({ type: 'explicit', sources: [0], targets: [20], weights: [1], delays: [1] }))
      )[0],
    ).toMatch(/dynamics.projections\[0\].rule.targets\[0\]/);
    expect(
      (await faults({ ...connect({ type: 'fixed_indegree', indegree: 3 }), connectivity: 'procedural' }))[0],
    ).toMatch(/dynamics.projections\[0\].rule: .*store the connectivity/);
  });
});

describe('drives', () => {
  it('of every type', async () => {
    const lif = await resolve({
      drives: [
        { type: 'poisson', post: 'A', rate: 1000, weight: 10, delay: 1 },
        {
          type: 'spikes',
          post: 'B',
          trains: Array.from({ length: 20 }, () => [1, 2]),
          weight: 500,
          delay: 0.1,
        },
        { type: 'current', post: 'B', neurons: [0], times: [0, 5], amplitudes: [2000, 0] },
      ],
    });
    const spec = networkSpec(lif);
    const { spikes } = buildNetwork(spec).simulate({ duration: 10 });
    expect(spikes.map((s) => s.size)).toEqual([20, 20]);
    expect(new Set(spikes[1]!.ids)).toEqual(new Set([0]));
  });

  it('reach the simulator with all they say', async () => {
    const spikes = { post: 'A', weight: 10, delay: 1, neurons: [3, 1], start: 1, stop: 5 };
    const current = { post: 'B', neurons: [2, 0], start: 2, stop: 9 };
    const same = [
      { type: 'poisson', ...spikes, rate: [10, 20] },
      { type: 'inhomogeneous_poisson', ...spikes, times: [0, 2], rates: [5, 6] },
      { type: 'sinusoidal_poisson', ...spikes, rate: 10, amplitude: 5, frequency: 40, phase: 90 },
      { type: 'shared_poisson', ...spikes, rate: 10, fraction: 0.5, receptor: 'ex' },
      { type: 'spikes', ...spikes, trains: [[1], []] },
      { type: 'current', ...current, times: [1], amplitudes: [3] },
      { type: 'dc', ...current, amplitude: [1, 2] },
      { type: 'ac', ...current, amplitude: 1, offset: 2, frequency: 3, phase: 4 },
      { type: 'noise', ...current, mean: 1, std: 2, interval: 1, shared: true },
      {
        type: 'ornstein_uhlenbeck',
        ...current,
        mean: 1,
        sigma: 2,
        tau: 3,
        initial: 4,
        interval: 1,
        shared: true,
      },
      {
        type: 'sampled_current',
        ...current,
        values: [
          [1, 2],
          [3, 4],
        ],
        interval: 0.5,
      },
    ];
    const mother = { type: 'correlated_poisson', ...spikes };
    const lif = await resolve({
      drives: [...same, { ...mother, mother_rate: 100, copy_probability: 0.2 }],
    });
    const spec = networkSpec(lif);
    expect(spec.drives).toEqual([...same, { ...mother, motherRate: 100, copyProbability: 0.2 }]);
    buildNetwork(spec).simulate({ duration: 10 });
    expect((await faults({ drives: [{ type: 'noise', ...current, std: 1, interval: 0.05 }] }))[0]).toMatch(
      /dynamics.drives\[0\].interval: expected a multiple of dt/,
    );
    expect((await faults({ drives: [{ ...mother, mother_rate: 1e9, copy_probability: 1 }] }))[0]).toMatch(
      /dynamics.drives\[0\].mother_rate: expected at most 20000 inputs/,
    );
    expect((await faults({ drives: [{ ...mother, mother_rate: 1, copy_probability: 2 }] }))[0]).toMatch(
      /dynamics.drives\[0\].copy_probability/,
    );
  });

  it('that may not be', async () => {
    expect(
      (await faults({ drives: [{ type: 'spikes', post: 'A', trains: [[1]], weight: 1, delay: 1 }] }))[0],
    ).toMatch(/dynamics.drives\[0\]/);
  });
});
