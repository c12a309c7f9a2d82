import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataFileError, ParameterError } from '../../../src/errors.ts';
import { probeGeometry, type GeometryName } from '../../../src/forward/probe/geometries.ts';
import { joinProbes } from '../../../src/forward/probe/joinProbes.ts';
import { placeProbe } from '../../../src/forward/probe/placement.ts';
import { contactNormal, createProbe } from '../../../src/forward/probe/probe.ts';
import { readProbeinterface } from '../../../src/io/probeinterface.ts';
import { writeProbeinterface } from '../../../src/io/writeProbeinterface.ts';

/** Two shanks with two contacts each, y upwards from the lowest contact. */
const flat = {
  specification: 'probeinterface',
  version: '0.2.21',
  probes: [
    {
      ndim: 2,
      si_units: 'um',
      annotations: { name: 'two shanks', manufacturer: 'homemade' },
      contact_positions: [
        [0, 0],
        [0, 50],
        [200, 0],
        [200, 50],
      ],
      contact_shapes: ['circle', 'circle', 'square', 'rect'],
      contact_shape_params: [{ radius: 6 }, { radius: 0 }, { width: 12 }, { width: 10, height: 20 }],
      contact_ids: ['a', 'b', 'c', 'd'],
      shank_ids: [0, 0, '1', '1'],
      device_channel_indices: [3, -1, 1, 0],
      probe_planar_contour: [
        [-20, 100],
        [0, -50],
        [20, 100],
      ],
    },
  ],
};

const upright = { plane: 'xz', y: 'up', origin: [10, 20, -1000] } as const;
const read = (change: object, options: Parameters<typeof readProbeinterface>[1] = upright) =>
  readProbeinterface(JSON.stringify({ ...flat, probes: [{ ...flat.probes[0], ...change }] }), {
    file: 'p.json',
    ...options,
  });

describe('readProbeinterface', () => {
  it('puts a two-dimensional probe where plane, y and origin say', () => {
    const [probe] = read({});
    expect(probe.name).toBe('two shanks');
    expect(probe.source).toBe('p.json');
    expect(probe.contacts.map((c) => c.position)).toEqual([
      [10, 20, -1000],
      [10, 20, -950],
      [210, 20, -1000],
      [210, 20, -950],
    ]);
    expect(probe.contacts.map((c) => c.name)).toEqual(['a', 'b', 'c', 'd']);
    expect(probe.contacts.map((c) => c.shank)).toEqual(['0', '0', '1', '1']);
    expect(probe.contacts.map((c) => c.deviceChannel)).toEqual([3, undefined, 1, 0]);
    expect(probe.contacts[0]).toMatchObject({ shape: 'circle', radius: 6 });
    expect(probe.contacts[2]).toMatchObject({ shape: 'square', width: 12 });
    expect(probe.contacts[3]).toMatchObject({ shape: 'rect', width: 10, height: 20 });
    expect(contactNormal(probe.contacts[0])).toEqual([0, -1, 0]);
    expect(probe.contours[0].points[1]).toEqual([10, 20, -1050]);
  });

  it.each([
    [{ plane: 'xz', y: 'down', origin: [0, 0, 0] } as const, [200, 0, -50]],
    [{ plane: 'yz', y: 'up', origin: [0, 0, 0] } as const, [0, 200, 50]],
    [{ plane: 'xy', origin: [0, 0, 7] } as const, [200, 50, 7]],
  ])('with %j', (options, last) => {
    const [probe] = readProbeinterface(JSON.stringify(flat), options);
    expect(probe.contacts[3].position).toEqual(last);
  });

  it('says what to state where a two-dimensional probe stands nowhere', () => {
    for (const options of [
      {},
      { plane: 'xz', y: 'up' } as const,
      { plane: 'xz', origin: [0, 0, 0] } as const,
      { y: 'up', origin: [0, 0, 0] } as const,
    ])
      expect(() => readProbeinterface(JSON.stringify(flat), { file: 'p.json', ...options })).toThrow(
        /^p\.json: probes\[0\]: Expected a statement of where .*plane.*y \("up" or "down".*origin/,
      );
    expect(() =>
      readProbeinterface(JSON.stringify(flat), { plane: 'xy', y: 'up', origin: [0, 0, 0] }),
    ).toThrow(/no direction y/);
  });

  it('takes a three-dimensional probe as it is, moved by the origin, and refuses a plane for it', () => {
    const change = {
      ndim: 3,
      contact_positions: [
        [1, 2, 3],
        [1, 2, 4],
        [1, 2, 5],
        [1, 2, 6],
      ],
      contact_plane_axes: Array.from({ length: 4 }, () => [
        [0, 1, 0],
        [0, 0, 1],
      ]),
      probe_planar_contour: undefined,
    };
    expect(read(change, {})[0].contacts[0].position).toEqual([1, 2, 3]);
    expect(contactNormal(read(change, {})[0].contacts[0])).toEqual([1, 0, 0]);
    expect(read(change, { origin: [1, 1, -100] })[0].contacts[3].position).toEqual([2, 3, -94]);
    expect(() => read(change)).toThrow(/neither plane nor y/);
    expect(() => read({ ...change, contact_plane_axes: undefined }, {})).toThrow(/contact_plane_axes/);
  });

  it('converts units of places and faces', () => {
    const [probe] = read({ si_units: 'mm' });
    expect(probe.contacts[3].position).toEqual([200010, 20, 49000]);
    expect(probe.contacts[0].radius).toBe(6000);
  });

  it('understands the older names of members, files without names or faces, and a byte-order mark', () => {
    const text = JSON.stringify({
      specification: 'probeinterface',
      version: '0.1.0',
      probes: [{ ndim: 2, si_units: 'um', annotations: {}, electrode_positions: [[0, 1]] }],
    });
    const [probe] = readProbeinterface(`\uFEFF${text}`, upright);
    expect(probe.name).toBe('probe 0');
    expect(probe.contacts).toEqual([{ name: '0', shape: 'circle', radius: 0, position: [10, 20, -999] }]);
  });

  it.each([
    [{ ndim: 4 }, 'probes[0].ndim'],
    [{ si_units: 'inch' }, 'probes[0].si_units'],
    [{ contact_positions: [] }, 'probes[0].contact_positions'],
    [{ contact_positions: [[0, 0], [0], [1, 1], [2, 2]] }, 'probes[0].contact_positions[1]'],
    [
      {
        contact_positions: [
          [0, 0],
          [0, null],
          [1, 1],
          [2, 2],
        ],
      },
      'probes[0].contact_positions[1]',
    ],
    [
      {
        contact_positions: [
          [0, 0],
          [0, 0],
          [1, 1],
          [2, 2],
        ],
      },
      'probes[0].contacts[1].position',
    ],
    [{ contact_ids: ['a', 'a', 'b', 'c'] }, 'probes[0].contacts[1].name'],
    [{ contact_ids: ['a'] }, 'probes[0].contact_ids'],
    [{ contact_shapes: ['circle', 'circle', 'square', 'star'] }, 'probes[0].contact_shapes[3]'],
    [
      { contact_shape_params: [{ radius: 6 }, { radius: -1 }, { width: 12 }, { width: 1, height: 1 }] },
      'probes[0].contact_shape_params[1].radius',
    ],
    [
      { contact_shape_params: [{ radius: 6 }, {}, { width: 12 }, { width: 1, height: 1 }] },
      'probes[0].contact_shape_params[1].radius',
    ],
    [{ contact_plane_axes: [[1], [1], [1], [1]] }, 'probes[0].contact_plane_axes[0]'],
    [{ device_channel_indices: [0.5, 1, 2, 3] }, 'probes[0].device_channel_indices[0]'],
    [{ probe_planar_contour: 3 }, 'probes[0].probe_planar_contour'],
    [{ annotations: [] }, 'probes[0].annotations'],
  ])('names the member at fault: %j', (change, path) => {
    const error = (() => {
      try {
        read(change);
      } catch (e) {
        return e;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(DataFileError);
    expect((error as Error).message).toContain(`p.json: ${path}: Expected`);
    expect((error as Error).message).not.toContain('\n');
  });

  it.each(['', '{', '[]', '{}', '{"specification": "probeinterface", "probes": []}'])(
    'refuses %j',
    (text) => {
      expect(() => readProbeinterface(text, upright)).toThrow(DataFileError);
    },
  );
});

describe('writeProbeinterface', () => {
  const names = ['linear-16', 'neuropixels-2.0-four-shank', 'tetrode', 'mea-60'] as const;

  it('in space: read back are the same contacts, of any built-in probe in any pose', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<GeometryName>(...names),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (name, tilt, turn) => {
          const probe = placeProbe(probeGeometry(name), { tilt, turn, position: [1, 2, -3] });
          const [again] = readProbeinterface(writeProbeinterface([probe]));
          expect(again.name).toBe(probe.name);
          for (const [k, c] of probe.contacts.entries()) {
            const { axes, ...rest } = again.contacts[k];
            const { axes: exact, ...same } = c;
            expect(rest).toEqual(same);
            for (const i of [0, 1])
              for (const j of [0, 1, 2]) expect(axes![i][j]).toBeCloseTo(exact![i][j], 14);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('in a plane: read back with the same statement is the same probe', () => {
    const probe = placeProbe(probeGeometry('neuropixels-1.0', { rows: 3 }), { position: [100, 5, -2000] });
    for (const y of ['up', 'down'] as const) {
      const statement = { plane: 'xz', y, origin: [100, 5, -1000] } as const;
      const text = writeProbeinterface([probe], statement);
      expect(JSON.parse(text).probes[0].ndim).toBe(2);
      const [again] = readProbeinterface(text, statement);
      expect(again.contacts.map((c) => c.position)).toEqual(probe.contacts.map((c) => c.position));
      expect(again.contours[0].points).toEqual(probe.contours[0].points);
    }
  });

  it('refuses contacts out of the plane and half a statement', () => {
    const probe = probeGeometry('mea-60');
    expect(() => writeProbeinterface([probe], { plane: 'xz', y: 'up', origin: [0, 0, 0] })).toThrow(
      ParameterError,
    );
    expect(() => writeProbeinterface([probe], { plane: 'xy' })).toThrow(/origin/);
    expect(() => writeProbeinterface([probe], { plane: 'xz', origin: [0, 0, 0] })).toThrow(/y, up or down/);
  });
});

describe('joinProbes', () => {
  const a = createProbe({ name: 'a', contacts: [{ name: '1', position: [0, 0, 0], shank: 's' }] });
  const b = createProbe({ name: 'b', contacts: [{ name: '1', position: [0, 0, 1], shank: 's' }] });

  it('numbers names that agree and leaves others alone', () => {
    expect(joinProbes([a])).toBe(a);
    expect(joinProbes([a, b]).contacts.map((c) => [c.name, c.shank])).toEqual([
      ['p0-1', 'p0-s'],
      ['p1-1', 'p1-s'],
    ]);
    const c = createProbe({ contacts: [{ name: '2', position: [0, 0, 2], shank: 't' }] });
    expect(joinProbes([a, c]).contacts.map((x) => [x.name, x.shank])).toEqual([
      ['1', 's'],
      ['2', 't'],
    ]);
    const plain = [0, 1].map((x) => createProbe({ contacts: [[x, 0, 0]] }));
    expect(joinProbes(plain).contacts.map((x) => x.shank)).toEqual(['p0', 'p1']);
  });

  it('refuses none, and contacts at one place', () => {
    expect(() => joinProbes([])).toThrow(ParameterError);
    expect(() => joinProbes([a, a])).toThrow(/a place other than/);
  });
});
