import { describe, expect, test } from 'vitest';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { array2d, row } from '../../../src/numerics/array2d.ts';
import { probeKernels } from '../../../src/study/kernelStage.ts';
import { crop, predictSignals } from '../../../src/study/predictStage.ts';
import { loadTiny, runTiny, tinyCurrents } from '../../support/tinyRun.ts';

const study = await loadTiny();
const kernels = probeKernels(study, await tinyCurrents(study));
const activity = await runTiny(study);
const { sums, pathways } = predictSignals(kernels, activity, true);

/** Equation of the method, section 1, as it stands: sum over lags of H(lag) nu(n - lag). */
function directSum(kernel: Kernel, channel: number, counts: Float64Array): Float64Array {
  const H = row(kernel.H, channel);
  return counts.map((_, n) => {
    let sum = 0;
    for (let k = 0; k < H.length; k++) {
      const m = n - kernel.lags.first - k;
      if (m >= 0 && m < counts.length) sum += H[k] * counts[m];
    }
    return sum;
  });
}

const peak = (x: ArrayLike<number>) => Array.from(x).reduce((max, v) => Math.max(max, Math.abs(v)), 0);

describe('signals of a study', () => {
  test('come of a network in which both populations fire', () => {
    for (const { counts } of activity.counts) expect(counts.reduce((a, b) => a + b)).toBeGreaterThan(5);
    for (const kernel of kernels) expect(peak(kernel.H.data)).toBeGreaterThan(0);
  });

  test('are, pathway by pathway, the direct sum over counts and kernels after the transient', () => {
    expect(pathways).toHaveLength(4 * 4);
    const transient = 10 / 0.125;
    for (const signal of pathways) {
      const kernel = kernels.find(
        ({ X, Y, probe }) => X === signal.X && Y === signal.Y && probe === signal.probe,
      )!;
      const { counts } = activity.counts.find(({ population }) => population === signal.X)!;
      expect(signal.data.shape).toEqual([kernel.channels.length, 40 / 0.125]);
      // The transform rounds relative to the largest value of all channels and times.
      const atol = 1e-13 * peak(signal.data.data);
      for (let c = 0; c < kernel.channels.length; c++)
        expect(row(signal.data, c)).toBeAllclose(directSum(kernel, c, counts).subarray(transient), {
          rtol: 1e-12,
          atol,
        });
    }
  });

  test('are the sums of their pathways', () => {
    expect(sums.map(({ probe }) => probe)).toEqual(['lfp', 'csd', 'dipole', 'eeg']);
    for (const sum of sums) {
      const total = new Float64Array(sum.data.data.length);
      for (const { probe, data } of pathways)
        if (probe === sum.probe) data.data.forEach((value, i) => (total[i] += value));
      expect(sum.data.data).toBeAllclose(total, { rtol: 1e-12, atol: 1e-14 * peak(total) });
    }
  });

  test('are the same without pathways', () => {
    const alone = predictSignals(kernels, activity, false);
    expect(alone.pathways).toEqual([]);
    alone.sums.forEach((sum, i) =>
      expect(sum.data.data).toBeAllclose(sums[i].data.data, { rtol: 0, atol: 1e-13 * peak(sum.data.data) }),
    );
  });

  test('say where they start, in what unit and channels', () => {
    const unit = { lfp: 'mV', csd: 'nA/um3', dipole: 'nA um', eeg: 'mV' } as const;
    for (const { probe, t0, dt, unit: own, channels } of [...sums, ...pathways]) {
      expect([t0, dt, own]).toEqual([10, 0.125, unit[probe as keyof typeof unit]]);
      expect(channels).toHaveLength(3);
    }
  });
});

describe('crop', () => {
  const signal = {
    probe: 'p',
    data: array2d(2, 4, Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
    channels: [{ name: 'a' }, { name: 'b' }],
    unit: 'mV' as const,
    dt: 0.1,
    t0: 0.3,
  };

  test('leaves out the first columns', () => {
    const cropped = crop(signal, 0.5);
    expect(cropped.t0).toBe(0.5);
    expect(cropped.data).toEqual(array2d(2, 2, Float64Array.of(3, 4, 7, 8)));
  });

  test('keeps all if there is nothing to leave out, and may leave nothing', () => {
    expect(crop(signal, 0.3)).toBe(signal);
    expect(crop(signal, 0.7).data.shape).toEqual([2, 0]);
    expect(crop(signal, 9).data.shape).toEqual([2, 0]);
  });
});
