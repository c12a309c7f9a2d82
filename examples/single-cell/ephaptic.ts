/** The ephaptic effect: what the field of a current from a stimulating electrode does to the membrane of a passive pyramidal cell. */
import { array2d, closestSegments, createCell, midpoints, readSwc, row, segmentOutlines, simulate } from 'spikefield';
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
const [x, y, z] = ([0, 1, 2] as const).map((axis) => midpoints(geometry, axis));

// A point source of -2 uA (a cathode) beside the tuft, in tissue of 0.3 S/m, on from 5 to 25 ms: I/(4 pi sigma r), in mV for nA, S/m, um.
const [source, current, sigma] = [[200, 0, 600] as const, -2_000, 0.3];
const potential = (px: number, py: number, pz: number) => current / (4 * Math.PI * sigma * Math.max(10, Math.hypot(px - source[0], py - source[1], pz - source[2])));
const outside = Float64Array.from({ length: geometry.n }, (_, i) => potential(x[i], y[i], z[i]));
const { times, v } = simulate(cell, {
  dt: 2 ** -5,
  tstop: 40,
  extracellular: (t, out) => out.set(t > 5 && t <= 25 ? outside : outside.map(() => 0)),
});

// Polarisation at the end of the pulse: where the field leaves the cell depolarised, and where not.
const last = Math.round(25 * 2 ** 5);
const polarisation = Float64Array.from({ length: geometry.n }, (_, i) => row(v!, i)[last] + 70);
const [tuft, soma, basal] = closestSegments(geometry, [[60, 0, 640], [0, 0, 0], [-60, 0, -100]]);
for (const [name, i] of [['tuft', tuft], ['soma', soma], ['basal dendrite', basal]] as const)
  console.log(`${name.padEnd(14)} outside ${outside[i].toFixed(2).padStart(6)} mV, membrane ${polarisation[i].toFixed(3).padStart(6)} mV off rest`);

const right = Float64Array.from({ length: 111 }, (_, k) => -245 + 5 * k);
const up = Float64Array.from({ length: 201 }, (_, k) => -210 + 5 * k);
const grid = Float64Array.from(Array.from(up).flatMap((pz) => Array.from(right, (px) => potential(px, 0, pz))));
const figure = cellFigure({
  outlines: segmentOutlines(geometry),
  heading: 'Field and polarisation',
  map: { values: array2d(up.length, right.length, grid), right, up, unit: 'mV', symbol: 'ϕ' },
  segments: { values: polarisation, unit: 'mV', symbol: 'Δv' },
  marks: [{ at: source, name: 'electrode', side: 'left', symbol: 'diamond' }],
  panels: [
    { heading: 'Membrane potential', x: times, symbol: 'v', unit: 'mV', lines: [{ name: 'tuft', values: row(v!, tuft) }, { name: 'soma', values: row(v!, soma), color: '#333333' }, { name: 'basal dendrite', values: row(v!, basal), color: '#0072B2' }] },
  ],
}, { height: 330 });
await writeFileAtomic('results/single-cell/ephaptic.png', svgToPng(figure));
