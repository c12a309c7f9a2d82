#!/usr/bin/env node
/** The command line: names the commands, each in its own file, and turns what happens into an exit code. */
import { newCommand } from './command.ts';
import { guard, toleratePipesClosing } from './exit.ts';
import { figureCommand } from './figure.ts';
import { fitCommand } from './fit.ts';
import { kernelsCommand } from './kernels.ts';
import { predictCommand } from './predict.ts';
import { simulateCommand } from './simulate.ts';
import { VERSION } from '../version.ts';

const program = newCommand('spikefield')
  .description('Predicts LFP, CSD, EEG and MEG from networks of point neurons.')
  .version(VERSION, '-V, --version', 'print the version')
  .option('-q, --quiet', 'no progress and no notes, results only')
  .addHelpText(
    'after',
    `
Examples:
  $ spikefield predict study.json       all signals of a study, with a figure
  $ spikefield predict study.json --seed 2 --out run2
  $ spikefield kernels list             published kernel sets
  $ spikefield predict --help           more on one command

Exit code: 0, or 1 for input that needs mending, 2 for a fault of spikefield,
130 after Ctrl-C, 143 after SIGTERM, 129 after SIGHUP (a lost terminal).`,
  )
  .addCommand(predictCommand())
  .addCommand(simulateCommand())
  .addCommand(kernelsCommand())
  .addCommand(fitCommand())
  .addCommand(figureCommand());

toleratePipesClosing();
await guard(() => program.parseAsync());
