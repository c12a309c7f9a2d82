/** A fit of 20 neurons, in memory. */
import { sourceFile, type SourceFile } from '../../../../src/io/text.ts';
import { DataFileError } from '../../../../src/errors.ts';
import { restingNeuron } from '../../../support/tinyStudy.ts';
import { loadFit, type ResolvedFit } from '../../../../src/study/fit/loadFit.ts';

const STUDY = {
  name: 'tiny',
  depth_axis: 'up',
  populations: { A: { size: 20 }, B: { size: 5 } },
  dynamics: {
    type: 'lif',
    dt: 0.5,
    duration: 250,
    transient: 50,
    neurons: {
      A: { ...restingNeuron, V_th: -55, tau_syn_ex: 1, tau_syn_in: 1 },
    },
    projections: [
      {
        pre: 'A',
        post: 'A',
        rule: { type: 'fixed_indegree', indegree: 5 },
        weight: { distribution: 'truncated_normal', mean: -20, sd: 2, max: 0 },
        delay: 1.5,
      },
    ],
    drives: [{ type: 'poisson', post: 'A', rate: 4000, weight: 80, delay: 1 }],
  },
};

/** Counts of 200 ms: A spikes once per ms, so 50 spikes/s per neuron; more in every tenth bin. */
export const COUNTS = JSON.stringify({
  input: { dt: 1, t0: 0, t1: 200 },
  output: { A: { N: 20, counts: Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 10 : 0)) } },
});

const FIT = {
  study: 'study.json',
  variables: [
    { name: 'drive', path: 'dynamics.drives[0].weight', min: 20, max: 200, scale: 'log' },
    { name: 'delay', path: 'dynamics.projections[0].delay', min: 1, max: 5 },
  ],
  objectives: [
    { type: 'rate', population: 'A', target: 30 },
    { type: 'spectrum', population: 'A', target: { file: 'counts.json' }, segment: 50 },
  ],
  generations: 3,
  population: 4,
  screening: 3,
};

/** Loads the fit after changes of its file and its study. */
export function tinyFit(
  change: (fit: any) => void = () => undefined,
  changeStudy: (study: any) => void = () => undefined,
): Promise<ResolvedFit> {
  const [fit, study] = [structuredClone(FIT), structuredClone(STUDY)];
  change(fit);
  changeStudy(study);
  const files: Record<string, string> = {
    'fit.json': JSON.stringify(fit),
    'study.json': JSON.stringify(study),
    'counts.json': COUNTS,
  };
  const readText = (path: string): Promise<string> =>
    path in files
      ? Promise.resolve(files[path])
      : Promise.reject(new DataFileError(path, undefined, 'no such file'));
  const readSource = async (path: string): Promise<SourceFile> => sourceFile(path, await readText(path));
  return loadFit('fit.json', { readText, exists: (path) => Promise.resolve(path in files) }, readSource);
}
