/** Power spectra for the figure of a study: the LFP at three depths, the dipole moment along z, the strongest sensor. */
import type { Spectrum } from '../figures/spectra.ts';
import { row } from '../numerics/array2d.ts';
import { welch } from '../numerics/spectra.ts';
import type { Signal } from '../predict/signal.ts';
import type { SignalRoles } from './signalRoles.ts';

/** Length of a Welch segment, ms: spectra resolve 2 Hz. */
const SEGMENT = 512;

/** Spectra of the signals that exist; none if the signals are shorter than two samples. */
export function studySpectra({ lfp, dipole, eeg, meg }: SignalRoles): Spectrum[] {
  return [
    ...(lfp ? spreadOverDepth(lfp).map((c) => spectrum(lfp, c, 'LFP')) : []),
    ...(dipole ? [spectrum(dipole, dipole.data.shape[0] - 1, 'P_{z}')] : []),
    ...(eeg ? [spectrum(eeg, strongest(eeg), 'EEG')] : []),
    ...(meg ? [spectrum(meg, strongest(meg), 'MEG')] : []),
  ].filter(({ values }) => values.length > 0);
}

function spectrum(signal: Signal, channel: number, group: string): Spectrum {
  const x = row(signal.data, channel);
  const fs = 1000 / signal.dt;
  const nperseg = Math.min(x.length, Math.max(2, Math.round(SEGMENT / signal.dt)));
  const { name, z } = signal.channels[channel];
  const label = group === 'LFP' && z !== undefined ? `${z} µm` : name;
  const unit = signal.unit.includes(' ') ? `(${signal.unit})2/Hz` : `${signal.unit}2/Hz`;
  if (x.length < 2) return { group, label, frequencies: [], values: [], unit };
  const { frequencies, psd } = welch(x, { fs, nperseg });
  return { group, label, frequencies, values: psd, unit };
}

/** Up to three channels: the strongest, and the ends of the probe. */
function spreadOverDepth(signal: Signal): number[] {
  const last = signal.data.shape[0] - 1;
  return [...new Set([0, strongest(signal), last])].toSorted((a, b) => a - b);
}

/** The channel of largest variance. */
export function strongest(signal: Signal): number {
  let best = 0;
  let most = -1;
  for (let c = 0; c < signal.data.shape[0]; c++) {
    const x = row(signal.data, c);
    let sum = 0;
    let squares = 0;
    for (const value of x) {
      sum += value;
      squares += value * value;
    }
    const variance = squares - (sum * sum) / Math.max(1, x.length);
    if (variance > most) [best, most] = [c, variance];
  }
  return best;
}
