/** Options that several commands have, and how their values are read. */
import { Argument, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../errors.ts';
import type { ProbeStanding } from '../study/probeFiles.ts';
import type { OtherProbes } from '../study/report.ts';

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

/** --threads N|auto */
export const threadsOption = (description: string) =>
  new Option('--threads <n>', description).default(undefined, '1').argParser(parseThreads);

/** How the network is simulated: --threads, --checkpoint-every, --resume */
export const runOptions = () => [
  threadsOption('threads to simulate in, or "auto"; spikes are the same'),
  new Option(
    '--checkpoint-every <s>',
    'keep what the network has computed every so many seconds, to go on after a crash',
  ).argParser(parsePositive),
  new Option('--resume', 'go on from where an interrupted run of the same study was kept'),
];

/** --set DIR, repeatable */
export const setOption = () =>
  new Option('--set <dir>', 'folder of a kernel set to use as well (repeatable)')
    .default([] as string[], 'the published sets only')
    .argParser((value: string, before: string[]) => [...before, notEmpty(value)]);

/** --kernels FILE */
export const kernelsOption = () =>
  new Option(
    '--kernels <file>',
    'kernels.h5 of an earlier run with the same cells: no cell is simulated',
  ).argParser(notEmpty);

/** --probe FILE, repeatable */
export const probeOption = () =>
  new Option(
    '--probe <file>',
    "predict at the probes of this file instead of the study's (repeatable): probes and heads as in a study, or probeinterface",
  ).argParser((value: string, before: string[] | undefined) => [...(before ?? []), notEmpty(value)]);

/** What a probeinterface file of --probe does not say: --sigma, --plane, --probe-y, --origin */
export const standingOptions = () => [
  new Option('--sigma <S/m>', 'probeinterface: conductivity of the tissue').argParser(parsePositive),
  new Option('--plane <plane>', 'probeinterface, 2-d: axes of the study along its x and y').choices([
    'xz',
    'yz',
    'xy',
  ]),
  new Option('--probe-y <direction>', 'probeinterface, 2-d upright: where its y axis points').choices([
    'up',
    'down',
  ]),
  new Option('--origin <x,y,z>', 'probeinterface: where its origin is (um, z up)').argParser(parsePoint),
];

/** What `--probe` and the options of its standing give. */
export interface ProbeOptions {
  readonly probe?: readonly string[];
  readonly sigma?: number;
  readonly plane?: 'xz' | 'yz' | 'xy';
  readonly probeY?: 'up' | 'down';
  readonly origin?: readonly [number, number, number];
}

/** The options with those of `--probe` under the name that the stages use. Throws UserError on a standing without a probe. */
export function withProbes<T extends ProbeOptions>(
  options: T,
): Omit<T, keyof ProbeOptions> & { readonly probes?: OtherProbes } {
  const { probe: files, sigma, plane, probeY: y, origin, ...rest } = options;
  const given = { sigma, plane, y, origin };
  const standing: ProbeStanding = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  if (files !== undefined) return { ...rest, probes: { files, standing } };
  const [idle] = Object.keys(standing);
  if (idle !== undefined)
    throw new UserError(`--${idle === 'y' ? 'probe-y' : idle}: has no meaning without --probe FILE`);
  return rest;
}

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

function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('Expected a number > 0.');
  return value;
}

function parseThreads(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > 1024)
    throw new InvalidArgumentError('Expected an integer from 1 to 1024, or "auto".');
  return threads;
}

function parsePoint(text: string): [number, number, number] {
  const parts = text.split(',');
  const [x, y, z] = parts.map(Number);
  if (parts.length !== 3 || parts.some((part) => part.trim() === '') || ![x, y, z].every(Number.isFinite))
    throw new InvalidArgumentError('Expected three numbers: x,y,z.');
  return [x, y, z];
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 4294967295)
    throw new InvalidArgumentError('Expected an integer from 0 to 4294967295.');
  return seed;
}
