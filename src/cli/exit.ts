/** From outcomes to exit codes: 0, 1 with one line per fault of the input, 2 with a stack for a fault of ours, 130 after Ctrl-C. */
import { UserError } from '../errors.ts';

export const EXIT = { ok: 0, userError: 1, internalError: 2, interrupted: 130 } as const;

/** Faults of a study shown at most. */
const SHOWN = 10;

/** After Ctrl-C, the time within which work must have stopped by itself, ms: long enough to keep what a large network has computed. */
const GRACE = 20_000;

/** Runs the program, then sets the exit code and prints what went wrong, one line each, on stderr. */
export async function guard(run: () => Promise<unknown>): Promise<void> {
  process.on('SIGINT', stopAtOnce);
  try {
    await run();
  } catch (cause) {
    process.exitCode = complain(cause);
  } finally {
    process.removeListener('SIGINT', stopAtOnce);
  }
}

/** Before there is any work that could stop by itself. */
function stopAtOnce(): void {
  sayInterrupted();
  process.exit(EXIT.interrupted);
}

function sayInterrupted(): void {
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}spikefield: interrupted\n`);
}

/** Goes on if nobody reads our output any more (e.g. `| head`): results are still written. */
export function toleratePipesClosing(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

function complain(cause: unknown): number {
  if (cause instanceof Error && cause.name === 'Cancelled') {
    const { kept } = cause as { kept?: string };
    if (kept !== undefined) process.stderr.write(`spikefield: ${kept}\n`);
    return EXIT.interrupted;
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

/** One line per fault; a study lists all of its faults. */
function problemsOf(error: UserError): string[] {
  const { problems } = error as { problems?: readonly Error[] };
  return (problems ?? [error]).map(({ message }) => message.replaceAll(/\s*\n\s*/g, ' '));
}

/**
 * A signal that Ctrl-C aborts while `run` runs. Work that does not stop within 20 seconds, or a second Ctrl-C, ends the
 * program; files are written under temporary names, so nothing half-written is left under a final one.
 */
export async function withInterrupt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    sayInterrupted();
    controller.abort();
    timer = setTimeout(() => process.exit(EXIT.interrupted), GRACE);
  };
  let timer: NodeJS.Timeout | undefined;
  process.removeListener('SIGINT', stopAtOnce);
  process.on('SIGINT', stop);
  try {
    return await run(controller.signal);
  } finally {
    process.removeListener('SIGINT', stop);
    clearTimeout(timer);
  }
}
