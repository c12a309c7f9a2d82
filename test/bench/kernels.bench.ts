/**
 * Kernels: the network of Hagen et al. (2022), ball-and-sticks cells with frozen Hay channels, 13 contacts and the dipole moment,
 * 1600 lags at 2^-4 ms; each run builds the cell, places the synapses and solves. Baselines: the step of NEURON in the same run,
 * and the peer (LFPykernels 0.2 on NEURON 8.2: 0.77 s for one kernel, 2.05 s for four, measured once on a similar machine).
 */
import { KernelApprox } from '../../src/kernel/KernelApprox.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { CurrentDipoleMoment } from '../../src/forward/currentDipoleMoment.ts';
import { GaussCylinderPotential } from '../../src/forward/gaussCylinderPotential.ts';
import { constant, truncatedNormal } from '../../src/numerics/distributions/index.ts';
import { readCase } from '../conformance/read.ts';
import type { ReferenceCase } from '../conformance/suite.ts';
import { caseKernelApprox, caseProbe, sectionCell } from '../conformance/suites/kernelCase.ts';
import { branchedCell } from '../support/cells.ts';
import { median, type BenchRow } from './bench.ts';

type Solver = 'exact' | 'nrn';

const paper = (name: string): ReferenceCase =>
  readCase(`test/conformance/fixtures/kernels/lifnet-${name}.json.gz`);

/** The kernel of a case, from its morphology on. */
function kernelOf(reference: ReferenceCase, solver: Solver): Kernel[] {
  const { input } = reference;
  const model = caseKernelApprox(reference, sectionCell(reference));
  const probes = Object.fromEntries(
    input.probes.map((p: any, k: number) => [`${p.type} ${k}`, caseProbe(p)]),
  );
  return Object.values(
    model.getKernels(input.X, probes, {
      dt: input.dt_ms,
      tau: input.tau_ms,
      solver,
    }),
  );
}

/** A kernel of a branched cell of about 950 segments. */
function largeKernel(form: 'passive' | 'quasi_active', solver: Solver): Kernel[] {
  const model = new KernelApprox({
    cell: branchedCell(6, 12, form),
    Y: 'Y',
    size: 1000,
    presynaptic: {
      X: {
        size: 1000,
        probability: 0.05,
        multapse: constant({ value: 2 }),
        delay: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
        synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
        placement: { sections: ['apic'] },
        rate: 2,
      },
    },
  });
  const z = Array.from({ length: 13 }, (_, i) => 1000 - 100 * i);
  return Object.values(
    model.getKernels(
      'X',
      {
        LFP: new GaussCylinderPotential({ z, sigma: 0.3, radius: 150, sigmaZ: 75 }),
        P: new CurrentDipoleMoment({ symmetric: true }),
      },
      { dt: 2 ** -4, tau: 100, solver },
    ),
  );
}

async function compared(
  name: string,
  run: (solver: Solver) => unknown,
  runs: number,
  extra: Partial<BenchRow>,
): Promise<BenchRow> {
  const exact = await median(() => run('exact'), { warmup: Math.min(runs, 10), runs });
  const nrn = await median(() => run('nrn'), { warmup: 2, runs: Math.ceil(runs / 3) });
  return {
    bench: 'kernels',
    case: name,
    medianMs: exact.medianMs,
    minMs: exact.minMs,
    runs,
    nrnMs: nrn.medianMs,
    baseline: { name: 'solver nrn', medianMs: nrn.medianMs, measuredHere: true },
    ...extra,
  };
}

export async function rows(): Promise<BenchRow[]> {
  const frozen = ['frozen-E-from-E', 'frozen-E-from-I', 'frozen-I-from-E', 'frozen-I-from-I'].map(paper);
  const one = await compared('E from I', (solver) => kernelOf(frozen[1], solver), 31, { targetMs: 10 });
  const four = await compared(
    'all four pathways',
    (solver) => frozen.map((reference) => kernelOf(reference, solver)),
    15,
    { targetMs: 30 },
  );
  const quoted = (row: BenchRow, medianMs: number): BenchRow => ({
    ...row,
    baseline: { name: 'LFPykernels 0.2', medianMs, measuredHere: false },
  });
  const linear = paper('lin-E-from-I');
  const { n } = branchedCell(6, 12, 'passive').geometry;
  return [
    one,
    quoted(one, 770),
    four,
    quoted(four, 2050),
    await compared('E from I, quasi-active Ih', (solver) => kernelOf(linear, solver), 9, {}),
    await compared(`${n} segments, passive`, (solver) => largeKernel('passive', solver), 5, { segments: n }),
    await compared(`${n} segments, quasi-active Ih`, (solver) => largeKernel('quasi_active', solver), 5, {
      segments: n,
    }),
  ];
}
