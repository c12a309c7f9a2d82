/** The extracellular potential around a pyramidal cell while its tuft is excited, as equipotentials. */
import { closestSegments, createCell, LineSourcePotential, midpoints, multiply, readSwc, segmentOutlines, simulate } from 'spikefield';
import { array2d, row } from 'spikefield';
import { cellFigure } from 'spikefield/figures';
import { readBytes, svgToPng, writeFileAtomic } from 'spikefield/node';

const swc = new TextDecoder().decode(await readBytes('examples/single-cell/pyramidal.swc'));
const cell = createCell({
  morphology: readSwc(swc).morphology,
  axialResistivity: 150, // Ohm cm
  capacitance: 1, // uF/cm2
  segments: { maxLength: 20 },
  membrane: { rest: -70, mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4 }] }, // mV, S/cm2
});
const { geometry } = cell;

// Eight excitatory synapses on the tuft, hit within a few ms (um, ms, uS, mV).
const places = [[-110, 0, 560], [-70, 0, 620], [-60, 0, 650], [-30, 0, 690], [20, 0, 600], [30, 0, 650], [60, 0, 640], [5, 0, 560]] as const;
const synapses = closestSegments(geometry, places, { sections: ['apic'] });
const inputs = Array.from(synapses, (segment, k) => ({ type: 'Exp2Syn', segment, times: [4 + 0.3 * k], weight: 1.5e-3, tau1: 0.5, tau2: 3, e: 0 }) as const);
const soma = closestSegments(geometry, [[0, 0, 0]])[0];
const { times, imem, v } = simulate(cell, { dt: 2 ** -5, tstop: 40, inputs, record: { imem: true } });

// The potential on a grid in the plane of the drawing, when the current into the tuft is strongest.
const tuft = synapses.reduce((sum, i) => sum.map((x, k) => x + row(imem!, i)[k]), new Float64Array(times.length));
const strongest = tuft.indexOf(Math.min(...tuft));
const right = Float64Array.from({ length: 70 }, (_, k) => -276 + 8 * k);
const up = Float64Array.from({ length: 126 }, (_, k) => -208 + 8 * k);
const contacts = Array.from(up).flatMap((z) => Array.from(right, (x) => ({ x, y: 0, z })));
const currents = array2d(geometry.n, 1, Float64Array.from({ length: geometry.n }, (_, i) => row(imem!, i)[strongest]));
const M = new LineSourcePotential({ contacts, sigma: 0.3 }).transformationMatrix(geometry);
const values = array2d(up.length, right.length, multiply(M, currents).data);

const middle = (i: number) => ([0, 1, 2] as const).map((axis) => midpoints(geometry, axis)[i]) as unknown as readonly [number, number, number];
const z = midpoints(geometry, 2);
const net = (low: number, high: number) => currents.data.reduce((sum, I, i) => (z[i] >= low && z[i] < high ? sum + I : sum), 0);
console.log(`${times[strongest].toFixed(1)} ms: potential from ${(1e3 * Math.min(...values.data)).toFixed(2)} to ${(1e3 * Math.max(...values.data)).toFixed(2)} uV`);
for (const low of [500, 300, 100, -100]) console.log(`z ${low} to ${low + 200} um: ${net(low, low + 200).toFixed(4)} nA out of the cell`);

const figure = cellFigure({
  outlines: segmentOutlines(geometry),
  heading: `Extracellular potential at ${times[strongest].toFixed(1)} ms`,
  map: { values, right, up, unit: 'mV', symbol: 'ϕ' },
  marks: Array.from(synapses, (i) => ({ at: middle(i), symbol: 'triangle', color: '#D55E00' }) as const),
  panels: [
    { heading: 'Membrane potential', x: times, lines: [{ name: 'first synapse', values: row(v!, synapses[0]) }, { name: 'soma', values: row(v!, soma), color: '#333333' }], symbol: 'v', unit: 'mV' },
    { heading: 'Transmembrane current', x: times, lines: [{ name: 'all synapses', values: tuft }, { name: 'soma', values: row(imem!, soma), color: '#333333' }], symbol: 'I', unit: 'nA' },
  ],
}, { height: 330 });
await writeFileAtomic('results/single-cell/equipotentials.png', svgToPng(figure));
