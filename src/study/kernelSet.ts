/**
 * Kernel sets on disk: a folder with `kernel.json` (recipe, its hash, where it comes from, checksum of the data) and `kernels.h5` (the
 * current kernels, to which any probe can be applied). A set is recognised by the hash of its recipe, never by its name.
 */
import { DataFileError, UserError } from '../errors.ts';
import { canonicalJson, sha256Hex } from '../io/hash.ts';
import { readKernels, writeKernels } from '../io/kernelsHdf5.ts';
import type { CurrentKernel, Provenance } from '../kernel/kernel.ts';
import { VERSION } from '../version.ts';
import { computeCurrentKernels } from './kernelStage.ts';
import { kernelRecipe, studyFromRecipe, type KernelRecipe } from './recipe.ts';
import type { ResolvedStudy } from './resolved.ts';

const FORMAT = 'spikefield kernel set 1';
const DATA = 'kernels.h5';
/** File that describes a set. */
export const SET_FILE = 'kernel.json';

/** Two computations of one recipe agree to this share of the largest current; more is another recipe or a damaged file. */
export const VERIFY_TOLERANCE = 1e-9;

/** What `kernel.json` holds. */
export interface KernelSetDescription {
  readonly format: typeof FORMAT;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly spikefield_version: string;
  /** SHA-256 of the canonical JSON of `recipe`. */
  readonly hash: string;
  readonly data: { readonly file: string; readonly sha256: string };
  readonly pathways: readonly { readonly X: string; readonly Y: string }[];
  readonly recipe: KernelRecipe;
}

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
  const description: KernelSetDescription = {
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
    { name: SET_FILE, content: `${JSON.stringify(description, null, 2)}\n` },
    { name: DATA, content: data },
  ];
}

/** Reads the description alone. Throws DataFileError if it is no kernel set or has been edited (its recipe's hash does not match). */
export async function readKernelSetDescription(
  folder: string,
  readBytes: (path: string) => Promise<Uint8Array>,
): Promise<KernelSetDescription> {
  const file = `${folder}/${SET_FILE}`;
  let description: KernelSetDescription;
  try {
    description = JSON.parse(new TextDecoder().decode(await readBytes(file))) as KernelSetDescription;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new DataFileError(
      file,
      undefined,
      `is not JSON (${(error as Error).message}); build the set again`,
    );
  }
  if (description?.format !== FORMAT)
    throw new DataFileError(
      file,
      undefined,
      `expected format "${FORMAT}", but received ${JSON.stringify(description?.format)}`,
    );
  const hash = await recipeHash(description.recipe);
  if (hash !== description.hash)
    throw new DataFileError(
      file,
      undefined,
      `the recipe was edited: its hash is ${hash.slice(0, 12)}…, but ${String(description.hash).slice(0, 12)}… is stated; build the set again`,
    );
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
      `damaged or edited: its SHA-256 is ${sum.slice(0, 12)}…, but ${SET_FILE} states ${String(description.data.sha256).slice(0, 12)}…; build the set again`,
    );
  const { currentKernels } = await readKernels(file, bytes);
  const stated = description.pathways.map(({ X, Y }) => `${X} -> ${Y}`).join(', ');
  const found = currentKernels.map(({ X, Y }) => `${X} -> ${Y}`).join(', ');
  if (found !== stated)
    throw new DataFileError(
      file,
      undefined,
      `holds the pathways ${found || 'none'}, but ${SET_FILE} states ${stated}`,
    );
  return { folder, description, currents: currentKernels };
}

/** How one pathway of a set compares with a new computation. */
export interface VerifiedPathway {
  readonly X: string;
  readonly Y: string;
  /** Largest difference, relative to the largest current of the pathway. */
  readonly difference: number;
  readonly pass: boolean;
}

/** Recomputes a set from its recipe and compares every pathway. */
export async function verifyKernelSet(set: KernelSet): Promise<VerifiedPathway[]> {
  const file = `${set.folder}/${SET_FILE}`;
  const study = await studyFromRecipe(set.description.recipe, set.description.name, file);
  const again = computeCurrentKernels(study.kernels!, { version: VERSION, hash: set.description.hash });
  return again.map((kernel) => {
    const stored = set.currents.find(({ X, Y }) => X === kernel.X && Y === kernel.Y);
    const difference = stored === undefined ? Infinity : relativeDifference(stored.H.data, kernel.H.data);
    return { X: kernel.X, Y: kernel.Y, difference, pass: difference <= VERIFY_TOLERANCE };
  });
}

function relativeDifference(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    if (!(d <= worst)) worst = d;
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return largest > 0 ? worst / largest : worst;
}
