/**
 * One process at work in a folder: a file `lock` in it, made so that only one can make it (O_EXCL), says which process and since when. A lock whose
 * process is gone is taken over. Process numbers are given out again: where the system tells when a process began (Linux), that is compared too.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OutputError } from '../../errors.ts';
import { outputError } from './files.ts';

const LOCK = 'lock';
/** A lock without its content belongs to a process that is just writing it, or died within this time, ms. */
const WRITING = 5000;
/** Locks of others that may come and go while one is taken. */
const ATTEMPTS = 10;

/** What a lock says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** When the process began, as the system tells it; null where it does not. */
  readonly birth: string | null;
}

export class FolderLock {
  readonly #file: string;

  private constructor(
    file: string,
    /** One line on the process whose lock was taken over; undefined if there was none. */
    readonly takenOver: string | undefined,
  ) {
    this.#file = file;
  }

  /**
   * Takes the lock of a folder that exists; `shown` is its name in messages.
   * @throws OutputError if another process holds it, or the file cannot be written
   */
  static take(folder: string, shown = folder): FolderLock {
    const file = join(folder, LOCK);
    let takenOver: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (create(file, shown)) return new FolderLock(file, takenOver);
      const text = refuseHeld(file, shown);
      if (text === undefined || !remove(file, text)) continue;
      const holder = parse(text);
      takenOver =
        holder === undefined
          ? `${shown}: took over the lock of a process that is gone`
          : `${shown}: took over the lock of process ${holder.pid}, begun ${at(holder)}, which is gone`;
    }
    throw new OutputError(shown, 'other processes are at work in it (choose another folder)');
  }

  /** Throws OutputError if another process holds the lock of a folder; changes nothing. */
  static check(folder: string, shown = folder): void {
    refuseHeld(join(folder, LOCK), shown);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

/** Makes the lock; false if there is one. */
function create(file: string, shown: string): boolean {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    birth: birth(process.pid),
  };
  try {
    writeFileSync(file, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw outputError(join(shown, LOCK), cause);
  }
}

/** The text of a lock whose process is gone; undefined if there is no lock. Throws OutputError if it is held. */
function refuseHeld(file: string, shown: string): string | undefined {
  let text: string;
  let age: number;
  try {
    age = Date.now() - statSync(file).mtimeMs;
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code!)) return undefined;
    throw outputError(join(shown, LOCK), cause);
  }
  const holder = parse(text);
  if (holder === undefined) {
    if (age > WRITING) return text;
    throw new OutputError(shown, 'another process begins to work in it (choose another folder)');
  }
  const here = holder.host === hostname();
  if (here && !alive(holder)) return text;
  const remedy = here
    ? 'wait for it, end it, or choose another folder'
    : `wait for it, or choose another folder; if it is gone, remove ${join(shown, LOCK)}`;
  throw new OutputError(
    shown,
    `process ${holder.pid}${here ? '' : ` on ${holder.host}`} is at work in it since ${at(holder)} (${remedy})`,
  );
}

/** Removes the lock that says `text`; false if it is another one by now, which stays. */
function remove(file: string, text: string): boolean {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
  const removed = readFileSync(aside, 'utf8') === text;
  if (removed) rmSync(aside);
  else renameSync(aside, file);
  return removed;
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const whole =
      Number.isInteger(holder?.pid) && typeof holder?.host === 'string' && typeof holder.since === 'string';
    return whole ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function alive({ pid, birth: born }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    // Not permitted to signal it: it is there, and somebody else's.
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = birth(pid);
  return born === null || now === null || now === born;
}

/** Since which tick of which boot a process runs, on Linux. */
function birth(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the name of the program, which may hold spaces, ends with the last parenthesis.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

function at({ since }: Holder): string {
  return `${since.slice(0, 19).replace('T', ' ')} UTC`;
}
