/**
 * Kernels of cells as users bring them: a branched morphology read from SWC, quasi-active channels in number, a rest that differs from
 * segment to segment because it is where the active cell settles.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
import type { ChannelForm, MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { KernelApprox, type PresynapticPopulation } from '../../../src/kernel/KernelApprox.ts';
import { readSwc } from '../../../src/morphology/swc.ts';
import { row } from '../../../src/numerics/array2d.ts';
import { constant, normal, truncatedNormal } from '../../../src/numerics/distributions/index.ts';
import { simulate } from '../../support/charge.ts';

const swc = readFileSync(
  new URL('../../conformance/fixtures/morphologies/swc-duplicates-trifurcation.swc', import.meta.url),
  'utf8',
);
const { morphology } = readSwc(swc);

/** Densities (S/cm2) low enough for a stable rest. */
const DENSITY: Readonly<Record<string, number>> = {
  Ih: 2e-4,
  NaTa_t: 0.02,
  NaTs2_t: 0.02,
  Nap_Et2: 1e-4,
  SKv3_1: 0.05,
  Im: 1e-4,
  K_Pst: 2e-3,
  K_Tst: 5e-3,
  Ca_HVA: 1e-5,
  Ca_LVAst: 5e-5,
  SK_E2: 1e-4,
};

function membrane(form: ChannelForm, names: readonly string[], uniformRest: boolean): MechanismSpec[] {
  const leak: MechanismSpec = { type: 'pas', sections: 'all', conductance: 5e-5 };
  return [
    uniformRest ? leak : { ...leak, reversal: -75 },
    ...names.map((type): MechanismSpec => {
      // More of everything on the dendrites than on the soma, so that a rest can differ between them.
      const density = (i: number, g: { sectionNames: readonly string[]; section: Int32Array }): number =>
        DENSITY[type] * (g.sectionNames[g.section[i]].includes('soma') ? 0.2 : 1);
      return { type, form, sections: 'all', density };
    }),
  ];
}

function cellOf(
  form: ChannelForm,
  names: readonly string[],
  rest: number | Float64Array,
  uniformRest = true,
): Cell {
  return createCell({
    morphology,
    axialResistivity: 150,
    capacitance: 1,
    segments: { maxLength: 15 },
    membrane: {
      rest,
      uniformRest,
      mechanisms: membrane(form, names, uniformRest),
      ions: { na: 50, k: -85, ca: 120 },
      temperature: 34,
    },
  });
}

const E: PresynapticPopulation = {
  size: 100,
  probability: 0.1,
  multapse: constant({ value: 2 }),
  delay: truncatedNormal({ mean: 1.5, sd: 0.2, min: 0 }),
  synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
  placement: { sections: ['dend', 'apic'], layers: [{ law: normal({ mean: 80, sd: 60 }) }] },
  rate: 3,
};

const kernelsOf = (cell: Cell): KernelApprox =>
  new KernelApprox({ cell, Y: 'Y', size: 50, depthSd: 20, presynaptic: { E } });

/** Largest difference between a solver's currents at step dt and the exact ones, relative to their peak. */
function distance(population: KernelApprox, dt: number): number {
  const options = { dt, tau: 20, delayRule: 'binned' as const };
  const exact = population.currentKernel('E', options).H.data;
  const nrn = population.currentKernel('E', { ...options, solver: 'nrn' }).H.data;
  const peak = exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  expect(peak).toBeGreaterThan(0);
  return exact.reduce((most, x, i) => Math.max(most, Math.abs(x - nrn[i])), 0) / peak;
}

/** The potential of every segment of an active cell after 2 s without input. */
function settled(names: readonly string[]): Float64Array {
  const active = cellOf('active', names, -75, false);
  const { v } = simulate(active, { dt: 0.1, tstop: 2000, record: { every: 10_000 } });
  return Float64Array.from({ length: active.geometry.n }, (_, i) => row(v!, i).at(-1)!);
}

const NAMES = ['Ih', 'NaTa_t', 'SKv3_1', 'Im', 'K_Pst', 'Nap_Et2'];

describe('kernels of a branched cell read from SWC', () => {
  it.each(['frozen', 'quasi_active'] as const)(
    '%s: the step of NEURON comes to the exact solution at first order',
    (form) => {
      const population = kernelsOf(cellOf(form, NAMES, -70));
      const [coarse, fine] = [distance(population, 2 ** -5), distance(population, 2 ** -6)];
      // First order: half the step, half the distance; the rest is second order.
      expect(fine / coarse).toBeGreaterThan(0.45);
      expect(fine / coarse).toBeLessThan(0.55);
      // At 1/64 ms a synapse with a rise of 0.2 ms, delayed with an s.d. of 0.2 ms, leaves 2.5 % of the peak, as the first order of the step lets expect: dt / 2 late.
      expect(fine).toBeLessThan(0.03);
    },
  );

  it('two steps extrapolated to zero meet the exact solution', () => {
    const population = kernelsOf(cellOf('quasi_active', NAMES, -70));
    const currents = (solver: 'exact' | 'nrn', dt: number) =>
      population.currentKernel('E', { dt, tau: 10, solver }).H;
    const [a, b, exact] = [currents('nrn', 2 ** -6), currents('nrn', 2 ** -7), currents('exact', 2 ** -6)];
    const peak = exact.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    for (let i = 0; i < exact.shape[0]; i++) {
      const extrapolated = row(a, i).map((x, k) => 2 * row(b, i)[2 * k] - x);
      // What is left is second order in 1/64 ms: (dt / 0.2 ms)^2 = 6e-3, of which a few per cent.
      expect(extrapolated).toBeAllclose(row(exact, i), { atol: 1e-3 * peak });
    }
  });

  it.each(Object.keys(DENSITY))('carries %s, linearised', (name) => {
    const population = kernelsOf(cellOf('quasi_active', [name], -65));
    const { p } = population.getKernels(
      'E',
      { p: new CurrentDipoleMoment({ symmetric: false }) },
      {
        dt: 0.125,
        tau: 20,
      },
    );
    expect(p.H.data.every(Number.isFinite)).toBe(true);
    expect(row(p.H, 2).some((x) => x !== 0)).toBe(true);
  });

  it('every channel of the registry has a density here', () => {
    const own = Object.keys(ION_CHANNELS).filter((name) => !name.startsWith('hh_'));
    expect(Object.keys(DENSITY).toSorted()).toEqual(own.toSorted());
  });

  it('carries the channels of Hodgkin and Huxley, linearised', () => {
    const cell = createCell({
      morphology,
      axialResistivity: 150,
      capacitance: 1,
      segments: { maxLength: 15 },
      membrane: {
        rest: -65,
        mechanisms: [
          { type: 'pas', sections: 'all', conductance: 1e-4 },
          { type: 'hh', form: 'quasi_active', sections: ['soma'] },
        ],
        ions: { na: 50, k: -77 },
      },
    });
    const fine = distance(kernelsOf(cell), 2 ** -6);
    expect(fine).toBeLessThan(0.03);
  });

  it('currents of a spike sum to zero, in every channel of the kernel', () => {
    const { H } = kernelsOf(cellOf('quasi_active', NAMES, -70)).currentKernel('E', {
      dt: 0.125,
      tau: 20,
    });
    const [n, samples] = H.shape;
    const largest = H.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    for (let k = 0; k < samples; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += row(H, i)[k];
      expect(Math.abs(sum)).toBeLessThan(1e-11 * largest);
    }
  });
});

describe('a rest per segment, where the active cell settles', () => {
  const rest = settled(NAMES);
  // With the leak of the active cell: at rest, its membrane currents balance those between the segments.
  const cell = cellOf('quasi_active', NAMES, rest, false);

  it('differs between segments, and is where the cell stays', () => {
    expect(Math.max(...rest) - Math.min(...rest)).toBeGreaterThan(0.01);
    const active = cellOf('active', NAMES, -75, false);
    const { v } = simulate(active, { dt: 0.1, tstop: 100, vInit: rest, record: { every: 1000 } });
    expect(Float64Array.from(rest, (_, i) => row(v!, i)[1])).toBeAllclose(rest, { rtol: 0, atol: 1e-6 });
  });

  it('gives every segment its own driving force', () => {
    const population = kernelsOf(cell);
    const { kOut } = population.counts('E');
    const p = population.placement('E');
    expect(population.amplitude('E')).toBeAllclose(rest.map((V, i) => 1e-4 * (0 - V) * p[i] * kOut));
  });

  it('gives the response that the active cell has to a small current', () => {
    // The same current into both: 1 pA on a dendrite, small enough that the active cell stays linear.
    const active = cellOf('active', NAMES, rest, false);
    const input = { type: 'Exp2SynI', segment: 12, times: [0], weight: 1e-6, tau1: 0.5, tau2: 3 } as const;
    const v = (c: Cell, inputs: readonly Input[]) =>
      simulate(c, { dt: 0.05, tstop: 30, vInit: rest, inputs }).v!.data;
    // Against the cell without input: the rest itself is known to 1e-6 mV, a hundredth of the response.
    const response = (c: Cell) => {
      const still = v(c, []);
      return v(c, [input]).map((x, i) => x - still[i]);
    };
    const [nonlinear, linear] = [response(active), response(cell)];
    const peak = linear.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(peak).toBeGreaterThan(1e-5);
    // What is left is second order in 1e-4 mV, and the shift of the slopes within 1e-6 mV of the rest.
    expect(nonlinear).toBeAllclose(linear, { rtol: 0, atol: 1e-4 * peak });
  });

  it('has an exact solution to which the step of NEURON comes at first order', () => {
    const population = kernelsOf(cell);
    const [coarse, fine] = [distance(population, 2 ** -5), distance(population, 2 ** -6)];
    expect(fine / coarse).toBeGreaterThan(0.45);
    expect(fine / coarse).toBeLessThan(0.55);
  });

  it('gives kernels of all probes', () => {
    const probes = {
      lfp: new GaussCylinderPotential({ z: [100, 0], radius: 100, sigmaZ: 20 }),
      p: new CurrentDipoleMoment(),
    };
    const { lfp, p } = kernelsOf(cell).getKernels('E', probes, {
      dt: 0.125,
      tau: 20,
    });
    expect([lfp.H.shape[0], p.H.shape[0]]).toEqual([2, 3]);
    expect(lfp.H.data.every(Number.isFinite)).toBe(true);
  });
});

describe('an active cell', () => {
  it('has no kernels before it is linearised, and is told so', () => {
    const population = kernelsOf(cellOf('active', ['NaTa_t'], -65));
    for (const solver of ['exact', 'nrn'] as const)
      expect(() => population.currentKernel('E', { dt: 0.125, tau: 20, solver })).toThrow(
        /active channels \(NaTa_t\).*linearise/,
      );
  });
});
