/** The loops in WebAssembly: compiled from the source beside them, and the same to the bit as in plain TypeScript. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import { buildNetwork } from '../../../../src/network/point/buildNetwork.ts';
import type { IafPscExpParameters } from '../../../../src/network/point/models/iafPscExp.ts';
import { createLoops } from '../../../../src/network/point/loops/loops.ts';
import { samplingBytes } from '../../../../src/network/point/loops/wasm.ts';
import type { NetworkSpec, PopulationSpec } from '../../../../src/network/populations.ts';
import { normal, truncatedNormal, uniform } from '../../../../src/numerics/distributions/index.ts';
import { LookupSampler, SPARE } from '../../../../src/numerics/lookupSampler.ts';
import { poissonProbabilities } from '../../../../src/numerics/poisson.ts';
import { randomStream } from '../../../../src/numerics/random.ts';

const folder = fileURLToPath(new URL('../../../../src/network/point/loops/', import.meta.url));

it('wasmBytes.ts is loops.wat, compiled', async () => {
  const { parseWat } = await wabt();
  const module = parseWat('loops.wat', readFileSync(`${folder}loops.wat`, 'utf8'));
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  await expect(
    `/** \`loops.wat\` compiled, as base64. Written by test/unit/network/point/loops.test.ts (\`npx vitest run FILE -u\`). */\n` +
      `export const WASM =\n  '${base64}';\n`,
  ).toMatchFileSnapshot(`${folder}wasmBytes.ts`);
});

const DT = 0.1;

/** Two populations of odd sizes, so that pairs of neurons start at odd indices and one neuron is left over. */
function network(params: Partial<IafPscExpParameters> = {}, change: Partial<NetworkSpec> = {}): NetworkSpec {
  const population = (name: string, size: number): PopulationSpec => ({
    name,
    size,
    model: 'iaf_psc_exp',
    params: { C_m: 100, V_reset: -65, E_L: -65, t_ref: 1, ...params },
    V_m: normal({ mean: -62, sd: 4 }),
  });
  return {
    dt: DT,
    populations: [population('E', 205), population('I', 51)],
    projections: ['E', 'I'].flatMap((pre) =>
      ['E', 'I'].map((post) => ({
        pre,
        post,
        rule: { rule: 'pairwise_bernoulli' as const, p: 0.15 },
        weight: pre === 'E' ? normal({ mean: 20, sd: 15 }) : truncatedNormal({ mean: -70, sd: 7, max: 0 }),
        delay: truncatedNormal({ mean: 1.5, sd: 0.7, min: 0.4 }),
      })),
    ),
    drives: [
      { type: 'poisson', post: 'E', rate: 8000, weight: 13, delay: 1 },
      { type: 'poisson', post: 'E', rate: 900, weight: -20 },
      { type: 'poisson', post: 'I', rate: 30000, weight: 4 },
      { type: 'current', post: 'I', times: [3, 40.1], amplitudes: [50, -20], neurons: [0, 7, 50] },
    ],
    ...change,
  };
}

/** The same with `iaf_psc_delta` neurons. */
function jumping(params: Record<string, number> = {}, shortest = 5): NetworkSpec {
  const { populations, drives, ...rest } = network();
  return {
    ...rest,
    populations: populations.map((p) => ({
      ...p,
      model: 'iaf_psc_delta',
      params: { V_reset: -65, E_L: -65, t_ref: 1, ...params },
    })),
    projections: ['E', 'I'].map((pre) => ({
      pre,
      post: pre === 'E' ? 'I' : 'E',
      rule: { rule: 'pairwise_bernoulli', p: 0.2 },
      weight: pre === 'E' ? 0.3 : normal({ mean: -0.5, sd: 0.1 }),
      delay: uniform({ min: shortest * DT, max: 2 }),
    })),
    drives: drives!.map((d) => (d.type === 'poisson' ? { ...d, weight: d.weight / 40 } : d)),
  };
}

/** Spikes and potentials of all neurons, in pieces of which most are no multiple of four steps. */
function run(spec: NetworkSpec, options: { webAssembly: boolean; separateCurrents?: boolean }) {
  const net = buildNetwork(spec, { seed: 3, ...options });
  return [20, 30.3, 49.8].map((duration) => {
    const { spikes } = net.simulate({ duration });
    const traces = spec.populations.map(({ name, size }) => ({
      population: name,
      neurons: Array.from({ length: size }, (_, n) => n),
      quantities: ['V_m' as const],
    }));
    const last = net.simulate({ duration: DT, record: { traces } });
    return { spikes, V: last.traces.map((t) => Array.from(t.data.data)) };
  });
}

const taus = { tau_syn_ex: 2, tau_syn_in: 3 };
const cases: [string, NetworkSpec, boolean?][] = [
  ['one current', network()],
  ['equal time constants, currents apart', network(), true],
  ['two time constants', network(taus)],
  ['synapses as slow as the membrane', network({ tau_m: 10, tau_syn_ex: 10, tau_syn_in: 10 })],
  ['no refractory period', network({ ...taus, t_ref: 0 })],
  ['a long refractory period', network({ t_ref: 20 })],
  [
    'delays of one step, autapses, given weights',
    network(taus, {
      projections: [
        { pre: 'E', post: 'I', rule: { rule: 'pairwise_bernoulli', p: 0.2 }, weight: 1 / 3, delay: DT },
        { pre: 'E', post: 'E', rule: { rule: 'pairwise_bernoulli', p: 1 }, weight: 0.7, delay: DT },
      ],
    }),
  ],
  [
    'given weights in double precision',
    network(
      {},
      {
        projections: [
          { pre: 'E', post: 'I', rule: { rule: 'pairwise_bernoulli', p: 0.9 }, weight: 10 / 3, delay: 0.5 },
          { pre: 'I', post: 'E', rule: { rule: 'pairwise_bernoulli', p: 0.5 }, weight: -10 / 3, delay: 0.4 },
        ],
      },
    ),
  ],
  ...[1, 2, 3].map((shortest): [string, NetworkSpec] => [
    `two currents, delays from ${shortest} steps on`,
    network(taus, {
      projections: ['E', 'I'].map((pre) => ({
        pre,
        post: 'E',
        rule: { rule: 'pairwise_bernoulli', p: 0.2 },
        weight: pre === 'E' ? 20 : -10,
        delay: uniform({ min: shortest * DT, max: 1.5 }),
      })),
    }),
  ]),
  ['jumps of the potential', jumping()],
  ['jumps after three steps, no refractory period', jumping({ t_ref: 0 }, 3)],
  ['jumps after one step', jumping({}, 1)],
  ['nobody connected, nobody driven', network({ I_e: 200 }, { projections: [], drives: [] })],
];

describe('WebAssembly gives what plain TypeScript gives, to the bit', () => {
  it.each(cases)('%s', (_, spec, separateCurrents = false) => {
    const wasm = run(spec, { webAssembly: true, separateCurrents });
    expect(wasm.reduce((sum, { spikes }) => sum + spikes[0].steps.length, 0)).toBeGreaterThan(100);
    expect(wasm).toEqual(run(spec, { webAssembly: false, separateCurrents }));
  });

  // 30 inputs per step take the table of 13 bits.
  it.each([0.3, 2, 30])('draws with a mean of %d', (mean) => {
    const { probabilities } = poissonProbabilities(mean);
    const sampler = new LookupSampler(probabilities);
    const [plain, wasm] = [false, true].map((webAssembly) => {
      const loops = createLoops(4096 + samplingBytes(probabilities.length, 10), 0, webAssembly);
      const out = loops.uint16(1800 + SPARE);
      const streams = Array.from({ length: 10 }, (_, i) => randomStream(1, 'draws', i));
      const sample = loops.sampling(sampler, streams, out, 192, 1800);
      return [1, 2, 3].map(() => {
        sample.draw();
        return Array.from(out.subarray(0, 1800));
      });
    });
    expect(wasm).toEqual(plain);
    expect(new Set(plain[2]).size).toBeGreaterThan(2);
  });
});

describe('without WebAssembly', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('the loops are plain', () => {
    expect(createLoops(100).kind).toBe('wasm');
    expect(createLoops(100, 0, false).kind).toBe('plain');
    expect(createLoops(2 ** 33).kind).toBe('plain');
    vi.stubGlobal('WebAssembly', undefined);
    expect(createLoops(100).kind).toBe('plain');
  });

  it('the loops are plain where memory is refused, and other faults are not hidden', () => {
    const { Module, Instance, validate } = (globalThis as any).WebAssembly;
    const withMemory = (error: Error) => {
      function Memory() {
        throw error;
      }
      vi.stubGlobal('WebAssembly', { Module, Instance, validate, Memory });
    };
    withMemory(new RangeError('could not allocate memory'));
    expect(createLoops(100).kind).toBe('plain');
    withMemory(new TypeError('something else'));
    expect(() => createLoops(100)).toThrow('something else');
  });
});
