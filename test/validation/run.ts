/**
 * npm run validation [-- FOLDER...] [--seeds N] [--same-spikes]
 *
 * What takes longer than a continuous integration can afford: the statistics of random networks with many seeds (default 10 for every
 * network; a deviation is repeated with as many new seeds). FOLDER: reference cases, default the committed fixtures.
 * Then the hash of the spikes of the Hagen network (42.5 million synapses, 200 ms) and of the microcircuit at 10 % (1 s) on 1, 2 and 4
 * threads and with procedural connectivity; --same-spikes: nothing but this.
 * Prints every quantity; exit 1 if any fails.
 */
import { join } from 'node:path';
import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { caseFiles, readCase } from '../conformance/read.ts';
import { lif } from '../conformance/suites/lif.ts';
import { hagenNetwork, microcircuit, spikeHashes } from '../support/sameSpikes.ts';
import { networkStatistics } from '../conformance/suites/lif/networkStatistics.ts';

let folders: string[];
let seeds: number;
let sameSpikesOnly: boolean;
try {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '10' },
      'same-spikes': { type: 'boolean', default: false },
    },
  });
  folders = positionals.length > 0 ? positionals : [join(import.meta.dirname, '../conformance/fixtures/lif')];
  sameSpikesOnly = values['same-spikes'];
  seeds = Number(values.seeds);
  if (!Number.isInteger(seeds) || seeds < 2)
    throw new Error(`--seeds: Expected an integer >= 2, but received ${values.seeds}`);
} catch (error) {
  console.error((error as Error).message);
  exit(1);
}

let failed = 0;
for (const file of sameSpikesOnly ? [] : folders.flatMap(caseFiles)) {
  const reference = readCase(file);
  if (reference.kind !== 'network_statistics' || !lif.claims(reference)) continue;
  stderr.write(`${reference.name} ...\n`);
  const start = performance.now();
  for (const { quantity, error, tolerance } of networkStatistics(reference, seeds)) {
    const pass = error <= tolerance;
    if (!pass) failed++;
    stdout.write(
      `${pass ? 'pass' : 'FAIL'}  ${reference.name}  ${quantity}  ${error.toFixed(2)} (at most ${tolerance})\n`,
    );
  }
  stderr.write(`${reference.name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
for (const [name, spec, duration] of [
  ['Hagen network', hagenNetwork('full'), 200],
  ['microcircuit 10 %', microcircuit(0.1), 1000],
] as const) {
  stderr.write(`${name}, same spikes ...\n`);
  const hashes = await spikeHashes(spec, duration);
  for (const { run, spikes, hash } of hashes) {
    const pass = spikes > 0 && hash === hashes[0].hash;
    if (!pass) failed++;
    stdout.write(
      `${pass ? 'pass' : 'FAIL'}  ${name}, ${run}  ${spikes} spikes, sha256 ${hash.slice(0, 16)}\n`,
    );
  }
}
stdout.write(failed === 0 ? 'all passed\n' : `${failed} failed\n`);
exit(failed > 0 ? 1 : 0);
