/** A complete study that runs in a fraction of a second: two populations, cells of two segments, all kinds of signals. */

/** A neuron at rest. */
export const restingNeuron = {
  model: 'iaf_psc_exp',
  C_m: 250,
  tau_m: 10,
  E_L: -65,
  V_th: -55,
  V_reset: -65,
  t_ref: 2,
  tau_syn_ex: 0.5,
  tau_syn_in: 0.5,
};

/** Some of these fire at once, so that there are spikes in the transient. */
const neuron = { ...restingNeuron, V_m: { distribution: 'uniform', min: -65, max: -55 } };

function cell(depth: number) {
  return {
    morphology: {
      sections: [
        {
          name: 'soma[0]',
          points: [
            [0, 0, -10, 20],
            [0, 0, 10, 20],
          ],
        },
        {
          name: 'apic[0]',
          parent: 'soma[0]',
          points: [
            [0, 0, 10, 2],
            [0, 0, 210, 2],
          ],
        },
      ],
    },
    axial_resistivity: 100,
    capacitance: 1,
    segments: { counts: { soma: 1, apic: 1 } },
    membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 5e-5 }] },
    depth,
    depth_sd: 50,
    radius: 100,
  };
}

function connection(pre: string, post: string) {
  const excites = pre === 'E';
  return {
    pre,
    post,
    probability: excites ? 0.2 : 0.3,
    delay: { distribution: 'truncated_normal', mean: 1, sd: 0.3, min: 0.2 },
    synapse: excites
      ? { type: 'exponential', weight: 1e-3, tau: 1, reversal: 0 }
      : { type: 'double_exponential', weight: 2e-3, tau1: 0.2, tau2: 3, reversal: -80 },
    placement: { sections: excites ? ['apic'] : ['soma'] },
  };
}

function projection(pre: string, post: string) {
  return {
    pre,
    post,
    rule: { type: 'pairwise_bernoulli', probability: 0.2, autapses: false },
    weight: pre === 'E' ? 30 : -60,
    delay: { distribution: 'truncated_normal', mean: 1, sd: 0.3, min: 0.2 },
  };
}

const pairs = [
  ['E', 'E'],
  ['I', 'E'],
  ['E', 'I'],
  ['I', 'I'],
] as const;

/** The study file: 40 and 10 neurons, dt 0.125 ms, kernels to 5 ms, 50 ms simulated of which the first 10 are transient. */
export function tinyStudy(change: (study: any) => void = () => undefined): any {
  const study = {
    name: 'tiny',
    depth_axis: 'up',
    populations: { E: { size: 40 }, I: { size: 10 } },
    kernels: {
      dt: 0.125,
      tau: 5,
      synapses: 'conductance',
      effective_conductance: true,
      rates: { unit: 'spikes/s', values: { E: 20, I: 20 } },
      cells: { E: cell(0), I: cell(50) },
      connections: pairs.map(([pre, post]) => connection(pre, post)),
    },
    dynamics: {
      type: 'lif',
      dt: 0.125,
      duration: 50,
      transient: 10,
      seed: 1,
      neurons: { E: neuron, I: neuron },
      projections: pairs.map(([pre, post]) => projection(pre, post)),
      drives: ['E', 'I'].map((post) => ({ post, type: 'poisson', rate: 9000, weight: 60, delay: 1 })),
    },
    probes: {
      lfp: { type: 'GaussCylinderPotential', z: [200, 100, 0], sigma: 0.3 },
      csd: { type: 'LaminarCurrentSourceDensity', z: [200, 100, 0], thickness: 100 },
      dipole: { type: 'CurrentDipoleMoment' },
    },
    head: {
      eeg: {
        type: 'FourSphereVolumeConductor',
        radii: [79000, 80000, 85000, 90000],
        conductivities: [0.3, 1.5, 0.015, 0.3],
        dipole_location: [0, 0, 78000],
        sensors: { arc: { polar_angles: [-30, 0, 30] } },
      },
    },
  };
  change(study);
  return study;
}
