/** A command as all of ours are: errors of usage in one line on stderr, in the form of all other errors. */
import { Command } from 'commander';

/** A command with the name, still without description, arguments and action. */
export function newCommand(name: string): Command {
  return new Command(name).helpOption('-h, --help', 'print help').configureOutput({
    outputError(text, write) {
      const line = text
        .replace(/^error: /, '')
        .trim()
        .replaceAll(/\s*\n\s*/g, ' ');
      write(`spikefield: ${line}\n`);
    },
  });
}
