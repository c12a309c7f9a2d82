/** NEURON on a passive tree of sections, where Debian's python3-neuron is installed: the time of its run alone, after the cell is built. */
import { spawnSync } from 'node:child_process';
import type { Section } from '../../src/morphology/morphology.ts';

export interface NeuronTree {
  readonly sections: readonly Section[];
  /** Segments per section. */
  readonly counts: readonly number[];
  /** S/cm2, with a reversal potential of -65 mV; 150 Ohm cm, 1 uF/cm2. */
  readonly conductance: number;
}

const SCRIPT = `
import json, sys, time
from neuron import h
h.load_file('stdrun.hoc')
tree = json.load(sys.stdin)
sections = {}
for s, nseg in zip(tree['sections'], tree['counts']):
    section = h.Section(name=s['name'].replace('[', '_').replace(']', ''))
    for point in s['points']: section.pt3dadd(*point)
    section.nseg, section.Ra, section.cm = nseg, 150, 1
    section.insert('pas')
    for seg in section: seg.pas.g, seg.pas.e = tree['conductance'], -65
    if 'parent' in s: section.connect(sections[s['parent']](s.get('parentX', 1)), 0)
    sections[s['name']] = section
h.cvode.use_fast_imem(1)
ic = h.IClamp(sections[tree['sections'][0]['name']](.5)); ic.delay, ic.dur, ic.amp = 5, 1e9, 1
h.dt, h.steps_per_ms = 1 / 16, 16
kept = [h.Vector().record(seg._ref_i_membrane_) for s in sections.values() for seg in s]
runs = []
for k in range(int(sys.argv[1])):
    h.finitialize(-65); t = time.perf_counter(); h.continuerun(1000); runs.append(1e3 * (time.perf_counter() - t))
print(json.dumps(dict(segments=len(kept), ms=sorted(runs)[len(runs) // 2])))`;

/** Median of an odd number of runs of 1 s at 2^-4 ms under a steady current, all transmembrane currents recorded, ms; undefined without NEURON. */
export function neuronPassive(tree: NeuronTree, runs: number): { segments: number; ms: number } | undefined {
  const { stdout, status } = spawnSync('/usr/bin/python3', ['-c', SCRIPT, `${runs}`], {
    encoding: 'utf8',
    input: JSON.stringify(tree),
  });
  return status === 0
    ? (JSON.parse(stdout.trim().split('\n').at(-1)!) as { segments: number; ms: number })
    : undefined;
}
