/**
 * Spikes from NEST 3 recorders that write text (`record_to: "ascii"`). Such a file starts with comment lines (`#`), followed by a line
 * of column names without `#` and one line per spike, columns separated by tabs. One recorder writes one file per virtual process
 * (`label-id-vp.dat`); together they are the recording. Times come as `time_ms`, rounded to the recorder's precision (three decimals unless
 * changed), or, with `time_in_steps`, as `time_step` and `time_offset`: time = time_step * resolution - time_offset.
 * Format: NEST 3 documentation, "Write data to plain text files" and "spike_recorder". NEST 2 files (.gdf, no column names) are refused.
 */
import { DataFileError, ParameterError, positive, show } from '../errors.ts';
import type { Spikes } from '../network/spikes.ts';
import { SpikeCollector, TimeGrid, type FilePopulation, type GridOptions } from './spikeGrid.ts';
import { TableReader } from './table.ts';
import type { SourceFile } from './text.ts';

/** How NEST's files are to be read. */
export interface NestSpikesOptions extends GridOptions {
  /** The populations with NEST's node ids: `first` is `nodes[0].global_id`, ids are consecutive. */
  readonly populations: Readonly<Record<string, FilePopulation>>;
  /** NEST's resolution in ms, used by files with `time_step`. Default dt. */
  readonly resolution?: number;
}

/**
 * Reads and merges the files of one or more NEST recorders into the spikes of every population, in the order of `populations`, sorted by time,
 * then neuron, whatever the order of files and lines. Files without spikes (a header only) are allowed.
 * Throws DataFileError with the line on a missing or unknown header, a bad number, a wrong number of columns, a time that is negative or
 * off the grid, or a node that is in no population; ParameterError on bad options.
 */
export function readNestSpikes(files: readonly SourceFile[], options: NestSpikesOptions): Spikes[] {
  if (files.length === 0) throw new ParameterError('files', 'at least one file', files);
  const grid = new TimeGrid(options);
  const resolution = positive('resolution', options.resolution ?? grid.dt);
  const collector = new SpikeCollector(options.populations, grid.dt);
  for (const file of files) readRecorderFile(file, grid, resolution, collector);
  return collector.result();
}

function readRecorderFile(
  file: SourceFile,
  grid: TimeGrid,
  resolution: number,
  collector: SpikeCollector,
): void {
  const reader = new TableReader(file, { separator: 'blanks', comments: true });
  const header = reader.next() ? reader.texts() : [];
  const sender = header.indexOf('sender');
  const timeMs = header.indexOf('time_ms');
  const timeStep = header.indexOf('time_step');
  const timeOffset = header.indexOf('time_offset');
  if (sender < 0 || (timeMs < 0 && (timeStep < 0 || timeOffset < 0)))
    throw new DataFileError(
      file.name,
      header.length === 0 ? undefined : reader.line,
      `Expected the column names "sender time_ms" or "sender time_step time_offset", but received ${show(header.join(' '))} ` +
        `(NEST 3 writes them; to NEST 2 files add such a line)`,
    );
  const error = (message: string) => reader.error(message);
  while (reader.next()) {
    reader.expectColumns(header.length);
    let time: number;
    if (timeMs >= 0) time = reader.finite(timeMs, 'time_ms');
    else {
      const step = reader.finite(timeStep, 'time_step');
      if (!Number.isInteger(step)) throw error(`time_step: Expected an integer, but received ${step}`);
      time = step * resolution - reader.finite(timeOffset, 'time_offset');
    }
    collector.addId(grid.step(time, error), reader.finite(sender, 'sender'), error);
  }
}
