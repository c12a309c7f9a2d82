/**
 * Spikes from CSV files. The header decides the form: `time,id` (neuron ids) or `time,population` (names; the neurons stay unknown).
 * The order of the two columns is free, further columns are ignored; quotes and CRLF are understood; lines need not be sorted by time.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import type { Spikes } from '../network/spikes.ts';
import {
  millisecondsPer,
  SpikeCollector,
  TimeGrid,
  type FilePopulation,
  type GridOptions,
} from './spikeGrid.ts';
import { TableReader } from './table.ts';
import type { SourceFile } from './text.ts';

/** How a spike file in CSV is to be read. */
export interface SpikesCsvOptions extends GridOptions {
  /** Unit of the column `time`: the file cannot say. */
  readonly timeUnit: 'ms' | 's';
  /** The populations, with the ids that the file uses for them (`first` is without meaning for `time,population`). */
  readonly populations: Readonly<Record<string, FilePopulation>>;
}

/**
 * Reads one or more CSV files of the same form into the spikes of every population, in the order of `populations`; a population that
 * does not occur gets no spikes. From `time,population` files all ids are -1 (see idsKnown): they can be counted, not drawn as a raster.
 * Spikes are sorted by time, then neuron. A spike at time 0 gets step 0, which lies before the first bin of a count that starts at 0.
 * Throws DataFileError with the line on a bad number, a negative time, a time off the grid, an unknown id or population, or a wrong number of
 * columns; ParameterError on bad options.
 */
export function readSpikesCsv(files: readonly SourceFile[], options: SpikesCsvOptions): Spikes[] {
  if (files.length === 0) throw new ParameterError('files', 'at least one file', files);
  const scale = millisecondsPer(options.timeUnit);
  const grid = new TimeGrid(options);
  const forms = files.map((file) => openTable(file));
  const byName = forms[0]!.byName;
  const collector = new SpikeCollector(options.populations, grid.dt, byName);
  for (const { reader, columns, time, who, byName: named } of forms) {
    if (named !== byName)
      throw new DataFileError(
        reader.file,
        1,
        'Expected the same columns in all files (read the others on their own)',
      );
    const error = (message: string) => reader.error(message);
    while (reader.next()) {
      reader.expectColumns(columns);
      const step = grid.step(reader.finite(time, 'time') * scale, error);
      if (byName) collector.addNamed(step, reader.text(who).trim(), error);
      else collector.addId(step, reader.finite(who, 'id'), error);
    }
  }
  return collector.result();
}

interface SpikeTable {
  readonly reader: TableReader;
  readonly columns: number;
  readonly time: number;
  readonly who: number;
  readonly byName: boolean;
}

function openTable(file: SourceFile): SpikeTable {
  const reader = new TableReader(file, { separator: 'comma' });
  const header = reader.next() ? reader.texts().map((name) => name.trim()) : [];
  const time = header.indexOf('time');
  const id = header.indexOf('id');
  const population = header.indexOf('population');
  if (time < 0 || id >= 0 === population >= 0)
    throw new DataFileError(
      file.name,
      header.length === 0 ? undefined : reader.line,
      `Expected a header line "time,id" or "time,population", but received ${show(header.join(','))} (name the columns in the first line)`,
    );
  return { reader, columns: header.length, time, who: Math.max(id, population), byName: population >= 0 };
}
