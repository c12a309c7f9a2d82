/** The stretch of time that a figure shows, and the samples inside it. */
import { ParameterError } from '../errors.ts';

/** Times start < t <= stop, ms. */
export interface TimeWindow {
  readonly start: number;
  readonly stop: number;
}

/** What has samples at t0 + (n + 1) dt, n = 0 .. count-1 (signals and spike counts). */
export interface Sampled {
  readonly t0: number;
  readonly dt: number;
  readonly count: number;
}

/** Length of the default window, ms: long enough for the slow, short enough to see single volleys. */
const DEFAULT_LENGTH = 300;

/** What is skipped at the start of a recording, ms, because the network still settles. */
const TRANSIENT = 500;

/**
 * The default window: 300 ms from 500 ms after the start, or the last 300 ms of shorter recordings, or all of very
 * short ones. Without any recording 0 .. 1 ms, on which nothing is drawn.
 */
export function defaultWindow(sampled: readonly Sampled[]): TimeWindow {
  if (sampled.length === 0) return { start: 0, stop: 1 };
  const first = Math.min(...sampled.map((s) => s.t0));
  const last = Math.max(...sampled.map((s) => s.t0 + s.count * s.dt));
  const start = Math.max(first, Math.min(first + TRANSIENT, last - DEFAULT_LENGTH));
  return { start, stop: Math.max(Math.min(last, start + DEFAULT_LENGTH), start + 1e-3) };
}

/** Returns `window` if it is a stretch of positive length, else throws a ParameterError. */
export function checkedWindow(window: TimeWindow): TimeWindow {
  if (!Number.isFinite(window.start) || !Number.isFinite(window.stop) || window.stop <= window.start)
    throw new ParameterError('window', '{start, stop} in ms with start < stop', window);
  return window;
}

/** Sample indices [from, to) of `sampled` with time stamps in the window (start, stop]. */
export function samplesIn(window: TimeWindow, sampled: Sampled): { from: number; to: number } {
  const index = (time: number) => Math.floor((time - sampled.t0) / sampled.dt + 1e-6);
  const from = Math.min(Math.max(0, index(window.start)), sampled.count);
  const to = Math.min(Math.max(from, index(window.stop)), sampled.count);
  return { from, to };
}
