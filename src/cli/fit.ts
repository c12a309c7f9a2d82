/** `spikefield fit FIT`: parameters of a network from what it is to do. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { newCommand } from './command.ts';
import { outOption, pathArgument, threadsOption } from './options.ts';
import { runCommand, type CommonOptions } from './run.ts';
import type { FitCommandOptions } from './stages/fit.ts';

export function fitCommand(): Command {
  return newCommand('fit')
    .description('Fit parameters of a LIF network to rates, rate spectra and irregularity.')
    .addArgument(pathArgument('fit', 'file (JSON) with study, variables and objectives'))
    .addOption(outOption("folder for the results, instead of the fit's own"))
    .addOption(
      new Option('--resume', 'go on where an earlier run in that folder stopped').default(false, 'no'),
    )
    .addOption(new Option('--generations <n>', "generations, instead of the fit's own").argParser(parseCount))
    .addOption(
      new Option('--evaluations <n>', "networks tried at most, instead of the fit's own").argParser(
        parseCount,
      ),
    )
    .addOption(
      threadsOption(
        'networks to evaluate at once, or "auto"; fewer, each in several threads, where memory is short; results are the same',
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield fit examples/lif-fit/fit.json --threads auto
  $ spikefield fit fit.json --resume --generations 60   more of the same

Ctrl-C keeps what was computed; every network that was tried is a line of
evaluations.jsonl, the best compromise is the study best.json.`,
    )
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<FitCommandOptions & CommonOptions>();
      const { fitCommandStage } = await import('./stages/fit.ts');
      await runCommand(options, (progress) => fitCommandStage(file, options, progress));
    });
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('Expected an integer >= 1.');
  return value;
}
