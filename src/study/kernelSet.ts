/**
 * Kernel sets on disk: a folder with `kernel.json` (recipe, its hash, where it comes from, checksums of the data and of itself) and
 * `kernels.h5` (the current kernels, to which any probe can be applied). A set is recognised by the hash of its recipe, never by its name.
 */
import { z } from 'zod';
import { DataFileError, show, StudyError } from '../errors.ts';
import { canonicalJson, sha256Hex } from '../io/hash.ts';
import { readKernels, writeKernels } from '../io/kernelsHdf5.ts';
import { contentText } from '../io/text.ts';
import type { CurrentKernel, Provenance } from '../kernel/kernel.ts';
import { VERSION } from '../version.ts';
import { parseJson } from './json.ts';
import { currentKernelsTask } from './kernelStage.ts';
import { Progress } from './progress.ts';
import { kernelRecipe, studyFromRecipe, type KernelRecipe } from './recipe.ts';
import type { ResolvedStudy } from './resolved.ts';

const FORMAT = 'spikefield kernel set 1';
const DATA = 'kernels.h5';
/** File that describes a set. */
export const SET_FILE = 'kernel.json';

/** Two computations of one recipe agree to this share of the largest current; more is another recipe or a damaged file. */
export const VERIFY_TOLERANCE = 1e-9;

/** Checked before anything else is believed; `recipe` is checked as a study where it is used. */
const schema = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string(),
  title: z.string(),
  description: z.string(),
  spikefield_version: z.string(),
  hash: z.string(),
  data: z.strictObject({ file: z.literal(DATA), sha256: z.string() }),
  pathways: z.array(z.strictObject({ X: z.string(), Y: z.string() })),
  recipe: z.custom<KernelRecipe>((recipe) => typeof recipe === 'object' && recipe !== null),
  sha256: z.string(),
});

/**
 * What `kernel.json` holds: `hash` is the SHA-256 of the canonical JSON of `recipe`, `data.sha256` that of the data file, `sha256` that of the
 * canonical JSON of all other members.
 */
export type KernelSetDescription = Readonly<z.output<typeof schema>>;

export interface KernelSet {
  /** Folder, for messages. */
  readonly folder: string;
  readonly description: KernelSetDescription;
  readonly currents: readonly CurrentKernel[];
}

/** Hash by which the kernels of a study are recognised. */
export async function recipeHash(recipe: KernelRecipe): Promise<string> {
  return sha256Hex(canonicalJson(recipe));
}

/** Provenance of the kernels of a study. */
export async function kernelProvenance(study: ResolvedStudy): Promise<Provenance> {
  return { version: VERSION, hash: await recipeHash(kernelRecipe(study)) };
}

/** The files of the set `name` of a study's kernels. */
export async function kernelSetFiles(
  study: ResolvedStudy,
  name: string,
  currents: readonly CurrentKernel[],
): Promise<{ name: string; content: string | Uint8Array }[]> {
  const recipe = kernelRecipe(study);
  const provenance = await kernelProvenance(study);
  const data = await writeKernels(currents, [], { ...provenance, study: study.name });
  const description: Omit<KernelSetDescription, 'sha256'> = {
    format: FORMAT,
    name,
    title: study.title,
    description: study.description,
    spikefield_version: VERSION,
    hash: provenance.hash,
    data: { file: DATA, sha256: await sha256Hex(data) },
    pathways: currents.map(({ X, Y }) => ({ X, Y })),
    recipe,
  };
  return [
    {
      name: SET_FILE,
      content: `${JSON.stringify({ ...description, sha256: await checksum(description) }, null, 2)}\n`,
    },
    { name: DATA, content: data },
  ];
}

/** Checksum of a description. */
async function checksum(description: object): Promise<string> {
  const { sha256: _own, ...rest } = description as { sha256?: unknown };
  return sha256Hex(canonicalJson(rest));
}

/** Reads the description alone. Throws DataFileError if it is no kernel set, damaged or edited. */
export async function readKernelSetDescription(
  folder: string,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<KernelSetDescription> {
  const file = `${folder}/${SET_FILE}`;
  const fail = (message: string) => new DataFileError(file, undefined, `${message}; build the set again`);
  const text = contentText({ name: file, bytes: await readBytes(file) });
  let json: unknown;
  try {
    json = parseJson(text, file);
  } catch (cause) {
    if (cause instanceof StudyError) throw fail(`damaged: not JSON at ${cause.path}`);
    throw cause;
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (format !== FORMAT) throw fail(`expected the format "${FORMAT}", but received ${show(format)}`);
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fail(`damaged or edited: ${issue.path.join('.') || 'the description'}: ${issue.message}`);
  }
  const description = parsed.data;
  const hash = await recipeHash(description.recipe);
  if (hash !== description.hash)
    throw fail(
      `the recipe or its hash was edited: the hash is ${hash.slice(0, 12)}…, but ${description.hash.slice(0, 12)}… is stated`,
    );
  if ((await checksum(description)) !== description.sha256)
    throw fail('damaged or edited: its members do not match its sha256');
  return description;
}

/** Reads a set with its data. Throws DataFileError as above, and if the data are damaged or were exchanged. */
export async function readKernelSet(
  folder: string,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<KernelSet> {
  const description = await readKernelSetDescription(folder, readBytes);
  const file = `${folder}/${DATA}`;
  const bytes = await readBytes(file);
  const sum = await sha256Hex(bytes);
  if (sum !== description.data.sha256)
    throw new DataFileError(
      file,
      undefined,
      `damaged or edited: its SHA-256 is ${sum.slice(0, 12)}…, but ${SET_FILE} states ${description.data.sha256.slice(0, 12)}…; build the set again`,
    );
  const { currentKernels, provenance } = await readKernels(file, bytes);
  if (provenance.hash !== description.hash)
    throw new DataFileError(
      file,
      undefined,
      `belongs to the recipe ${provenance.hash.slice(0, 12)}…, but ${SET_FILE} has ${description.hash.slice(0, 12)}…; build the set again`,
    );
  const stated = description.pathways.map(({ X, Y }) => `${X} -> ${Y}`).join(', ');
  const found = currentKernels.map(({ X, Y }) => `${X} -> ${Y}`).join(', ');
  if (found !== stated)
    throw new DataFileError(
      file,
      undefined,
      `holds the pathways ${found || 'none'}, but ${SET_FILE} states ${stated || 'none'}; build the set again`,
    );
  return { folder, description, currents: currentKernels };
}

/** How one pathway of a set compares with a new computation. */
export interface VerifiedPathway {
  readonly X: string;
  readonly Y: string;
  /**
   * Largest difference of currents relative to the largest current of the pathway, or of the cell's measures relative to the largest
   * measure of the same kind; infinite if the pathway is missing on one side or has other lags or segments.
   */
  readonly difference: number;
  readonly pass: boolean;
}

/** Recomputes a set from its recipe and compares every pathway. Throws Cancelled if the user cancelled. */
export async function verifyKernelSet(
  set: KernelSet,
  progress = Progress.silent,
): Promise<VerifiedPathway[]> {
  const file = `${set.folder}/${SET_FILE}`;
  const study = await studyFromRecipe(set.description.recipe, set.description.name, file);
  const provenance = { version: VERSION, hash: set.description.hash };
  const again = await progress.drain(currentKernelsTask(study.kernels!, provenance));
  const pathways = new Map([...again, ...set.currents].map(({ X, Y }) => [canonicalJson([X, Y]), { X, Y }]));
  return [...pathways.values()].map(({ X, Y }) => {
    const [stored, computed] = [set.currents, again].map((list) => list.find((k) => k.X === X && k.Y === Y));
    const difference =
      stored === undefined || computed === undefined ? Infinity : kernelDifference(stored, computed);
    return { X, Y, difference, pass: difference <= VERIFY_TOLERANCE };
  });
}

function kernelDifference(a: CurrentKernel, b: CurrentKernel): number {
  const frame = ({ lags, solver, delayRule, geometry: { section, sectionNames, parent } }: CurrentKernel) =>
    canonicalJson([lags, solver, delayRule, section, sectionNames, parent]);
  if (frame(a) !== frame(b)) return Infinity;
  const measures = ({ H, geometry: { start, end, diameter, length, area } }: CurrentKernel) => [
    H.data,
    start.data,
    end.data,
    diameter,
    length,
    area,
  ];
  const [ofA, ofB] = [measures(a), measures(b)];
  return Math.max(...ofA.map((values, i) => relativeDifference(values, ofB[i])));
}

/** Infinity if a value is NaN. */
function relativeDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (Number.isNaN(difference)) return Infinity;
    worst = Math.max(worst, difference);
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return largest > 0 ? worst / largest : worst;
}
