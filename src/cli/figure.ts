/** `spikefield figure RESULT`: draw the figure of results again. */
import type { Command } from 'commander';
import type { OutputOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import { outOption, pathArgument, replaceOption } from './options.ts';
import { runCommand, type CommonOptions } from './run.ts';

export function figureCommand(): Command {
  return newCommand('figure')
    .description('Draw the figure of a folder of results, as SVG and PNG.')
    .addArgument(pathArgument('result', 'folder of results of predict or simulate'))
    .addOption(outOption('folder for the figure, instead of the results'))
    .addOption(replaceOption())
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield figure results/hagen-2022 --out figures
  $ spikefield figure results/hagen-2022 --replace    over the one there`,
    )
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions & CommonOptions>();
      const { drawFigure } = await import('./stages/figure.ts');
      await runCommand(options, (progress) => drawFigure(folder, options, progress));
    });
}
