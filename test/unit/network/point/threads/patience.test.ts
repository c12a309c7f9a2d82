import { describe, expect, it } from 'vitest';
import { Patience } from '../../../../../src/network/point/threads/patience.ts';

/** Numbers of waits awake and at rest, in turn, where every wait awake fails or not as `fails` says. */
function phases(waits: number, fails: (wait: number) => boolean): number[] {
  const patience = new Patience();
  const lengths: number[] = [];
  let awake: boolean | undefined;
  for (let i = 0; i < waits; i++) {
    if (patience.looks > 0 !== awake) lengths.push(0);
    awake = patience.looks > 0;
    lengths[lengths.length - 1]++;
    patience.learn(awake ? fails(i) : true);
  }
  return lengths;
}

describe('Patience', () => {
  it('stays awake where that helps, and where it fails now and then', () => {
    expect(phases(1000, () => false)).toEqual([1000]);
    expect(phases(1000, (i) => i % 8 === 0)).toEqual([1000]);
  });

  it('rests longer and longer where it keeps failing', () => {
    const rests = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 8192];
    const total = rests.reduce((sum, r) => sum + 16 + r, 0);
    expect(phases(total, () => true)).toEqual(rests.flatMap((r) => [16, r]));
    expect(phases(16 + 32 + 16 + 3, (i) => i % 4 !== 0)).toEqual([16, 32, 16, 3]);
  });

  it('forgets after a good while', () => {
    // Bad, rest of 32, good from wait 48 on, bad again from 176 on: the rest is a short one again.
    const lengths = phases(16 + 32 + 128 + 16 + 32, (i) => i < 48 || i >= 176);
    expect(lengths).toEqual([16, 32, 128 + 16, 32]);
  });
});
