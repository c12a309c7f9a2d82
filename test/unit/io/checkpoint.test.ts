import { describe, expect, test } from 'vitest';
import { describeRun, firstDifference, readCheckpoint, writeCheckpoint } from '../../../src/io/checkpoint.ts';
import type { NetworkState } from '../../../src/network/point/state.ts';

const state: NetworkState = {
  dt: 0.1,
  seed: 7,
  step: 12,
  populations: [
    {
      name: 'E/ü',
      model: 'iaf_psc_exp',
      size: 3,
      columns: { V_m: Float64Array.of(NaN, -0, 5e-324), I: new Float64Array() },
    },
  ],
  sources: {
    'drives[0]': {
      blocks: { stream: Uint16Array.of(1, 2, 65535) },
      common: { next: -0, end: Infinity, none: NaN },
    },
  },
  spikes: { steps: Int32Array.of(11), neurons: Int32Array.of(2) },
};
const checkpoint = { description: { dynamics: { dt: 0.1 } }, spikeBytes: 80, state };

describe('a checkpoint', () => {
  test('comes back as it was, bit by bit', async () => {
    expect(await readCheckpoint('f', await writeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  test('is refused with any bit changed, cut anywhere, or of another kind', async () => {
    const bytes = await writeCheckpoint(checkpoint);
    for (let i = 0; i < bytes.length; i += 13) {
      const changed = bytes.slice();
      changed[i] ^= 1;
      await expect(readCheckpoint('s.bin', changed)).rejects.toThrow(/^s\.bin: damaged: /);
      await expect(readCheckpoint('s.bin', bytes.subarray(0, i))).rejects.toThrow(/^s\.bin: damaged: /);
    }
  });
});

describe('the description of a run', () => {
  const run = (dt: number, list: readonly number[]) =>
    describeRun({ seed: 1, dynamics: { dt, drives: [{ times: list, law: undefined }] } });

  test('says where two of them differ', async () => {
    expect(firstDifference(await run(0.1, [1, 2]), await run(0.1, [1, 2]))).toBeUndefined();
    expect(firstDifference(await run(0.1, [1, 2]), await run(0.2, [1, 2]))).toBe(
      'dynamics.dt: 0.1 then, 0.2 now',
    );
    expect(firstDifference(await run(0.1, [1, 2]), await run(0.1, [1, 3]))).toBe(
      'dynamics.drives[0].times[1]: 2 then, 3 now',
    );
    expect(firstDifference(await run(0.1, []), await run(0.1, [4]))).toBe(
      'dynamics.drives[0].times[0]: nothing then, 4 now',
    );
    expect(firstDifference({ a: [] }, { a: {} })).toBe('a: [] then, {} now');
    expect(firstDifference(null, { a: 1 }, 'x')).toBe('x: null then, {"a":1} now');
  });

  test('keeps digests of long lists, typed or not', async () => {
    const long = Array.from({ length: 1000 }, (_, i) => i / 8);
    const other = long.with(500, 0);
    expect(JSON.stringify(await run(0.1, long)).length).toBeLessThan(300);
    expect(firstDifference(await run(0.1, long), await run(0.1, other))).toMatch(
      /^dynamics\.drives\[0\]\.times: "1000 values, SHA-256 /,
    );
    expect(await describeRun(Float64Array.from(long))).toEqual(await describeRun(long));
  });
});
