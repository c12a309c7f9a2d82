/**
 * Spectra of population rates: Welch's method on the rate per neuron in bins. Frequencies in Hz, densities in (spikes/s)^2/Hz. An
 * asynchronous population of N independent Poisson neurons of rate r has the flat one-sided density 2 r/N.
 */
import { ParameterError } from '../../errors.ts';
import { coherence, welch, type SegmentOptions, type Spectrum } from '../../numerics/spectra.ts';
import type { CountOptions } from '../rates.ts';
import type { Spikes } from '../spikes.ts';
import { populationRate } from '../statistics.ts';

/** Window, bins (default 1 ms) and segments (default 256 samples, half of them shared). */
export type RateSpectrumOptions = CountOptions & Omit<SegmentOptions, 'fs'>;

/** @throws ParameterError on a population without neurons, a window without bins, times off the grid, bad segments */
export function rateSpectrum(spikes: Spikes, options: RateSpectrumOptions): Spectrum {
  const { rate, segments } = rateOf(spikes, options);
  return welch(rate, segments);
}

/** A spectrum with its names, as `spectraFigure` draws it. */
export interface PopulationSpectrum {
  readonly group: string;
  readonly label: string;
  readonly population: string;
  /** Hz. */
  readonly frequencies: Float64Array;
  readonly values: Float64Array;
  readonly unit: string;
}

/**
 * Spectra of the rates of populations, for `spectraFigure`. Populations without neurons are left out.
 * @throws ParameterError as `rateSpectrum`
 */
export function rateSpectra(spikes: readonly Spikes[], options: RateSpectrumOptions): PopulationSpectrum[] {
  return spikes
    .filter(({ size }) => size > 0)
    .map((s) => {
      const { frequencies, psd } = rateSpectrum(s, options);
      const { population } = s;
      return {
        group: 'Population rates',
        label: population,
        population,
        frequencies,
        values: psd,
        unit: '(1/s)2/Hz',
      };
    });
}

/**
 * Magnitude-squared coherence of the rates of two populations, from 0 to 1.
 * @throws ParameterError as `rateSpectrum`, and if the window does not hold two segments
 */
export function rateCoherence(
  a: Spikes,
  b: Spikes,
  options: RateSpectrumOptions,
): { frequencies: Float64Array; coherence: Float64Array } {
  const { rate, segments } = rateOf(a, options);
  return coherence(rate, rateOf(b, options).rate, segments);
}

function rateOf(
  spikes: Spikes,
  options: RateSpectrumOptions,
): { rate: Float64Array; segments: SegmentOptions } {
  const { t0, t1, bin = 1, ...segments } = options;
  if (spikes.size === 0) throw new ParameterError(spikes.population, 'a population with neurons', 'none');
  return { rate: populationRate(spikes, { t0, t1, bin }), segments: { ...segments, fs: 1000 / bin } };
}
