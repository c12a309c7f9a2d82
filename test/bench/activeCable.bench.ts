/**
 * An active cell of 27 segments for 1 s of biology at 2^-4 ms under a steady current, all transmembrane currents recorded. Baseline: NEURON on the same
 * cell with the same equations, rates evaluated (for hh also by its table), run here where Debian's python3-neuron and, for the channels of Hay et al.
 * (2011), neuron-dev and gcc are installed. Targets: a third of its time. `spikes` of both must agree; `perGateNs` is the whole time per gate, segment
 * and step, `peerBeyondPassiveNs` NEURON's without that of its passive cell. Of 10 ms, much goes into the first rates of every potential.
 */
import { type Cell } from '../../src/cable/cell.ts';
import { simulate, type SimulateCellOptions } from '../../src/cable/simulate.ts';
import { allHayMembrane, ballAndSticks, hayMembrane } from '../support/activeCells.ts';
import { median, type BenchRow } from './bench.ts';
import { NeuronPeer, type NeuronCell } from './neuronHay.ts';

const DT = 2 ** -4;
const pas = { type: 'pas', sections: 'all', conductance: 1 / 30000, reversal: -65 } as const;

/** Cells by the name of the peer's, their gates per segment, and where they start (mV). */
const CELLS: Readonly<Record<'hh' | 'hay' | 'hay_all', readonly [string, Cell, number, number]>> = {
  hh: [
    'hh',
    ballAndSticks({
      mechanisms: [pas, { type: 'hh', form: 'active', sections: 'all' }],
      ions: { na: 50, k: -77 },
    }),
    3,
    -65,
  ],
  hay: ['NaTa_t, SKv3_1, Ih', ballAndSticks(hayMembrane), 4, -90],
  hay_all: ['all Hay channels, calcium', ballAndSticks(allHayMembrane), 17, -90],
};

function options(tstop: number, vInit: number): SimulateCellOptions {
  return {
    dt: DT,
    tstop,
    vInit,
    inputs: [{ type: 'IClamp', segment: 0, delay: 5, dur: 1e9, amp: 1 }],
    record: { v: [0], imem: true },
  };
}

function spikes({ v }: ReturnType<typeof simulate>): number {
  let count = 0;
  for (let k = 1; k < v!.data.length; k++) if (v!.data[k - 1] < -20 && v!.data[k] >= -20) count++;
  return count;
}

export async function rows(): Promise<BenchRow[]> {
  const out: BenchRow[] = [];
  const neuron = new NeuronPeer();
  const passive = neuron.run('pas', 1000, 9)?.ms ?? NaN;
  const row = async (
    cell: keyof typeof CELLS,
    name: string,
    tstop: number,
    more: Partial<SimulateCellOptions>,
    peer: NeuronCell | undefined,
  ): Promise<void> => {
    const [carries, own, gates, vInit] = CELLS[cell];
    const all = { ...options(tstop, vInit), ...more };
    const before = peer === undefined ? undefined : neuron.run(peer, tstop, 9);
    const timing = await median(() => simulate(own, all), { warmup: 3, runs: 15 });
    const steps = (tstop / DT) * 27 * gates;
    out.push({
      bench: 'active cable',
      case: `${carries}${name}`,
      ...timing,
      spikes: spikes(simulate(own, all)),
      perGateNs: (1e6 * timing.medianMs) / steps,
      ...(before === undefined
        ? {}
        : {
            baseline: { name: 'NEURON 8.2', medianMs: before.ms, measuredHere: true },
            peerSpikes: before.spikes,
            peerPerGateNs: (1e6 * before.ms) / steps,
            peerBeyondPassiveNs: (1e6 * (before.ms - (passive * tstop) / 1000)) / steps,
            ...(tstop === 1000 && peer === cell ? { targetMs: before.ms / 3 } : {}),
          }),
    });
  };
  for (const cell of ['hh', 'hay', 'hay_all'] as const) {
    await row(cell, '', 1000, {}, cell);
    if (cell === 'hh') await row(cell, ' (peer: its table)', 1000, {}, 'hh_table');
    await row(cell, ', 10 ms', 10, {}, cell);
    await row(cell, ', plain TypeScript', 1000, { webAssembly: false }, undefined);
    await row(cell, ', rates evaluated', 1000, { rates: 'exact' }, undefined);
  }
  neuron.close();
  return out;
}
