/**
 * Signal files (`signals.h5`). Layout:
 *
 *   /signals/<probe>/sum         the signal of all pathways together
 *   /signals/<probe>/<X>-><Y>    the contribution of one pathway
 *       attributes probe, dt, t0, time_unit (ms), X and Y for a pathway
 *       data                     channels x times, in the unit of the probe; column n is at t0 + (n + 1) dt
 *       channel_names, channel_positions (um)
 */
import { InternalError } from '../errors.ts';
import type { Signal } from '../predict/signal.ts';
import { UNITS } from '../units.ts';
import { readHdf5, writeHdf5, type FileProvenance, type Hdf5Node } from './hdf5.ts';
import { channelArrays, Hdf5View, matrixArray, pathwayName, readChannels } from './hdf5View.ts';

/**
 * The bytes of a signal file. Signals come back to the bit, grouped by probe and within each probe in the same order.
 * Throws InternalError if a probe has a pathway or its sum twice, or only one of X and Y is given.
 */
export async function writeSignals(
  signals: readonly Signal[],
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const probes = new Map<string, Map<string, Hdf5Node>>();
  for (const signal of signals) {
    const { probe, data, channels, unit, dt, t0, X, Y } = signal;
    if ((X === undefined) !== (Y === undefined))
      throw new InternalError(`hdf5: a signal of ${probe} has X or Y, not both`);
    const name = X === undefined ? 'sum' : pathwayName(X, Y!);
    if (!probes.has(probe)) probes.set(probe, new Map());
    const members = probes.get(probe)!;
    if (members.has(name)) throw new InternalError(`hdf5: ${name} of ${probe} occurs twice`);
    members.set(name, {
      attributes: { probe, time_unit: UNITS.time, dt, t0, ...(X === undefined ? {} : { X, Y: Y! }) },
      arrays: {
        data: matrixArray(data, unit, 'channels x times, column n at t0 + (n + 1) dt'),
        ...channelArrays(channels),
      },
    });
  }
  const nodes = new Map([...probes].map(([probe, groups]) => [probe, { groups }]));
  return writeHdf5('signals', { groups: new Map([['signals', { groups: nodes }]]) }, provenance);
}

/** Reads a signal file. Throws DataFileError if it is damaged, truncated, edited, or no signal file of ours. */
export async function readSignals(
  file: string,
  bytes: Uint8Array,
): Promise<{ signals: Signal[]; provenance: FileProvenance }> {
  const { tree, provenance } = await readHdf5(file, bytes, 'signals');
  const probes = new Hdf5View(file, tree).group('signals').groups();
  return { signals: probes.flatMap((probe) => probe.groups().map(readSignal)), provenance };
}

function readSignal(view: Hdf5View): Signal {
  const X = view.optionalText('X');
  return {
    probe: view.text('probe'),
    data: view.matrix('data'),
    channels: readChannels(view),
    unit: view.unit('data'),
    dt: view.number('dt'),
    t0: view.number('t0'),
    ...(X === undefined ? {} : { X, Y: view.text('Y') }),
  };
}
