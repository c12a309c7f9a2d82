/** Lesson C: constant, white-noise and Ornstein-Uhlenbeck input; rates and irregularity. npx tsx examples/lif-lessons/noise.ts */
import { eulerLif, firingRate, intervalCV, intervals, lifRate, ornsteinUhlenbeckCurrent, randomStream, whiteNoiseCurrent, withSpikes } from 'spikefield';
import { lineFigure } from 'spikefield/figures';
import { svgToPng, writeFileAtomic } from 'spikefield/node';

// Play with these: ms, nS, mV, pA.
const neuron = { tau_m: 10, g_L: 10, E_L: -75, V_th: -55, V_reset: -75, t_ref: 2 };
const dt = 0.1;
const trials = 20;
const sigmas = [0, 1, 3, 6]; // of white noise, pA s^(1/2)
const means = Array.from({ length: 15 }, (_, k) => 100 + 20 * k); // pA

const second = Math.round(1000 / dt);
const constant = (I: number, samples: number) => new Float64Array(samples).fill(I);
const theory = (I: number) => lifRate({ ...neuron, V_inf: neuron.E_L + I / neuron.g_L });
const normals = (name: string, index: number, samples: number) => {
  const stream = randomStream(1, name, index);
  return Float64Array.from({ length: samples }, () => stream.normal());
};

// Constant input: silent up to the rheobase, then perfectly regular.
const rheobase = neuron.g_L * (neuron.V_th - neuron.E_L);
console.log(`Rheobase ${rheobase} pA. Constant input, simulated and in theory (spikes/s):`);
for (const I of [200, 220, 250, 300, 400])
  console.log(`${String(I).padStart(6)} pA${firingRate(eulerLif(neuron, constant(I, second), dt)).toFixed(1).padStart(8)}${theory(I).toFixed(1).padStart(8)}`);

// White noise: the same random numbers for all means, `trials` seconds each.
interface Point { rate: number; cv: number }
const curve = (sigma: number): Point[] =>
  means.map((mean) => {
    const runs = Array.from({ length: sigma === 0 ? 1 : trials }, (_, k) =>
      eulerLif(neuron, whiteNoiseCurrent({ mean, sigma }, normals('white noise', k, second), dt), dt),
    );
    const isi = runs.flatMap((trace) => [...intervals(trace)]);
    return { rate: runs.reduce((sum, r) => sum + firingRate(r), 0) / runs.length, cv: isi.length < 10 ? NaN : intervalCV(isi)! };
  });
const curves = sigmas.map(curve);
console.log(`\nWhite noise, ${trials} s each: rate (spikes/s) and CV of the intervals`);
console.log(`   mean ${sigmas.map((s) => `  sigma ${s}`.padEnd(18)).join('')}`);
means.forEach((mean, m) =>
  console.log(`${String(mean).padStart(5)} pA${curves.map((c) => `${c[m].rate.toFixed(1).padStart(8)}${(Number.isNaN(c[m].cv) ? '-' : c[m].cv.toFixed(2)).padStart(8)}  `).join('')}`),
);
console.log('Noise makes the neuron fire below the rheobase, irregularly (the CV rises towards 1); far above it the mean decides and intervals are regular.');

// Ornstein-Uhlenbeck input: noise with a memory.
console.log('\nOrnstein-Uhlenbeck input, mean 190 pA, sigma 30 pA: rate and CV for several time constants');
for (const tau of [1, 5, 20, 100]) {
  const runs = Array.from({ length: trials }, (_, k) =>
    eulerLif(neuron, ornsteinUhlenbeckCurrent({ mean: 190, sigma: 30, tau }, normals('ou', k, second), dt, { start: 190 }), dt),
  );
  const isi = runs.flatMap((trace) => [...intervals(trace)]);
  const rate = runs.reduce((sum, r) => sum + firingRate(r), 0) / runs.length;
  console.log(`${String(tau).padStart(6)} ms${rate.toFixed(1).padStart(8)} spikes/s   CV ${isi.length < 10 ? '-' : intervalCV(isi)!.toFixed(2)}`);
}
console.log('Slow fluctuations pass the membrane and make bursts; fast ones are averaged away.');

const shown = Math.round(400 / dt);
const times = Float64Array.from({ length: shown }, (_, k) => k * dt);
const white = whiteNoiseCurrent({ mean: 220, sigma: 2 }, normals('trace', 0, shown), dt);
const slow = ornsteinUhlenbeckCurrent({ mean: 210, sigma: 40, tau: 20 }, normals('trace', 1, shown), dt, { start: 210 });
const trace = (current: Float64Array) => [{ name: 'V', values: withSpikes(eulerLif(neuron, current, dt), 20) }];
const family = (of: (p: Point) => number) => sigmas.map((sigma, s) => ({ name: `σ = ${sigma}`, values: curves[s].map(of) }));
const panels = [
  { heading: 'Constant input, 250 pA', x: times, lines: trace(constant(250, shown)), symbol: 'V', unit: 'mV' },
  { heading: 'White noise, 220 pA, σ = 2', x: times, lines: trace(white), symbol: 'V', unit: 'mV' },
  { heading: 'Ornstein–Uhlenbeck current, 210 ± 40 pA, 20 ms', x: times, lines: [{ name: 'I', values: slow }], symbol: 'I', unit: 'pA' },
  { heading: 'Response to it', x: times, lines: trace(slow), symbol: 'V', unit: 'mV' },
  { heading: 'Rate against mean input, white noise', x: means, xTitle: 'Mean input (pA)', lines: family((p) => p.rate), symbol: 'Rate', unit: '1/s' },
  { heading: 'Irregularity of the intervals', x: means, xTitle: 'Mean input (pA)', lines: family((p) => p.cv), symbol: 'CV', unit: '' },
] as const;
await writeFileAtomic('results/lif-lessons/noise.png', svgToPng(lineFigure(panels, { title: 'Noisy input' })));
console.log('\nFigure: results/lif-lessons/noise.png');
