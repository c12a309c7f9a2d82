import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import {
  PROBE_GEOMETRIES,
  probeGeometry,
  type GeometryName,
} from '../../../../src/forward/probe/geometries.ts';
import { contactGrid } from '../../../../src/forward/probe/gridArrays.ts';
import { placeProbe } from '../../../../src/forward/probe/placement.ts';
import { contactNormal, createProbe, probeExtent } from '../../../../src/forward/probe/probe.ts';
import { linearProbe, neuropixels } from '../../../../src/forward/probe/shankProbes.ts';
import { TEN_TWENTY, tenTwenty } from '../../../../src/forward/probe/tenTwenty.ts';

const at = (probe: ReturnType<typeof createProbe>, name: string) =>
  probe.contacts.find((c) => c.name === name)!.position;

describe('built-in probes', () => {
  it.each([
    ['linear-16', 16],
    ['linear-23', 23],
    ['linear-32', 32],
    ['neuropixels-1.0', 384],
    ['neuropixels-2.0', 384],
    ['neuropixels-2.0-four-shank', 384],
    ['tetrode', 4],
    ['mea-60', 60],
    ['mea-4096', 4096],
    ['ecog', 64],
  ] as const)('%s has %i contacts', (name, count) => {
    expect(probeGeometry(name).contacts).toHaveLength(count);
  });

  it('linear: the first contact is the uppermost, the last stands above the tip', () => {
    const probe = linearProbe({ contacts: 3, pitch: 100, tipLength: 50 });
    expect(probe.contacts.map((c) => c.position[2])).toEqual([250, 150, 50]);
    expect(linearProbe({ contacts: 1 }).contacts).toHaveLength(1);
  });

  it('Neuropixels 1.0: two sites per row, 32 um apart, rows 20 um apart and shifted by 16 um, inside the shank', () => {
    const probe = neuropixels();
    expect(['e0', 'e1', 'e2', 'e3', 'e4'].map((name) => at(probe, name))).toEqual([
      [-8, 0, 209],
      [24, 0, 209],
      [-24, 0, 229],
      [8, 0, 229],
      [-8, 0, 249],
    ]);
    const [low, high] = probeExtent(probe);
    expect([low[0], high[0], low[2]]).toEqual([-35, 35, 0]);
  });

  it('Neuropixels: the second bank starts at row 192, the last one of 1.0 is half a bank', () => {
    const second = neuropixels({ firstRow: 192 });
    expect(second.contacts[0].name).toBe('e384');
    expect(second.contacts[0].position[2]).toBe(209 + 192 * 20);
    expect(neuropixels({ firstRow: 384 }).contacts).toHaveLength(192);
    expect(() => neuropixels({ firstRow: 480 })).toThrow(ParameterError);
    expect(() => neuropixels({ firstRow: 400, rows: 81 })).toThrow(/rows/);
    const sparse = neuropixels({ rowStep: 100 });
    expect(sparse.contacts.map((c) => c.name)).toEqual(
      [0, 200, 400, 600, 800].flatMap((e) => [`e${e}`, `e${e + 1}`]),
    );
    expect(() => neuropixels({ rowStep: 100, rows: 6 })).toThrow(/an integer from 1 to 5/);
  });

  it('Neuropixels 2.0 with four shanks: 250 um apart, columns straight, rows 15 um apart', () => {
    const probe = neuropixels({ version: '2.0-four-shank' });
    expect(['s0e0', 's1e0', 's3e3'].map((name) => at(probe, name))).toEqual([
      [-383, 0, 206],
      [-133, 0, 206],
      [399, 0, 221],
    ]);
    expect(new Set(probe.contacts.map((c) => c.shank))).toEqual(new Set(['0', '1', '2', '3']));
    expect(probe.contours.map((c) => c.shank)).toEqual(['0', '1', '2', '3']);
  });

  it('the array of 60: no corners, column before row', () => {
    const probe = probeGeometry('mea-60');
    const names = probe.contacts.map((c) => c.name);
    for (const corner of ['11', '18', '81', '88']) expect(names).not.toContain(corner);
    expect(at(probe, '21')).toEqual([-500, 700, 0]);
    expect(at(probe, '12')).toEqual([-700, 500, 0]);
    expect(probe.contacts[0]).toMatchObject({ shape: 'circle', radius: 15 });
  });

  it('the array of 4096 in its two pitches', () => {
    expect(at(probeGeometry('mea-4096'), 'r1c1')).toEqual([-31.5 * 42, 31.5 * 42, 0]);
    expect(at(probeGeometry('mea-4096', { pitch: 81 }), 'r64c64')).toEqual([31.5 * 81, -31.5 * 81, 0]);
  });

  it('grids of any size, refused if contacts overlap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (rows, columns) => {
        const { contacts } = contactGrid({ rows, columns, pitch: 10 });
        expect(contacts).toHaveLength(rows * columns);
        // Centred: the mean of all places is the origin, to rounding.
        for (const axis of [0, 1, 2])
          expect(Math.abs(contacts.reduce((sum, c) => sum + c.position[axis], 0))).toBeLessThan(1e-9);
      }),
    );
    expect(() => contactGrid({ rows: 2, columns: 2, pitch: 10, width: 11 })).toThrow(/overlap/);
  });

  it('a parameter or a name that does not exist is refused', () => {
    expect(() => probeGeometry('neuropixel-1.0' as GeometryName)).toThrow(/did you mean neuropixels-1.0/);
    expect(() => probeGeometry('tetrode', { rows: 3 })).toThrow(/no such parameter of tetrode/);
    expect(() => probeGeometry('linear', {})).toThrow(ParameterError);
    expect(() => probeGeometry('grid', { rows: 2 })).toThrow(/columns/);
    expect(() => probeGeometry('ecog', { pitch: -1 })).toThrow(ParameterError);
  });

  it('every parameter of the catalogue is one that its function takes', () => {
    for (const [name, { parameters }] of Object.entries(PROBE_GEOMETRIES))
      for (const key of parameters) {
        const needed = name === 'linear' ? { count: 3 } : name === 'grid' ? { rows: 2, columns: 2 } : {};
        const value = {
          count: 4,
          pitch: 3000,
          width: 3,
          rows: 3,
          columns: 3,
          firstRow: 1,
          rowStep: 2,
          tipLength: 5,
        }[key];
        const plain = probeGeometry(name as GeometryName, needed);
        expect(
          probeGeometry(name as GeometryName, { ...needed, [key]: value }),
          `${name} ${key}`,
        ).not.toEqual(plain);
      }
  });
});

describe('placeProbe', () => {
  const probe = linearProbe({ contacts: 2, pitch: 100, tipLength: 0 });

  it('leans the upper end towards the azimuth about the tip', () => {
    const leaned = placeProbe(probe, { tilt: 90, azimuth: 90, position: [1, 2, 3] });
    expect(leaned.contacts.map((c) => c.position)).toEqual([
      [1, 102, 3],
      [1, 2, 3],
    ]);
    const half = placeProbe(probe, { tilt: 60, azimuth: 0 }).contacts[0].position;
    expect(half[0]).toBeCloseTo(100 * Math.sin(Math.PI / 3), 12);
    expect(half[2]).toBeCloseTo(50, 12);
  });

  it('turns the columns about the own axis, whatever the azimuth of a probe that does not lean', () => {
    const flat = contactGrid({ rows: 1, columns: 2, pitch: 10, width: 2 });
    const turned = placeProbe(flat, { turn: 90, azimuth: 37 });
    expect(turned.contacts[1].position[0]).toBeCloseTo(0, 12);
    expect(turned.contacts[1].position[1]).toBeCloseTo(5, 12);
    expect(contactNormal(turned.contacts[0])![2]).toBeCloseTo(1, 12);
  });

  it('keeps all distances', () => {
    const angle = fc.double({ min: -360, max: 360, noNaN: true });
    const shanks = neuropixels({ version: '2.0-four-shank', rows: 2 });
    const distance = (p: typeof shanks) =>
      Math.hypot(...[0, 1, 2].map((k) => p.contacts[0].position[k] - p.contacts.at(-1)!.position[k]));
    fc.assert(
      fc.property(angle, angle, angle, (tilt, azimuth, turn) => {
        const moved = placeProbe(shanks, { tilt, azimuth, turn, position: [1, -2, 3] });
        expect(distance(moved)).toBeCloseTo(distance(shanks), 9);
      }),
    );
  });

  it('refuses angles that are not finite', () => {
    expect(() => placeProbe(probe, { tilt: Infinity })).toThrow(ParameterError);
  });
});

describe('tenTwenty', () => {
  const byName = (options: Parameters<typeof tenTwenty>[0]) =>
    new Map(tenTwenty(options).map(({ name, x, y, z }) => [name, [x, y, z]]));

  it('has 21 electrodes in 10-20 and 61 in 10-10', () => {
    expect(tenTwenty().map((e) => e.name)).toEqual(TEN_TWENTY);
    expect(tenTwenty({ electrodes: '10-10' })).toHaveLength(61);
  });

  it('puts the midline and the coronal arc at 20 % of 180 degrees each', () => {
    const e = byName({ radius: 1 });
    for (const [name, polar] of [
      ['Fpz', 72],
      ['Fz', 36],
      ['Cz', 0],
      ['Pz', 36],
      ['Oz', 72],
      ['T7', 72],
      ['C3', 36],
      ['C4', 36],
    ] as const)
      expect(e.get(name)![2], name).toBeCloseTo(Math.cos((polar * Math.PI) / 180), 12);
    expect(e.get('Fpz')![1]).toBeGreaterThan(0); // the nose is at +y
    expect(e.get('T8')![0]).toBeGreaterThan(0); // even numbers are on the right
  });

  it('agrees with the usual table of idealised angles, in which T7 and T8 are on the equator (rounded to degrees there)', () => {
    const e = byName({ radius: 1, ring: 90, electrodes: '10-10' });
    // name, polar angle (negative: left half), azimuth from the line of the ears, degrees.
    for (const [name, theta, phi] of [
      ['Fp1', -90, -72],
      ['F7', -90, -36],
      ['F3', -60, -51],
      ['C3', -45, 0],
      ['P3', -60, 51],
      ['O2', 90, -72],
      ['F4', 60, 51],
      ['FC5', -69, -21],
      ['CP1', -31, 46],
      ['PO4', 74, -68],
    ] as const) {
      const [t, p] = [theta, phi].map((v) => (v * Math.PI) / 180);
      const [x, y, z] = [Math.sin(t) * Math.cos(p), Math.sin(t) * Math.sin(p), Math.cos(t)];
      const [a, b, c] = e.get(name)!;
      expect(Math.hypot(a - x, b - y, c - z), name).toBeLessThan(0.02); // 1 degree: the table has whole degrees
    }
  });

  it('places every electrode on the sphere, mirrored left and right, for any ring', () => {
    fc.assert(
      fc.property(fc.double({ min: 5, max: 170, noNaN: true }), (ring) => {
        const e = byName({ electrodes: '10-10', radius: 90_000, ring });
        for (const [name, [x, y, z]] of e) {
          expect(Math.abs(Math.hypot(x, y, z) - 90_000)).toBeLessThan(1e-7);
          const number = Number(/\d+$/.exec(name)?.[0] ?? NaN);
          if (Number.isNaN(number)) expect(x).toBe(0);
          else {
            const other = name.replace(/\d+$/, String(number % 2 === 1 ? number + 1 : number - 1));
            expect(e.get(other)).toEqual([-x, y, z]);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('knows the old names and says what it does not know', () => {
    const [old] = tenTwenty({ electrodes: ['T3'] });
    expect(old).toEqual({ ...tenTwenty({ electrodes: ['T7'] })[0], name: 'T3' });
    expect(() => tenTwenty({ electrodes: ['FZ'] })).toThrow(/electrodes\[0\].*did you mean Fz/);
    expect(() => tenTwenty({ electrodes: ['T3', 'T7'] })).toThrow(/does not occur before/);
    expect(() => tenTwenty({ electrodes: [] })).toThrow(ParameterError);
    expect(() => tenTwenty({ ring: 180 })).toThrow(/ring/);
    expect(() => tenTwenty({ radius: 0 })).toThrow(ParameterError);
  });
});
