/** `spikefield predict STUDY | RESULTS`: all signals of a study, or those of other probes. */
import type { Command } from 'commander';
import type { PredictOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import {
  kernelsOption,
  outOption,
  pathArgument,
  probeOption,
  replaceOption,
  runOptions,
  seedOption,
  setOption,
  standingOptions,
  withProbes,
  withSets,
  type ProbeOptions,
  type SetOption,
} from './options.ts';
import { isFolder, openStudy, runCommand, type CommonOptions } from './run.ts';

export function predictCommand(): Command {
  const command = newCommand('predict')
    .description(
      'Predict the signals of a study: kernels, spikes, rates and signals, with tables and a figure.',
    )
    .addArgument(pathArgument('study', 'study file (JSON), or with --probe a folder of earlier results'))
    .addOption(outOption())
    .addOption(replaceOption())
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(kernelsOption())
    .addOption(probeOption());
  for (const option of [...standingOptions(), ...runOptions()]) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield predict examples/hagen-2022/study.json
  $ spikefield predict study.json --out results/seed-2 --seed 2
  $ spikefield predict study.json --replace        over the earlier results
  $ spikefield predict study.json --set my-kernels  with kernels built before
  $ spikefield predict study.json --threads auto --checkpoint-every 60
  $ spikefield predict study.json --resume         after a crash or Ctrl-C

Other probes from the results of an earlier run, without simulating anything:
  $ spikefield predict results/hagen-2022 --probe eeg.json
  $ spikefield predict results/hagen-2022 --probe neuropixels.json \\
      --sigma 0.3 --plane xz --probe-y up --origin 200,0,-1500`,
    )
    .action(async (path: string, _options: unknown, self: Command) => {
      const options = withProbes(
        withSets(
          self.optsWithGlobals<
            Omit<PredictOptions & CommonOptions, 'sets' | 'probes'> & SetOption & ProbeOptions
          >(),
        ),
      );
      if (await isFolder(path)) {
        const { predictAgain } = await import('./stages/predict.ts');
        await runCommand(options, (progress) => predictAgain(path, options, progress));
        return;
      }
      const study = await openStudy(path, options);
      const { runPredict } = await import('./stages/predict.ts');
      await runCommand(options, (progress) => runPredict(study, options, progress));
    });
}
