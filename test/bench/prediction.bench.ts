/**
 * Prediction: 13 channels, the 4 kernels of a two-population network, 12 s at 2^-4 ms (192000 bins). Baselines: the defining sum,
 * measured here on a piece and scaled; np.convolve and a batched overlap-add in scipy, quoted.
 */
import type { Kernel } from '../../src/kernel/kernel.ts';
import type { SpikeCounts } from '../../src/network/spikes.ts';
import { array2d } from '../../src/numerics/array2d.ts';
import { randomStream } from '../../src/numerics/random.ts';
import { predict } from '../../src/predict/predict.ts';
import { StreamingPredictor } from '../../src/predict/streamingPredictor.ts';
import { median, type BenchRow } from './bench.ts';

const DT = 2 ** -4;
const BINS = 192_000;
const CHANNELS = 13;
const PIECE = 4000;

function kernels(lags: number, channels = CHANNELS): Kernel[] {
  const stream = randomStream(1, 'bench kernels', lags);
  return ['E', 'I'].flatMap((X) =>
    ['E', 'I'].map((Y) => ({
      X,
      Y,
      probe: 'LFP',
      H: array2d(
        channels,
        lags,
        Float64Array.from({ length: channels * lags }, () => stream.normal()),
      ),
      lags: { dt: DT, first: 0, count: lags },
      channels: Array.from({ length: channels }, (_, c) => ({ name: `ch${c}` })),
      unit: 'mV' as const,
    })),
  );
}

function counts(bins: number): SpikeCounts[] {
  return ['E', 'I'].map((population) => {
    const stream = randomStream(2, 'bench counts', population.charCodeAt(0));
    const values = Float64Array.from({ length: bins }, () => Math.floor(6 * stream.uniform()));
    return { population, size: 1000, dt: DT, t0: 0, counts: values };
  });
}

/** The sum as it is written, one kernel and channel after the other. */
function naive(all: readonly Kernel[], given: readonly SpikeCounts[]): Float64Array {
  const n = given[0].counts.length;
  const out = new Float64Array(CHANNELS * n);
  for (const { X, H, lags } of all) {
    const nu = given.find((c) => c.population === X)!.counts;
    for (let c = 0; c < CHANNELS; c++)
      for (let t = 0; t < n; t++) {
        let sum = 0;
        for (let k = Math.max(0, t - n + 1); k < Math.min(lags.count, t + 1); k++)
          sum += H.data[c * lags.count + k] * nu[t - k];
        out[c * n + t] += sum;
      }
  }
  return out;
}

export async function rows(): Promise<BenchRow[]> {
  const all = counts(BINS);
  const piece = counts(PIECE);
  const result: BenchRow[] = [];
  for (const lags of [801, 1601]) {
    const own = kernels(lags);
    const direct = await median(() => naive(own, piece), { warmup: 1, runs: 3 });
    const timed = await median(() => predict(own, all), { warmup: 5, runs: 25 });
    const title = `${CHANNELS} channels x 4 kernels of ${lags} lags x 12 s`;
    const row = { bench: 'prediction', case: title, ...timed, targetMs: 60 };
    result.push({
      ...row,
      baseline: { name: 'defining sum', medianMs: (direct.medianMs * BINS) / PIECE, measuredHere: true },
      note: `baseline measured on ${PIECE} bins and scaled`,
    });
    if (lags === 1601) continue;
    result.push(
      { ...row, baseline: { name: 'np.convolve', medianMs: 1570, measuredHere: false } },
      { ...row, baseline: { name: 'scipy overlap-add', medianMs: 84, measuredHere: false } },
    );
  }
  const own = kernels(801);
  result.push({
    bench: 'prediction',
    case: 'the same per pathway (801 lags)',
    ...(await median(() => predict(own, all, { pathways: true }), { warmup: 2, runs: 9 })),
  });
  const blocks = Array.from({ length: BINS / 1600 }, (_, i) =>
    all.map((c) => ({ ...c, t0: i * 100, counts: c.counts.subarray(i * 1600, (i + 1) * 1600) })),
  );
  result.push({
    bench: 'prediction',
    case: 'the same streamed in blocks of 100 ms (801 lags)',
    ...(await median(
      () => {
        const predictor = new StreamingPredictor(own, { blockLength: 1600 });
        for (const block of blocks) predictor.push(block);
      },
      { warmup: 2, runs: 9 },
    )),
  });
  return result;
}
