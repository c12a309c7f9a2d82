/** `spikefield predict STUDY`: all signals of a study. */
import type { Command } from 'commander';
import type { PredictOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import {
  outOption,
  pathArgument,
  replaceOption,
  seedOption,
  setOption,
  withSets,
  type SetOption,
} from './options.ts';
import { openStudy, runCommand, type CommonOptions } from './run.ts';

export function predictCommand(): Command {
  return newCommand('predict')
    .description(
      'Predict the signals of a study: kernels, spikes, rates and signals, with tables and a figure.',
    )
    .addArgument(pathArgument('study', 'study file (JSON)'))
    .addOption(outOption())
    .addOption(replaceOption())
    .addOption(seedOption())
    .addOption(setOption())
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield predict examples/hagen-2022/study.json
  $ spikefield predict study.json --out results/seed-2 --seed 2
  $ spikefield predict study.json --replace        over the earlier results
  $ spikefield predict study.json --set my-kernels  with kernels built before`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = withSets(
        command.optsWithGlobals<Omit<PredictOptions & CommonOptions, 'sets'> & SetOption>(),
      );
      const study = await openStudy(file, options);
      const { runPredict } = await import('./stages/predict.ts');
      await runCommand(options, (progress) => runPredict(study, options, progress));
    });
}
