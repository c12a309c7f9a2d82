import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/io/hash.ts';
import { nodeStudyFiles } from '../../../src/io/node/studyFiles.ts';
import { strongestChannel } from '../../../src/study/besideSignal.ts';
import { runDynamics } from '../../../src/study/dynamicsStage.ts';
import { kernelProvenance } from '../../../src/study/kernelSet.ts';
import { computeCurrentKernels, probeKernels } from '../../../src/study/kernelStage.ts';
import { loadStudy } from '../../../src/study/load.ts';
import { populationKernels, probeModel } from '../../../src/study/models.ts';
import { Progress } from '../../../src/study/progress.ts';
import { kernelRecipe } from '../../../src/study/recipe.ts';
import { predictSignals } from '../../../src/study/predictStage.ts';
import { recordingTable } from '../../../src/study/recordingTable.ts';
import { list, matrix, readCase } from '../../conformance/read.ts';

const example = (name: string) => loadStudy(`examples/${name}/study.json`, nodeStudyFiles);
const fixture = (name: string) => readCase(`test/conformance/fixtures/${name}`) as any;

describe('examples/hagen-2022', () => {
  test('loads without notes', async () => {
    expect((await example('hagen-2022')).notes).toEqual([]);
  });

  describe.each(['E', 'I'])('kernels onto %s', (Y) => {
    test.each(['E', 'I'])('from %s have the numbers of the reference', async (X) => {
      const study = await example('hagen-2022');
      const model = populationKernels(study.kernels!, Y);
      const { output, input } = fixture(`kernels/lifnet-frozen-${Y}-from-${X}.json.gz`);
      const k = input.presynaptic.findIndex((p: any) => p.name === X);
      expect(model.counts(X).K).toBeAllclose(output.K_YX[k], { rtol: 1e-12 });
      // The reference rounds the ends of segments to 0.001 um, which moves the depth laws by 5e-6 of their width.
      expect(model.leak()).toBeAllclose(list(output.g_pas_shifted_S_cm2), { rtol: 1e-5 });
      expect(model.amplitude(X)).toBeAllclose(list(output.comp_weight_nA), { rtol: 5e-5 });
      const probes = study.probes.map((probe) =>
        probeModel(
          probe,
          study.kernels!.cells.find((c) => c.population === Y)!,
        ),
      );
      for (const [i, type] of [
        'GaussCylinderPotential',
        'KernelApproxCurrentDipoleMoment',
        'LaminarCurrentSourceDensity',
      ].entries()) {
        const reference = output.probes[input.probes.findIndex((p: any) => p.type === type)];
        const M = matrix(reference.M_exact ?? reference.M);
        const own = probes[[0, 2, 1][i]].transformationMatrix(model.cell.geometry);
        const largest = M.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
        // The rounding of positions again, against lengths of 40 um and more.
        expect(own.data).toBeAllclose(M.data, { rtol: 0, atol: 3e-5 * largest });
      }
    });

    test.each(['E', 'I'])('the delays from %s are those of the reference', async (X) => {
      const { kernels } = await example('hagen-2022');
      const { input } = fixture(`kernels/lifnet-frozen-${Y}-from-${X}.json.gz`);
      const { delay, multapse, synapse } = input.presynaptic.find((p: any) => p.name === X);
      const connection = kernels!.connections.find((c) => c.pre === X && c.post === Y)!;
      const standard = ({ min, max, mean, sd }: any) => [
        (min - mean) / sd,
        max === null ? null : (max - mean) / sd,
        mean,
        sd,
      ];
      for (const [law, reference] of [
        [connection.delay, delay],
        [connection.multapse, multapse],
      ]) {
        const [a, b, ...rest] = standard(law);
        expect(a).toBeAllclose(reference.a, { rtol: 1e-12 });
        if (reference.b === null) expect(b).toBeNull();
        else expect(b!).toBeAllclose(reference.b, { rtol: 1e-12 });
        expect(rest).toEqual([reference.loc, reference.scale]);
      }
      expect(connection.synapse).toEqual({
        type: 'double_exponential',
        weight: synapse.weight_uS,
        tau1: synapse.tau1_ms,
        tau2: synapse.tau2_ms,
        reversal: synapse.e_mV,
      });
    });
  });

  test('the network has the numbers of the reference', async () => {
    const { dynamics } = await example('hagen-2022');
    if (dynamics?.type !== 'lif') throw new Error('not a network');
    const { network } = fixture('lif/net_hagen2022_full.json').input;
    expect(dynamics.dt).toBe(network.dt);
    expect(dynamics.neurons).toEqual(
      network.populations.map((p: any) => ({
        population: p.name,
        size: p.N,
        model: p.model,
        params: p.params,
        V_m: p.V_m_init.value,
      })),
    );
    for (const [i, projection] of network.projections.entries()) {
      const own = dynamics.projections[i];
      expect([own.pre, own.post]).toEqual([projection.pre, projection.post]);
      expect(own.rule).toEqual({
        type: projection.rule.rule,
        probability: projection.rule.p,
        autapses: projection.rule.autapses,
      });
      for (const key of ['weight', 'delay'] as const) {
        const { distribution, mean, sd, min, max } = own[key] as any;
        expect([distribution, mean, min, max]).toEqual([
          'truncated_normal',
          projection[key].mean,
          projection[key].min,
          projection[key].max,
        ]);
        expect(sd).toBeAllclose(projection[key].sd, { rtol: 1e-15 });
      }
    }
    expect(dynamics.drives).toEqual(
      network.external.map((d: any) => ({
        post: d.post,
        type: d.kind,
        rate: d.rate_per_neuron,
        weight: d.weight,
        delay: d.delay,
      })),
    );
    expect([dynamics.duration - dynamics.transient, dynamics.transient]).toEqual([2000, 500]);
  });
});

describe('examples/hagen-2022-nest-counts', () => {
  test('has the same kernels, and the counts of the reference', async () => {
    const [own, base] = [await example('hagen-2022-nest-counts'), await example('hagen-2022')];
    expect(canonicalJson(kernelRecipe(own))).toBe(canonicalJson(kernelRecipe(base)));
    expect(own.probes).toEqual(base.probes);
    expect(own.head).toEqual(base.head);
    expect(own.notes).toEqual([]);
    if (own.dynamics?.type !== 'counts') throw new Error('not counts');
    expect(readFileSync(own.dynamics.file)).toEqual(
      readFileSync('test/conformance/fixtures/lif/net_hagen2022_full_counts.json.gz'),
    );
  });
});

describe('examples/pyramidal-steady-state', () => {
  test('is a branched cell at the steady state of its active form', async () => {
    const study = await example('pyramidal-steady-state');
    expect(study.notes).toEqual([]);
    const { cell } = populationKernels(study.kernels!, 'E');
    const { rest, gates, leakReversal } = cell.membrane;
    expect(cell.active).toBeUndefined();
    expect(cell.geometry.n).toBeGreaterThan(50);
    // Ih in the apical dendrites lifts them above the soma; nothing of it is at the reversal potential of the leak.
    expect(Math.max(...rest) - Math.min(...rest)).toBeGreaterThan(1);
    for (const V of rest) expect(Math.abs(V + 70)).toBeLessThan(15);
    // The leak is the one of the study: at the steady state it need not move (mV).
    expect(leakReversal).toBeAllclose(new Float64Array(rest.length).fill(-80), { rtol: 0, atol: 1e-5 });
    expect(new Set(gates.map(({ name }) => name))).toEqual(
      new Set(['m_Ih', 'm_Nap_Et2', 'h_Nap_Et2', 'm_Im', 'm_Ca_LVAst', 'h_Ca_LVAst']),
    );
  });
});

describe('examples/lfp-proxies', () => {
  test('shows that sums of magnitudes and the weighted sum follow the LFP, and plain sums of currents do not', async () => {
    const study = await example('lfp-proxies');
    expect(study.notes).toEqual([]);
    const activity = await runDynamics(study, Progress.silent, () => Promise.reject(new Error('no files')));
    const kernels = probeKernels(study, computeCurrentKernels(study.kernels!, await kernelProvenance(study)));
    const [lfp] = predictSignals(kernels, activity, false).sums;
    const channel = strongestChannel(lfp);
    expect(channel!.name).toBe('lfp[z=0]');
    const { rows } = recordingTable(activity, channel)!;
    const r = Object.fromEntries(rows.map((row) => [row.recorded, row.r as number]));
    // As its README says.
    expect(r['E magnitude']).toBeGreaterThan(0.95);
    expect(r['E weighted']).toBeGreaterThan(0.95);
    expect(Math.abs(r['E current']!)).toBeLessThan(0.85);
  });
});
