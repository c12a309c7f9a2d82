/** How irregular and how synchronous the spikes of a network are, as the table that `spikefield simulate` ends with. */
import type { Spikes } from '../network/spikes.ts';
import {
  activeNeurons,
  coefficientsOfVariation,
  fanoFactor,
  interspikeIntervals,
  mean,
  neuronCounts,
  pairCorrelations,
} from '../network/statistics.ts';
import { stepsPerMs } from '../network/grid.ts';
import type { Activity } from './dynamicsStage.ts';
import type { ReportTable } from './report.ts';
import { analysedCounts } from './summary.ts';

/** Bins of counts, ms, as far as the time step allows. */
const BIN = 5;
/** Neurons per population whose pairs are looked at. */
const NEURONS = 200;

/**
 * CV of intervals (mean over neurons with at least 5 spikes), correlation of counts (mean over pairs of up to 200 neurons that fired), Fano factor
 * of the population's count, the latter two in bins of 5 ms. A value that cannot be computed is empty; undefined without spikes of neurons.
 */
export function statisticsTable(activity: Activity): ReportTable | undefined {
  const { spikes, seed = 1 } = activity;
  if (spikes === undefined) return undefined;
  const windows = analysedCounts(activity);
  return {
    title: 'Irregularity and synchrony',
    columns: [
      { key: 'population' },
      { key: 'cv', title: 'CV of intervals', digits: 3 },
      { key: 'correlation', title: `correlation (${BIN} ms)`, digits: 3 },
      { key: 'fano', title: `Fano factor (${BIN} ms)`, digits: 3 },
    ],
    rows: spikes.map((s) => {
      const counted = windows.find((w) => w.population === s.population)!;
      const t1 = counted.t0 + counted.counts.length * counted.dt;
      return { population: s.population, ...statistics(s, counted.t0, t1, seed) };
    }),
  };
}

function statistics(
  spikes: Spikes,
  t0: number,
  t1: number,
  seed: number,
): { cv: number | null; correlation: number | null; fano: number | null } {
  const cv = mean(coefficientsOfVariation(interspikeIntervals(spikes, { t0, t1 })));
  const perBin = BIN * stepsPerMs(spikes.dt);
  const bins = Math.floor((t1 - t0) / BIN + 1e-9);
  // Steps that do not make up a bin, or a window with no two bins, leave nothing to compare.
  if (!Number.isInteger(perBin) || bins < 2) return { cv: known(cv), correlation: null, fano: null };
  const window = { t0, t1: t0 + bins * BIN };
  const chosen = activeNeurons(spikes, window, NEURONS, seed);
  return {
    cv: known(cv),
    correlation: known(mean(pairCorrelations(neuronCounts(spikes, chosen, { ...window, bin: BIN })))),
    fano: known(fanoFactor(spikes, { ...window, bin: BIN })),
  };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
