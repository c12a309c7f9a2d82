import { describe, expect, test } from 'vitest';
import { array2d, row } from '../../../src/numerics/array2d.ts';
import type { Signal } from '../../../src/predict/signal.ts';
import { signalRoles } from '../../../src/study/signalRoles.ts';
import { strongest, studySpectra } from '../../../src/study/studySpectra.ts';
import { loadTiny } from '../../support/tinyRun.ts';

/** Channels that swing with the given amplitudes at 50 Hz for 2 s, sampled each ms. */
function swinging(probe: string, amplitudes: number[], unit: Signal['unit'] = 'mV'): Signal {
  const data = array2d(amplitudes.length, 2000);
  amplitudes.forEach((a, c) =>
    row(data, c).forEach((_, n, x) => (x[n] = 3 + a * Math.sin((2 * Math.PI * 50 * n) / 1000))),
  );
  return {
    probe,
    data,
    channels: amplitudes.map((_, c) => ({ name: `c${c}`, z: 100 * c })),
    unit,
    dt: 1,
    t0: 0,
  };
}

describe('the parts of signals in the figure', () => {
  test('go by the kind of probe, the first of each kind, sums only', async () => {
    const study = await loadTiny((s) => (s.probes.second = { ...s.probes.lfp, sigma: 0.2 }));
    const names = ['second', 'lfp', 'csd', 'dipole', 'eeg'];
    const signals = names.map((name) => swinging(name, [1]));
    const pathways = signals.map((signal) => ({ ...signal, X: 'E', Y: 'E' }));
    const [, lfp, csd, dipole, eeg] = signals;
    expect(signalRoles(study, [...pathways, ...signals])).toEqual({ lfp, csd, dipole, eeg });
    expect(signalRoles(study, [...pathways, signals[0]])).toEqual({ lfp: signals[0] });
    expect(signalRoles(study, [])).toEqual({});
  });
});

describe('spectra', () => {
  test('peak where the signal swings, for the ends of the probe and its strongest channel', () => {
    const spectra = studySpectra({
      lfp: swinging('lfp', [1, 2, 5, 1]),
      dipole: swinging('dipole', [9, 9, 1], 'nA um'),
      eeg: swinging('eeg', [1, 7]),
    });
    expect(spectra.map(({ group, label, unit }) => [group, label, unit])).toEqual([
      ['LFP', '0 µm', 'mV2/Hz'],
      ['LFP', '200 µm', 'mV2/Hz'],
      ['LFP', '300 µm', 'mV2/Hz'],
      ['P_{z}', 'c2', '(nA um)2/Hz'],
      ['EEG', 'c1', 'mV2/Hz'],
    ]);
    for (const { frequencies, values } of spectra) {
      const peak = Array.from(values).indexOf(Math.max(...Array.from(values)));
      // Segments of 512 ms resolve 1.95 Hz.
      expect(Math.abs(frequencies[peak] - 50)).toBeLessThan(1);
    }
    // Power goes with the square of the amplitude.
    const [end, middle] = spectra.map(({ values }) => Math.max(...Array.from(values)));
    expect(middle / end).toBeAllclose(25, { rtol: 1e-9 });
  });

  test('are left out where a signal is too short', () => {
    const short = { ...swinging('lfp', [1]), data: array2d(1, 1, Float64Array.of(2)) };
    expect(studySpectra({ lfp: short })).toEqual([]);
    expect(studySpectra({})).toEqual([]);
  });

  test('the strongest channel varies most, however large its mean', () => {
    const data = array2d(3, 2, Float64Array.of(100, 100, -1, 1, -2, 2));
    expect(strongest({ ...swinging('x', [1, 1, 1]), data })).toBe(2);
    expect(strongest({ ...swinging('x', [1]), data: array2d(1, 0) })).toBe(0);
  });
});
