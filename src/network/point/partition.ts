/** How the neurons of a network are divided among shares: whole blocks of 256 neurons, next to each other in every population. */
import { TARGET_BLOCK } from './target.ts';

/** The neurons begin .. end - 1 of a population. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/**
 * Divides populations of given sizes: every share takes as many blocks of each as the others, and what is left of them goes to the
 * shares that have least.
 * @returns per share, per population its range
 */
export function partition(sizes: readonly number[], shares: number): Range[][] {
  const loads = new Float64Array(shares);
  const ranges: Range[][] = Array.from({ length: shares }, () => []);
  for (const size of sizes) {
    const blocks = Math.ceil(size / TARGET_BLOCK);
    const counts = new Int32Array(shares).fill(Math.floor(blocks / shares));
    const byLoad = Array.from(loads, (_, s) => s).toSorted((a, b) => loads[a] - loads[b] || a - b);
    for (let i = 0; i < blocks % shares; i++) counts[byLoad[i]]++;
    let block = 0;
    for (let s = 0; s < shares; s++) {
      const begin = Math.min(size, block * TARGET_BLOCK);
      block += counts[s];
      const end = Math.min(size, block * TARGET_BLOCK);
      // An empty range still begins at a whole block.
      ranges[s].push(end > begin ? { begin, end } : { begin: 0, end: 0 });
      loads[s] += end - begin;
    }
  }
  return ranges;
}

/** All neurons in one share. */
export function undivided(sizes: readonly number[]): Range[] {
  return sizes.map((size) => ({ begin: 0, end: size }));
}
