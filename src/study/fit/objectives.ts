/**
 * How far the activity of a network is from what is wanted: the mean rate, the spectrum of the population rate, the CV of intervals. The four
 * objectives of E. Hagen et al. (2022), PLoS Comput. Biol. 18:e1010353, are rate and spectrum of E and of I; how a difference becomes a number is ours,
 * so that all are relative: 0.1 is about a tenth, in rate as in CV, and a quarter in power.
 */
import { DataFileError, InternalError, ParameterError, show } from '../../errors.ts';
import { readCountsJson } from '../../io/counts.ts';
import { readRates, readSpikes } from '../../io/spikesHdf5.ts';
import { contentBytes, type SourceFile } from '../../io/text.ts';
import { gridStep } from '../../network/grid.ts';
import type { SpikeCounts, Spikes } from '../../network/spikes.ts';
import { coefficientsOfVariation, interspikeIntervals, mean } from '../../network/statistics.ts';
import { welch } from '../../numerics/spectra.ts';
import type { Activity } from '../dynamicsStage.ts';
import type { ObjectiveFile } from '../schema/fit.ts';

/** Something that is to become small; plain data, which threads can be sent. */
export type Objective = {
  readonly name: string;
  readonly population: string;
  /** The rate to reach, spikes/s, where it is known. */
  readonly targetRate?: number;
} & (
  | { readonly type: 'rate' | 'cv'; readonly target: number }
  | { readonly type: 'spectrum'; readonly target: Float64Array; readonly bands: Bands }
);

/** How a spectrum is taken, and which of its frequencies count. */
type Bands = Pick<Spectral, 'bin' | 'segment' | 'min_frequency' | 'max_frequency'>;

/** What is known of the networks to come: step and length of what is recorded of them, ms. */
interface Recording {
  readonly dt: number;
  readonly duration: number;
}

type Read = (path: string) => Promise<SourceFile>;
type Spectral = Extract<ObjectiveFile, { type: 'spectrum' }>;

/** Share of the mean power of the target below which power no longer counts: an objective stays finite without spikes. */
const FLOOR = 1e-4;

/**
 * Reads the target of an objective.
 * Throws DataFileError for a target that cannot be read, ParameterError for bins and segments that do not fit.
 */
export async function objective(
  name: string,
  o: ObjectiveFile,
  recording: Recording,
  read: Read,
): Promise<Objective> {
  const { population } = o;
  switch (o.type) {
    case 'rate': {
      const target =
        typeof o.target === 'number' ? o.target : meanRate(await countsOf(o.target, population, read));
      if (!(target > 0)) throw new ParameterError('target', 'a population that spikes', `${target} spikes/s`);
      return { name, type: o.type, population, target, targetRate: target };
    }
    case 'spectrum': {
      const { type, bin, segment, min_frequency, max_frequency } = o;
      const bands = { bin, segment, min_frequency, max_frequency };
      const counts = await countsOf(o.target, population, read);
      const { power: target } = rateSpectrum(counts, bands);
      if (!(mean(target) > 0))
        throw new ParameterError('target', 'a population that spikes', `no power of ${population}`);
      checkLength(o, recording);
      return { name, type, population, target, bands, targetRate: meanRate(counts) };
    }
    case 'cv': {
      const target =
        typeof o.target === 'number'
          ? o.target
          : targetCv(
              await spikesOf(o.target.file, population, read),
              o.target.start ?? 0,
              recording.duration,
            );
      return { name, type: o.type, population, target };
    }
  }
}

/** What a network does beside what it was to do. */
export type Comparison = { readonly name: string } & (
  | { readonly type: 'rate' | 'cv'; readonly target: number; readonly found: number }
  | {
      readonly type: 'spectrum';
      /** Hz. */
      readonly frequencies: Float64Array;
      /** Power of the rate per neuron, 1/s^2/Hz. */
      readonly target: Float64Array;
      readonly found: Float64Array;
    }
);

/** An activity beside the target of an objective. */
export function comparison(o: Objective, activity: Activity): Comparison {
  const { name } = o;
  switch (o.type) {
    case 'rate':
      return { name, type: o.type, target: o.target, found: meanRate(recorded(activity, o.population)) };
    case 'cv':
      return { name, type: o.type, target: o.target, found: cvOf(activity, o.population) };
    case 'spectrum': {
      const { frequencies, power } = rateSpectrum(recorded(activity, o.population), o.bands);
      return { name, type: o.type, frequencies, target: o.target, found: power };
    }
  }
}

/** How far an activity is from a target, >= 0 and finite. */
export function distance(o: Objective, activity: Activity): number {
  const c = comparison(o, activity);
  if (c.type === 'spectrum') {
    const { found, target } = c;
    const floor = FLOOR * mean(target);
    return Math.sqrt(mean(found.map((p, k) => Math.log10((p + floor) / (target[k] + floor)) ** 2)));
  }
  const difference = Math.abs(c.found - c.target);
  return c.type === 'rate' ? difference / c.target : difference;
}

function cvOf(activity: Activity, population: string): number {
  const spikes = activity.spikes?.find((s) => s.population === population);
  if (spikes === undefined) throw new InternalError(`no spikes of ${population}`);
  return meanCv(spikes, activity.from, endOf(spikes));
}

/** Spikes/s per neuron. */
function meanRate({ counts, size, dt }: SpikeCounts): number {
  return (1000 * mean(counts)) / (size * dt);
}

/** Power (1/s^2/Hz) of the rate per neuron at the frequencies (Hz) that count. */
function rateSpectrum(
  counts: SpikeCounts,
  o: Bands,
): { readonly frequencies: Float64Array; readonly power: Float64Array } {
  const rate = rebinned(counts, o.bin);
  const fs = 1000 / o.bin;
  const nperseg = Math.round(o.segment / o.bin);
  if (rate.length < nperseg)
    throw new ParameterError('segment', `at most the ${rate.length * o.bin} ms that are known`, o.segment);
  const { frequencies, psd } = welch(rate, { fs, nperseg });
  const counted = (_: number, k: number): boolean =>
    k > 0 && frequencies[k] >= o.min_frequency && frequencies[k] <= o.max_frequency;
  const power = psd.filter(counted);
  if (power.length > 0) return { frequencies: frequencies.filter(counted), power };
  throw new ParameterError(
    'max_frequency',
    `a band that holds a multiple of ${fs / nperseg} Hz, up to ${fs / 2}`,
    `${o.min_frequency} to ${o.max_frequency}`,
  );
}

/** The rate per neuron (spikes/s) in bins; a rest that makes no bin is left out. */
function rebinned({ counts, size, dt }: SpikeCounts, bin: number): Float64Array {
  const perBin = gridStep('bin', bin, dt);
  if (perBin < 1) throw new ParameterError('bin', `at least the step of ${dt} ms`, bin);
  return Float64Array.from({ length: Math.floor(counts.length / perBin) }, (_, i) => {
    let sum = 0;
    for (let k = i * perBin; k < (i + 1) * perBin; k++) sum += counts[k];
    return (1000 * sum) / (size * bin);
  });
}

/** Throws ParameterError unless the networks to come are long enough, and their step fits. */
function checkLength(o: Spectral, { dt, duration }: Recording): void {
  gridStep('bin', o.bin, dt);
  if (!(Math.floor(duration / o.bin) >= Math.round(o.segment / o.bin)))
    throw new ParameterError(
      'segment',
      `at most the ${duration} ms that the study simulates after its transient`,
      o.segment,
    );
}

/** Mean CV after `start` in windows of the length of the networks to come: a CV of few intervals is too small, and so is to be the target's. */
function targetCv(spikes: Spikes, start: number, duration: number): number {
  const windows = Math.floor((endOf(spikes) - start) / duration);
  if (windows < 1) return meanCv(spikes, start, endOf(spikes));
  return mean(
    Array.from({ length: windows }, (_, k) =>
      meanCv(spikes, start + k * duration, start + (k + 1) * duration),
    ),
  );
}

/** Mean CV in t0 < t <= t1, ms; 0 where nobody has 5 spikes. */
function meanCv(spikes: Spikes, t0: number, t1: number): number {
  const cv = mean(coefficientsOfVariation(interspikeIntervals(spikes, { t0, t1: Math.max(t0, t1) })));
  return Number.isNaN(cv) ? 0 : cv;
}

/** Time of the last spike, ms. */
function endOf({ steps, dt }: Spikes): number {
  return (steps.at(-1) ?? 0) * dt;
}

/** Counts of a population after the transient. */
function recorded({ counts, from }: Activity, population: string): SpikeCounts {
  const all = counts.find((c) => c.population === population);
  if (all === undefined) throw new InternalError(`no counts of ${population}`);
  return after(all, from);
}

function after(counts: SpikeCounts, start: number): SpikeCounts {
  const skipped = Math.max(0, gridStep('start', start, counts.dt) - gridStep('t0', counts.t0, counts.dt));
  return { ...counts, t0: Math.max(counts.t0, start), counts: counts.counts.subarray(skipped) };
}

async function countsOf(
  { file, start }: { readonly file: string; readonly start?: number | undefined },
  population: string,
  read: Read,
): Promise<SpikeCounts> {
  const source = await read(file);
  const all = /\.h5$/i.test(file)
    ? (await readRates(source.name, contentBytes(source))).rates
    : readCountsJson(source);
  const found = one(all, source.name, population);
  const counts = after(found, start ?? found.t0);
  if (counts.counts.length > 0) return counts;
  throw new DataFileError(source.name, undefined, `holds nothing after ${start} ms`);
}

async function spikesOf(file: string, population: string, read: Read): Promise<Spikes> {
  const source = await read(file);
  return one((await readSpikes(source.name, contentBytes(source))).spikes, source.name, population);
}

function one<T extends { readonly population: string }>(
  all: readonly T[],
  file: string,
  population: string,
): T {
  const found = all.find((p) => p.population === population);
  if (found !== undefined) return found;
  const names = all.map((p) => p.population).join(', ');
  throw new DataFileError(file, undefined, `holds nothing of ${show(population)}, only of ${names}`);
}
