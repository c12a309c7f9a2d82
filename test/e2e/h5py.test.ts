/** Our HDF5 files as the rest of the field reads them: with h5py (Debian: python3-h5py, built for /usr/bin/python3). */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, run } from '../support/spikefield.ts';
import { loadTiny, runTiny, tinyCurrents } from '../support/tinyRun.ts';
import { probeKernels } from '../../src/study/kernelStage.ts';
import { predictSignals } from '../../src/study/predictStage.ts';
import { VERSION } from '../../src/version.ts';

const PYTHON = '/usr/bin/python3';
const missing = spawnSync(PYTHON, ['-c', 'import h5py']).status !== 0;
if (missing)
  console.warn(`${PYTHON} has no h5py, so that our files are not read by it (apt-get install python3-h5py)`);

/** Attributes, shapes, units and values of everything in a file, by path. */
const DUMP = `
import json, sys
import h5py, numpy

def plain(x):
    if isinstance(x, bytes): return x.decode()
    if isinstance(x, numpy.ndarray): return [plain(v) for v in x.tolist()]
    return x.item() if isinstance(x, numpy.generic) else x

def entry(item):
    out = {'attributes': {k: plain(v) for k, v in item.attrs.items()}}
    if isinstance(item, h5py.Dataset):
        values = item[()]
        text = values.dtype.kind in 'OS'
        out.update(shape=list(item.shape), kind=values.dtype.kind, dtype=str(values.dtype))
        out['values'] = [plain(v) for v in values.ravel().tolist()] if text else None if values.dtype.kind == 'f' and numpy.isnan(values).any() else values.ravel().tolist()
    return out

with h5py.File(sys.argv[1], 'r') as file:
    found = {'/': entry(file)}
    file.visititems(lambda name, item: found.update({'/' + name: entry(item)}))
json.dump(found, sys.stdout)
`;

interface Entry {
  readonly attributes: Record<string, unknown>;
  readonly shape?: number[];
  readonly dtype?: string;
  readonly values?: any[];
}

function dump(file: string): Record<string, Entry> {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', DUMP, file], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

test.skipIf(missing)('h5py reads the shapes, units, attributes and values of all results', async () => {
  const folder = folderWith((s) => (s.output = { figure: false, csv: false }));
  expect((await run(folder, 'predict', 'study.json')).status).toBe(0);
  const read = (name: string) => dump(join(folder, 'results/tiny', name));
  const study = await loadTiny();
  const currents = await tinyCurrents(study);
  const kernels = probeKernels(study, currents);
  const activity = await runTiny(study);
  const { sums, pathways } = predictSignals(kernels, activity, true);

  const signals = read('signals.h5');
  expect(signals['/'].attributes).toMatchObject({
    format: 'spikefield signals',
    format_version: 1,
    spikefield_version: VERSION,
    study: 'tiny',
  });
  for (const signal of [...sums, ...pathways]) {
    const { probe, X, Y, data, dt, t0, unit, channels } = signal;
    const path = `/signals/${probe}/${X === undefined ? 'sum' : `${X}->${Y}`}`;
    expect(signals[path].attributes).toMatchObject({ probe, dt, t0, time_unit: 'ms', ...(X && { X, Y }) });
    const stored = signals[`${path}/data`];
    expect([stored.shape, stored.dtype, stored.attributes.unit]).toEqual([[...data.shape], 'float64', unit]);
    expect(stored.values).toEqual([...data.data]);
    expect(signals[`${path}/channel_names`].values).toEqual(channels.map(({ name }) => name));
  }

  const spikes = read('spikes.h5');
  const rates = read('rates.h5');
  for (const [i, { population, size, dt, steps, ids }] of activity.spikes!.entries()) {
    expect(spikes[`/spikes/${population}`].attributes).toMatchObject({
      population,
      size,
      dt,
      time_unit: 'ms',
    });
    expect(spikes[`/spikes/${population}/steps`]).toMatchObject({ dtype: 'int32', values: [...steps] });
    expect(spikes[`/spikes/${population}/ids`]).toMatchObject({ dtype: 'int32', values: [...ids] });
    const { counts, t0 } = activity.counts[i];
    expect(rates[`/rates/${population}`].attributes).toMatchObject({ population, size, dt, t0 });
    expect(rates[`/rates/${population}/counts`].values).toEqual([...counts]);
    expect(rates[`/rates/${population}/counts`].attributes.unit).toBeTypeOf('string');
  }

  const stored = read('kernels.h5');
  for (const { X, Y, probe, H, lags, unit } of kernels) {
    const path = `/kernels/${probe}/${X}->${Y}`;
    expect(stored[path].attributes).toMatchObject({ X, Y, probe, dt: lags.dt, first_lag: 0, n_lags: 41 });
    expect(stored[`${path}/H`]).toMatchObject({ shape: [...H.shape], values: [...H.data] });
    expect(stored[`${path}/H`].attributes.unit).toBe(unit);
  }
  for (const { X, Y, H, geometry, provenance } of currents) {
    const path = `/current/${X}->${Y}`;
    expect(stored[path].attributes).toMatchObject({
      X,
      Y,
      solver: 'exact',
      delay_rule: 'binned',
      hash: provenance!.hash,
    });
    expect(stored[`${path}/H`]).toMatchObject({
      shape: [2, 41],
      values: [...H.data],
      attributes: { unit: 'nA' },
    });
    expect(stored[`${path}/geometry/area`]).toMatchObject({
      values: [...geometry.area],
      attributes: { unit: 'um2' },
    });
    expect(stored[`${path}/geometry/section_names`].values).toEqual([...geometry.sectionNames]);
  }
});
