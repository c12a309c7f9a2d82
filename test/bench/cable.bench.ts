/**
 * One cell for 1 s of biology at 2^-4 ms, all transmembrane currents recorded. Baselines: LFPy 2.3 (57 ms and 1.82 s, quoted); and where Debian's
 * python3-neuron is installed, NEURON itself run beside on the same cell with `hh` (its mechanism of three gates, rates evaluated as here).
 */
import { spawnSync } from 'node:child_process';
import type { Cell } from '../../src/cable/cell.ts';
import type { Input } from '../../src/cable/inputs.ts';
import { simulate, type SimulateCellOptions } from '../../src/cable/simulate.ts';
import { ballAndSticks, hayMembrane } from '../support/activeCells.ts';
import { branchedCell } from '../support/cells.ts';
import { median, type BenchRow } from './bench.ts';

const SYNAPSE: Input = {
  type: 'Exp2SynI',
  segment: 16,
  tau1: 0.2,
  tau2: 1.8,
  weight: 0.05,
  times: [1, 100, 333.3],
};
const CLAMP: Input = { type: 'IClamp', segment: 0, delay: 5, dur: 1000, amp: 1 };

/** NEURON with pas and, if asked, exact hh in all 27 segments: milliseconds for 1 s, currents recorded; undefined without NEURON. */
function neuronMs(hh: boolean): number | undefined {
  const script = `
import time
from neuron import h
h.load_file('stdrun.hoc')
soma, dend, apic = h.Section(name='soma'), h.Section(name='dend'), h.Section(name='apic')
for s, L, d, n in ((soma, 30, 30, 1), (dend, 200, 2, 5), (apic, 1000, 3, 21)):
    s.L, s.diam, s.nseg, s.Ra, s.cm = L, d, n, 150, 1
    s.insert('pas')
    for seg in s: seg.pas.g, seg.pas.e = 1 / 30000, -65
    if ${hh ? 'True' : 'False'}: s.insert('hh')
dend.connect(soma(0)); apic.connect(soma(1))
h.usetable_hh = 0
h.cvode.use_fast_imem(1)
ic = h.IClamp(soma(.5)); ic.delay, ic.dur, ic.amp = 5, 1e9, 1
h.dt, h.steps_per_ms = 1 / 16, 16
kept = [h.Vector().record(seg._ref_i_membrane_) for s in (soma, dend, apic) for seg in s]
runs = []
for k in range(9):
    h.finitialize(-65); t = time.perf_counter(); h.continuerun(1000); runs.append(1e3 * (time.perf_counter() - t))
print(sorted(runs)[4])`;
  const { stdout, status } = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

async function row(
  name: string,
  cell: Cell,
  options: Partial<SimulateCellOptions>,
  runs: number,
  extra: Partial<BenchRow>,
): Promise<BenchRow> {
  const timing = await median(
    () => simulate(cell, { dt: 2 ** -4, tstop: 1000, record: { v: false, imem: true }, ...options }),
    { warmup: 3, runs },
  );
  return { bench: 'cable', case: name, segments: cell.geometry.n, ...timing, ...extra };
}

const baseline = (name: string, medianMs: number | undefined, measuredHere: boolean): Partial<BenchRow> =>
  medianMs === undefined ? {} : { baseline: { name, medianMs, measuredHere } };

export async function rows(): Promise<BenchRow[]> {
  const pas = { type: 'pas', sections: 'all', conductance: 1 / 30000, reversal: -65 } as const;
  const passive = ballAndSticks({ mechanisms: [pas] });
  const squid = ballAndSticks({
    mechanisms: [pas, { type: 'hh', form: 'active', sections: 'all' }],
    ions: { na: 50, k: -77 },
  });
  const hay = ballAndSticks(hayMembrane);
  const large = branchedCell(6, 12, 'passive');
  const [pasMs, hhMs] = [neuronMs(false), neuronMs(true)];
  const { n } = large.geometry;
  return [
    await row('passive', passive, { inputs: [SYNAPSE] }, 31, {
      targetMs: 6,
      ...baseline('LFPy 2.3', 57, false),
    }),
    await row(
      'passive, current clamp',
      passive,
      { inputs: [CLAMP] },
      15,
      baseline('NEURON 8.2', pasMs, true),
    ),
    await row(`passive, ${n} segments`, large, { inputs: [SYNAPSE] }, 7, {
      targetMs: (150 * n) / 902,
      ...baseline('LFPy 2.3, 902 segments', 1820, false),
    }),
    await row(
      'passive, conductance synapse',
      passive,
      {
        inputs: [
          { type: 'Exp2Syn', segment: 16, tau1: 0.2, tau2: 1.8, e: 0, weight: 0.005, times: [1, 100] },
        ],
      },
      15,
      {},
    ),
    await row('hh everywhere', squid, { inputs: [CLAMP] }, 9, baseline('NEURON 8.2', hhMs, true)),
    await row(
      'hh everywhere, rates tabulated',
      squid,
      { inputs: [CLAMP], rates: 'tabulated' },
      9,
      baseline('NEURON 8.2', hhMs, true),
    ),
    await row('Hay channels', hay, { inputs: [CLAMP] }, 9, {}),
    await row('Hay channels, rates tabulated', hay, { inputs: [CLAMP], rates: 'tabulated' }, 9, {}),
  ];
}
