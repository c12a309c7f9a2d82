/** The loops in WebAssembly: compiled from the source beside them, and the same to the bit as in plain TypeScript. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import type { Input } from '../../../../src/cable/inputs.ts';
import { createLinearLoops } from '../../../../src/cable/loops/linear.ts';
import { simulate, type SimulateCellOptions } from '../../../../src/cable/simulate.ts';
import { branchedCell, stick, yCell } from '../../../support/cells.ts';

const folder = fileURLToPath(new URL('../../../../src/cable/loops/', import.meta.url));

it('linearWasmBytes.ts is linear.wat, compiled', async () => {
  const { parseWat } = await wabt();
  const module = parseWat('linear.wat', readFileSync(`${folder}linear.wat`, 'utf8'));
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  await expect(
    `/** \`linear.wat\` compiled, as base64. Written by test/unit/cable/loops/linear.test.ts (\`npx vitest run FILE -u\`). */\n` +
      `export const WASM =\n  '${base64}';\n`,
  ).toMatchFileSnapshot(`${folder}linearWasmBytes.ts`);
});

const synapse = (segment: number, weight: number): Input => ({
  type: 'Exp2SynI',
  segment,
  tau1: 0.3,
  tau2: 2,
  weight,
  times: [0.5, 3, 3.1],
});
const matrix = (channels: number, n: number) => ({
  shape: [channels, n] as const,
  data: Float64Array.from({ length: channels * n }, (_, i) => Math.sin(i)),
});
const cells = {
  'one segment': stick(1),
  'an unbranched cable': stick(23),
  'a Y with gates': yCell('quasi_active'),
  'a Y, passive': yCell('passive'),
  'a tree': branchedCell(4, 3, 'passive'),
  'a tree with gates of its own everywhere': branchedCell(4, 2, 'quasi_active', (n) =>
    Float64Array.from({ length: n }, (_, i) => -65 - 0.3 * (i % 3)),
  ),
};
const runs: Record<string, (n: number) => Partial<SimulateCellOptions>> = {
  'potentials and currents': () => ({ record: { v: true, imem: true } }),
  'Crank-Nicolson': () => ({ method: 'crank_nicolson', record: { v: true, imem: true } }),
  'some segments, every third step, from before zero': (n) => ({
    tstart: -0.5,
    record: { v: [n - 1, 0], imem: [0], every: 3 },
  }),
  'signals only': (n) => ({ record: { v: false, dipole: true, probes: { M: matrix(2, n) } } }),
  'everything, one step at a time': () => ({
    record: { imem: true, capacitive: true, ionic: true, synaptic: true, inputs: true },
  }),
};

describe('WebAssembly gives what plain TypeScript gives, to the bit', () => {
  it.each(Object.keys(cells).flatMap((cell) => Object.keys(runs).map((run) => [cell, run])))(
    '%s: %s',
    (name, run) => {
      const cell = cells[name as keyof typeof cells];
      const { n } = cell.geometry;
      const [wasm, plain] = [true, false].map((webAssembly) =>
        simulate(cell, {
          dt: 2 ** -4,
          tstop: 11,
          vInit: -66,
          inputs: [
            synapse(0, 0.1),
            synapse(n - 1, -0.03),
            { type: 'IClamp', segment: n - 1, delay: 1, dur: 4, amp: 0.2 },
          ],
          ...runs[run](n),
          webAssembly,
        }),
      );
      expect(wasm).toEqual(plain);
    },
  );

  it.each([1, 2, 5])('matrix products of %d channels with blocks', (channels) => {
    const results = [true, false].map((webAssembly) => {
      const loops = createLinearLoops(8192, webAssembly);
      expect(loops.kind).toBe(webAssembly ? 'wasm' : 'plain');
      const M = loops.float64(channels * 6);
      const rows = loops.float64(8 * 9);
      const out = loops.float64(9 * channels);
      M.forEach((_, i) => (M[i] = Math.sin(i)));
      rows.forEach((_, i) => (rows[i] = Math.cos(i)));
      const multiply = loops.multiplying(M, { pairs: 3, width: 8, rows }, out);
      return [
        [0, 1, 9],
        [1, 3, 3],
        [8, 1, 1],
      ].map(([first, every, count]) => {
        out.fill(NaN);
        multiply(first, every, count);
        return Array.from(out);
      });
    });
    expect(results[0]).toEqual(results[1]);
    const last = results[0][1].slice(2 * channels, 3 * channels);
    for (const [c, x] of last.entries()) {
      let sum = 0;
      for (let p = 0; p < 6; p++) sum += Math.sin(6 * c + p) * Math.cos(8 * 7 + p);
      expect(x).toBeCloseTo(sum, 14);
    }
    expect(results[0][1].slice(3 * channels).every(Number.isNaN)).toBe(true);
  });
});
