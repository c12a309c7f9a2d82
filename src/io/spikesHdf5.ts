/**
 * Spike files (`spikes.h5`) and count files (`rates.h5`). Layout:
 *
 *   /spikes/<population>   attributes population, size, dt, time_unit (ms)
 *       steps              time of every spike in steps: time = steps * dt, ascending
 *       ids                neuron of every spike, 0 … size - 1 (-1: unknown)
 *   /rates/<population>    attributes population, size, dt, t0, time_unit (ms)
 *       counts             spikes per time bin of the whole population; counts[n] are the spikes with time stamp t0 + (n + 1) dt
 */
import { InternalError } from '../errors.ts';
import type { SpikeCounts, Spikes } from '../network/spikes.ts';
import { UNITS } from '../units.ts';
import { readHdf5, writeHdf5, type FileProvenance, type Hdf5Node } from './hdf5.ts';
import { Hdf5View, vectorArray } from './hdf5View.ts';

/** The bytes of a spike file. Throws InternalError if a population occurs twice. */
export async function writeSpikes(
  spikes: readonly Spikes[],
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const nodes = byPopulation(spikes, ({ population, size, dt, steps, ids }) => ({
    attributes: { population, size, time_unit: UNITS.time, dt },
    arrays: {
      steps: vectorArray(steps, '1', 'times of the spikes in steps: time = steps * dt', true),
      ids: vectorArray(
        ids,
        '1',
        'neurons of the spikes, counted from 0 within the population, -1 if unknown',
        true,
      ),
    },
  }));
  return writeHdf5('spikes', { groups: new Map([['spikes', { groups: nodes }]]) }, provenance);
}

/** Reads a spike file. Throws DataFileError if it is damaged, truncated, edited, or no spike file of ours. */
export async function readSpikes(
  file: string,
  bytes: Uint8Array,
): Promise<{ spikes: Spikes[]; provenance: FileProvenance }> {
  const { tree, provenance } = await readHdf5(file, bytes, 'spikes');
  const views = new Hdf5View(file, tree).group('spikes').groups();
  const spikes = views.map((view) => ({
    population: view.text('population'),
    size: view.number('size'),
    dt: view.number('dt'),
    steps: view.integers('steps'),
    ids: view.integers('ids'),
  }));
  return { spikes, provenance };
}

/** The bytes of a file of spike counts. Throws InternalError if a population occurs twice. */
export async function writeRates(
  rates: readonly SpikeCounts[],
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const nodes = byPopulation(rates, ({ population, size, dt, t0, counts }) => ({
    attributes: { population, size, time_unit: UNITS.time, dt, t0 },
    arrays: {
      counts: vectorArray(
        counts,
        UNITS.count,
        'spikes of the population with time stamp t0 + (n + 1) dt',
        true,
      ),
    },
  }));
  return writeHdf5('rates', { groups: new Map([['rates', { groups: nodes }]]) }, provenance);
}

/** Reads a file of spike counts. Throws DataFileError if it is damaged, truncated, edited, in another unit, or no such file of ours. */
export async function readRates(
  file: string,
  bytes: Uint8Array,
): Promise<{ rates: SpikeCounts[]; provenance: FileProvenance }> {
  const { tree, provenance } = await readHdf5(file, bytes, 'rates');
  const views = new Hdf5View(file, tree).group('rates').groups();
  const rates = views.map((view) => ({
    population: view.text('population'),
    size: view.number('size'),
    dt: view.number('dt'),
    t0: view.number('t0'),
    counts: view.floats('counts'),
  }));
  return { rates, provenance };
}

function byPopulation<T extends { readonly population: string }>(
  items: readonly T[],
  node: (item: T) => Hdf5Node,
): Map<string, Hdf5Node> {
  const nodes = new Map(items.map((item) => [item.population, node(item)]));
  if (nodes.size !== items.length) throw new InternalError('hdf5: a population occurs twice');
  return nodes;
}
