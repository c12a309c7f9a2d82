/** A small complete study to start from, changed at one place per test; and a file system made of texts. */
import { parseStudy } from '../../../src/study/load.ts';
import { InvalidStudyError } from '../../../src/study/problems.ts';
import { StudyError } from '../../../src/errors.ts';
import type { StudyFiles } from '../../../src/study/files.ts';
import { restingNeuron } from '../../support/tinyStudy.ts';

/** A study of two populations, one of which has a cell of three sections. */
export function smallStudy(): any {
  return {
    name: 'small',
    depth_axis: 'up',
    populations: { E: { size: 80 }, I: { size: 20 } },
    kernels: {
      dt: 0.125,
      tau: 10,
      synapses: 'conductance',
      effective_conductance: true,
      rates: { unit: 'spikes/s', values: { E: 2, I: 5 } },
      cells: {
        E: {
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
                name: 'dend[0]',
                parent: 'soma[0]',
                parent_x: 0,
                points: [
                  [0, 0, -10, 2],
                  [0, 0, -100, 2],
                ],
              },
              {
                name: 'apic[0]',
                parent: 'soma[0]',
                points: [
                  [0, 0, 10, 2],
                  [0, 0, 300, 2],
                ],
              },
            ],
          },
          axial_resistivity: 100,
          capacitance: 1,
          segments: { counts: { soma: 1, dend: 2, apic: 5 } },
          membrane: {
            rest: -65,
            mechanisms: [
              { type: 'pas', sections: 'all', conductance: 5e-5 },
              { type: 'Ih', form: 'quasi_active', sections: ['apic'], density: 2e-4 },
            ],
          },
          depth: 10,
          depth_sd: 50,
          radius: 100,
        },
      },
      connections: [
        {
          pre: 'E',
          post: 'E',
          probability: 0.1,
          delay: { distribution: 'truncated_normal', mean: 1.5, sd: 0.5, min: 0.25 },
          synapse: { type: 'double_exponential', weight: 1e-4, tau1: 0.2, tau2: 1.8, reversal: 0 },
          placement: {
            sections: ['apic'],
            layers: [{ depth: { distribution: 'normal', mean: 200, sd: 50 } }],
          },
        },
        {
          pre: 'I',
          post: 'E',
          probability: 0.2,
          multapse: { distribution: 'truncated_normal', mean: 3, sd: 1, min: 1 },
          delay: 1,
          synapse: { type: 'exponential', weight: 1e-3, tau: 5, reversal: -80 },
          placement: { sections: ['soma', 'dend'], depth_min: -50 },
        },
      ],
    },
    dynamics: {
      type: 'lif',
      dt: 0.125,
      duration: 100,
      transient: 20,
      neurons: { E: { ...restingNeuron }, I: { ...restingNeuron } },
      projections: [
        {
          pre: 'E',
          post: 'I',
          rule: { type: 'pairwise_bernoulli', probability: 0.1, autapses: false },
          weight: 2,
          delay: { distribution: 'truncated_normal', mean: 1.5, sd: 0.5, min: 0.25 },
        },
      ],
      drives: [{ post: 'E', type: 'poisson', rate: 8000, weight: 20, delay: 1 }],
    },
    probes: {
      lfp: { type: 'GaussCylinderPotential', z: [200, 100, 0], sigma: 0.3 },
      csd: {
        type: 'LaminarCurrentSourceDensity',
        z_edges: [
          [-50, 50],
          [50, 150],
        ],
      },
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
}

/** The small study after a change. */
export function changed(change: (study: any) => void): any {
  const study = smallStudy();
  change(study);
  return study;
}

/** A spike-file study in place of the network. */
export function withSpikes(dynamics: object): any {
  return changed((s) => {
    s.dynamics = {
      type: 'spikes',
      format: 'csv',
      files: 'a.csv',
      time_unit: 'ms',
      dt: 0.125,
      start: 0,
      stop: 100,
      ...dynamics,
    };
  });
}

/** Files by path. */
export function filesOf(texts: Readonly<Record<string, unknown>>): StudyFiles {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    readText: (path) => Promise.resolve(text(texts[path])),
    exists: (path) => Promise.resolve(Object.hasOwn(texts, path)),
  };
}

/** The messages of all problems of a study, without the leading file name `s.json`; empty if there is none. */
export async function problemsOf(
  study: unknown,
  files: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const text = typeof study === 'string' ? study : JSON.stringify(study);
  try {
    await parseStudy(text, 's.json', filesOf(files));
    return [];
  } catch (error) {
    if (!(error instanceof StudyError)) throw error;
    const list = error instanceof InvalidStudyError ? error.problems : [error];
    return list.map(({ message }) => message.replace(/^s\.json: /, ''));
  }
}
