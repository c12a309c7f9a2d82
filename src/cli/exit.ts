/**
 * From outcomes to exit codes: 0, 1 with one line per fault of the input, 2 with a stack for a fault of ours, and 128 + the number of the signal
 * that asked the program to end (130 after Ctrl-C, 143 after `kill` or a batch system's time limit, 129 after a lost terminal).
 */
import { UserError } from '../errors.ts';

export const EXIT = {
  ok: 0,
  userError: 1,
  internalError: 2,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** The signals that ask for an orderly end. */
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Interruption = (typeof INTERRUPTIONS)[number];

/** Faults of a study shown at most. */
const SHOWN = 10;

/** After an interruption, the time within which work must have stopped by itself, ms: long enough to keep what a large network has computed. */
const GRACE = 20_000;

/** Interruptions within this time are one, ms: npx passes Ctrl-C on to a program that has it from the terminal already. */
const ONE = 500;

/** Work that stopped by itself because of a signal. */
class Interrupted extends Error {
  override name = 'Interrupted';

  /** @param kept one line on what is kept and how to go on from it, if anything is */
  constructor(
    readonly by: Interruption,
    readonly kept: string | undefined,
  ) {
    super(`interrupted by ${by}`);
  }
}

/** Runs the program, then sets the exit code and prints what went wrong, one line each, on stderr. */
export async function guard(run: () => Promise<unknown>): Promise<void> {
  for (const signal of INTERRUPTIONS) process.on(signal, stopAtOnce);
  try {
    await run();
  } catch (cause) {
    process.exitCode = complain(cause);
  } finally {
    for (const signal of INTERRUPTIONS) process.removeListener(signal, stopAtOnce);
  }
}

/** Before there is any work that could stop by itself. */
function stopAtOnce(signal: Interruption): void {
  sayInterrupted(signal);
  process.exit(EXIT[signal]);
}

function sayInterrupted(signal: Interruption): void {
  const by = signal === 'SIGINT' ? '' : ` by ${signal}`;
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}spikefield: interrupted${by}\n`);
}

/** Goes on if nobody reads our output any more (e.g. `| head`, a lost terminal): results are still written. */
export function toleratePipesClosing(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
}

function complain(cause: unknown): number {
  if (isCancelled(cause) || cause instanceof Interrupted) {
    if (cause.kept !== undefined) process.stderr.write(`spikefield: ${cause.kept}\n`);
    return EXIT[cause instanceof Interrupted ? cause.by : 'SIGINT'];
  }
  if (cause instanceof UserError) {
    const lines = problemsOf(cause);
    for (const line of lines.slice(0, SHOWN)) process.stderr.write(`spikefield: ${line}\n`);
    if (lines.length > SHOWN) process.stderr.write(`spikefield: ... and ${lines.length - SHOWN} more\n`);
    return EXIT.userError;
  }
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  process.stderr.write(`spikefield: internal error, which is not your fault; please report it\n${stack}\n`);
  return EXIT.internalError;
}

/** Whether an error is `Cancelled` of study/progress, which is not loaded for this. */
function isCancelled(cause: unknown): cause is Error & { readonly kept?: string } {
  return cause instanceof Error && cause.name === 'Cancelled';
}

/** One line per fault; a study lists all of its faults. */
function problemsOf(error: UserError): string[] {
  const { problems } = error as { problems?: readonly Error[] };
  return (problems ?? [error]).map(({ message }) => message.replaceAll(/\s*\n\s*/g, ' '));
}

/**
 * A signal that an interruption (Ctrl-C, SIGTERM, SIGHUP) aborts while `run` runs. Work that does not stop within 20 seconds, or a second
 * interruption, ends the program; files are written under temporary names, so nothing half-written is left under a final one.
 */
export async function withInterrupt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let first: Interruption | undefined;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const stop = (signal: Interruption): void => {
    if (first !== undefined) {
      if (performance.now() - since >= ONE) process.exit(EXIT[signal]);
      return;
    }
    first = signal;
    since = performance.now();
    sayInterrupted(signal);
    controller.abort();
    timer = setTimeout(() => process.exit(EXIT[signal]), GRACE);
  };
  for (const signal of INTERRUPTIONS) process.removeListener(signal, stopAtOnce).on(signal, stop);
  try {
    return await run(controller.signal);
  } catch (cause) {
    throw first !== undefined && isCancelled(cause) ? new Interrupted(first, cause.kept) : cause;
  } finally {
    for (const signal of INTERRUPTIONS) process.removeListener(signal, stop);
    clearTimeout(timer);
  }
}
