/** Finding kernel sets: folders given by the user, `kernels/` of the working folder, and the sets that come with spikefield. */
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../errors.ts';
import { readBytes } from '../../io/node/files.ts';
import {
  readKernelSet,
  readKernelSetDescription,
  SET_FILE,
  type KernelSet,
  type KernelSetDescription,
} from '../../study/kernelSet.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';

/** The published sets of this version. */
const PUBLISHED = fileURLToPath(new URL('../../../kernels', import.meta.url));

/** Folders that hold a set: those given (a set, or a folder of sets), then those of the working folder, then published ones. */
export async function kernelSetFolders(given: readonly string[]): Promise<string[]> {
  const folders: string[] = [];
  for (const folder of given) {
    const names = await namesIn(folder);
    if (names === undefined) throw new UserError(`${folder}: no such folder (given by --set)`);
    if (names.includes(SET_FILE)) folders.push(folder);
    else {
      const inside = await setsIn(folder, names);
      if (inside.length === 0)
        throw new UserError(`${folder}: holds no kernel set (no ${SET_FILE} in it or in its folders)`);
      folders.push(...inside);
    }
  }
  for (const folder of new Set(['kernels', relative('.', PUBLISHED) || '.']))
    folders.push(...(await setsIn(folder, (await namesIn(folder)) ?? [])));
  return [...new Set(folders)];
}

async function setsIn(folder: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    if ((await namesIn(path))?.includes(SET_FILE)) found.push(path);
  }
  return found;
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new UserError(`${folder}: cannot be read (${error.code ?? error.message})`);
  });
}

/** A folder with a set: its description, or what is wrong with it. */
export interface FoundSet {
  readonly folder: string;
  readonly description?: KernelSetDescription;
  readonly fault?: UserError;
}

/** All sets that can be found (see kernelSetFolders), damaged ones included. */
export async function foundSets(given: readonly string[]): Promise<FoundSet[]> {
  const folders = await kernelSetFolders(given);
  return Promise.all(
    folders.map(async (folder) => {
      try {
        return { folder, description: await readKernelSetDescription(folder, readBytes) };
      } catch (error) {
        if (error instanceof UserError) return { folder, fault: error };
        throw error;
      }
    }),
  );
}

/**
 * The set whose recipe has the hash, if the study names a set or the user gives some; else why the kernels must be computed. A set
 * with another recipe is not used. A damaged set is an error if it has the right recipe, the wanted name, or was given by the user.
 */
export async function findKernelSet(
  study: ResolvedStudy,
  hash: string,
  given: readonly string[],
): Promise<{ set?: KernelSet; why: string }> {
  const wanted = study.kernels?.set;
  if (wanted === undefined && given.length === 0) return { why: 'the study names no set' };
  const others: string[] = [];
  for (const { folder, description, fault } of await foundSets(given)) {
    const asked = given.some((path) => `${folder}/`.startsWith(`${join(path)}/`));
    if (fault !== undefined && (asked || basename(folder) === wanted)) throw fault;
    if (description?.hash === hash) return { set: await readKernelSet(folder, readBytes), why: '' };
    if (description !== undefined && (asked || description.name === wanted)) others.push(folder);
  }
  return {
    why:
      others.length > 0
        ? `the recipe of ${others.join(', ')} is another one`
        : `no set ${JSON.stringify(wanted)} was found`,
  };
}

/** A set by its name or folder. Throws UserError naming what there is. */
export async function openKernelSet(nameOrFolder: string, given: readonly string[]): Promise<string> {
  if ((await namesIn(nameOrFolder))?.includes(SET_FILE)) return nameOrFolder;
  const sets = await foundSets(given);
  const found = sets.find(
    ({ folder, description }) => (description?.name ?? basename(folder)) === nameOrFolder,
  );
  if (found !== undefined) return found.folder;
  const names = sets.map(({ folder, description }) => description?.name ?? basename(folder));
  throw new UserError(
    `${nameOrFolder}: no kernel set of this name or in this folder (there is ${names.join(', ') || 'none'})`,
  );
}
