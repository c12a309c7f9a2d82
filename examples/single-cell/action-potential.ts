/** The extracellular wave form of an action potential around the soma of a cell with channels of Hay et al. (2011), and how it fades with distance. */
import { createCell, fromRows, LineSourcePotential, row, segmentOutlines, simulate, type Section } from 'spikefield';
import { cellFigure } from 'spikefield/figures';
import { svgToPng, writeFileAtomic } from 'spikefield/node';

// A soma with a basal and an apical stick; x, y, z, diameter in um.
const sections: Section[] = [
  { name: 'soma', points: [[0, 0, -15, 30], [0, 0, 15, 30]] },
  { name: 'dend', parent: 'soma', parentX: 0, points: [[0, 0, -15, 2], [0, 0, -215, 2]] },
  { name: 'apic', parent: 'soma', points: [[0, 0, 15, 3], [0, 0, 1015, 3]] },
];
const channel = (type: string, soma: number, dendrites: number) => [
  { type, form: 'active', sections: ['soma'], density: soma } as const, // S/cm2
  { type, form: 'active', sections: ['dend', 'apic'], density: dendrites } as const,
];
const leak = [{ type: 'pas', sections: ['soma'], conductance: 3.38e-5 }, { type: 'pas', sections: ['dend', 'apic'], conductance: 5.89e-5 }] as const;
const mechanisms = [...leak, ...channel('NaTa_t', 2.04, 0.0213), ...channel('SKv3_1', 0.69, 0.000261), ...channel('Ih', 0.0002, 0.002)];
const cell = createCell({
  morphology: { sections },
  axialResistivity: 100, // Ohm cm
  capacitance: { soma: 1, dend: 2, apic: 2 }, // uF/cm2
  segments: { maxLength: 10 },
  membrane: { rest: -65, ions: { na: 50, k: -85 }, mechanisms }, // mV
});

// Contacts on a grid around the soma and on a line away from it; a current of 0.7 nA makes the cell fire.
const grid = [90, 60, 30, 0, -30, -60].flatMap((z) => [-85, -50, 25, 60].map((x) => ({ x, y: 0, z })));
const distances = Array.from({ length: 25 }, (_, k) => 17 * 1.15 ** k);
const near = new LineSourcePotential({ contacts: grid, sigma: 0.3 });
const away = new LineSourcePotential({ contacts: distances.map((x) => ({ x, y: 0, z: 0 })), sigma: 0.3 });
const inputs = [{ type: 'IClamp', segment: 0, delay: 2, dur: 20, amp: 0.7 }] as const;
const { v, times, probes } = simulate(cell, { dt: 2 ** -6, tstop: 16, inputs, record: { v: [0], probes: { near, away } } });

const extent = (a: Float64Array) => Math.max(...a) - Math.min(...a);
const amplitudes = distances.map((_, k) => extent(row(probes!.away, k)));
const top = Math.max(...v!.data);
const spike = times[v!.data.indexOf(top)];
console.log(`spike at ${spike.toFixed(2)} ms, up to ${top.toFixed(1)} mV`);
for (const k of [0, 10, 20]) console.log(`${distances[k].toFixed(0).padStart(4)} um: ${(1e3 * amplitudes[k]).toFixed(2).padStart(7)} uV peak to peak`);

// The spike and 3 ms after it; wave forms from what they were before it.
const [from, to] = [spike - 1, spike + 3].map((t) => Math.round(t * 2 ** 6));
const wave = (k: number) => row(probes!.near, k).slice(from, to).map((x, _, a) => x - a[0]);
const places = (dx: number) => grid.map(({ x, z }) => [x + dx, 0, z] as const);
const waveforms = { at: places(2), data: fromRows(grid.map((_, k) => wave(k))), dt: 2 ** -6, unit: 'mV', width: 26, height: 24 };
const fading = [
  { name: 'simulated', values: amplitudes, color: '#0072B2' },
  { name: '1/r', values: distances.map((r) => amplitudes[0] * (17 / r)), dashed: true, color: '#999999' },
  { name: '1/r²', values: distances.map((r) => amplitudes[0] * (17 / r) ** 2), dashed: true, color: '#333333' },
];
const panels = [
  { heading: 'Membrane potential of the soma', x: times.slice(from, to), lines: [{ name: 'v', values: v!.data.slice(from, to) }], symbol: 'v', unit: 'mV' },
  { heading: 'Amplitude over distance from the soma', x: distances, xTitle: 'Distance (µm)', lines: fading, symbol: 'ϕ peak to peak', unit: 'mV', scales: 'log' },
] as const;
const marks = places(0).map((at) => ({ at, color: '#0072B2' }));
const figure = cellFigure({ outlines: segmentOutlines(cell.geometry), heading: 'Wave forms around the soma', marks, waveforms, panels }, { window: { right: [-105, 105], up: [-85, 125] } });
await writeFileAtomic('results/single-cell/action-potential.png', svgToPng(figure));
