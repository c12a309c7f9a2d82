/** A synapse on the apical tuft of a passive pyramidal cell: potentials at the synapse and at the soma, and outside the cell across depth. */
import { closestSegments, createCell, LineSourcePotential, midpoints, readSwc, row, segmentOutlines, simulate } from 'spikefield';
import { cellFigure } from 'spikefield/figures';
import { readBytes, svgToPng, writeFileAtomic } from 'spikefield/node';

const swc = new TextDecoder().decode(await readBytes('examples/single-cell/pyramidal.swc'));
const { geometry, ...cell } = createCell({
  morphology: readSwc(swc).morphology,
  axialResistivity: 150, // Ohm cm
  capacitance: 1, // uF/cm2
  segments: { dLambda: 0.1 },
  membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 5e-5 }] }, // mV, S/cm2
});

// One excitatory synapse in the tuft, and a probe of contacts every 100 um beside the cell (um).
const [synapse, soma] = closestSegments(geometry, [[-70, 0, 620], [0, 0, 0]]);
const contacts = Array.from({ length: 9 }, (_, k) => ({ x: 150, y: 0, z: 700 - 100 * k }));
const { v, times, probes } = simulate({ geometry, ...cell }, {
  dt: 2 ** -5, // ms
  tstop: 40,
  inputs: [{ type: 'Exp2Syn', segment: synapse, times: [5], weight: 2e-3, tau1: 0.5, tau2: 3, e: 0 }], // ms, uS, mV
  record: { v: [synapse, soma], probes: { phi: new LineSourcePotential({ contacts, sigma: 0.3 }) } },
});
const phi = probes!.phi;
const [atSynapse, atSoma] = [row(v!, 0), row(v!, 1)];

const peak = (a: Float64Array) => a.reduce((x, y) => (Math.abs(y) > Math.abs(x) ? y : x), 0);
const rise = (a: Float64Array) => peak(a.map((x) => x + 65));
console.log(`peak of v: synapse ${rise(atSynapse).toFixed(2)} mV, soma ${rise(atSoma).toFixed(3)} mV above rest`);
for (const [k, { z }] of contacts.entries())
  console.log(`z = ${String(z).padStart(4)} um: ${(1e3 * peak(row(phi, k))).toFixed(3).padStart(8)} uV`);

const beside = (dx: number) => contacts.map(({ x, z }) => [x + dx, 0, z] as const);
const middle = (i: number) => [0, 1, 2].map((axis) => midpoints(geometry, axis as 0 | 1 | 2)[i]!) as [number, number, number];
const figure = cellFigure({
  outlines: segmentOutlines(geometry),
  heading: 'Cell and potentials outside',
  marks: [
    { at: middle(synapse), name: 'synapse', side: 'left', symbol: 'triangle', color: '#D55E00' },
    ...beside(0).map((at) => ({ at, color: '#0072B2' })),
  ],
  waveforms: { at: beside(12), data: phi, dt: times[1] - times[0], unit: 'mV', width: 160, height: 85 },
  panels: [
    { heading: 'Membrane potential at the synapse', x: times, lines: [{ name: 'synapse', values: atSynapse }], symbol: 'v', unit: 'mV' },
    { heading: 'Membrane potential at the soma', x: times, lines: [{ name: 'soma', values: atSoma, color: '#333333' }], symbol: 'v', unit: 'mV' },
    {
      heading: 'Extracellular potential across depth, largest deflection', x: contacts.map(({ z }) => z), xTitle: 'Depth z (µm)',
      lines: [{ name: 'ϕ', values: contacts.map((_, k) => peak(row(phi, k))), color: '#0072B2' }], symbol: 'ϕ', unit: 'mV',
    },
  ],
});
await writeFileAtomic('results/single-cell/apical-synapse.png', svgToPng(figure));
