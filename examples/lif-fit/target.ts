/** What the fit is given: the network of truth.json for 6 s, its spikes in bins of 1 ms. Run it to make `counts.json.gz` again: npx tsx examples/lif-fit/target.ts */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { nodeStudyFiles } from '../../src/io/node/studyFiles.ts';
import { spikeCounts } from '../../src/network/rates.ts';
import { runDynamics } from '../../src/study/dynamicsStage.ts';
import { loadStudy } from '../../src/study/load.ts';
import { Progress } from '../../src/study/progress.ts';

const study = await loadStudy('examples/lif-fit/truth.json', nodeStudyFiles);
const { spikes, from } = await runDynamics(study, Progress.silent, () => Promise.reject(new Error('no files')));
const counted = spikes!.map((s) => spikeCounts(s, { t0: from, t1: 6100, bin: 1 }));
const { t0, dt, counts } = counted[0];
const json = {
  description: 'Spikes of the network of truth.json per ms',
  input: { dt, t0, t1: t0 + counts.length * dt },
  output: Object.fromEntries(counted.map((c) => [c.population, { N: c.size, counts: [...c.counts] }])),
};
writeFileSync('examples/lif-fit/counts.json.gz', gzipSync(new TextEncoder().encode(JSON.stringify(json)), { mtime: 0 }));
