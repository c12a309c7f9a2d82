import { describe, expect, it } from 'vitest';
import { delayFilterTask, nrnResponseTask } from '../../../src/kernel/nrnResponse.ts';
import { runTask } from '../../../src/numerics/task.ts';
import { array2d, row } from '../../../src/numerics/array2d.ts';
import { yCell } from '../../support/cells.ts';

/** D(k) = S_h(event + k) - S_h(event) as written, zero outside the data. */
function naive(S: number[], h: number[], n: number, event: number): number[] {
  const Sh = (t: number) => h.reduce((sum, w, j) => sum + w * (S[t - (j - n)] ?? 0), 0);
  return Array.from({ length: n + 1 }, (_, k) => Sh(event + k) - Sh(event));
}

describe('the delay filter', () => {
  const S = Array.from({ length: 12 }, (_, t) => Math.sin(t) + 0.1 * t);

  it.each([
    ['one lag', [0, 0, 0, 0, 0, 1, 0, 0, 0], 0],
    ['several lags', [0, 0, 0, 0, 0.1, 0.4, 0.3, 0.2, 0], 3],
    ['negative lags too', [0.1, 0, 0.2, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1], 5],
    ['no weight', [0, 0, 0, 0, 0, 0, 0, 0, 0], 2],
  ])('is the convolution minus its value at the event: %s', (_, h, event) => {
    const H = runTask(delayFilterTask(array2d(1, 12, Float64Array.from(S)), Float64Array.from(h), 4, event));
    expect(H.data).toBeAllclose(naive(S, h, 4, event), { atol: 1e-14 });
    expect(H.data[0]).toBe(0);
  });
});

describe('the response with the step of NEURON', () => {
  const options = {
    amplitude: Float64Array.of(0.1, 0, 0.3, 0, -0.2),
    course: { type: 'alpha', tau: 1 },
    leak: yCell('passive').membrane.leak,
    dt: 0.1,
    n: 20,
    weights: Float64Array.from({ length: 41 }, (_, j) => (j === 25 ? 1 : 0)),
  } as const;

  it('shifts the currents by a delay of five steps', () => {
    const { currents, eventStep, H } = runTask(nrnResponseTask(yCell('passive'), options));
    expect(eventStep).toBe(0);
    for (let i = 0; i < 5; i++) {
      expect([...row(H, i).subarray(0, 7)].every((x) => x === 0)).toBe(true);
      expect(row(H, i).subarray(5)).toBeAllclose(row(currents, i).subarray(0, 16));
    }
  });

  it.each([
    [0, 0],
    [0.04, 0],
    [0.05, 0],
    [0.051, 1],
    [0.1, 1],
    [0.3, 3],
    [30.0, 300],
  ])('delivers an event at %s ms in step %s', (tX, step) => {
    expect(
      runTask(nrnResponseTask(yCell('passive'), { ...options, start: { vInit: -65, tX } })).eventStep,
    ).toBe(step);
  });
});
