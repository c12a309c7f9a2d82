/** The channels of signals as CSV: which column of `signals.csv` is which channel of which probe, where it is, and in which unit. */
import type { Signal } from '../predict/signal.ts';
import { csvLine } from './csv.ts';
import { columnNames } from './signalsCsv.ts';

/**
 * The text of the file: one row per column of signalsCsv, in its order. Columns `column`, `probe`, `channel`, `unit`, `x (um)`, `y (um)`, `z (um)`; empty where
 * a channel has no such coordinate. Positions are exact.
 */
export function writeChannelsCsv(signals: readonly Signal[]): string {
  const place = (value: number | undefined) => (value === undefined ? '' : String(value));
  const rows = signals.flatMap((signal) => {
    const columns = columnNames(signal);
    return signal.channels.map(({ name, x, y, z }, i) =>
      csvLine([columns[i]!, signal.probe, name, signal.unit, place(x), place(y), place(z)]),
    );
  });
  return csvLine(['column', 'probe', 'channel', 'unit', 'x (um)', 'y (um)', 'z (um)']) + rows.join('');
}
