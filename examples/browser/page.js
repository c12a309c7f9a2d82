/** A network in a tab and its LFP: simulated when asked, predicted and drawn again whenever the cells change. */
import {
  BRUNEL_STATES,
  brunelNetwork,
  buildPageNetwork,
  coefficientsOfVariation,
  createCell,
  GaussCylinderPotential,
  interspikeIntervals,
  KernelApprox,
  normal,
  constant,
  predict,
  row,
  spikeCounts,
  threadsAllowed,
  truncatedNormal,
  withSpikes,
} from 'spikefield';
import { lineFigure, studyFigure } from 'spikefield/figures';

const $ = (id) => document.getElementById(id);
const controls = $('controls');
/** What the controls say: texts by name. */
const chosen = () => Object.fromEntries(new FormData(controls));

const SHOWN = 200; // ms: the end of the run
const OBSERVED = [0, 1]; // neurons whose potential is drawn
const CONNECTION_PROBABILITY = 0.1;

/** Simulates the network: in threads where the page may have some, else in the page itself, with pauses. */
async function simulate({ g, eta, neurons, duration, threads }, signal, onProgress) {
  const excitatory = 0.8 * Number(neurons);
  // As much input in all as 1000 sources of 0.1 mV have.
  const J = 100 / (CONNECTION_PROBABILITY * excitatory);
  const spec = brunelNetwork({
    excitatory,
    epsilon: CONNECTION_PROBABILITY,
    J,
    g: Number(g),
    eta: Number(eta),
  });
  const built = await buildPageNetwork(spec, { seed: 1, signal, threads: Number(threads) });
  const { network } = built;
  try {
    const traces = [{ population: 'E', neurons: OBSERVED, quantities: ['V_m'] }];
    const began = performance.now();
    const result = await network.simulateAsync({
      duration: Number(duration),
      record: { traces },
      signal,
      onProgress,
    });
    return { ...result, took: performance.now() - began, synapses: network.synapseCount };
  } finally {
    await built.close();
  }
}

/** The LFP per spike of each population: one passive cell stands for all excitatory neurons. */
function lfpKernels({ apical, excitation, inhibition }, sizes, dt) {
  const stick = (name, from, to, diameter, parentX) => ({
    name,
    ...(name === 'soma' ? {} : { parent: 'soma', parentX }),
    points: [
      [0, 0, from, diameter],
      [0, 0, to, diameter],
    ],
  });
  const top = Number(apical);
  const cell = createCell({
    morphology: {
      sections: [
        stick('soma', -10, 10, 20),
        stick('dend', -10, -200, 2, 0),
        stick('apic', 10, 10 + top, 3, 1),
      ],
    },
    axialResistivity: 100, // Ohm cm
    capacitance: 1, // uF/cm2
    segments: { counts: { dend: 5, apic: 21 } },
    membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4 }] }, // mV, S/cm2
  });
  const connection = {
    probability: CONNECTION_PROBABILITY,
    rate: 10, // spikes/s: loads the membrane
    multapse: constant({ value: 1 }),
    delay: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.1 }), // ms
  };
  const E = {
    ...connection,
    size: sizes.E,
    synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 2e-4, reversal: 0 }, // ms, uS, mV
    placement: {
      sections: excitation.split(' '),
      layers: [{ law: normal({ mean: excitation === 'apic' ? 0.8 * top : 0, sd: 100 }) }], // um
    },
  };
  const I = {
    ...connection,
    size: sizes.I,
    synapse: { type: 'double_exponential', tau1: 0.1, tau2: 9, weight: 1e-3, reversal: -80 },
    placement: { sections: inhibition.split(' ') },
  };
  const population = new KernelApprox({ cell, Y: 'E', size: sizes.E, depthSd: 50, presynaptic: { E, I } });
  const spacing = top > 500 ? 100 : 50; // um
  const z = Array.from({ length: (top + 400) / spacing + 1 }, (_, k) => top + 100 - k * spacing);
  const LFP = new GaussCylinderPotential({ z, radius: 200, sigmaZ: 50 });
  return ['E', 'I'].map((X) => population.getKernels(X, { LFP }, { dt, tau: 50, fir: true }).LFP);
}

/** The potentials that were recorded, every spike drawn as a line. */
function potentialPanel({ spikes, traces: [trace], dt }, window) {
  const first = Math.round((window.start - trace.t0) / trace.interval);
  const x = Float64Array.from(
    { length: trace.data.shape[1] - first },
    (_, m) => trace.t0 + (first + m + 1) * dt,
  );
  const [E] = spikes;
  const lines = trace.neurons.map((neuron, i) => {
    const own = E.steps.filter((_, k) => E.ids[k] === neuron).map((step) => step - 1);
    const v = withSpikes({ dt, v: row(trace.data, i), spikes: own }, 40);
    return { name: `neuron ${neuron}`, values: v.subarray(first) };
  });
  return {
    heading: 'Membrane potential of two neurons (threshold 20 mV)',
    x,
    lines,
    symbol: 'V',
    unit: 'mV',
  };
}

function show(id, svg) {
  $(id).replaceChildren(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
}

let run; // the last simulation

/** Kernels, LFP and figures of the last simulation. */
function draw() {
  if (run === undefined) return;
  const { spikes, t1, dt } = run;
  const began = performance.now();
  const sizes = Object.fromEntries(spikes.map(({ population, size }) => [population, size]));
  const kernels = lfpKernels(chosen(), sizes, dt);
  const counts = spikes.map((s) => spikeCounts(s, { t0: 0, t1 }));
  const lfp = predict(kernels, counts).signals[0];
  const took = performance.now() - began;
  const window = { start: Math.max(0, t1 - SHOWN), stop: t1 };
  show('overview', studyFigure({ spikes, counts, kernels, lfp }, { window }));
  show('potentials', lineFigure([potentialPanel(run, window)], { columns: 1 }));
  const rates = spikes.map(({ population, size, steps }) => {
    return `${population} ${((1000 * steps.length) / size / t1).toFixed(1)} spikes/s`;
  });
  const cvs = coefficientsOfVariation(interspikeIntervals(spikes[0], { t0: 0, t1 }));
  const irregularity = cvs.length > 0 ? `, CV ${(cvs.reduce((a, b) => a + b) / cvs.length).toFixed(2)}` : '';
  $('status').textContent =
    `${run.synapses.toLocaleString('en')} synapses: ${t1} ms in ${(run.took / 1000).toFixed(2)} s; ` +
    `kernels and LFP in ${took.toFixed(0)} ms. ${rates.join(', ')}${irregularity}`;
}

/** Does something, and shows what went wrong. */
async function attempt(work) {
  $('status').classList.remove('fault');
  try {
    await work();
    document.body.dataset.state = 'done';
  } catch (error) {
    if (error.name === 'AbortError') $('status').textContent = 'cancelled';
    else {
      $('status').textContent = error.message;
      $('status').classList.add('fault');
      document.body.dataset.state = 'failed';
    }
  }
}

let controller; // cancels the simulation at work

async function simulateAndDraw() {
  controller?.abort();
  const mine = (controller = new AbortController());
  $('cancel').disabled = false;
  await attempt(async () => {
    const result = await simulate(chosen(), mine.signal, (share) => ($('progress').value = share));
    mine.signal.throwIfAborted();
    run = result;
    draw();
  });
  if (controller !== mine) return;
  $('cancel').disabled = true;
  $('progress').value = 0;
}

function sayValues() {
  for (const output of controls.querySelectorAll('output'))
    output.value = output.parentElement.querySelector('input').value;
}

function takeState() {
  const { g, eta } = BRUNEL_STATES[controls.elements.state.value];
  controls.elements.g.value = g;
  controls.elements.eta.value = eta;
  sayValues();
}

controls.addEventListener('submit', (event) => {
  event.preventDefault();
  simulateAndDraw();
});
$('cancel').addEventListener('click', () => controller.abort());
controls.addEventListener('input', ({ target }) => {
  sayValues();
  if (target.name === 'state') {
    takeState();
    simulateAndDraw();
  } else if (['apical', 'excitation', 'inhibition'].includes(target.name)) attempt(draw);
});

if (!threadsAllowed()) {
  controls.elements.threads.disabled = true;
  $('isolation').textContent = 'One thread: this page is not isolated from other origins (see serve.ts).';
}
takeState();
simulateAndDraw();
