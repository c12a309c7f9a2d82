/**
 * The peer for active cells: NEURON with the channels of Hay et al. (2011), their mechanisms written here from the equations (rates evaluated, gates
 * by `cnexp`) and compiled with NEURON's own translator where it is installed (Debian: neuron-dev, gcc).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';

const Q = 2.3 ** 1.3;

/** Ion, factors of the open fraction, and what sets inf and tau of each gate (u = v + 10). */
const CHANNELS: Readonly<Record<string, readonly [string, string, string]>> = {
  NaTa_t: [
    'na',
    'm*m*m*h',
    `a = lin(0.182, v+38, 6) b = lin(0.124, -(v+38), 6) minf = a/(a+b) mtau = 1/((a+b)*${Q})
     a = lin(0.015, -(v+66), 6) b = lin(0.015, v+66, 6) hinf = a/(a+b) htau = 1/((a+b)*${Q})`,
  ],
  NaTs2_t: [
    'na',
    'm*m*m*h',
    `a = lin(0.182, v+32, 6) b = lin(0.124, -(v+32), 6) minf = a/(a+b) mtau = 1/((a+b)*${Q})
     a = lin(0.015, -(v+60), 6) b = lin(0.015, v+60, 6) hinf = a/(a+b) htau = 1/((a+b)*${Q})`,
  ],
  Nap_Et2: [
    'na',
    'm*m*m*h',
    `minf = 1/(1+exp(-(v+52.6)/4.6)) hinf = 1/(1+exp((v+48.8)/10))
     a = lin(0.182, v+38, 6) b = lin(0.124, -(v+38), 6) mtau = 6/((a+b)*${Q})
     a = lin(2.88e-6, -(v+17), 4.63) b = lin(6.94e-6, v+64.4, 2.63) htau = 1/((a+b)*${Q})`,
  ],
  SKv3_1: ['k', 'm', 'minf = 1/(1+exp(-(v-18.7)/9.7)) mtau = 4/(1+exp(-(v+46.56)/44.14))'],
  Ih: ['', 'm', 'a = lin(0.00643, -(v+154.9), 11.9) b = 0.193*exp(v/33.1) minf = a/(a+b) mtau = 1/(a+b)'],
  Im: [
    'k',
    'm',
    `a = 0.0033*exp(0.1*(v+35)) b = 0.0033*exp(-0.1*(v+35)) minf = a/(a+b) mtau = 1/((a+b)*${Q})`,
  ],
  K_Tst: [
    'k',
    'm*m*m*m*h',
    `u = v+10 minf = 1/(1+exp(-u/19)) mtau = (0.34+0.92*exp(-((u+71)/59)^2))/${Q}
     hinf = 1/(1+exp((u+66)/10)) htau = (8+49*exp(-((u+73)/23)^2))/${Q}`,
  ],
  K_Pst: [
    'k',
    'm*m*h',
    `u = v+10 minf = 1/(1+exp(-(u+1)/12)) hinf = 1/(1+exp((u+54)/11))
     if (u < -50) { mtau = (1.25+175.03*exp(0.026*u))/${Q} } else { mtau = (1.25+13*exp(-0.026*u))/${Q} }
     htau = (360+(1010+24*(u+55))*exp(-((u+75)/48)^2))/${Q}`,
  ],
  Ca_HVA: [
    'ca',
    'm*m*h',
    `a = lin(0.055, v+27, 3.8) b = 0.94*exp(-(v+75)/17) minf = a/(a+b) mtau = 1/(a+b)
     a = 0.000457*exp(-(v+13)/50) b = 0.0065/(exp(-(v+15)/28)+1) hinf = a/(a+b) htau = 1/(a+b)`,
  ],
  Ca_LVAst: [
    'ca',
    'm*m*h',
    `u = v+10 minf = 1/(1+exp(-(u+30)/6)) mtau = (5+20/(1+exp((u+25)/5)))/${Q}
     hinf = 1/(1+exp((u+80)/6.4)) htau = (20+50/(1+exp((u+40)/7)))/${Q}`,
  ],
  SK_E2: ['k', 'm', 'minf = 1/(1+(0.00043/cai)^4.8) mtau = 1'],
};

function channelSource(name: string): string {
  const [ion, open, rates] = CHANNELS[name];
  const states = open.includes('h') ? ['m', 'h'] : ['m'];
  const current = `i${ion}`;
  const calcium = name === 'SK_E2';
  return `NEURON { SUFFIX ${name} ${ion === '' ? 'NONSPECIFIC_CURRENT i' : `USEION ${ion} READ e${ion} WRITE ${current}`}
  ${calcium ? 'USEION ca READ cai' : ''} RANGE gbar }
PARAMETER { gbar = 0 }
ASSIGNED { v ${current} ${ion === '' ? '' : `e${ion}`} ${calcium ? 'cai' : ''} ${states.map((x) => `${x}inf ${x}tau`).join(' ')} }
STATE { ${states.join(' ')} }
BREAKPOINT { SOLVE states METHOD cnexp
  ${current} = gbar*${open}*(v - ${ion === '' ? '(-45)' : `e${ion}`}) }
INITIAL { rates(v) ${states.map((x) => `${x} = ${x}inf`).join(' ')} }
DERIVATIVE states { rates(v) ${states.map((x) => `${x}' = (${x}inf-${x})/${x}tau`).join(' ')} }
FUNCTION lin(a, x, k) { if (fabs(x/k) < 1e-6) { lin = a*k*(1+x/k/2) } else { lin = a*x/(1-exp(-x/k)) } }
PROCEDURE rates(v) { LOCAL a, b, u
  ${rates} }
`;
}

const SHELL = `NEURON { SUFFIX CaDynamics_E2 USEION ca READ ica WRITE cai RANGE gamma, decay }
PARAMETER { gamma = 0.05 decay = 80 }
ASSIGNED { ica }
STATE { cai }
INITIAL { cai = 5e-5 }
BREAKPOINT { SOLVE states METHOD cnexp }
DERIVATIVE states { cai' = -10000*ica*gamma/(2*96485.33212*0.1) - (cai-1e-4)/decay }
`;

/** Densities of the three channels (soma, elsewhere), and of the others; as in test/support/activeCells.ts. */
const SCRIPT = `
import sys, time
from neuron import h
h.load_file('stdrun.hoc')
library, kind, tstop, runs = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
if library: h.nrn_load_dll(library)
soma, dend, apic = h.Section(name='soma'), h.Section(name='dend'), h.Section(name='apic')
sections = soma, dend, apic
for s, L, d, n in ((soma, 30, 30, 1), (dend, 200, 2, 5), (apic, 1000, 3, 21)):
    s.L, s.diam, s.nseg, s.Ra, s.cm = L, d, n, 150, 1
    s.insert('pas')
    for seg in s: seg.pas.g, seg.pas.e = 1 / 30000, -65
dend.connect(soma(0)); apic.connect(soma(1))
def put(s, mechanism, **values):
    s.insert(mechanism)
    for seg in s:
        for name, value in values.items(): setattr(getattr(seg, mechanism), name, value)
start = -65
if kind.startswith('hh'):
    for s in sections: s.insert('hh')
    h.usetable_hh = 1 if kind == 'hh_table' else 0
if kind.startswith('hay'):
    start, h.celsius = -90, 34
    for s in sections:
        g = (3.38e-5, 2.04, 0.693, 0.0002) if s is soma else (5.89e-5, 0.0213, 0.000261, 0.002)
        put(s, 'pas', g=g[0], e=-90)
        for mechanism, value in zip(('NaTa_t', 'SKv3_1', 'Ih'), g[1:]): put(s, mechanism, gbar=value)
        if kind == 'hay_all':
            for mechanism, value in dict(NaTs2_t=0.01, Nap_Et2=1e-4, Im=1e-4, K_Pst=1e-3, K_Tst=1e-3, Ca_HVA=1e-4,
                                         Ca_LVAst=1e-4, SK_E2=1e-3).items(): put(s, mechanism, gbar=value)
            put(s, 'CaDynamics_E2', gamma=0.0005, decay=460)
        s.ena, s.ek = 50, -85
h.cvode.use_fast_imem(1)
clamp = h.IClamp(soma(.5)); clamp.delay, clamp.dur, clamp.amp = 5, 1e9, 1
h.dt, h.steps_per_ms = 1 / 16, 16
kept = [h.Vector().record(seg._ref_i_membrane_) for s in sections for seg in s]
v = h.Vector().record(soma(.5)._ref_v)
times = []
for k in range(runs):
    h.finitialize(start); t = time.perf_counter(); h.continuerun(tstop); times.append(1e3 * (time.perf_counter() - t))
spikes = sum(1 for a, b in zip(v, list(v)[1:]) if a < -20 <= b)
print(sorted(times)[runs // 2], spikes)`;

export type NeuronCell = 'pas' | 'hh' | 'hh_table' | 'hay' | 'hay_all';

export interface NeuronRun {
  /** Median of the runs. */
  readonly ms: number;
  /** Spikes of the soma: the cells are the same if these are. */
  readonly spikes: number;
}

/** NEURON on the cell of 27 segments, transmembrane currents recorded; undefined where it, or for Hay's channels its translator, is not installed. */
export class NeuronPeer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'spikefield-neuron-'));
  #library: string | undefined;

  run(cell: NeuronCell, tstop: number, runs: number): NeuronRun | undefined {
    const library = cell.startsWith('hay') ? (this.#library ??= this.#compile()) : '';
    if (cell.startsWith('hay') && library === '') return undefined;
    const { stdout, status } = spawnSync(
      '/usr/bin/python3',
      ['-c', SCRIPT, library, cell, String(tstop), String(runs)],
      { encoding: 'utf8' },
    );
    if (status !== 0) return undefined;
    const [ms, spikes] = stdout.trim().split('\n').at(-1)!.split(' ').map(Number);
    return { ms, spikes };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The shared library of the mechanisms; empty where it cannot be made. */
  #compile(): string {
    const cwd = this.#folder;
    const names = [...Object.keys(CHANNELS), 'CaDynamics_E2'];
    for (const name of names)
      writeFileSync(join(cwd, `${name}.mod`), name === 'CaDynamics_E2' ? SHELL : channelSource(name));
    writeFileSync(
      join(cwd, 'register.c'),
      `${names.map((name) => `extern void _${name}_reg(void);`).join('\n')}\nvoid modl_reg(void) { ${names
        .map((name) => `_${name}_reg();`)
        .join(' ')} }\n`,
    );
    const done = (command: string, args: readonly string[]): boolean =>
      spawnSync(command, args, { cwd, env: { ...env, MODLUNIT: '/usr/share/nrn/lib/nrnunits.lib' } })
        .status === 0;
    const library = join(cwd, 'channels.so');
    const sources = [...names, 'register'].map((name) => `${name}.c`);
    return names.every((name) => done('nocmodl', [`${name}.mod`])) &&
      done('gcc', ['-O2', '-fPIC', '-shared', '-w', '-o', library, ...sources, '-L/usr/lib/nrn', '-lnrniv'])
      ? library
      : '';
  }
}
