/** What a study records beside spikes: requests that reach the simulator, messages that name the place, recordings that are the simulator's own. */
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../../src/network/point/buildNetwork.ts';
import { lfpProxies, proxyRequest } from '../../../src/network/proxies.ts';
import { networkSpec } from '../../../src/study/networkSpec.ts';
import { recordedValues } from '../../../src/study/resolveRecord.ts';
import type { ResolvedLif } from '../../../src/study/resolved.ts';
import { loadTiny, runTiny } from '../../support/tinyRun.ts';
import { tinyStudy } from '../../support/tinyStudy.ts';
import { problemsOf } from './helpers.ts';

const recording =
  (record: object, dynamics: object = {}) =>
  (s: any) =>
    Object.assign(s.dynamics, dynamics, { record });
const lifOf = async (change: (s: any) => void) => (await loadTiny(change)).dynamics as ResolvedLif;
const faults = (record: object, dynamics: object = {}) => problemsOf(tinyStudy(recording(record, dynamics)));

const E = { population: 'E' };
const V = { ...E, neurons: [3, 1], quantities: ['V_m'] };

describe('requests', () => {
  it('are those of the simulator, with the defaults of the paper', async () => {
    const { record, separateCurrents } = await lifOf(
      recording(
        {
          traces: [V, { population: 'I', neurons: { first: 2 }, quantities: ['I_syn_ex'], interval: 0.5 }],
          sums: [{ ...E, magnitudes: ['I_syn_in'] }],
          proxies: [{ ...E, interval: 0.25 }],
        },
        { separate_currents: true },
      ),
    );
    expect(separateCurrents).toBe(true);
    expect(record).toEqual({
      traces: [V, { population: 'I', neurons: [0, 1], quantities: ['I_syn_ex'], interval: 0.5 }],
      sums: [{ ...E, quantities: [], magnitudes: ['I_syn_in'] }],
      proxies: [{ ...E, interval: 0.25, delay: 6, alpha: 1.65 }],
    });
    // 2 neurons at 400 steps, 2 at 100; 400 steps; 5 sums at 200.
    expect(recordedValues(record!, { dt: 0.125, duration: 50 })).toBe(800 + 200 + 400 + 1000);
  });

  it('that are empty are none', async () => {
    expect((await lifOf(recording({}))).record).toBeUndefined();
    expect((await lifOf(() => undefined)).record).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    [
      'populations that nobody knows',
      { traces: [{ ...V, population: 'F' }] },
      /^dynamics\.record\.traces\[0\]\.population: unknown population "F"; .*E, I/,
    ],
    [
      'quantities that the model has not',
      { traces: [{ ...V, quantities: ['V'] }] },
      /^dynamics\.record\.traces\[0\]\.quantities: expected quantities of iaf_psc_exp \(V_m, I_syn_ex, I_syn_in\), but received "V"$/,
    ],
    [
      'currents that are kept as one',
      { sums: [{ ...E, quantities: ['I_syn_ex'] }] },
      /^dynamics\.record\.sums\[0\]\.quantities: expected V_m, .*"I_syn_ex" \(keep them apart: .*dynamics\.separate_currents\)$/,
    ],
    [
      'proxies of these',
      { sums: [{ ...E, quantities: ['V_m'] }], proxies: [{ ...E, interval: 1 }] },
      /^dynamics\.record\.proxies\[0\]\.population: proxies are made of synaptic currents and V_m: .*separate_currents/,
    ],
    [
      'neurons that are not there',
      { traces: [{ ...V, neurons: [0, 40] }] },
      /^dynamics\.record\.traces\[0\]\.neurons\[1\]: expected an integer .*39.*40/,
    ],
    [
      'more neurons than there are',
      { traces: [{ ...V, neurons: { first: 41 } }] },
      /^dynamics\.record\.traces\[0\]\.neurons\.first: expected at most 40, .* 41$/,
    ],
    [
      'intervals off the grid',
      { sums: [{ ...E, quantities: ['V_m'], interval: 0.3 }] },
      /^dynamics\.record\.sums\[0\]\.interval: expected a multiple of dt = 0\.125 ms, but received 0\.3/,
    ],
    [
      'delays that are no multiple of the interval',
      { proxies: [{ ...E, interval: 1, delay: 2.5 }] },
      /^dynamics\.record\.proxies\[0\]\.delay: expected a multiple of the interval = 1 ms, .* 2\.5; take 2 or 3$/,
    ],
    ['sums of nothing', { sums: [E] }, /^dynamics\.record\.sums\[0\]: nothing is summed/],
    [
      'the same twice',
      { traces: [V, { ...V, neurons: [7], interval: 1 }] },
      /^dynamics\.record\.traces\[1\]: asks for V_m of E, as dynamics\.record\.traces\[0\] does; ask for it once$/,
    ],
    [
      'the same twice at one place',
      { sums: [{ ...E, magnitudes: ['V_m', 'V_m'] }] },
      /^dynamics\.record\.sums\[0\]: asks for \|V_m\| of E, as it does already/,
    ],
    ['misspelt keys', { trace: [] }, /^dynamics\.record\.trace: unknown key.*traces/],
  ])('may not be %s', async (_what, record, message) => {
    const found = await faults(record);
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  it('may not take more memory than there is', async () => {
    const everything = { traces: [{ ...E, neurons: { first: 40 }, quantities: ['V_m'] }] };
    expect(await faults(everything, { duration: 1e6 })).toEqual([
      'dynamics.record: expected at most 1 GB in all, but received 2.38 GB (record fewer neurons, or with longer intervals)',
    ]);
    everything.traces[0] = { ...everything.traces[0]!, interval: 1 } as (typeof everything.traces)[0];
    expect(await faults(everything, { duration: 1e6 })).toEqual([]);
  });
});

describe('recordings', () => {
  const record = {
    traces: [{ ...V, interval: 0.375 }],
    sums: [{ population: 'I', quantities: ['V_m'], magnitudes: ['I_syn_in'], interval: 0.25 }],
    proxies: [{ ...E, interval: 0.25, delay: 1.5, alpha: 2 }],
  };
  // Time constants that differ: currents are kept apart anyway.
  const change = (s: any): void => {
    for (const name of ['E', 'I']) s.dynamics.neurons[name] = { ...s.dynamics.neurons[name], tau_syn_in: 2 };
  };

  it('are what the simulator gives; traces and sums from the start, proxies after the transient', async () => {
    const study = await loadTiny((s) => {
      change(s);
      recording(record)(s);
    });
    const { recordings, spikes } = await runTiny(study);
    const result = buildNetwork(networkSpec(study.dynamics as ResolvedLif)).simulate({
      duration: 50,
      record: { traces: record.traces, sums: [...record.sums, proxyRequest('E', 0.25)] },
    });
    expect(recordings!.traces).toEqual(result.traces);
    expect(recordings!.sums).toEqual(result.sums.slice(0, 2));
    const whole = lfpProxies(result.sums, 'E', { delay: 1.5, alpha: 2 });
    const [own] = recordings!.proxies;
    expect(own).toMatchObject({ ...E, delay: 1.5, alpha: 2 });
    for (const name of ['current', 'magnitude', 'weighted', 'potential'] as const) {
      expect(own![name]).toMatchObject({ t0: 10, interval: 0.25, unit: whole[name].unit });
      expect(own![name].values).toEqual(whole[name].values.slice(-160));
      expect(own![name].values.some((x) => x !== own![name].values[0])).toBe(true);
    }
    expect(spikes).toEqual((await runTiny(await loadTiny(change))).spikes);
    expect(spikes!.some(({ steps }) => steps.length > 0)).toBe(true);
  });

  it('are none where nothing is asked for', async () => {
    expect((await runTiny(await loadTiny())).recordings).toBeUndefined();
  });

  it('of a delay longer than the run are empty', async () => {
    const { recordings } = await runTiny(
      await loadTiny((s) => {
        change(s);
        recording({ proxies: [{ ...E, interval: 1, delay: 60 }] })(s);
      }),
    );
    expect(recordings!.proxies[0]!.weighted.values.length).toBe(0);
    expect(recordings!.proxies[0]!.current.values.length).toBe(40);
  });
});
