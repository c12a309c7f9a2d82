/** The probes of this study beside its column: results/probes-figures/laminar.png, shanks.png, surface.png. */
import { loadStudy } from 'spikefield';
import { probeFigure, type ProbeColumn } from 'spikefield/figures';
import { nodeStudyFiles, svgToPng, writeFileAtomic } from 'spikefield/node';

const study = await loadStudy('examples/probes/study.json', nodeStudyFiles);
const [{ population, radius = 0, depth, depthSd }] = study.kernels!.cells;
// The cells reach from 215 um below their somata to 1015 um above.
const column: ProbeColumn = {
  name: population,
  radius,
  depth: [depth - 215, depth + 1015],
  somata: { depth, sd: depthSd },
};
for (const probe of study.probes) {
  if (!('probe' in probe)) continue;
  const svg = probeFigure(probe.probe, { columns: [column] }, { title: `${probe.name}: ${probe.probe.name}` });
  await writeFileAtomic(`results/probes-figures/${probe.name}.png`, svgToPng(svg));
  console.log(probe.name.padEnd(8), `${probe.probe.contacts.length} contacts`.padEnd(12), probe.probe.source);
}
