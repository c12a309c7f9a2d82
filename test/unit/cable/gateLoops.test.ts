/** The loops of active cells in WebAssembly: compiled from the source beside them, and the same to the bit as in plain TypeScript. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import type { Cell } from '../../../src/cable/cell.ts';
import { createGateLoops } from '../../../src/cable/gateLoops/loops.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import type { Channel } from '../../../src/cable/mechanisms/channel.ts';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
import type { MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import { simulate, type SimulateCellOptions } from '../../../src/cable/simulate.ts';
import type { Simulation } from '../../../src/cable/simulationRecorder.ts';
import { allHayMembrane, ballAndSticks, hayMembrane } from '../../support/activeCells.ts';
import { yCell } from '../../support/cells.ts';

const folder = fileURLToPath(new URL('../../../src/cable/gateLoops/', import.meta.url));

it('wasmBytes.ts is loops.wat, compiled', async () => {
  const { parseWat } = await wabt();
  const module = parseWat('loops.wat', readFileSync(`${folder}loops.wat`, 'utf8'));
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  await expect(
    `/** \`loops.wat\` compiled, as base64. Written by test/unit/cable/gateLoops.test.ts (\`npx vitest run FILE -u\`). */\n` +
      `export const WASM =\n  '${base64}';\n`,
  ).toMatchFileSnapshot(`${folder}wasmBytes.ts`);
});

const CLAMP: Input = { type: 'IClamp', segment: 0, delay: 1, dur: 20, amp: 1 };
const OPTIONS: SimulateCellOptions = { dt: 0.0625, tstop: 12, inputs: [CLAMP] };
const EVERYTHING = { v: true, imem: true, capacitive: true, ionic: true, inputs: true } as const;

const active = (
  type: string | Channel,
  density: number,
  sections: 'all' | string[] = 'all',
): MechanismSpec => ({
  type,
  form: 'active',
  sections,
  density,
});

/** A channel that is hard on tables: a jump of tau, a kink of inf, a gate too steep for pieces of 1/4 mV, and powers up to 5. */
const ODD: Channel = {
  name: 'odd',
  reversal: -20,
  gates: [
    { name: 'jump', power: 5, inf: () => 0.9, tau: (v) => (v < -64.9 ? 3 : 1) },
    { name: 'kink', power: 2, inf: (v) => Math.min(1, Math.abs(v + 60.1) / 100), tau: () => 2 },
    { name: 'steep', power: 1, inf: (v) => 1 / (1 + Math.exp(-(v + 60) / 0.8)), tau: () => 0.5 },
  ],
};

const cells: [string, Cell, Partial<SimulateCellOptions>?][] = [
  ['three Hay channels, 27 segments', ballAndSticks(hayMembrane)],
  ['all Hay channels and calcium', ballAndSticks(allHayMembrane)],
  ['Crank-Nicolson', ballAndSticks(allHayMembrane), { method: 'crank_nicolson' }],
  ['exact rates', ballAndSticks(allHayMembrane), { rates: 'exact', tstop: 4 }],
  [
    'hh on the soma only, a synapse',
    ballAndSticks({
      mechanisms: [
        { type: 'pas', sections: 'all', conductance: 1 / 30000, reversal: -65 },
        { type: 'hh', form: 'active', sections: ['soma'] },
      ],
      ions: { na: 50, k: -77 },
    }),
    { inputs: [CLAMP, { type: 'ExpSyn', segment: 20, tau: 2, e: 0, weight: 0.01, times: [2] }] },
  ],
  [
    'calcium on the soma, a constant reversal on dendrites',
    ballAndSticks({
      ...hayMembrane,
      ions: { ...hayMembrane.ions, ca: 120 },
      mechanisms: [
        ...hayMembrane.mechanisms,
        active('Ca_HVA', 5e-4),
        active('SK_E2', 1e-3),
        { type: 'CaDynamics_E2', sections: ['soma'], gamma: 0.0005, decay: 460 },
      ],
    }),
  ],
  [
    'a jump, a kink, steep gates',
    ballAndSticks({ ...hayMembrane, mechanisms: [...hayMembrane.mechanisms, active(ODD, 1e-3)] }),
  ],
  [
    'quasi-active beside active channels',
    ballAndSticks({
      ...hayMembrane,
      rest: -70,
      mechanisms: [
        ...hayMembrane.mechanisms,
        { type: 'Im', form: 'quasi_active', sections: 'all', density: 1e-3 },
      ],
    }),
  ],
  ['potentials beyond the table', ballAndSticks(hayMembrane), { vInit: 260, tstop: 1 }],
  [
    'an extracellular field',
    ballAndSticks(hayMembrane),
    { extracellular: (t, out) => void out.forEach((_, i) => (out[i] = 3 * Math.sin(t) * i)) },
  ],
  [
    'no active channel, a conductance synapse',
    yCell('quasi_active'),
    { inputs: [{ type: 'Exp2Syn', segment: 4, tau1: 0.5, tau2: 2, e: 0, weight: 0.01, times: [1] }] },
  ],
];

describe('WebAssembly gives what plain TypeScript gives, to the bit', () => {
  it.each(cells)('%s', (_, cell, more = {}) => {
    const states = (cell.active?.channels ?? []).flatMap(({ channel }) =>
      channel.gates.map((gate) => `${gate.name}_${channel.name}`),
    );
    const calcium = cell.active?.calcium === undefined ? [] : ['cai', 'eca'];
    const run = (webAssembly: boolean): Simulation =>
      simulate(cell, {
        ...OPTIONS,
        ...more,
        record: { ...EVERYTHING, states: [...states, ...calcium] },
        webAssembly,
      });
    const wasm = run(true);
    expect(wasm).toEqual(run(false));
    expect(new Set(wasm.v!.data).size).toBeGreaterThan(100);
  });
});

describe('tables of rates', () => {
  it.each(cells.filter(([, cell]) => cell.active !== undefined))(
    'give what the rates give: %s',
    (_, cell, more = {}) => {
      const [table, exact] = (['tabulated', 'exact'] as const).map((rates) =>
        simulate(cell, { ...OPTIONS, ...more, rates }),
      );
      // 1e-13 in every gate and step, multiplied where spikes start.
      expect(table.v!.data).toBeAllclose(exact.v!.data, { rtol: 0, atol: 1e-9 });
    },
  );

  it('whatever segments carry', () => {
    const names = Object.keys(ION_CHANNELS);
    const entry = fc.record({
      type: fc.constantFrom(...names),
      density: fc.double({ min: 0, max: 2e-3, noNaN: true }),
      on: fc.uniqueArray(fc.constantFrom('soma', 'dend', 'apic'), { minLength: 1 }),
    });
    const shells = fc.uniqueArray(fc.constantFrom('soma', 'dend', 'apic'));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), shells, (entries, on) => {
        const cell = ballAndSticks({
          temperature: 34,
          ions: { na: 50, k: -85, ca: 120 },
          mechanisms: [
            { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -75 },
            ...entries.map(({ type, density, on: sections }) => active(type, density, sections)),
            ...(on.length === 0
              ? []
              : [{ type: 'CaDynamics_E2', sections: on, gamma: 0.05, decay: 80 } as const]),
          ],
        });
        const run = (options: Partial<SimulateCellOptions>): Simulation =>
          simulate(cell, { ...OPTIONS, tstop: 3, ...options });
        const wasm = run({});
        expect(wasm).toEqual(run({ webAssembly: false }));
        expect(wasm.v!.data).toBeAllclose(run({ rates: 'exact' }).v!.data, { rtol: 0, atol: 1e-9 });
      }),
      { numRuns: 25 },
    );
  });
});

it('a simulation gives the same to the bit after others, even of channels that have changed', () => {
  let shift = 0;
  const moving: Channel = {
    name: 'moving',
    reversal: -90,
    gates: [{ name: 'm', power: 1, inf: (v) => 1 / (1 + Math.exp(-(v + 40 - shift) / 6)), tau: () => 1 }],
  };
  const cell = ballAndSticks({
    ...hayMembrane,
    mechanisms: [...hayMembrane.mechanisms, active(moving, 1e-3)],
  });
  const run = (to: number): Simulation => {
    shift = to;
    return simulate(cell, OPTIONS);
  };
  const [first, second, third] = [0, 5, 0].map(run);
  expect(third).toEqual(first);
  expect(second.v!.data).not.toEqual(first.v!.data);
  const exact = simulate(cell, { ...OPTIONS, rates: 'exact' });
  expect(third.v!.data).toBeAllclose(exact.v!.data, { rtol: 0, atol: 1e-9 });
});

describe('without WebAssembly', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('the loops are plain', () => {
    expect(createGateLoops(1000, 1).kind).toBe('wasm');
    expect(createGateLoops(1000, 1, false).kind).toBe('plain');
    vi.stubGlobal('WebAssembly', undefined);
    expect(createGateLoops(1000, 1).kind).toBe('plain');
  });
});
