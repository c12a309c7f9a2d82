/**
 * The kernel of a branched, active cell, by brute force: the nonlinear cell is simulated twice, with and without the synapses of one spike, at weights
 * so small that the response is of first order. What a kernel leaves out, and the comparison with it, is the field of the simulation less its rest.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCell } from '../../../src/cable/cell.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { linearised } from '../../../src/cable/linearised.ts';
import type { MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { KernelApprox, type PresynapticPopulation } from '../../../src/kernel/KernelApprox.ts';
import { readSwc } from '../../../src/morphology/swc.ts';
import { multiply, type Array2D } from '../../../src/numerics/array2d.ts';
import { constant, normal } from '../../../src/numerics/distributions/index.ts';
import { simulate } from '../../support/charge.ts';

const file = new URL('../../../examples/single-cell/pyramidal.swc', import.meta.url);
const { morphology } = readSwc(readFileSync(file, 'utf8'));
const on = (sections: string[] | 'all', type: string, density: number): MechanismSpec => ({
  type,
  form: 'active',
  sections,
  density,
});
const active = createCell({
  morphology,
  axialResistivity: 120,
  capacitance: { soma: 1, axon: 1, dend: 2, apic: 2 },
  segments: { maxLength: 80 },
  membrane: {
    mechanisms: [
      { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -78 },
      on(['soma', 'axon'], 'NaTa_t', 0.5),
      on(['soma'], 'Nap_Et2', 5e-4),
      on(['soma', 'apic'], 'SKv3_1', 0.05),
      on(['apic'], 'Ih', 2e-3),
      on(['apic', 'dend'], 'Im', 1e-4),
      on(['apic'], 'Ca_LVAst', 1e-4),
      on(['dend'], 'K_Pst', 1e-3),
    ],
    ions: { na: 50, k: -85, ca: 120 },
  },
});
const linear = linearised(active, { at: 'steady state', form: 'quasi_active' });
const { n } = linear.geometry;
const { rest } = linear.membrane;

const presynaptic = {
  E: {
    size: 100,
    probability: 0.1,
    multapse: constant({ value: 2 }),
    delay: constant({ value: 1 }),
    synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
    placement: { sections: ['dend', 'apic'], layers: [{ law: normal({ mean: 400, sd: 120 }) }] },
    rate: 3,
  },
  I: {
    size: 40,
    probability: 0.2,
    multapse: constant({ value: 3 }),
    delay: constant({ value: 1 }),
    synapse: { type: 'double_exponential', tau1: 0.5, tau2: 8, weight: 1e-3, reversal: -80 },
    placement: { sections: ['soma', 'dend'] },
    rate: 5,
  },
} satisfies Record<string, PresynapticPopulation>;

/** Two populations project to the cell; external synapses and their own load it. */
const kernels = new KernelApprox({
  cell: linear,
  Y: 'Y',
  size: 60,
  depthSd: 30,
  external: {
    synapses: 300,
    rate: 5,
    synapse: { type: 'exponential', tau: 2, weight: 1e-4, reversal: 0 },
  },
  presynaptic,
});

/** What loads the membrane beyond the cell's own leak, as conductances that draw no current at rest. */
const load: Input[] = Array.from(kernels.leak(), (g, i) => {
  const conductance = 1e-2 * linear.geometry.area[i] * (g - linear.membrane.leak[i]);
  return {
    type: 'load',
    segment: i,
    start: () => ({
      current: (v, _, out) => {
        out[0] = conductance * (v - rest[i]);
        out[1] = conductance;
      },
    }),
  };
});

const TAU = 25;

/** Transmembrane currents per spike (n_segments, samples) of the nonlinear cell: synapses of `share` of their weight, less a run without. */
function bruteForce(X: 'E' | 'I', dt: number, share: number): Array2D {
  const { tau1, tau2, weight, reversal } = presynaptic[X].synapse;
  const p = kernels.placement(X);
  const { kOut } = kernels.counts(X);
  const synapses: Input[] = Array.from(p, (x, i) => ({
    type: 'Exp2Syn',
    segment: i,
    tau1,
    tau2,
    e: reversal,
    weight: share * weight * x * kOut,
    times: [1],
  }));
  const run = (inputs: readonly Input[]): Array2D =>
    simulate(active, {
      dt,
      tstop: TAU,
      vInit: rest,
      inputs: [...load, ...inputs],
      record: { v: false, imem: true },
    }).imem!;
  const [still, moved] = [run([]), run(synapses)];
  return { shape: moved.shape, data: moved.data.map((x, k) => (x - still.data[k]) / share) };
}

const probes = {
  lfp: new GaussCylinderPotential({ z: [700, 400, 100, -100], radius: 150, sigmaZ: 40 }),
  p: new CurrentDipoleMoment({ symmetric: false }),
};
const largest = ({ data }: Array2D): number => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

describe.each(['E', 'I'] as const)(
  'the kernel of a spike of %s, against two simulations of the active cell',
  (X) => {
    const dt = 2 ** -5;

    it('the cell is one as users bring them', () => {
      expect(n).toBeGreaterThan(60);
      expect(Math.max(...rest) - Math.min(...rest)).toBeGreaterThan(1);
      expect(new Set(linear.membrane.gates.map(({ name }) => name)).size).toBeGreaterThan(8);
    });

    it('with the same step: all currents and signals, to 1e-5 of their largest', () => {
      const options = { dt, tau: TAU, solver: 'nrn', delayRule: 'grid' } as const;
      const { H } = kernels.currentKernel(X, options);
      const currents = bruteForce(X, dt, 1e-5);
      // Sample 0 of a simulation has no capacitive currents.
      const later = ({ shape: [, m], data }: Array2D) => data.filter((_, k) => k % m > 0);
      // What remains is the second order of a response of some 1e-5 mV, and rounding over the share of the weight, 1e-5.
      expect(later(currents)).toBeAllclose(later(H), { rtol: 0, atol: 1e-5 * largest(H) });
      for (const probe of Object.values(probes)) {
        const signal = multiply(probe.transformationMatrix(linear.geometry), H);
        const own = multiply(probe.transformationMatrix(active.geometry), currents);
        expect(largest(signal)).toBeGreaterThan(0);
        // Signals are differences of currents: some times as far apart, relative to themselves.
        expect(later(own)).toBeAllclose(later(signal), { rtol: 0, atol: 1e-4 * largest(signal) });
      }
    });

    it('two steps extrapolated to none: the exact kernel, to 1e-3 of its largest', () => {
      const exact = kernels.currentKernel(X, { dt, tau: TAU, delayRule: 'grid' }).H;
      // An event at the start of a step acts from its end on: half a step late on the average, of first order in the step.
      const [coarse, fine] = [bruteForce(X, dt, 1e-5), bruteForce(X, dt / 2, 1e-5)];
      const [, m] = exact.shape;
      const limit = exact.data.map((_, k) => {
        const [i, j] = [Math.floor(k / m), k % m];
        return 2 * fine.data[i * fine.shape[1] + 2 * j] - coarse.data[i * coarse.shape[1] + j];
      });
      // Second order in 1/32 ms: (dt/tau1)^2 is 2 %, of which a few per cent, around the onset only.
      const after = (x: Float64Array) => x.filter((_, k) => (k % m) * dt > 2);
      expect(after(limit)).toBeAllclose(after(exact.data), { rtol: 0, atol: 1e-3 * largest(exact) });
    });
  },
);

it('a whole spike leaves the first order by as much as the kernel leaves out', () => {
  const dt = 2 ** -4;
  const { H } = kernels.currentKernel('E', { dt, tau: TAU, solver: 'nrn', delayRule: 'grid' });
  const [, m] = H.shape;
  const error = (share: number): number =>
    bruteForce('E', dt, share).data.reduce(
      (most, x, k) => (k % m === 0 ? most : Math.max(most, Math.abs(x - H.data[k]))),
      0,
    );
  // Ten times the weight, ten times the error: second order.
  expect(error(1e-1) / error(1e-2)).toBeAllclose(10, { rtol: 0.1 });
});
