/**
 * The same spikes, by their hash, on 1, 2 and 4 threads, with stored and with procedural connectivity: the paper's network and the
 * microcircuit, scaled down. `npm run validation -- --same-spikes` does it with the full ones.
 */
import { expect, it } from 'vitest';
import { hagenNetwork, microcircuit, spikeHashes } from '../../../support/sameSpikes.ts';

it.each([
  ['Hagen et al. (2022), 1024 + 128 neurons', () => hagenNetwork('1024_128_unscaled'), 40],
  ['the microcircuit at 2 %', () => microcircuit(0.02), 70],
])('%s', { timeout: 60_000 }, async (_, spec, duration) => {
  const hashes = await spikeHashes(spec(), duration);
  expect(hashes.map(({ run }) => run)).toEqual([
    'stored, 1 thread',
    'stored, 2 threads',
    'stored, 4 threads',
    'procedural, 1 thread',
    'procedural, 2 threads',
  ]);
  expect(hashes[0].spikes).toBeGreaterThan(50);
  expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(1);
});
