/** The command line as a user meets it: a process of its own in a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { tinyStudy } from './tinyStudy.ts';

/** Whether the build is not older than any source. */
export const isBuilt = newestBuild();

function newestBuild(): boolean {
  const built = statSync('dist/.tsbuildinfo', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync('src', { recursive: true }) as string[];
  return sources.every((name) => statSync(join('src', name)).mtimeMs <= built);
}

/** What Node is to run: the build (it starts twice as fast), or the sources where they are newer. */
const PROGRAM = isBuilt
  ? [resolve('dist/cli/main.js')]
  : ['--import', import.meta.resolve('tsx'), resolve('src/cli/main.ts')];

/** What a run left behind. */
export interface Outcome {
  /** Exit code, or the name of the signal that ended it. */
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `spikefield ...args` in a folder. */
export function start(
  folder: string,
  args: readonly string[],
): { process: ChildProcess; ended: Promise<Outcome> } {
  const child = spawn(process.execPath, [...PROGRAM, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = new Promise<Outcome>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ status: code ?? signal!, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Runs `spikefield ...args` in a folder to its end. */
export function run(folder: string, ...args: string[]): Promise<Outcome> {
  return start(folder, args).ended;
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** An empty folder that goes when the tests of the file are done. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spikefield-'));
  folders.push(folder);
  return folder;
}

/** A new folder with `study.json`, the tiny study after a change, and other files by path. */
export function folderWith(
  change?: ((study: any) => void) | string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string {
  const folder = newFolder();
  const study = typeof change === 'string' ? change : JSON.stringify(tinyStudy(change));
  for (const [path, content] of Object.entries({ 'study.json': study, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A copy of a folder. */
export function copyOf(folder: string): string {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** All names below a folder, hidden ones included, sorted. */
export function listing(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).toSorted();
}
