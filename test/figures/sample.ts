/** A small made-up study, in closed form, with everything a figure can show: two populations, five contacts, 120 ms at 1 ms. */
import { array2d, type Array2D } from '../../src/numerics/array2d.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { Spikes } from '../../src/network/spikes.ts';
import type { Signal } from '../../src/predict/signal.ts';
import type { StudyFigureData } from '../../src/figures/studyFigure.ts';
import type { Unit } from '../../src/units.ts';

export const DEPTHS = [400, 300, 200, 100, 0];
export const STEPS = 120;

function fill(rows: number, columns: number, value: (i: number, k: number) => number): Array2D {
  const out = array2d(rows, columns);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) out.data[i * columns + k] = value(i, k);
  return out;
}

export function signal(
  probe: string,
  unit: Unit,
  names: readonly string[],
  z: readonly number[] | undefined,
  size: number,
): Signal {
  const channels = names.map((name, i) => (z === undefined ? { name } : { name, z: z[i]! }));
  const wave = (i: number, k: number) =>
    size * (Math.sin((2 * Math.PI * k) / 40) * Math.cos(i) + 0.3 * Math.sin(k));
  return { probe, unit, channels, dt: 1, t0: 0, data: fill(names.length, STEPS, wave) };
}

export function kernel(X: string, Y: string, probe = 'lfp', unit: Unit = 'mV', size = 1e-3): Kernel {
  const shape = (i: number, k: number) => size * (i - 1.5) * ((k + 1) / 3) * Math.exp(-(k + 1) / 3);
  return {
    X,
    Y,
    probe,
    unit,
    channels: DEPTHS.map((z, i) => ({ name: `ch${i}`, z })),
    lags: { dt: 0.5, first: 1, count: 60 },
    H: fill(DEPTHS.length, 60, shape),
  };
}

/** Neuron i fires every 10 + i ms from 1 + i ms on. */
export function spikes(population: string, size: number): Spikes {
  const all: [step: number, id: number][] = [];
  for (let id = 0; id < size; id++)
    for (let step = 1 + id; step <= STEPS; step += 10 + id) all.push([step, id]);
  all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    population,
    size,
    dt: 1,
    steps: Int32Array.from(all, (s) => s[0]),
    ids: Int32Array.from(all, (s) => s[1]),
  };
}

export function counts(source: Spikes) {
  const out = new Float64Array(STEPS);
  for (const step of source.steps) out[step - 1]! += 1;
  return { population: source.population, size: source.size, dt: 1, t0: 0, counts: out };
}

const frequencies = Float64Array.from({ length: 200 }, (_, i) => 2.5 * i);
const powers = (size: number) => frequencies.map((f) => size / (1 + (f / 40) ** 4));

/** The whole study. */
export function sampleStudy(): Required<StudyFigureData> {
  const populations = [spikes('E', 8), spikes('I', 4)];
  const contacts = DEPTHS.map((_, i) => `ch${i}`);
  const sensors = ['left', 'top', 'right'];
  return {
    spikes: populations,
    counts: populations.map(counts),
    kernels: [kernel('E', 'E'), kernel('E', 'I'), kernel('I', 'E', 'lfp', 'mV', -2e-2), kernel('I', 'I')],
    lfp: signal('lfp', 'mV', contacts, DEPTHS, 0.2),
    csd: signal('csd', 'nA/um3', contacts, DEPTHS, 3e-6),
    dipole: signal('dipole', 'nA um', ['P_z'], undefined, 4e4),
    eeg: signal('eeg', 'mV', sensors, undefined, 2e-4),
    meg: signal('meg', 'T', sensors, undefined, 5e-14),
    spectra: [
      { group: 'LFP', label: '400 µm', frequencies, values: powers(1e-4), unit: 'mV2/Hz' },
      { group: 'LFP', label: '0 µm', frequencies, values: powers(1e-5), unit: 'mV2/Hz' },
      { group: 'P_{z}', label: 'P_z', frequencies, values: powers(1e7), unit: '(nA um)2/Hz' },
      { group: 'EEG', label: 'top', frequencies, values: powers(1e-10), unit: 'mV2/Hz' },
    ],
  };
}
