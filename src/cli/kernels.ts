/** `spikefield kernels build | list | show | verify`: kernel sets on disk. */
import type { Command } from 'commander';
import type { KernelSetOptions, OutputOptions } from '../study/report.ts';
import { newCommand } from './command.ts';
import { outOption, pathArgument, replaceOption, setOption, withSets, type SetOption } from './options.ts';
import { openStudy, runCommand, type CommonOptions } from './run.ts';

export function kernelsCommand(): Command {
  return newCommand('kernels')
    .description('Build, list, show and verify sets of kernels.')
    .addCommand(buildCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(verifyCommand())
    .addHelpText(
      'after',
      `
Examples:
  $ spikefield kernels build study.json   into kernels/<name of the study>
  $ spikefield kernels show hagen-2022
  $ spikefield kernels verify my-kernels  a folder instead of a name`,
    );
}

function buildCommand(): Command {
  return newCommand('build')
    .description('Compute the kernels of a study and write them as a set: recipe, provenance, data.')
    .addArgument(pathArgument('study', 'study file (JSON)'))
    .addOption(outOption('folder for the set, instead of kernels/<name>'))
    .addOption(replaceOption())
    .action(async (file: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<OutputOptions & CommonOptions>();
      const study = await openStudy(file, options);
      const { buildKernels } = await import('./stages/kernelSets.ts');
      await runCommand(options, (progress) => buildKernels(study, options, progress));
    });
}

function listCommand(): Command {
  return newCommand('list')
    .description('List the kernel sets that can be found: published ones and those of --set.')
    .addOption(setOption())
    .action(async (_options: unknown, command: Command) => {
      const options = withSets(
        command.optsWithGlobals<Omit<KernelSetOptions & CommonOptions, 'sets'> & SetOption>(),
      );
      const { listKernels } = await import('./stages/kernelSets.ts');
      await runCommand(options, () => listKernels(options));
    });
}

function showCommand(): Command {
  return newCommand('show')
    .description(
      'Show a kernel set: its recipe, provenance, and a table of its kernels; with --out also a figure.',
    )
    .addArgument(pathArgument('set', 'name of a set, or its folder'))
    .addOption(setOption())
    .addOption(outOption('folder for a figure of the kernels'))
    .addOption(replaceOption())
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = withSets(
        command.optsWithGlobals<Omit<KernelSetOptions & OutputOptions & CommonOptions, 'sets'> & SetOption>(),
      );
      const { showKernels } = await import('./stages/kernelSets.ts');
      await runCommand(options, (progress) => showKernels(name, options, progress));
    });
}

function verifyCommand(): Command {
  return newCommand('verify')
    .description(
      'Compute the kernels of a set again from its recipe and compare; fails on any damage or edit.',
    )
    .addArgument(pathArgument('set', 'name of a set, or its folder'))
    .addOption(setOption())
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = withSets(
        command.optsWithGlobals<Omit<KernelSetOptions & CommonOptions, 'sets'> & SetOption>(),
      );
      const { verifyKernels } = await import('./stages/kernelSets.ts');
      await runCommand(options, (progress) => verifyKernels(name, options, progress));
    });
}
