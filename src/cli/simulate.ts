/** `spikefield simulate STUDY`: the network alone. */
import type { Command } from 'commander';
import type { SimulateOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import { outOption, pathArgument, replaceOption, runOptions, seedOption } from './options.ts';
import { openStudy, runCommand, type CommonOptions } from './run.ts';

export function simulateCommand(): Command {
  const command = newCommand('simulate')
    .description('Simulate the network of a study: spikes and rates, no kernels and no signals.')
    .addArgument(pathArgument('study', 'study file (JSON) whose dynamics are of type "lif"'))
    .addOption(outOption())
    .addOption(replaceOption())
    .addOption(seedOption());
  for (const option of runOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield simulate examples/hagen-2022/study.json --out results/spikes
  $ spikefield simulate study.json --out results/seed-2 --seed 2
  $ spikefield simulate study.json --threads auto --checkpoint-every 60
  $ spikefield simulate study.json --resume         after a crash or Ctrl-C`,
    )
    .action(async (file: string, _options: unknown, self: Command) => {
      const options = self.optsWithGlobals<SimulateOptions & CommonOptions>();
      const study = await openStudy(file, options);
      const { runSimulate } = await import('./stages/simulate.ts');
      await runCommand(options, (progress) => runSimulate(study, options, progress));
    });
}
