/** Spectra against scipy.signal 1.17 and closed forms. */
import { describe, expect, it } from 'vitest';
import { coherence, csd, welch } from '../../../src/numerics/spectra.ts';
import { ParameterError } from '../../../src/errors.ts';
import { randomStream } from '../../../src/numerics/random.ts';

const x = Float64Array.from({ length: 50 }, (_, i) => (((i * i * 7 + 3 * i) % 23) - 11) / 4 + (i % 5));
const y = x.map((v, i) => (((i * i * 5 + 2 * i) % 19) - 9) / 3 + 0.3 * v);

describe('as in scipy.signal', () => {
  it.each([
    {
      options: { fs: 1000, nperseg: 16 },
      f: [0, 62.5, 250, 500],
      psd: [0.0019386738331714497, 0.007576073526300045, 0.01234421683657429, 0.0007248262566682171],
      re: [0.0007811636872937266, 0.0016025142108473376, 0.002730801933669839, -0.0012554972184279174],
      im: [0, -0.00043316670630208173, 0.0063385830608167736, 0],
      coh: [0.4034540422596599, 0.2226612377869068, 0.52247543177345, 0.4118797879281137],
    },
    {
      options: { fs: 2, nperseg: 15, noverlap: 4 },
      f: [0, 0.13333333333333333, 0.5333333333333333, 0.9333333333333333],
      psd: [1.2377202398879064, 4.447170539374895, 5.381337670167124, 1.5116753080003862],
      re: [0.2741950761785179, 0.909118202724123, 2.1693897696085376, 0.1525695105088203],
      im: [0, 0.004555265115910367, 1.1749820516870348, -0.7043663713001242],
      coh: [0.19303779105740088, 0.20228203065307643, 0.513709757055954, 0.15769334379646172],
    },
    {
      options: { nperseg: 50, noverlap: 0 },
      f: [0, 0.02, 0.08, 0.5],
      psd: [0.2390156851975027, 0.688963008653374, 19.012436152178417, 0.34280158654049464],
      re: [0.1830248525531794, 0.24671723930115694, 2.5133233702402693, 0.026172918397718188],
      im: [0, 0.15442281568659236, -1.4650839416248078, 0],
      coh: undefined,
    },
  ])('$options', ({ options, f, psd, re, im, coh }) => {
    const own = welch(x, options);
    const cross = csd(x, y, options);
    const at = [0, 1, 4, own.frequencies.length - 1];
    const pick = (values: Float64Array) => at.map((k) => values[k]);
    expect(pick(own.frequencies)).toBeAllclose(f, { rtol: 1e-15 });
    expect(pick(cross.frequencies)).toBeAllclose(f, { rtol: 1e-15 });
    // Rounding of a transform of some 50 values of order 10.
    expect(pick(own.psd)).toBeAllclose(psd, { rtol: 1e-12 });
    expect(pick(cross.re)).toBeAllclose(re, { rtol: 1e-12 });
    expect(pick(cross.im)).toBeAllclose(im, { rtol: 1e-12, atol: 1e-14 });
    if (coh) expect(pick(coherence(x, y, options).coherence)).toBeAllclose(coh, { rtol: 1e-12 });
  });
});

it('a sine of amplitude A at a bin has power A^2/2, spread by the Hann window over three bins', () => {
  const n = 64;
  const sine = Float64Array.from({ length: 4 * n }, (_, i) => 3 * Math.sin((2 * Math.PI * 8 * i) / n));
  const { frequencies, psd } = welch(sine, { fs: n, nperseg: n });
  expect(frequencies[1]).toBe(1);
  expect(psd[7] + psd[8] + psd[9]).toBeAllclose(4.5, { rtol: 1e-12 });
  expect(psd[8] / psd[7]).toBeAllclose(4, { rtol: 1e-11 });
  expect(psd[20]).toBeLessThan(1e-25);
});

it('white noise integrates to its variance', () => {
  const stream = randomStream(3, 'welch');
  const noise = Float64Array.from({ length: 100_000 }, () => 2 * stream.normal());
  const { frequencies, psd } = welch(noise, { fs: 10 });
  let sum = 0;
  for (const p of psd) sum += p * frequencies[1];
  // Standard error of a variance of 1e5 draws: 0.5 %; removing the mean of segments costs 1/256 or so.
  expect(sum).toBeAllclose(4, { rtol: 0.02 });
});

it('coherence is one for a signal and its multiple, and zero with silence', () => {
  expect(
    coherence(
      x,
      x.map((v) => -2 * v),
      { nperseg: 10 },
    ).coherence,
  ).toBeAllclose(new Float64Array(6).fill(1), {
    rtol: 1e-12,
  });
  expect(coherence(x, new Float64Array(50), { nperseg: 10 }).coherence).toEqual(new Float64Array(6));
});

it('takes signals shorter than a segment by default, down to one sample, and says what does not fit', () => {
  expect(welch(new Float64Array([5])).psd).toEqual(new Float64Array([0]));
  expect(welch(new Float64Array([1, 3])).frequencies).toEqual(new Float64Array([0, 0.5]));
  for (const [call, message] of [
    [() => welch(new Float64Array(0)), 'x: Expected at least one sample'],
    [() => welch(x, { nperseg: 51 }), 'nperseg: Expected an integer from 1 to 50'],
    [() => welch(x, { nperseg: 10, noverlap: 10 }), 'noverlap: Expected an integer from 0 to 9'],
    [() => welch(x, { fs: 0 }), 'fs:'],
    [() => welch(Float64Array.of(1, NaN)), 'signal[1]: Expected a finite number'],
    [() => csd(x, y.subarray(1)), 'y: Expected as many samples as x, 50, but received 49'],
    [
      () => coherence(x, y, { nperseg: 40 }),
      'nperseg: Expected segments of which 50 samples hold at least two',
    ],
  ] as const) {
    expect(call).toThrow(ParameterError);
    expect(call).toThrow(message);
  }
});
