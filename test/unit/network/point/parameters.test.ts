/** Parameters and initial values in all their forms. */
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import { initialState, resolveParameters } from '../../../../src/network/point/parameters.ts';
import { iafPscDelta } from '../../../../src/network/point/models/iafPscDelta.ts';
import { iafPscExp, IAF_PSC_EXP_DEFAULTS } from '../../../../src/network/point/models/iafPscExp.ts';
import { neuronModels } from '../../../../src/network/point/models/index.ts';
import { normal } from '../../../../src/numerics/distributions/index.ts';

const resolve = (params: object, size = 3, seed = 1) =>
  resolveParameters('p', iafPscExp, params as Record<string, number>, size, seed);

describe('resolveParameters', () => {
  it("completes with NEST's defaults", () => {
    expect(resolve({ tau_m: 20 }).uniform).toEqual({ ...IAF_PSC_EXP_DEFAULTS, tau_m: 20 });
    expect(resolve({}).uniform).toEqual({
      C_m: 250,
      tau_m: 10,
      E_L: -70,
      V_reset: -70,
      V_th: -55,
      t_ref: 2,
      tau_syn_ex: 2,
      tau_syn_in: 2,
      I_e: 0,
    });
  });

  it('takes one number, one per neuron, a law, a boolean', () => {
    const { columns, uniform } = resolve({ V_th: [-55, -54, -53], I_e: normal({ mean: 100, sd: 10 }) });
    expect(uniform).toBeUndefined();
    expect(Array.from(columns.V_th)).toEqual([-55, -54, -53]);
    expect(Array.from(columns.tau_m)).toEqual([10, 10, 10]);
    expect(new Set(columns.I_e).size).toBe(3);
    expect(resolve({ I_e: normal({ mean: 100, sd: 10 }) }).columns.I_e).toEqual(columns.I_e);
    expect(resolve({ I_e: normal({ mean: 100, sd: 10 }) }, 3, 2).columns.I_e).not.toEqual(columns.I_e);
    const delta = resolveParameters('p', iafPscDelta, { refractory_input: true }, 2, 1);
    expect(delta.uniform!.refractory_input).toBe(1);
  });

  it('draws from the law', () => {
    const { I_e } = resolve({ I_e: normal({ mean: 100, sd: 10 }) }, 10_000).columns;
    const mean = I_e.reduce((a, b) => a + b, 0) / 10_000;
    expect(Math.abs(mean - 100)).toBeLessThan(5 * (10 / 100));
  });

  it.each([
    ['C_m', 0],
    ['tau_m', -1],
    ['tau_syn_ex', NaN],
    ['tau_syn_in', Infinity],
    ['t_ref', -0.1],
    ['E_L', NaN],
    ['V_reset', -55],
    ['I_e', Infinity],
  ])('refuses %s = %s, for all or for one', (name, value) => {
    expect(() => resolve({ [name]: value })).toThrow(ParameterError);
    expect(() => resolve({ [name]: value }, 0)).toThrow(`p.params.${name}: `);
    const good = IAF_PSC_EXP_DEFAULTS[name as 'C_m'];
    expect(() => resolve({ [name]: [good, value, good] })).toThrow(`p.params.${name}[1]: `);
  });

  it('refuses unknown names, wrong numbers of values, numbers that are no booleans', () => {
    expect(() => resolve({ tau_syn: 1 })).toThrow(/tau_syn_ex.*received "tau_syn"/);
    expect(() => resolve({ I_e: [1] })).toThrow(/p.params.I_e: Expected 3 values/);
    expect(() => resolveParameters('p', iafPscDelta, { refractory_input: 2 }, 1, 1)).toThrow(/true or false/);
  });

  it('works for nobody', () => {
    expect(resolve({ I_e: [] }, 0).columns.I_e.length).toBe(0);
    expect(resolve({ I_e: normal({ mean: 0, sd: 1 }) }, 0).columns.tau_m.length).toBe(0);
  });
});

describe('initialState', () => {
  const state = (given: object, params: object = {}) =>
    initialState('p', iafPscExp, resolve(params), given as Record<string, number>, 3, 1);

  it("is the model's, a function of each neuron's parameters", () => {
    expect(Array.from(state({}).V_m)).toEqual([-70, -70, -70]);
    expect(Array.from(state({}, { E_L: [-60, -61, -62] }).V_m)).toEqual([-60, -61, -62]);
    expect(Array.from(state({}).I_syn_ex)).toEqual([0, 0, 0]);
  });

  it('may be given for every state variable', () => {
    const { V_m, I_syn_ex } = state({ V_m: [1, 2, 3], I_syn_ex: 5 });
    expect([Array.from(V_m), Array.from(I_syn_ex)]).toEqual([
      [1, 2, 3],
      [5, 5, 5],
    ]);
    expect(() => state({ I_syn: 1 })).toThrow(/p.initial.*V_m, I_syn_ex/);
    expect(() => state({ I_syn_ex: [1, NaN, 1] })).toThrow('p.initial.I_syn_ex[1]: ');
    expect(() => state({ V_m: [1] })).toThrow('p.V_m: ');
  });
});

describe('the models', () => {
  it('have names of their own, and say what everything is', () => {
    expect(new Set(neuronModels.map((m) => m.name)).size).toBe(neuronModels.length);
    for (const model of neuronModels) {
      for (const part of [model.parameters, model.state, model.recordables])
        for (const [name, { description, unit }] of Object.entries<{ description: string; unit: string }>(
          part,
        )) {
          expect(description, `${model.name}.${name}`).not.toBe('');
          expect(typeof unit).toBe('string');
        }
      expect(Object.keys(model.recordables)).toContain('V_m');
      expect(() => resolveParameters('p', model, {}, 2, 1)).not.toThrow();
    }
  });
});
