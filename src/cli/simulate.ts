/** `spikefield simulate STUDY`: the network alone. */
import type { Command } from 'commander';
import type { SimulateOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import { outOption, pathArgument, replaceOption, seedOption } from './options.ts';
import { openStudy, runCommand, type CommonOptions } from './run.ts';

export function simulateCommand(): Command {
  return newCommand('simulate')
    .description('Simulate the network of a study: spikes and rates, no kernels and no signals.')
    .addArgument(pathArgument('study', 'study file (JSON) whose dynamics are of type "lif"'))
    .addOption(outOption())
    .addOption(replaceOption())
    .addOption(seedOption())
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield simulate examples/hagen-2022/study.json --out results/spikes
  $ spikefield simulate study.json --out results/seed-2 --seed 2`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SimulateOptions & CommonOptions>();
      const study = await openStudy(file, options);
      const { runSimulate } = await import('./stages/simulate.ts');
      await runCommand(options, (progress) => runSimulate(study, options, progress));
    });
}
