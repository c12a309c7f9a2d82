/** `spikefield figure RESULT`: draw the figure of results again. */
import type { Command } from 'commander';
import type { OutputOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import { outOption, replaceOption } from './options.ts';
import { runCommand, type CommonOptions } from './run.ts';

export function figureCommand(): Command {
  return newCommand('figure')
    .description('Draw the figure of a folder of results, as SVG and PNG.')
    .argument('<result>', 'folder of results of predict or simulate')
    .addOption(outOption())
    .addOption(replaceOption())
    .addHelpText(
      'after',
      `
Example:
  $ spikefield figure results/hagen-2022 --out figures`,
    )
    .action(async (folder: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions & CommonOptions>();
      const { drawFigure } = await import('./stages/figure.ts');
      await runCommand(options, (progress) => drawFigure(folder, options, progress));
    });
}
