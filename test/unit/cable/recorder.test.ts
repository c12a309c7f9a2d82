import { describe, expect, it } from 'vitest';
import { ProbeRecorder, TraceRecorder } from '../../../src/cable/recorder.ts';
import { array2d } from '../../../src/numerics/array2d.ts';

/** Value of node k in sample t. */
const value = (k: number, t: number): number => 10 * k + t / 100;
const sample = (nodes: number, t: number): Float64Array =>
  Float64Array.from({ length: nodes }, (_, k) => value(k, t));
/** A block of steps from t on, places in the reverse order of nodes, 1 to be added to all of them. */
const block = (nodes: number, steps: number, t: number) => ({
  width: nodes + 2,
  values: Float64Array.from({ length: steps * (nodes + 2) }, (_, j) =>
    j % (nodes + 2) < nodes ? value(nodes - 1 - (j % (nodes + 2)), t + Math.floor(j / (nodes + 2))) - 1 : NaN,
  ),
  shift: new Float64Array(nodes).fill(1),
});

describe('TraceRecorder', () => {
  it.each([1, 15, 16, 17, 40])('writes %d samples in rows', (n) => {
    const recorder = new TraceRecorder(Int32Array.of(2, 0), n);
    for (let t = 0; t < n; t++) recorder.push(sample(3, t));
    recorder.flush();
    for (let t = 0; t < n; t++) {
      expect(recorder.out.data[t]).toBe(value(2, t));
      expect(recorder.out.data[n + t]).toBe(value(0, t));
    }
  });

  it('goes on with blocks, of which it takes every third step', () => {
    const recorder = new TraceRecorder(Int32Array.of(2, 0), 5);
    recorder.push(sample(3, 0));
    recorder.take(block(3, 9, 1), Int32Array.of(0, 2), 2, 3, 3);
    recorder.push(sample(3, 12));
    recorder.flush();
    const times = [0, 3, 6, 9, 12];
    expect(recorder.out.data).toBeAllclose(
      [2, 0].flatMap((k) => times.map((t) => value(k, t))),
      { rtol: 1e-15 },
    );
  });

  it('turns blocks of more rows than it takes at once, in whatever order they are', () => {
    const nodes = Int32Array.from({ length: 21 }, (_, r) => (5 * r + 3) % 21);
    const recorder = new TraceRecorder(nodes, 6);
    recorder.take(
      block(21, 6, 0),
      nodes.map((k) => 20 - k),
      0,
      1,
      6,
    );
    const expected = [...nodes].flatMap((k) => Array.from({ length: 6 }, (_, t) => value(k, t)));
    expect(recorder.out.data).toBeAllclose(expected, { rtol: 1e-14 });
  });

  it('records nothing of nothing', () => {
    const recorder = new TraceRecorder(new Int32Array(0), 3);
    recorder.push(sample(3, 0));
    recorder.flush();
    expect(recorder.out.shape).toEqual([0, 3]);
  });
});

describe('ProbeRecorder', () => {
  it('multiplies every sample, or takes what is multiplied already', () => {
    const M = array2d(2, 2);
    M.data.set([1, -1, 2, 0.5]);
    const recorder = new ProbeRecorder(M, Int32Array.of(2, 0), 18);
    for (let t = 0; t < 17; t++) recorder.push(sample(3, t));
    recorder.take({ values: Float64Array.of(7, 8), width: 2, shift: new Float64Array(2) }, 1);
    const expected = [1, 2].map((a, c) =>
      Array.from({ length: 17 }, (_, t) => a * value(2, t) + [-1, 0.5][c] * value(0, t)),
    );
    expect(recorder.out.data).toBeAllclose([...expected[0], 7, ...expected[1], 8], { rtol: 1e-15 });
  });
});
