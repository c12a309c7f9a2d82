/** The files of a network's activity: spikes, where neurons are known, and counts per time step. */
import type { FileProvenance } from '../../io/hdf5.ts';
import type { Content } from '../../io/node/files.ts';
import { writeRates, writeSpikes } from '../../io/spikesHdf5.ts';
import type { Activity } from '../../study/dynamicsStage.ts';

export type Put = (name: string, content: Content, what: string) => Promise<void>;

/** Writes `spikes.h5` (if there are spikes of neurons) and `rates.h5`. */
export async function writeActivity(activity: Activity, provenance: FileProvenance, put: Put): Promise<void> {
  const { spikes, counts } = activity;
  if (spikes !== undefined)
    await put(
      'spikes.h5',
      await writeSpikes(spikes, provenance),
      'spikes: time steps and neurons, transient included',
    );
  await put('rates.h5', await writeRates(counts, provenance), 'spikes per time step of every population');
}
