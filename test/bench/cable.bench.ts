/**
 * One linear cell for 1 s of biology at 2^-4 ms, all transmembrane currents recorded unless the row says otherwise. Baselines: LFPy 2.3
 * (57 ms for 27 segments, 1.82 s for 902; quoted); and where Debian's python3-neuron is installed, NEURON alone, run beside on the same tree with
 * the same current. The 902 currents are 115 MB: `freshMs` is what it takes to write that much into new memory, which no program avoids.
 */
import type { Cell } from '../../src/cable/cell.ts';
import type { Input } from '../../src/cable/inputs.ts';
import { simulate, type SimulateCellOptions } from '../../src/cable/simulate.ts';
import { array2d } from '../../src/numerics/array2d.ts';
import { BALL_AND_STICKS, ballAndSticks } from '../support/activeCells.ts';
import { branchedCell, branchedSections } from '../support/cells.ts';
import { median, type BenchRow } from './bench.ts';
import { neuronPassive } from './neuronPassive.ts';

const SYNAPSE: Input = {
  type: 'Exp2SynI',
  segment: 16,
  tau1: 0.2,
  tau2: 1.8,
  weight: 0.05,
  times: [1, 100, 333.3],
};
const CLAMP: Input = { type: 'IClamp', segment: 0, delay: 5, dur: 1000, amp: 1 };
const CONDUCTANCE: Input = {
  type: 'Exp2Syn',
  segment: 16,
  tau1: 0.2,
  tau2: 1.8,
  e: 0,
  weight: 0.005,
  times: [1, 100],
};

async function row(
  name: string,
  cell: Cell,
  options: Partial<SimulateCellOptions>,
  runs: number,
  extra: Partial<BenchRow> = {},
): Promise<BenchRow> {
  const timing = await median(
    () => simulate(cell, { dt: 2 ** -4, tstop: 1000, record: { v: false, imem: true }, ...options }),
    { warmup: 3, runs },
  );
  return { bench: 'cable', case: `${cell.geometry.n} segments, ${name}`, ...timing, ...extra };
}

/** Milliseconds that it takes to write the currents of n segments into new memory. */
async function fresh(n: number): Promise<number> {
  return (await median(() => new Float64Array(n * 16001).fill(1), { warmup: 2, runs: 9 })).medianMs;
}

const peer = (neuron: { ms: number } | undefined): Partial<BenchRow> =>
  neuron === undefined ? {} : { baseline: { name: 'NEURON 8.2', medianMs: neuron.ms, measuredHere: true } };

export async function rows(): Promise<BenchRow[]> {
  const conductance = 1 / 30000;
  const small = ballAndSticks({ mechanisms: [{ type: 'pas', sections: 'all', conductance, reversal: -65 }] });
  // 43 sections of 12 segments, 35 of 11, and the soma.
  const nseg = (section: number): number => (section <= 43 ? 12 : 11);
  const large = branchedCell(6, nseg, 'passive');
  const gated = branchedCell(6, nseg, 'quasi_active');
  const sections = branchedSections(6);
  const neuronSmall = neuronPassive({ ...BALL_AND_STICKS, conductance }, 9);
  const neuronLarge = neuronPassive(
    { sections, counts: sections.map((_, k) => (k === 0 ? 1 : nseg(k))), conductance: 5e-5 },
    5,
  );
  const signals = (n: number) => ({
    v: false,
    probes: { M: Object.assign(array2d(13, n), { data: new Float64Array(13 * n).fill(0.1) }) },
  });
  const currents = { v: false, imem: true };
  const again = {
    ...currents,
    into: simulate(large, { dt: 2 ** -4, tstop: 1000, inputs: [CLAMP], record: currents }),
  };
  const synapses = Array.from({ length: 200 }, (_, k): Input => ({ ...SYNAPSE, segment: (37 * k) % 902 }));
  const out = [
    await row('synapse', small, { inputs: [SYNAPSE] }, 31, {
      targetMs: 6,
      baseline: { name: 'LFPy 2.3', medianMs: 57, measuredHere: false },
    }),
    await row('clamp', small, { inputs: [CLAMP] }, 31, { targetMs: 6, ...peer(neuronSmall) }),
    await row(
      'clamp, plain TypeScript',
      small,
      { inputs: [CLAMP], webAssembly: false },
      15,
      peer(neuronSmall),
    ),
    await row('clamp, Crank-Nicolson', small, { inputs: [CLAMP], method: 'crank_nicolson' }, 15),
    await row('conductance synapse', small, { inputs: [CONDUCTANCE] }, 15),
    await row('synapse', large, { inputs: [SYNAPSE] }, 9, {
      targetMs: 150,
      baseline: { name: 'LFPy 2.3', medianMs: 1820, measuredHere: false },
    }),
    await row('clamp', large, { inputs: [CLAMP] }, 9, { targetMs: 150, ...peer(neuronLarge) }),
    await row('clamp, into the arrays of an earlier run', large, { inputs: [CLAMP], record: again }, 9, {
      targetMs: 150,
      ...peer(neuronLarge),
    }),
    await row(
      'clamp, plain TypeScript',
      large,
      { inputs: [CLAMP], webAssembly: false },
      5,
      peer(neuronLarge),
    ),
    await row('200 synapses', large, { inputs: synapses }, 5),
    await row('clamp, potential of the soma only', large, { inputs: [CLAMP], record: { v: [0] } }, 9),
    await row('clamp, signals on 13 channels only', large, { inputs: [CLAMP], record: signals(902) }, 9),
    await row('quasi-active Ih, synapse', gated, { inputs: [SYNAPSE] }, 5),
  ];
  // Last, because much memory given back slows down what comes after it.
  const freshMs = await fresh(902);
  return out.map((r) => (r.case.startsWith('902') && r.targetMs !== undefined ? { ...r, freshMs } : r));
}
