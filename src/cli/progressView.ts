/** How progress is shown on stderr: one line that is drawn again in a terminal, nothing elsewhere. */
import type { ProgressEvent } from '../study/progress.ts';

/** Shows events; `close` leaves a clean line. */
export interface ProgressView {
  observe(event: ProgressEvent): void;
  close(): void;
}

/** Where it is drawn: stderr, or a stand-in. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Time between two drawings, ms. */
const REDRAW = 80;
/** No time left is shown before this fraction and time (ms), as it would be a guess. */
const KNOWN_AFTER = { fraction: 0.02, time: 1000 } as const;
const BAR = 24;

/** The view that fits `stream`; none if `quiet` or where there is no terminal. `now` gives the time in ms. */
export function progressView(
  stream: ProgressStream,
  quiet: boolean,
  now: () => number = () => performance.now(),
): ProgressView {
  if (quiet || stream.isTTY !== true) return { observe: () => undefined, close: () => undefined };
  // Where the work of this run began: what an earlier one did says nothing about the time left.
  let begin = { time: now(), fraction: 0 };
  let last = -Infinity;
  return {
    observe({ stages, fraction, state }) {
      const time = now();
      if (state === 'skip') begin = { time, fraction };
      if (state === 'work' && time - last < REDRAW) return;
      last = time;
      const filled = Math.round(fraction * BAR);
      const line = `${'#'.repeat(filled)}${'.'.repeat(BAR - filled)} ${percent(fraction)}  ${stages.join(': ')}${timeLeft(fraction, fraction - begin.fraction, time - begin.time)}`;
      stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}`);
    },
    close() {
      stream.write('\r\u001b[K');
    },
  };
}

function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)
    .toString()
    .padStart(3)} %`;
}

function timeLeft(fraction: number, done: number, elapsed: number): string {
  if (done < KNOWN_AFTER.fraction * (1 - fraction + done) || elapsed < KNOWN_AFTER.time || fraction >= 1)
    return '';
  return `, ${duration((elapsed * (1 - fraction)) / done)} left`;
}

/** "8 s", "2 min 5 s", "3 h 12 min". */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
  const minutes = Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
