/** Lead fields of a head whose gains are known at every place: four spheres, a grid of dipoles. */
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { SphericallySymmetricVolCondMEG } from '../../../src/forward/sphericallySymmetricVolCondMEG.ts';
import { readLeadField, type LeadFieldArrays } from '../../../src/io/leadField.ts';
import { writeLeadFieldJson } from '../../../src/io/leadFieldJson.ts';
import { sourceFile } from '../../../src/io/text.ts';
import { hdf5File, npyFile, npzFile, type Numbers } from '../../support/arrayFiles.ts';

type P = readonly [number, number, number];

const sensors = [
  { name: 'Cz', x: 0, y: 0, z: 90000 },
  { name: 'T8', x: 90000, y: 0, z: 0 },
  { name: 'Fz', x: 0, y: 63000, z: 63000 },
  { name: 'O1', x: -40000, y: -75000, z: 20000 },
];
const head = new FourSphereVolumeConductor({ electrodes: sensors });
const places = [-40000, 0, 40000].flatMap((x) => [30000, 60000].map((z): P => [x, 5000, z]));
const normals = places.map(([x, y, z]): P => [2 * x, 2 * y, 2 * z]);
const S = sensors.length;
const V = places.length;
/** Element (place, sensor, component), mV per nA um. */
const gains = places.flatMap((place) => Array.from(head.transformationMatrix(place).data));
const gain = (p: number, s: number, c: number) => gains[(p * S + s) * 3 + c];

/** An array with axes in a given order, from a function of (place, sensor, component). */
function ordered(
  axes: readonly ('p' | 's' | 'c')[],
  f: (p: number, s: number, c: number) => number,
): Numbers {
  const lengths = { p: V, s: S, c: 3 };
  const shape = axes.map((axis) => lengths[axis]);
  const data = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const at = { p: 0, s: 0, c: 0 };
    let rest = i;
    for (let k = axes.length - 1; k >= 0; k--) {
      at[axes[k]] = rest % shape[k];
      rest = Math.floor(rest / shape[k]);
    }
    return f(at.p, at.s, at.c);
  });
  return { shape, data };
}

/** The New York head's file: gains in V/(A m) as (3, places, sensors), positions in mm as (3, places), names as a cell array. */
const newYork = () =>
  hdf5File(
    {
      'sa/cortex75K/V_fem': ordered(['c', 'p', 's'], (p, s, c) => gain(p, s, c) * 1e12),
      'sa/cortex75K/V_fem_normal': ordered(['p', 's'], (p, s) => {
        const n = normals[p].map((v) => v / Math.hypot(...normals[p]));
        return [0, 1, 2].reduce((sum, c) => sum + gain(p, s, c) * n[c], 0) * 1e12;
      }),
      'sa/cortex75K/vc': ordered(['c', 'p'], (p, _, c) => places[p][c] / 1000),
      'sa/cortex75K/normals': ordered(['c', 'p'], (p, _, c) => normals[p][c]),
      'sa/locs_3D': {
        shape: [6, S],
        data: Array.from({ length: 6 * S }, (_, i) => {
          const { x, y, z } = sensors[i % S];
          return [x, y, z, 7, 8, 9][Math.floor(i / S)] / 1000;
        }),
      },
    },
    {},
    { 'sa/clab_electrodes': sensors.map(({ name }) => name) },
  );
const arrays: LeadFieldArrays = {
  matrix: 'sa/cortex75K/V_fem',
  positions: 'sa/cortex75K/vc',
  normals: 'sa/cortex75K/normals',
  sensorNames: 'sa/clab_electrodes',
  sensorPositions: 'sa/locs_3D',
  positionUnit: 'mm',
  gainUnit: 'V/(A m)',
};
const file = { name: 'head.mat', bytes: await newYork() };

describe('a lead field of a MATLAB v7.3 file', () => {
  it('gives the gains of the head at every place', async () => {
    const field = await readLeadField(file, { arrays });
    expect(field.unit).toBe('mV');
    expect(field.channels).toEqual(sensors);
    expect(field.normals).toEqual(normals);
    for (const place of places)
      // mm and V/(A m) round once each.
      expect(field.transformationMatrix(place).data).toBeAllclose(head.transformationMatrix(place).data, {
        rtol: 1e-15,
      });
  });

  it('reads one place alone: the nearest within the tolerance, or that of an index', async () => {
    const near = await readLeadField(file, {
      arrays,
      at: { location: [39000, 5000, 60000] },
      tolerance: 1500,
    });
    expect(near.places).toEqual([[40000, 5000, 60000]]);
    expect(near.normals).toEqual([normals[5]]);
    expect(near.transformationMatrix([39000, 5000, 60000]).data).toBeAllclose(
      head.transformationMatrix(places[5]).data,
    );
    const third = await readLeadField(file, { arrays, at: { place: 3 } });
    expect(third.places).toEqual([places[3]]);
    await expect(
      readLeadField(file, { arrays, at: { location: [39000, 5000, 60000] }, tolerance: 900 }),
    ).rejects.toThrow(/^location: Expected a place within 900 um .* is 1000 um away/);
    await expect(readLeadField(file, { arrays, at: { place: 6 } })).rejects.toThrow(
      /^place: Expected an index from 0 to 5, but received 6/,
    );
  });

  it('with gains along the normals alone gives what a dipole along them has, and nothing across', async () => {
    const along = { ...arrays, matrix: 'sa/cortex75K/V_fem_normal' };
    for (const at of [undefined, { place: 4 }]) {
      const field = await readLeadField(file, { arrays: along, ...(at === undefined ? {} : { at }) });
      const M = field.transformationMatrix(places[4]).data;
      const n = normals[4].map((v) => v / Math.hypot(...normals[4]));
      const across = [n[2], 0, -n[0]];
      for (let s = 0; s < S; s++) {
        const of = (p: readonly number[]) => [0, 1, 2].reduce((sum, c) => sum + M[3 * s + c] * p[c], 0);
        expect(of(n)).toBeAllclose([0, 1, 2].reduce((sum, c) => sum + gain(4, s, c) * n[c], 0));
        expect(Math.abs(of(across))).toBeLessThan(1e-15 * Math.abs(of(n)));
      }
    }
    const { normals: _, ...without } = along;
    await expect(readLeadField(file, { arrays: without })).rejects.toThrow(
      /^head\.mat: sa\/cortex75K\/V_fem_normal has one gain per place, .*name the array of the normals/,
    );
  });

  it('names the sensors by number where the file does not', async () => {
    const { sensorNames: _, sensorPositions: __, ...rest } = arrays;
    const field = await readLeadField(file, { arrays: rest, at: { place: 0 } });
    expect(field.channels).toEqual([0, 1, 2, 3].map((i) => ({ name: `sensor${i}` })));
  });
});

describe('the order of axes', () => {
  const base = {
    positions: 'pos',
    positionUnit: 'um',
    gainUnit: 'mV/(nA um)',
    matrix: 'G',
  } as const;
  const pos = ordered(['p', 'c'], (p, _, c) => places[p][c]);

  it.each([
    ['s', 'p', 'c'],
    ['s', 'c', 'p'],
    ['p', 's', 'c'],
    ['p', 'c', 's'],
    ['c', 's', 'p'],
    ['c', 'p', 's'],
  ] as const)('is found out: %s %s %s', async (...axes) => {
    const bytes = await hdf5File({ G: ordered(axes, gain), pos });
    const field = await readLeadField({ name: 'x.h5', bytes }, { arrays: base });
    expect(field.parameters.matrices).toEqual(gains);
    const one = await readLeadField({ name: 'x.h5', bytes }, { arrays: base, at: { place: 2 } });
    expect(one.parameters.matrices).toEqual(gains.slice(2 * S * 3, 3 * S * 3));
  });

  it.each([
    ['sensors x 3 places', [S, 3 * V], ordered(['s', 'p', 'c'], gain)],
    ['3 places x sensors', [3 * V, S], ordered(['p', 'c', 's'], gain)],
  ] as const)('is found out: %s', async (_, shape, { data }) => {
    const bytes = await hdf5File({ G: { shape, data }, pos });
    const field = await readLeadField({ name: 'x.h5', bytes }, { arrays: base });
    expect(field.parameters.matrices).toEqual(gains);
    const one = await readLeadField({ name: 'x.h5', bytes }, { arrays: base, at: { place: 5 } });
    expect(one.parameters.matrices).toEqual(gains.slice(5 * S * 3));
  });

  it('has to be said where lengths agree, and must fit', async () => {
    const three = { shape: [3, V, 3], data: Array.from({ length: 9 * V }, (_, i) => i) };
    const source = { name: 'x.h5', bytes: await hdf5File({ G: three, pos }) };
    await expect(readLeadField(source, { arrays: base })).rejects.toThrow(
      /^x\.h5: G is 3 x 6 x 3, which may be \(sensor, place, component\) or \(component, place, sensor\); say which with "axes"/,
    );
    const said = await readLeadField(source, {
      arrays: { ...base, axes: ['component', 'place', 'sensor'] },
    });
    expect([...said.transformationMatrix(places[0]).data]).toEqual([0, 18, 36, 1, 19, 37, 2, 20, 38]);
    await expect(
      readLeadField(source, { arrays: { ...base, axes: ['place', 'sensor', 'component'] } }),
    ).rejects.toThrow(/^x\.h5: G is 3 x 6 x 3 read as \(place, sensor, component\), which fits no order/);
    const four = { shape: [4, 4, 4], data: new Float64Array(64) };
    const other = { name: 'x.h5', bytes: await hdf5File({ G: four, pos }) };
    await expect(readLeadField(other, { arrays: base })).rejects.toThrow(
      /^x\.h5: G is 4 x 4 x 4, which fits no order of sensors, 6 places and 3 components/,
    );
  });
});

describe('a lead field of NumPy', () => {
  const meg = new SphericallySymmetricVolCondMEG({
    sensors: sensors.map(({ x, y, z }) => [1.2 * x, 1.2 * y, 1.2 * z] as P),
    field: 'B',
  });
  /** The z component alone: one row per sensor. */
  const own = places.map((place) => {
    const M = meg.transformationMatrix(place).data;
    return sensors.flatMap((_, s) => [...M.subarray(9 * s + 6, 9 * s + 9)]);
  });
  const G = ordered(['s', 'p', 'c'], (p, s, c) => own[p][3 * s + c] * 1e15);
  const options = {
    arrays: {
      matrix: 'gain',
      positions: 'rr',
      sensorNames: 'ch_names',
      positionUnit: 'm',
      gainUnit: 'T/(A m)',
    },
  } as const;
  const rr = ordered(['p', 'c'], (p, _, c) => places[p][c] / 1e6);
  const names = npyFile(
    '<U5',
    [S],
    sensors.map(({ name }) => name),
  );

  it('reads gains as MNE has them, (sensors x 3 places) in T/(A m) and m', async () => {
    const bytes = npzFile({
      gain: npyFile('<f8', [S, 3 * V], G.data),
      rr: npyFile('<f8', rr.shape, rr.data),
      ch_names: names,
    });
    const field = await readLeadField({ name: 'fwd.npz', bytes }, options);
    expect(field.unit).toBe('T');
    expect(field.channels.map(({ name }) => name)).toEqual(['Cz', 'T8', 'Fz', 'O1']);
    for (const [p, place] of field.places.entries())
      expect(field.transformationMatrix(place).data).toBeAllclose(own[p], { rtol: 1e-14, atol: 1e-35 });
  });

  it('reads other types and Fortran order', async () => {
    const transposed = ordered(['p', 'c', 's'], (p, s, c) => own[p][3 * s + c] * 1e15);
    for (const descr of ['<f8', '>f8', '<f4']) {
      const bytes = npzFile({
        gain: npyFile(descr, [S, 3 * V], transposed.data, true),
        rr: npyFile('<f8', rr.shape, rr.data),
        ch_names: npyFile('|S5', [S], ['Cz', 'T8', 'Fz', 'O1']),
      });
      const field = await readLeadField({ name: 'fwd.npz', bytes }, { ...options, at: { place: 1 } });
      const largest = Math.max(...own[1].map(Math.abs));
      expect(field.transformationMatrix(field.places[0]).data).toBeAllclose(own[1], {
        rtol: 0,
        atol: (descr === '<f4' ? 6e-8 : 1e-15) * largest,
      });
    }
    const integers = npzFile({
      gain: npyFile('<i8', [1, 3 * V], Array(3 * V).fill(2)),
      rr: npyFile(
        '<i4',
        [V, 3],
        Array.from({ length: 3 * V }, (_, i) => i),
      ),
    });
    const { sensorNames: _, ...unnamed } = options.arrays;
    const field = await readLeadField({ name: 'i.npz', bytes: integers }, { arrays: unnamed });
    expect([...field.transformationMatrix([3e6, 4e6, 5e6]).data]).toBeAllclose([2e-15, 2e-15, 2e-15]);
  });

  it('refuses damaged archives and other contents', async () => {
    const read = (bytes: Uint8Array) => readLeadField({ name: 'f.npz', bytes }, options);
    const good = npzFile({ gain: npyFile('<f8', [1, 18], G.data), rr: npyFile('<f8', rr.shape, rr.data) });
    await expect(read(good)).rejects.toThrow(/^f\.npz: holds no array "ch_names" \(it has gain, rr\)/);
    await expect(read(good.slice(0, 60))).rejects.toThrow(
      /^f\.npz: damaged: its contents cannot be unpacked/,
    );
    await expect(read(npzFile({ gain: Uint8Array.of(1, 2) }))).rejects.toThrow(
      /^f\.npz: gain\.npy: damaged, or no array of NumPy/,
    );
    await expect(read(npzFile({ rr: npyFile('<f8', [5, 3], [1, 2]) }))).rejects.toThrow(/rr\.npy: damaged/);
    await expect(read(npzFile({ rr: npyFile('<U2', [V, 3], Array(3 * V).fill('a')) }))).rejects.toThrow(
      /^f\.npz: rr: Expected numbers, but received type "<U2"/,
    );
  });
});

describe('a lead field as JSON', () => {
  it('comes back to the bit', async () => {
    const field = await readLeadField(file, { arrays });
    const text = writeLeadFieldJson(field);
    for (const source of [
      sourceFile('h.json', text),
      { name: 'h.json.gz', bytes: gzipSync(new TextEncoder().encode(text)) },
    ]) {
      const again = await readLeadField(source);
      expect(again.parameters).toEqual(field.parameters);
      expect([again.unit, again.normals]).toEqual([field.unit, field.normals]);
      const one = await readLeadField(source, { at: { place: 1 } });
      expect(one.transformationMatrix(places[1])).toEqual(field.transformationMatrix(places[1]));
      expect(one.normals).toEqual([normals[1]]);
    }
  });

  it('states units, which are applied', async () => {
    const read = (change: object) =>
      readLeadField(
        sourceFile(
          'h.json',
          JSON.stringify({
            format: 'spikefield lead field 1',
            position_unit: 'mm',
            gain_unit: 'uV/(nA m)',
            sensors: [{ name: 'a', position: [0, 0, 90] }],
            places: [[0, 0, 70]],
            matrices: [[[1, 2, 3]]],
            ...change,
          }),
        ),
      );
    const field = await read({});
    expect(field.places).toEqual([[0, 0, 70000]]);
    expect(field.channels).toEqual([{ name: 'a', x: 0, y: 0, z: 90000 }]);
    // 1 uV per nA m = 1e-3 mV per 1e6 nA um.
    expect(field.transformationMatrix([0, 0, 70000]).data).toBeAllclose([1e-9, 2e-9, 3e-9]);
    const cases: [object, RegExp][] = [
      [{ gain_unit: 'V' }, /^h\.json: gain unit: Expected one of V\/\(A m\), .* received "V"/],
      [{ position_unit: 'inch' }, /^h\.json: length unit: Expected one of um, mm, cm, m, but/],
      [{ format: 'x' }, /^h\.json: format: .*"spikefield lead field 1"/],
      [{ extra: 1 }, /^h\.json: .*"extra"/],
      [{ matrices: [[[1, 2]]] }, /^h\.json: matrices\.0\.0/],
      [{ matrices: [[]] }, /^h\.json: matrices\.0: Expected 1 rows, one per sensor, but received 0/],
      [{ matrices: [] }, /^h\.json: matrices: Expected 1 places x 1 sensors x 3/],
      [{ sensors: [{ name: '' }] }, /^h\.json: sensors\[0\]: Expected a name/],
      [{ places: [] }, /^h\.json: places: Expected a list of at least one/],
    ];
    for (const [change, message] of cases) await expect(read(change)).rejects.toThrow(message);
  });
});

describe('faults', () => {
  it('are named with the file and what is expected', async () => {
    const read = (change: Partial<LeadFieldArrays>) =>
      readLeadField(file, { arrays: { ...arrays, ...change } });
    const cases: [Partial<LeadFieldArrays>, RegExp][] = [
      [
        { matrix: 'sa/cortex75K/V_fen' },
        /^head\.mat: holds no array "sa\/cortex75K\/V_fen" \(it has .*sa\/cortex75K\/V_fem,/,
      ],
      [{ positions: 'sa/cortex75K/V_fem' }, /^head\.mat: sa\/cortex75K\/V_fem: Expected two axes/],
      [
        { positions: 'sa/locs_3D' },
        /^head\.mat: sa\/locs_3D: Expected \(points x 3\) or \(3 x points\), but received 6 x 4/,
      ],
      [
        { normals: 'sa/locs_3D' },
        /^head\.mat: sa\/locs_3D: Expected 6 points of 3 coordinates, but received 6 x 4/,
      ],
      [{ gainUnit: 'V/Am' }, /^head\.mat: gain unit: Expected one of/],
      [{ positionUnit: 'km' as 'mm' }, /^head\.mat: length unit: Expected one of/],
      [{ sensorNames: 'sa/locs_3D' }, /^head\.mat: sa\/locs_3D: Expected texts, but received "<d"/],
    ];
    for (const [change, message] of cases) await expect(read(change)).rejects.toThrow(message);
    await expect(readLeadField(file)).rejects.toThrow(
      /^arrays: Expected the names of the arrays and their units/,
    );
    await expect(readLeadField(sourceFile('h.json', '{}'), { arrays })).rejects.toThrow(
      /^arrays: Expected nothing for a JSON file/,
    );
    await expect(readLeadField(sourceFile('old.mat', 'MATLAB 5.0 MAT-file'), { arrays })).rejects.toThrow(
      /^old\.mat: Expected an HDF5 file \(MATLAB: saved with -v7\.3\) or a NumPy \.npz file, but received a file that begins with "MATLAB 5\.0"/,
    );
    await expect(readLeadField({ name: 'e', bytes: new Uint8Array() }, { arrays })).rejects.toThrow(
      /^e: Expected an HDF5 file .* but received an empty file/,
    );
    await expect(
      readLeadField({ name: 'cut.mat', bytes: file.bytes.slice(0, 1200) }, { arrays }),
    ).rejects.toThrow(/^cut\.mat: damaged/);
  });

  it('refuses gains that are no numbers, where they are read', async () => {
    const holed = ordered(['s', 'p', 'c'], (p, s, c) => (p === 1 ? NaN : gain(p, s, c)));
    const bytes = await hdf5File({ G: holed, pos: ordered(['p', 'c'], (p, _, c) => places[p][c]) });
    const options = {
      arrays: { matrix: 'G', positions: 'pos', positionUnit: 'um', gainUnit: 'mV/(nA um)' },
    } as const;
    await expect(readLeadField({ name: 'x', bytes }, options)).rejects.toThrow(
      /^x: matrices\[12\]: Expected a finite number, but received NaN/,
    );
    const sound = await readLeadField({ name: 'x', bytes }, { ...options, at: { place: 2 } });
    expect(sound.transformationMatrix(places[2]).data).toBeAllclose(
      head.transformationMatrix(places[2]).data,
    );
  });
});
