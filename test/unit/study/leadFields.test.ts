/** Lead fields in studies: the same signals as the head model whose gains they hold, whatever the file. */
import { describe, expect, test } from 'vitest';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { LeadField } from '../../../src/forward/leadField.ts';
import { writeLeadFieldJson } from '../../../src/io/leadFieldJson.ts';
import { probeKernels } from '../../../src/study/kernelStage.ts';
import { parseStudy } from '../../../src/study/load.ts';
import { signalRoles } from '../../../src/study/signalRoles.ts';
import { hdf5File } from '../../support/arrayFiles.ts';
import { loadTiny, tinyCurrents, type Files } from '../../support/tinyRun.ts';

type P = readonly [number, number, number];

const electrodes = [
  { name: 'Cz', x: 0, y: 0, z: 90000 },
  { name: 'T8', x: 90000, y: 0, z: 0 },
];
const spheres = new FourSphereVolumeConductor({ electrodes });
const places: P[] = [
  [0, 0, 70000],
  [20000, 0, 70000],
  [0, 30000, 60000],
  [1000, 2000, 50000],
];
const normals = places.map(([x, y, z]): P => [x, y, 2 * z]);
const matrices = places.flatMap((place) => Array.from(spheres.transformationMatrix(place).data));
const json = writeLeadFieldJson(
  new LeadField({ matrices, places, normals, sensors: electrodes, unit: 'mV' }),
);
const hdf5 = await hdf5File(
  {
    gain: { shape: [4, 2, 3], data: matrices.map((v) => v * 1e12) },
    pos: { shape: [4, 3], data: places.flat().map((v) => v / 1000) },
    normal: { shape: [4, 3], data: normals.flat() },
    elec: { shape: [2, 3], data: electrodes.flatMap(({ x, y, z }) => [x / 1000, y / 1000, z / 1000]) },
  },
  { names: ['Cz', 'T8'] },
);
const stated = {
  arrays: {
    matrix: 'gain',
    positions: 'pos',
    normals: 'normal',
    sensor_names: 'names',
    sensor_positions: 'elec',
  },
  position_unit: 'mm',
  gain_unit: 'V/(A m)',
};
const files: Files = { 'head.json': json, 'head.h5': hdf5 };

/** The tiny study with one head model `eeg`. */
const withHead = (head: object, more: Files = files) =>
  loadTiny((s) => {
    s.probes = {};
    s.head = { eeg: head };
  }, more);
/** What four spheres give for a dipole of P along `axis`. */
const reference = (location: P, axis?: P) =>
  withHead({
    type: 'FourSphereVolumeConductor',
    radii: [79000, 80000, 85000, 90000],
    conductivities: [0.3, 1.5, 0.015, 0.3],
    dipole_location: location,
    ...(axis === undefined ? {} : { dipole_axis: axis }),
    sensors: { positions: electrodes.map(({ x, y, z }) => [x, y, z]), names: ['Cz', 'T8'] },
  });
const currents = await tinyCurrents(await reference(places[0]));
const kernelsOf = async (study: Awaited<ReturnType<typeof withHead>>) => probeKernels(study, currents);

describe('a lead field in a study', () => {
  test.each<[string, object, P, P | undefined]>([
    ['JSON, at a location', { file: 'head.json', dipole_location: places[1] }, places[1], undefined],
    ['JSON, a place by its number', { file: 'head.json', place: 2 }, places[2], undefined],
    ['HDF5, at a location', { file: 'head.h5', ...stated, dipole_location: places[1] }, places[1], undefined],
    [
      'HDF5, the nearest place, along its normal',
      {
        file: 'head.h5',
        ...stated,
        dipole_location: [0, 30000, 60500],
        tolerance: 600,
        dipole_axis: 'normal',
      },
      places[2],
      normals[2],
    ],
    [
      'JSON, along a direction',
      { file: 'head.json', place: 3, dipole_axis: [1, 2, -1] },
      places[3],
      [1, 2, -1],
    ],
  ])('%s', async (_, head, location, axis) => {
    const study = await withHead({ type: 'LeadField', ...head });
    const expected = await kernelsOf(await reference(location, axis));
    const kernels = await kernelsOf(study);
    expect(kernels).toHaveLength(4);
    for (const [i, { H, ...rest }] of kernels.entries()) {
      const { H: other, ...same } = expected[i];
      expect(rest).toEqual(same);
      const largest = other.data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(largest).toBeGreaterThan(0);
      expect(H.data).toBeAllclose(other.data, { rtol: 0, atol: 1e-13 * largest });
    }
    // The study stands alone: its copy needs no file.
    const again = await parseStudy(JSON.stringify(study.source), 'copy.json');
    expect(again.head).toEqual(study.head);
  });

  test('notes how far the place is, if it is another', async () => {
    const head = { type: 'LeadField', file: 'head.json', dipole_location: [0, 300, 70400] };
    const study = await withHead({ ...head, tolerance: 1000 });
    expect(study.notes).toContain(
      's.json: head.eeg.dipole_location: the lead field is that of [0, 0, 70000], 500 um away',
    );
    const exact = await withHead({ type: 'LeadField', file: 'head.json', place: 0 });
    expect(exact.notes.filter((note) => note.includes('lead field'))).toEqual([]);
  });

  test('plays the part of its unit', async () => {
    const inline = (unit: string) => ({
      type: 'LeadField',
      unit,
      dipole_location: [0, 0, 0],
      sensors: [{ name: 'a' }],
      matrix: [[1, 2, 3]],
    });
    for (const [unit, role] of [
      ['mV', 'eeg'],
      ['T', 'meg'],
    ] as const) {
      const study = await withHead(inline(unit));
      const [{ H, channels, unit: own }] = await kernelsOf(study);
      expect(own).toBe(unit);
      const signal = { probe: 'eeg', data: H, channels, unit, dt: 1, t0: 0 };
      expect(Object.keys(signalRoles(study, [signal]))).toEqual([role]);
    }
  });
});

describe('refuses', () => {
  test.each<[string, object, RegExp]>([
    [
      'neither place nor location',
      { file: 'head.json' },
      /^s\.json: head\.eeg: expected either dipole_location or place/,
    ],
    [
      'both',
      { file: 'head.json', place: 0, dipole_location: [0, 0, 0] },
      /^s\.json: head\.eeg: expected either/,
    ],
    [
      'a place too far away',
      { file: 'head.json', dipole_location: [0, 0, 70400] },
      /^s\.json: head\.eeg: location: expected a place within 0 um .*is 400 um away/,
    ],
    [
      'a number of no place',
      { file: 'head.json', place: 4 },
      /^s\.json: head\.eeg: place: expected an index from 0 to 3, but received 4/,
    ],
    [
      'no file of that name',
      { file: 'h.json', place: 0 },
      /^s\.json: head\.eeg\.file: no such file: h\.json/,
    ],
    [
      'units beside JSON',
      { file: 'head.json', place: 0, gain_unit: 'V/(A m)' },
      /^s\.json: head\.eeg\.gain_unit: has no meaning for a JSON file/,
    ],
    [
      'no units beside HDF5',
      { file: 'head.h5', place: 0, arrays: stated.arrays },
      /^s\.json: head\.eeg\.position_unit: missing; the file does not say it/,
    ],
    [
      'an array that is not there',
      { file: 'head.h5', place: 0, ...stated, arrays: { ...stated.arrays, matrix: 'gains' } },
      /^head\.h5: holds no array "gains" \(it has elec, gain, /,
    ],
    [
      'a normal that is not there',
      {
        file: 'head.h5',
        place: 0,
        ...stated,
        arrays: { matrix: 'gain', positions: 'pos' },
        dipole_axis: 'normal',
      },
      /^s\.json: head\.eeg\.dipole_axis: expected three numbers, since head\.h5 has no normals/,
    ],
    [
      'a matrix beside a file',
      { file: 'head.json', place: 0, matrix: [[1, 2, 3]] },
      /^s\.json: head\.eeg\.matrix: has no meaning beside a file/,
    ],
    ['nothing', {}, /^s\.json: head\.eeg\.unit: missing; give it, or a file/],
    [
      'a unit that nobody has',
      { file: 'head.h5', place: 0, ...stated, gain_unit: 'mV' },
      /^s\.json: head\.eeg\.gain_unit: expected "V\/\(A m\)", .* received "mV"/,
    ],
    [
      'rows that are no sensors',
      { unit: 'mV', dipole_location: [0, 0, 0], sensors: [{ name: 'a' }], matrix: [] },
      /^s\.json: head\.eeg: matrices: expected 1 places x 1 sensors x 3 = 3 numbers, but received 0/,
    ],
    [
      'an axis without direction',
      { file: 'head.json', place: 0, dipole_axis: [0, 0, 0] },
      /^s\.json: head\.eeg: axis: expected a direction/,
    ],
  ])('%s', async (_, head, message) => {
    await expect(withHead({ type: 'LeadField', ...head })).rejects.toThrow(message);
  });

  test('an axis without direction in any head', async () => {
    await expect(reference(places[0], [0, 0, 0])).rejects.toThrow(
      /^s\.json: head\.eeg: axis: expected a direction/,
    );
  });
});
