/** Options that several commands have, and how their values are read. */
import { Argument, InvalidArgumentError, Option } from 'commander';

/** An argument that is a path or a name. */
export const pathArgument = (name: string, description: string) =>
  new Argument(`<${name}>`, description).argParser(notEmpty);

/** --out DIR; `description` where it is not instead of a study's own. */
export const outOption = (description = "folder for the results, instead of the study's own") =>
  new Option('-o, --out <dir>', description).argParser(notEmpty);

/** --replace */
export const replaceOption = () =>
  new Option('--replace', 'replace earlier results of spikefield in that folder').default(false, 'no');

/** --seed N */
export const seedOption = () =>
  new Option('--seed <n>', "seed of the random numbers, instead of the study's own").argParser(parseSeed);

/** --set DIR, repeatable */
export const setOption = () =>
  new Option('--set <dir>', 'folder of a kernel set to use as well (repeatable)')
    .default([] as string[], 'the published sets only')
    .argParser((value: string, before: string[]) => [...before, notEmpty(value)]);

/** What `--set` gives. */
export interface SetOption {
  readonly set: readonly string[];
}

/** The options with the folders of `--set` under the name that the stages use. */
export function withSets<T extends SetOption>({
  set,
  ...rest
}: T): Omit<T, 'set'> & { readonly sets: readonly string[] } {
  return { ...rest, sets: set };
}

function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('Expected a name that is not empty.');
  return text;
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 4294967295)
    throw new InvalidArgumentError('Expected an integer from 0 to 4294967295.');
  return seed;
}
