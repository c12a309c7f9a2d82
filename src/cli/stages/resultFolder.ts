/** A folder of results being written, which keeps the list of its files for the report. */
import type { FileProvenance } from '../../io/hdf5.ts';
import type { Content } from '../../io/node/files.ts';
import { withOutputFolder, type OutputFolder } from '../../io/node/outputFolder.ts';
import { writeRates, writeSpikes } from '../../io/spikesHdf5.ts';
import type { Activity } from '../../study/dynamicsStage.ts';
import type { Report } from '../../study/report.ts';

/** Spikes, and their numbers per time step. */
export const ACTIVITY_FILES = ['spikes.h5', 'rates.h5'] as const;

export class ResultFolder {
  readonly files: { readonly name: string; readonly what: string }[] = [];
  readonly #folder: OutputFolder;

  constructor(folder: OutputFolder) {
    this.#folder = folder;
  }

  /** Writes a file; `what` says in a few words what it holds. Throws OutputError. */
  async put(name: string, content: Content, what: string): Promise<void> {
    await this.#folder.write(name, content);
    this.files.push({ name, what });
  }

  /** Writes `spikes.h5` (if there are spikes of neurons) and `rates.h5`. */
  async putActivity({ spikes, counts }: Activity, provenance: FileProvenance): Promise<void> {
    if (spikes !== undefined)
      await this.put(
        ACTIVITY_FILES[0],
        await writeSpikes(spikes, provenance),
        'spikes: time steps and neurons, transient included',
      );
    await this.put(
      ACTIVITY_FILES[1],
      await writeRates(counts, provenance),
      'spikes per time step of every population',
    );
  }
}

/** Runs `work`, which writes files of the given names into a folder that appears complete or not at all; gives its report with folder and files. */
export async function intoFolder(
  path: string,
  replace: boolean,
  names: readonly string[],
  work: (folder: ResultFolder) => Promise<Report>,
): Promise<Report> {
  return withOutputFolder(path, { replace, names }, async (output) => {
    const folder = new ResultFolder(output);
    const report = await work(folder);
    return { ...report, folder: path, files: folder.files };
  });
}
