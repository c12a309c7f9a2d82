/** Lesson B: the table of rates against current, the threshold current, and four questions. npx tsx examples/lif-lessons/rate-table.ts */
import { exactLif, lifRate, pulseCurrent, thresholdCurrent, withSpikes } from 'spikefield';
import { lineFigure } from 'spikefield/figures';
import { svgToPng, writeFileAtomic } from 'spikefield/node';

// Play with these: ms, MOhm, mV, nA.
const neuron = { tau_m: 10, R_m: 10, E_L: -70, V_th: -55, V_reset: -75 };
const dt = 0.1;
const duration = 500;
const pulse = { on: 100, off: 400 };

type Neuron = typeof neuron;
const samples = (end: number) => Math.round(end / dt) + 1;
const run = (current: Float64Array, cell: Neuron = neuron) => exactLif(cell, current, dt, { acts: 'before' });
const pulsed = (I: number, { on, off } = pulse, cell: Neuron = neuron, end = duration) =>
  run(pulseCurrent(I, Math.round(on / dt), Math.round(off / dt), samples(end)), cell);
const rate = (spikes: number, { on, off } = pulse) => (1000 * spikes) / (off - on);
const theory = (I: number, cell: Neuron = neuron) => lifRate({ ...cell, V_inf: cell.E_L + cell.R_m * I });
const threshold = (cell: Neuron = neuron, { on, off } = pulse, end = duration) =>
  thresholdCurrent((I) => pulsed(I, { on, off }, cell, end).spikes.length > 0, [0, 100], 1e-9)[1];
const fixed = (x: number, width = 10) => x.toFixed(2).padStart(width);

// 1. The table. The count in a window of 300 ms comes in steps of 1/0.3 s; the theory takes the interval between spikes.
const currents = Array.from({ length: 11 }, (_, k) => 1.43 + 0.04 * k);
console.log('  I (nA)    spikes  rate (1/s)  theory (1/s)');
for (const I of currents) {
  const { spikes } = pulsed(I);
  console.log(`${fixed(I, 8)}${String(spikes.length).padStart(10)}${fixed(rate(spikes.length), 12)}${fixed(theory(I), 14)}`);
}

// 2. The threshold current: (V_th - E_L)/R in the limit of a long pulse; a short pulse needs a little more.
const rheobase = (neuron.V_th - neuron.E_L) / neuron.R_m;
console.log(`\nThreshold current by bisection: ${threshold().toFixed(9)} nA with a pulse of 300 ms; (V_th - E_L)/R = ${rheobase} nA`);

// 3. Time to experiment.
console.log('\nWhat if the window is longer? The count comes closer to the theory, as one spike more or less matters less:');
const windows = [100, 300, 1000, 3000, 10_000];
const long = windows.map((w) => rate(pulsed(1.55, { on: 100, off: 100 + w }, neuron, 200 + w).spikes.length, { on: 0, off: w }));
windows.forEach((w, k) => console.log(`${String(w).padStart(8)} ms${fixed(long[k])} of ${theory(1.55).toFixed(2)} spikes/s`));

console.log('\nWhat if E_L, V_th or V_reset change by 5 mV? Threshold (nA) and rate (1/s) at 1.7 nA:');
const changes = [{}, { E_L: -65 }, { E_L: -75 }, { V_th: -50 }, { V_th: -60 }, { V_reset: -70 }, { V_reset: -80 }];
for (const change of changes) {
  const cell = { ...neuron, ...change };
  const name = Object.entries(change).map(([key, value]) => `${key} = ${value} mV`)[0] ?? 'as above';
  console.log(`  ${name.padEnd(18)}${fixed(threshold(cell))}${fixed(rate(pulsed(1.7, pulse, cell).spikes.length))}`);
}
console.log('  E_L and V_th move the threshold; V_reset only changes how long it takes to come back from it.');

console.log('\nWhat if the current changes? From 1.6 to 1.8 nA in the middle of the pulse:');
const two = pulseCurrent(1.6, 1000, 4000, samples(duration)).map((I, k) => (k > 2500 && I > 0 ? 1.8 : I));
const changing = run(two);
const counts = [changing.spikes.filter((k) => k <= 2500).length, changing.spikes.filter((k) => k > 2500).length];
console.log(`  ${counts[0]} spikes in the first 150 ms, ${counts[1]} in the second; theory ${(0.15 * theory(1.6)).toFixed(1)} and ${(0.15 * theory(1.8)).toFixed(1)}: the rate follows at once.`);

console.log('\nWhat if it rises slowly, from 1.2 to 1.8 nA? The first spike comes a little after the threshold is passed:');
const ramp = Float64Array.from({ length: samples(duration) }, (_, k) => (k < 1000 || k > 4000 ? 0 : 1.2 + (0.6 * (k - 1000)) / 3000));
const rising = run(ramp);
console.log(`  first spike at ${(rising.spikes[0] * dt).toFixed(1)} ms, threshold passed at ${(100 + (300 * (rheobase - 1.2)) / 0.6).toFixed(1)} ms, ${rising.spikes.length} spikes`);

const times = Float64Array.from({ length: samples(duration) }, (_, k) => k * dt);
const fine = Float64Array.from({ length: 241 }, (_, k) => 1.4 + 0.0025 * k);
const trace = (v: Float64Array) => [{ name: 'V', values: v }];
const panels = [
  { heading: 'Rate against current', x: fine, xTitle: 'Current (nA)', lines: [
    { name: 'counted', values: fine.map((I) => rate(pulsed(I).spikes.length)) },
    { name: 'theory', values: fine.map((I) => theory(I)), dashed: true, color: '#333333' },
  ], symbol: 'Rate', unit: '1/s' },
  { heading: 'Longer windows at 1.55 nA', x: windows, xTitle: 'Window (ms)', lines: [{ name: 'counted', values: long }, { name: 'theory', values: windows.map(() => theory(1.55)), dashed: true, color: '#333333' }], symbol: 'Rate', unit: '1/s', scales: 'log x' },
  { heading: '1.47 nA: below threshold', x: times, lines: trace(pulsed(1.47).v), symbol: 'V', unit: 'mV' },
  { heading: '1.55 nA', x: times, lines: trace(withSpikes(pulsed(1.55), 20)), symbol: 'V', unit: 'mV' },
  { heading: 'From 1.6 to 1.8 nA', x: times, lines: trace(withSpikes(changing, 20)), symbol: 'V', unit: 'mV' },
  { heading: 'Rising from 1.2 to 1.8 nA', x: times, lines: trace(withSpikes(rising, 20)), symbol: 'V', unit: 'mV' },
] as const;
await writeFileAtomic('results/lif-lessons/rate-table.png', svgToPng(lineFigure(panels, { title: 'From current to rate' })));
console.log('\nFigure: results/lif-lessons/rate-table.png');
