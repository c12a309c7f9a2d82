/** A command as all of ours are: errors of usage in one line on stderr, in the form of all other errors. */
import { Command } from 'commander';

/** A command with the name, still without description, arguments and action. */
export function newCommand(name: string): Command {
  const command = new Command(name);
  return command.helpOption('-h, --help', 'print help').configureOutput({
    outputError(text, write) {
      const fault = text
        .replace(/^error: /, '')
        .trim()
        .replace(/\.$/, '')
        .replaceAll(/\s*\n\s*/g, ' ');
      write(`spikefield: ${fault} (see "${path(command)} --help")\n`);
    },
  });
}

/** The words that call a command. */
function path(command: Command): string {
  return command.parent === null ? command.name() : `${path(command.parent)} ${command.name()}`;
}
