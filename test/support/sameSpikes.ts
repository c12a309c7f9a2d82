/** Networks whose spikes must not depend on threads or on how connectivity is kept, and the hash of their spikes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { potjansDiesmannNetwork } from '../../src/network/networks/potjansDiesmann.ts';
import { buildNetwork } from '../../src/network/point/buildNetwork.ts';
import { startNodeWorker } from '../../src/network/point/threads/startNodeWorker.ts';
import { buildThreadedNetwork } from '../../src/network/point/threads/threadedNetwork.ts';
import type { NetworkSpec } from '../../src/network/populations.ts';
import type { Spikes } from '../../src/network/spikes.ts';
import { networkSpec } from '../conformance/suites/lif/network.ts';

/** The network of Hagen et al. (2022), of 8192 + 1024 neurons or of 1024 + 128 with the weights of the large one. */
export function hagenNetwork(size: 'full' | '1024_128_unscaled'): NetworkSpec {
  const folder = join(import.meta.dirname, '../conformance/fixtures/lif');
  const { input } = JSON.parse(readFileSync(join(folder, `net_hagen2022_${size}.json`), 'utf8'));
  return networkSpec(input.network);
}

export const microcircuit = (scale: number): NetworkSpec => potjansDiesmannNetwork({ scale });

export interface SpikeHash {
  /** How the network was run. */
  readonly run: string;
  readonly spikes: number;
  readonly hash: string;
}

/** Runs a network for `duration` ms with seed 1 on 1, 2 and 4 threads, and with procedural connectivity on 1 and 2. */
export async function spikeHashes(spec: NetworkSpec, duration: number): Promise<SpikeHash[]> {
  const hashes: SpikeHash[] = [];
  for (const connectivity of ['stored', 'procedural'] as const) {
    const alone = buildNetwork(spec, { seed: 1, connectivity }).simulate({ duration });
    hashes.push(hashOf(`${connectivity}, 1 thread`, alone.spikes));
    for (const threads of connectivity === 'stored' ? [2, 4] : [2]) {
      const net = await buildThreadedNetwork(spec, { seed: 1, connectivity, threads }, startNodeWorker);
      try {
        const { spikes } = await net.simulateAsync({ duration });
        hashes.push(hashOf(`${connectivity}, ${net.threads} threads`, spikes));
      } finally {
        await net.close();
      }
    }
  }
  return hashes;
}

function hashOf(run: string, spikes: readonly Spikes[]): SpikeHash {
  const hash = createHash('sha256');
  for (const { population, steps, ids } of spikes) {
    hash.update(`${population} ${steps.length}\n`);
    hash.update(new Uint8Array(steps.buffer, steps.byteOffset, steps.byteLength));
    hash.update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength));
  }
  return { run, spikes: spikes.reduce((sum, s) => sum + s.steps.length, 0), hash: hash.digest('hex') };
}
