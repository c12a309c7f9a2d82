import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import {
  KernelApprox,
  type KernelApproxOptions,
  type PresynapticPopulation,
} from '../../../src/kernel/KernelApprox.ts';
import type { CurrentKernel } from '../../../src/kernel/kernel.ts';
import { applyProbe } from '../../../src/kernel/probe.ts';
import {
  constant,
  exponential,
  gamma,
  logNormal,
  normal,
  truncatedNormal,
  uniform,
  type ContinuousDistribution,
} from '../../../src/numerics/distributions/index.ts';
import { row } from '../../../src/numerics/array2d.ts';
import { readCase } from '../../conformance/read.ts';
import { caseKernelApprox, caseProbe, sectionCell } from '../../conformance/suites/kernelCase.ts';
import { branchedCell, stick, yCell } from '../../support/cells.ts';
import { naiveCurrents } from '../../support/naiveCable.ts';

const fixture = (name: string) =>
  readCase(fileURLToPath(new URL(`../../conformance/fixtures/kernels/${name}.json.gz`, import.meta.url)));

const E: PresynapticPopulation = {
  size: 100,
  probability: 0.1,
  multapse: constant({ value: 2 }),
  delay: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
  synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
  placement: { sections: 'all' },
  rate: 3,
};

const options = (change: Partial<KernelApproxOptions> = {}): KernelApproxOptions => ({
  cell: yCell('quasi_active'),
  Y: 'Y',
  size: 20,
  presynaptic: { E },
  ...change,
});
const withDelay = (delay: ContinuousDistribution) =>
  new KernelApprox(options({ presynaptic: { E: { ...E, delay } } }));

const peak = (H: { data: Float64Array }) => H.data.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

/** Largest difference at common lags over the peak; `b` has a step 1/times of that of `a`. */
function difference(a: CurrentKernel['H'], b: CurrentKernel['H'], times: number): number {
  let worst = 0;
  for (let i = 0; i < a.shape[0]; i++)
    for (let k = 0; k < a.shape[1]; k++)
      worst = Math.max(worst, Math.abs(row(a, i)[k] - row(b, i)[times * k]));
  return worst / peak(b);
}

describe('the kernel when dt is halved', () => {
  const paper = new Map<string, KernelApprox>();
  beforeAll(() => {
    for (const name of ['lifnet-frozen-E-from-I', 'lifnet-lin-E-from-I']) {
      const reference = fixture(name);
      paper.set(name, caseKernelApprox(reference, sectionCell(reference)));
    }
  });

  it.each(['lifnet-frozen-E-from-I', 'lifnet-lin-E-from-I'])(
    'exact: the same numbers; nrn: first order (%s)',
    (name) => {
      const model = paper.get(name)!;
      const tau = 60;
      const at = (steps: number, solver: 'exact' | 'nrn') =>
        model.currentKernel('I', { dt: 1 / steps, tau, solver }).H;
      const exact = at(16, 'exact');
      // What remains is rounding of the recurrences.
      expect(difference(exact, at(32, 'exact'), 2)).toBeLessThan(1e-11);
      const errors = [16, 32, 64].map((steps) => difference(exact, at(steps, 'nrn'), steps / 16));
      expect(errors[0]).toBeGreaterThan(1e-3);
      expect(errors[0] / errors[1]).toBeGreaterThan(1.85);
      expect(errors[0] / errors[1]).toBeLessThan(2.15);
      expect(errors[1] / errors[2]).toBeGreaterThan(1.9);
      expect(errors[1] / errors[2]).toBeLessThan(2.1);
    },
  );

  const laws: [string, ContinuousDistribution][] = [
    ['uniform', uniform({ min: 0.33, max: 1.77 })],
    ['exponential', exponential({ mean: 1.3 })],
    ['shifted exponential', exponential({ mean: 0.7, shift: 0.21 })],
    ['log-normal', logNormal({ median: 1.5, shape: 0.4 })],
    ['wide log-normal', logNormal({ median: 0.5, shape: 2 })],
    ['gamma of shape 0.5', gamma({ shape: 0.5, scale: 2 })],
    ['gamma of shape 0.1', gamma({ shape: 0.1, scale: 2 })],
    ['gamma that starts next to a grid point', gamma({ shape: 0.5, scale: 1, shift: 0.062499 })],
    ['constant on the grid', constant({ value: 1 })],
    ['constant off the grid', constant({ value: 1.03 })],
    ['no delay', constant({ value: 0 })],
    ['near-delta', normal({ mean: 1.03, sd: 1e-5 })],
    ['truncated normal', E.delay],
  ];

  it.each(laws)('is the same for any delay law: %s', (_, delay) => {
    const model = withDelay(delay);
    const tau = 20;
    const coarse = model.currentKernel('E', { dt: 1 / 16, tau, allowNegativeDelays: true }).H;
    const fine = model.currentKernel('E', { dt: 1 / 32, tau, allowNegativeDelays: true }).H;
    // Rounding; places within a law of sd 1e-5 are known to 1e-11 of it.
    expect(difference(coarse, fine, 2)).toBeLessThan(1e-10);
    // And at steps of 1/2 ms and of 0.1 ms.
    const half = model.currentKernel('E', { dt: 0.5, tau, allowNegativeDelays: true }).H;
    const tenth = model.currentKernel('E', { dt: 0.1, tau, allowNegativeDelays: true }).H;
    expect(difference(half, fine, 16)).toBeLessThan(1e-10);
    expect(difference(half, tenth, 5)).toBeLessThan(1e-10);
  });

  it('would change by 1e-4 of its peak and more if delays were rounded to the grid: why binned integrates within bins', () => {
    // The mass of a bin put onto its lag is a rounded delay. Its error is second order in dt, and far above 1e-6.
    const model = paper.get('lifnet-frozen-E-from-I')!;
    const at = (dt: number) => model.currentKernel('I', { dt, tau: 60, delayRule: 'grid' }).H;
    const change = difference(at(1 / 16), at(1 / 32), 2);
    expect(change).toBeGreaterThan(1e-4);
    expect(change).toBeLessThan(2e-3);
    // It converges to what binned gives at once.
    const binned = model.currentKernel('I', { dt: 1 / 16, tau: 60 }).H;
    const coarse = difference(binned, at(1 / 16), 1);
    const fine = difference(binned, at(1 / 32), 2);
    expect(coarse / fine).toBeGreaterThan(3);
    expect(coarse / fine).toBeLessThan(5);
  });
});

describe('the kernel against a naive simulation', () => {
  it.each(['passive', 'frozen', 'quasi_active'] as const)(
    '%s cell with g_eff and a delay of one step',
    (form) => {
      const cell = yCell(form);
      const model = new KernelApprox(
        options({
          cell,
          presynaptic: { E: { ...E, delay: constant({ value: 0.5 }), placement: { sections: ['dend[0]'] } } },
          external: { synapses: 200, rate: 10, synapse: { type: 'alpha', tau: 1, weight: 1e-4 } },
        }),
      );
      expect(model.leak()[0]).toBeGreaterThan(cell.membrane.leak[0]);
      const { H } = model.currentKernel('E', { dt: 0.5, tau: 30 });
      const naive = naiveCurrents(cell, model.leak(), model.amplitude('E'), E.synapse, 0.5, 59);
      for (let i = 0; i < 5; i++)
        expect(row(H, i).subarray(1)).toBeAllclose(row(naive, i), { atol: 1e-11 * peak(naive) });
    },
  );

  it('has the amplitudes and counts by hand', () => {
    const model = new KernelApprox(options({ cell: stick(1, { from: 0, to: 100 }), drivingPotential: -60 }));
    expect(model.counts('E')).toEqual({ multapseMean: 2, K: 400, kIn: 20, kOut: 4 });
    // -w (V - E) p k_out = 1e-4 * 60 * 1 * 4
    expect(model.amplitude('E')).toBeAllclose([0.024]);
    const current = new KernelApprox(options({ cell: stick(1), conductanceBased: false }));
    expect(current.amplitude('E')).toBeAllclose([4e-4]);
  });

  it('loads the membrane by hand: 20 synapses at 3/s', () => {
    const cell = stick(1);
    const leak = new KernelApprox(options({ cell })).leak();
    const { tau1, tau2 } = { tau1: 0.2, tau2: 1.8 };
    const tp = ((tau1 * tau2) / (tau2 - tau1)) * Math.log(tau2 / tau1);
    const beta = (tau2 - tau1) / (Math.exp(-tp / tau2) - Math.exp(-tp / tau1));
    expect(leak[0] - 5e-5).toBeAllclose((0.1 * 20 * 1e-4 * beta * 3) / cell.geometry.area[0], { rtol: 1e-9 });
    expect(new KernelApprox(options({ cell, effectiveConductance: false })).leak()).toEqual(
      cell.membrane.leak,
    );
    // Current-based synapses load nothing.
    expect(new KernelApprox(options({ cell, conductanceBased: false })).leak()).toEqual(cell.membrane.leak);
  });
});

describe('properties of kernels', () => {
  const at = { dt: 0.1, tau: 30 } as const;

  it.each(['exact', 'nrn'] as const)('charge: currents sum to zero over segments (%s)', (solver) => {
    const cell = branchedCell(5, 3, 'quasi_active');
    const { H } = new KernelApprox(options({ cell })).currentKernel('E', { ...at, solver });
    const [n, count] = H.shape;
    expect(n).toBeGreaterThan(64);
    let worst = 0;
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += row(H, i)[k];
      worst = Math.max(worst, Math.abs(sum));
    }
    expect(worst / peak(H)).toBeLessThan(1e-12);
  });

  it.each(['exact', 'nrn'] as const)('causality: zero up to the shortest delay (%s)', (solver) => {
    const delay = uniform({ min: 1, max: 2 });
    const { H } = withDelay(delay).currentKernel('E', { ...at, solver });
    const largest = peak(H);
    expect(largest).toBeGreaterThan(0);
    for (let i = 0; i < 5; i++) {
      // The bin of lag 1 begins at 0.95 ms.
      expect(Math.max(...row(H, i).subarray(0, 10).map(Math.abs))).toBe(0);
      expect(row(H, i)[10]).toBeAllclose(0, { atol: 1e-14 * largest });
      expect(Math.abs(row(H, i)[16])).toBeGreaterThan(0);
    }
    const { H: signal, lags } = withDelay(delay).getKernel('E', new CurrentDipoleMoment(), { ...at, solver });
    expect(lags.first).toBe(-300);
    for (let c = 0; c < 3; c++) expect(Math.max(...row(signal, c).subarray(0, 310).map(Math.abs))).toBe(0);
  });

  it('linearity in the weight, without g_eff', () => {
    const make = (weight: number) =>
      new KernelApprox(
        options({
          effectiveConductance: false,
          presynaptic: { E: { ...E, synapse: { ...E.synapse, weight } } },
        }),
      ).currentKernel('E', at).H;
    const [one, three, minus] = [1e-4, 3e-4, -1e-4].map(make);
    expect(three.data).toBeAllclose(
      one.data.map((x) => 3 * x),
      { atol: 1e-13 * peak(three) },
    );
    expect(minus.data).toBeAllclose(
      one.data.map((x) => -x),
      { atol: 1e-13 * peak(one) },
    );
    expect(make(0).data.every((x) => x === 0)).toBe(true);
  });

  it('a population split in two: halves of the synapses load alike, and every spike does the same', () => {
    const whole = new KernelApprox(options());
    const split = new KernelApprox(
      options({ presynaptic: { A: { ...E, size: 30 }, B: { ...E, size: 70 } } }),
    );
    expect(split.counts('A').K + split.counts('B').K).toBeAllclose(whole.counts('E').K);
    expect(split.leak()).toBeAllclose(whole.leak(), { rtol: 1e-13 });
    const H = whole.currentKernel('E', at).H;
    for (const X of ['A', 'B'])
      expect(split.currentKernel(X, at).H.data).toBeAllclose(H.data, { atol: 1e-12 * peak(H) });
  });

  it('a pathway without connections, or of a large cell without driving force, is zero', () => {
    const cell = branchedCell(5, 3, 'passive');
    const none = new KernelApprox(options({ cell, presynaptic: { E: { ...E, probability: 0 } } }));
    expect(none.currentKernel('E', at).H.data.every((x) => x === 0)).toBe(true);
    const balanced = new KernelApprox(options({ cell, drivingPotential: 0 }));
    expect(balanced.currentKernel('E', at).H.data.every((x) => x === 0)).toBe(true);
  });

  it('a rest per segment: each with its own driving force and gates', () => {
    const cell = branchedCell(3, 2, 'quasi_active', (n) => Array.from({ length: n }, (_, i) => -60 - i));
    const model = new KernelApprox(options({ cell }));
    const p = model.placement('E');
    expect(model.amplitude('E')).toBeAllclose(p.map((x, i) => 1e-4 * (60 + i) * x * 4));
    const { H } = model.currentKernel('E', { dt: 0.5, tau: 30 });
    const naive = naiveCurrents(cell, model.leak(), model.amplitude('E'), E.synapse, 0.5, 60);
    // Without the delays as it stands: compare the undelayed response.
    const direct = new KernelApprox(
      options({ cell, presynaptic: { E: { ...E, delay: constant({ value: 0 }) } } }),
    ).currentKernel('E', { dt: 0.5, tau: 30 }).H;
    expect(direct.data).toBeAllclose(naive.data, { atol: 1e-11 * peak(naive) });
    expect(peak(H)).toBeGreaterThan(0);
  });
});

describe('probes', () => {
  const model = new KernelApprox(options());
  const at = { dt: 0.1, tau: 20 } as const;
  const probe = (z: number[]) => new GaussCylinderPotential({ z, radius: 150, sigmaZ: 75, sigma: 0.3 });

  it('later give bit-identical numbers, several of one class stand side by side', () => {
    const probes = { near: probe([0, 100]), far: probe([1000]), P: new CurrentDipoleMoment() };
    const kernels = model.getKernels('E', probes, at);
    const currents = model.currentKernel('E', at);
    for (const name of ['near', 'far', 'P'] as const) {
      const later = applyProbe(currents, name, probes[name]);
      expect(later.H).toEqual(kernels[name].H);
      expect(kernels[name].probe).toBe(name);
      expect(peak(kernels[name].H)).toBeGreaterThan(0);
    }
    expect(kernels.near.H.shape).toEqual([2, 401]);
    expect(kernels.far.H.shape).toEqual([1, 401]);
    expect(row(kernels.near.H, 0)).not.toEqual(row(kernels.far.H, 0));
  });

  it('fir: the lags from 0 of the full axis', () => {
    const full = model.getKernel('E', probe([0, 100]), at);
    const fir = model.getKernel('E', probe([0, 100]), { ...at, fir: true });
    expect(fir.lags).toEqual({ dt: 0.1, first: 0, count: 201 });
    expect(full.lags).toEqual({ dt: 0.1, first: -200, count: 401 });
    for (let c = 0; c < 2; c++) {
      expect(row(full.H, c).subarray(200)).toEqual(row(fir.H, c));
      expect(row(full.H, c).subarray(0, 201)).toEqual(new Float64Array(201));
    }
    expect(full.probe).toBe('GaussCylinderPotential');
  });

  it('agree with those of the reference case to first order of the step', () => {
    const reference = fixture('base');
    const { input, output } = reference;
    const approx = caseKernelApprox(reference, sectionCell(reference));
    const ours = approx.getKernel(input.X, caseProbe(input.probes[0]), {
      dt: input.dt_ms,
      tau: input.tau_ms,
      fir: true,
    });
    const theirs = output.probes[0].kernel;
    const [rows, count] = theirs.shape;
    let [worst, largest] = [0, 0];
    for (let c = 0; c < rows; c++)
      for (let k = 0; k < count; k++) {
        worst = Math.max(worst, Math.abs(row(ours.H, c)[k + 1] - theirs.data[c * count + k]));
        largest = Math.max(largest, Math.abs(theirs.data[c * count + k]));
      }
    // The peer comes 0.65 … 0.95 steps late: about 5 % of the peak at 2^-4 ms.
    expect(worst / largest).toBeLessThan(0.08);
    expect(worst / largest).toBeGreaterThan(0.005);
  });
});

describe('bad input', () => {
  const at = { dt: 0.1, tau: 10 } as const;

  it.each<[string, () => unknown, RegExp]>([
    [
      'an unknown population',
      () => new KernelApprox(options()).counts('I'),
      /X: Expected one of E, but received "I" \(it does not project to Y\)/,
    ],
    ['a name of every object', () => new KernelApprox(options()).counts('toString'), /X: Expected one of E/],
    ['a size of 0', () => new KernelApprox(options({ size: 0 })), /size: Expected an integer >= 1/],
    ['a negative spread', () => new KernelApprox(options({ depthSd: -1 })), /depthSd/],
    [
      'a NaN rate',
      () => new KernelApprox(options({ presynaptic: { E: { ...E, rate: NaN } } })),
      /presynaptic\.E\.rate/,
    ],
    [
      'driving potentials of a wrong number',
      () => new KernelApprox(options({ drivingPotential: [1, 2] })),
      /one number or 5/,
    ],
    [
      'mass at negative delays',
      () => withDelay(normal({ mean: 1, sd: 1 })).currentKernel('E', at),
      /presynaptic\.E\.delay: Expected no mass at negative delays, but received "0\.159 of the mass of normal" \(truncate the law at 0\)/,
    ],
    [
      'tau off the grid',
      () => withDelay(E.delay).currentKernel('E', { dt: 0.3, tau: 10 }),
      /tau: Expected a multiple of dt/,
    ],
    [
      'a start with the exact solver',
      () => withDelay(E.delay).currentKernel('E', { ...at, start: { vInit: -65, tX: 5 } }),
      /use solver nrn/,
    ],
    [
      'no reversal of a conductance-based synapse',
      () =>
        new KernelApprox(
          options({ presynaptic: { E: { ...E, synapse: { type: 'alpha', tau: 1, weight: 1 } } } }),
        ).amplitude('E'),
      /presynaptic\.E\.synapse\.reversal/,
    ],
  ])('refuses %s in one line', (_, run, message) => {
    expect(run).toThrow(ParameterError);
    expect(run).toThrow(message);
  });

  it('allows negative delays where the rule is point or the caller asks', () => {
    const model = withDelay(normal({ mean: 1, sd: 1 }));
    expect(model.currentKernel('E', { ...at, solver: 'nrn', delayRule: 'point' }).H.data[0]).toBe(0);
    expect(model.currentKernel('E', { ...at, allowNegativeDelays: true }).H.data[0]).toBe(0);
  });
});
