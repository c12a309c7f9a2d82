/**
 * Signals as CSV for spreadsheets: one row per time, one column per channel, units in the header. Times are exact; values have nine
 * significant digits unless asked otherwise (17 keep every bit; signals.h5 does so anyway).
 */
import { integer, ParameterError } from '../errors.ts';
import type { Signal } from '../predict/signal.ts';
import { csvLine } from './csv.ts';

/** How signals are written. */
export interface SignalsCsvOptions {
  /**
   * Keep the samples number every, 2 every, … (the first sample being number 1), so that the times are t0 + every dt, t0 + 2 every dt, …
   * Default 1: all. The others are dropped, not averaged: faster fluctuations alias.
   */
  readonly every?: number;
  /** Significant digits of the values, 1 to 17 (default 9). */
  readonly digits?: number;
}

const ROWS_PER_PIECE = 1024;

/**
 * The text of the file in pieces of some hundred kB, to be written one after the other. Columns: `time (ms)`, then per signal and channel
 * `<probe>[<channel>] (<unit>)`, with ` <X>-><Y>` after the probe for the contribution of a pathway.
 * Throws ParameterError if there is no signal or the signals differ in dt, t0 or number of samples.
 */
export function* signalsCsv(
  signals: readonly Signal[],
  options: SignalsCsvOptions = {},
): Generator<string, void> {
  const every = integer('every', options.every ?? 1, 1);
  const digits = integer('digits', options.digits ?? 9, 1, 17);
  const first = signals[0];
  if (first === undefined) throw new ParameterError('signals', 'at least one signal', signals);
  const { dt, t0 } = first;
  const samples = first.data.shape[1];
  for (const { probe, ...signal } of signals)
    if (signal.dt !== dt || signal.t0 !== t0 || signal.data.shape[1] !== samples)
      throw new ParameterError(
        `signals.${probe}`,
        `the times of ${first.probe} (dt ${dt} ms, t0 ${t0} ms, ${samples} samples)`,
        `dt ${signal.dt} ms, t0 ${signal.t0} ms, ${signal.data.shape[1]} samples`,
      );
  yield csvLine(['time (ms)', ...signals.flatMap(columnNames)]);
  const columns = signals.flatMap(({ data }) =>
    Array.from({ length: data.shape[0] }, (_, c) => data.data.subarray(c * samples, (c + 1) * samples)),
  );
  let piece = '';
  let rows = 0;
  for (let n = every - 1; n < samples; n += every) {
    piece += t0 + (n + 1) * dt;
    for (const column of columns) piece += `,${formatNumber(column[n]!, digits)}`;
    piece += '\n';
    if (++rows % ROWS_PER_PIECE === 0) {
      yield piece;
      piece = '';
    }
  }
  if (piece !== '') yield piece;
}

/** The same text in one string, for short signals. */
export function writeSignalsCsv(signals: readonly Signal[], options: SignalsCsvOptions = {}): string {
  return [...signalsCsv(signals, options)].join('');
}

/** The names of a signal's columns: `<probe>[<channel>] (<unit>)`, with ` <X>-><Y>` after the probe for a pathway. */
export function columnNames({ probe, channels, unit, X, Y }: Signal): string[] {
  const name = X === undefined ? probe : `${probe} ${X}->${Y}`;
  return channels.map((channel) => `${name}[${channel.name}] (${unit})`);
}

/** A number with so many significant digits. */
export function formatNumber(value: number, digits: number): string {
  // Zeros and small whole numbers, frequent before the first spike, need no digits after the point.
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : value.toPrecision(digits);
}
