/** Lesson A: one leaky integrate-and-fire neuron under a step and under a sinusoidal current. npx tsx examples/lif-lessons/step-and-sinusoid.ts */
import { exactLif, lifRate, pulseCurrent, sinusoidalCurrent, sinusoidResponse, thresholdCurrent, withSpikes } from 'spikefield';
import { lineFigure } from 'spikefield/figures';
import { svgToPng, writeFileAtomic } from 'spikefield/node';

// Play with these: membrane time constant (ms), resistance (MOhm), potentials (mV).
const neuron = { tau_m: 1, R_m: 1, E_L: 0, V_th: 1, V_reset: 0 };
const dt = 0.1; // ms
const duration = 100; // ms
const step = 1.005; // nA, from 20 to 70 ms
const sinusoid = { offset: 0.5, amplitude: 0.5, frequency: 100 }; // nA, Hz

const n = Math.round(duration / dt);
const times = Float64Array.from({ length: n }, (_, k) => k * dt);
const stepCurrent = (amplitude: number) => pulseCurrent(amplitude, 200, 699, n);

// The step: below R I = V_th nothing happens, just above it the neuron fires slowly.
const response = exactLif(neuron, stepCurrent(step), dt);
const theory = lifRate({ ...neuron, V_inf: neuron.E_L + neuron.R_m * step });
const [, minimal] = thresholdCurrent((I) => exactLif(neuron, stepCurrent(I), dt).spikes.length > 0, [0, 10], 1e-6);
console.log(`Step of ${step} nA: ${response.spikes.length} spikes; intervals of ${((response.spikes[1] - response.spikes[0]) * dt).toFixed(1)} ms on the grid, ${(1000 / theory).toFixed(3)} ms in theory`);
console.log(`Smallest step with a spike: ${minimal.toFixed(6)} nA (V_th/R = ${(neuron.V_th - neuron.E_L) / neuron.R_m} nA, reached only in the limit)`);

// The sinusoid: the membrane is a low-pass filter. Measure amplitude and lag at several frequencies, far from threshold.
const frequencies = [10, 20, 50, 100, 200, 500, 1000];
const fine = 0.001;
const measured = frequencies.map((frequency) => {
  const samples = Math.round(20 * neuron.tau_m / fine + 10_000 / frequency / fine);
  const { v } = exactLif({ ...neuron, V_th: 1e9 }, sinusoidalCurrent({ offset: 0, amplitude: 1, frequency }, samples, fine), fine);
  // Fourier coefficient over the last ten periods.
  const last = Math.round(10_000 / frequency / fine);
  let [re, im] = [0, 0];
  for (let k = v.length - last; k < v.length; k++) {
    const phase = (2 * Math.PI * frequency * k * fine) / 1000;
    re += (2 * v[k] * Math.sin(phase)) / last;
    im += (2 * v[k] * Math.cos(phase)) / last;
  }
  return { amplitude: Math.hypot(re, im), lag: -Math.atan2(im, re) };
});
console.log('\n    f (Hz)   amplitude: measured  theory   lag (rad): measured  theory');
frequencies.forEach((f, k) => {
  const { amplitude, lag } = sinusoidResponse(neuron.tau_m, neuron.R_m, f);
  console.log(`${String(f).padStart(10)}${measured[k].amplitude.toFixed(4).padStart(22)}${amplitude.toFixed(4).padStart(8)}${measured[k].lag.toFixed(4).padStart(22)}${lag.toFixed(4).padStart(8)}`);
});

const slow = sinusoidalCurrent(sinusoid, n, dt);
const strong = sinusoidalCurrent({ ...sinusoid, offset: 0.9, amplitude: 0.6 }, n, dt);
const line = (name: string, values: ArrayLike<number>) => ({ name, values });
const potential = (current: Float64Array) => [line('V', withSpikes(exactLif(neuron, current, dt), 2 * neuron.V_th))];
const curve = Float64Array.from({ length: 80 }, (_, k) => 10 ** (1 + k / 40));
const panels = [
  { heading: `Step of ${step} nA`, x: times, lines: potential(stepCurrent(step)), symbol: 'V', unit: 'mV' },
  { heading: 'Step of 0.99 nA: no spike', x: times, lines: potential(stepCurrent(0.99)), symbol: 'V', unit: 'mV' },
  { heading: `Sinusoid of ${sinusoid.frequency} Hz, ${sinusoid.offset} ± ${sinusoid.amplitude} nA`, x: times, lines: [line('I (nA)', slow), ...potential(slow)], symbol: 'I, V', unit: 'nA, mV' },
  { heading: 'Sinusoid of 100 Hz, 0.9 ± 0.6 nA', x: times, lines: [line('I (nA)', strong), ...potential(strong)], symbol: 'I, V', unit: 'nA, mV' },
  { heading: 'Response without threshold to 1 nA', x: curve, xTitle: 'Frequency (Hz)', lines: [line('amplitude', curve.map((f) => sinusoidResponse(neuron.tau_m, neuron.R_m, f).amplitude))], symbol: 'Amplitude', unit: 'mV', scales: 'log' },
  { heading: 'Lag behind the current', x: curve, xTitle: 'Frequency (Hz)', lines: [line('lag', curve.map((f) => sinusoidResponse(neuron.tau_m, neuron.R_m, f).lag))], symbol: 'Lag', unit: 'rad', scales: 'log x' },
] as const;
await writeFileAtomic('results/lif-lessons/step-and-sinusoid.png', svgToPng(lineFigure(panels, { title: 'One LIF neuron under a step and a sinusoidal current' })));
console.log('\nFigure: results/lif-lessons/step-and-sinusoid.png');
