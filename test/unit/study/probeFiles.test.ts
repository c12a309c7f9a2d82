import { describe, expect, test } from 'vitest';
import { studyWithProbes, type ProbeStanding } from '../../../src/study/probeFiles.ts';
import { loadTiny } from '../../support/tinyRun.ts';

const study = await loadTiny();

/** The tiny study with the probes of the given files. */
const withFiles = (
  contents: Readonly<Record<string, unknown>>,
  standing?: ProbeStanding,
  paths = Object.keys(contents),
) =>
  studyWithProbes(
    study,
    paths,
    {
      readText: (path) => {
        const content = contents[path];
        return Promise.resolve(typeof content === 'string' ? content : JSON.stringify(content));
      },
      exists: (path) => Promise.resolve(Object.hasOwn(contents, path)),
    },
    standing,
  );

const gauss = { type: 'GaussCylinderPotential', z: [-100, 50], sigma: 0.3 };
const cylinder = { type: 'CylinderPotential', sigma: 0.3, contacts: [[10, 20, -30]] };
const eeg = {
  type: 'FourSphereVolumeConductor',
  radii: [79000, 80000, 85000, 90000],
  conductivities: [0.3, 1.5, 0.015, 0.3],
  dipole_location: [0, 0, 78000],
  sensors: { arc: { polar_angles: [0] } },
};
const probeinterface = (ndim: 2 | 3) => ({
  specification: 'probeinterface',
  version: '0.2.21',
  probes: [
    {
      ndim,
      si_units: 'um',
      annotations: {},
      contact_positions: [[0, 0, 0].slice(0, ndim), [0, 100, 7].slice(0, ndim)],
      contact_shapes: ['circle', 'circle'],
      contact_shape_params: [{ radius: 0 }, { radius: 0 }],
      ...(ndim === 2
        ? {}
        : {
            contact_plane_axes: [0, 1].map(() => [
              [1, 0, 0],
              [0, 1, 0],
            ]),
          }),
    },
  ],
});

describe('a study with other probes', () => {
  test('has those of a part of a study, z up, and everything else as it was', async () => {
    const changed = await withFiles({
      'part.json': { depth_axis: 'down', probes: { a: gauss, b: cylinder }, head: { eeg } },
    });
    expect(changed.probes).toMatchObject([
      { name: 'a', type: 'GaussCylinderPotential', z: [100, -50] },
      { name: 'b', type: 'CylinderPotential', probe: { contacts: [{ position: [10, 20, 30] }] } },
    ]);
    expect(changed.head).toMatchObject([{ name: 'eeg', dipoleLocation: [0, 0, 78000] }]);
    const { probes: _p, head: _h, source: _s, ...rest } = changed;
    const { probes: _q, head: _i, source, ...same } = study;
    expect(rest).toEqual(same);
    // What is written into the results can be run again.
    expect(changed.source).toMatchObject({ ...source, probes: { a: { z: [100, -50] } }, head: { eeg } });
    expect(changed.source.depth_axis).toBe('up');
    expect(Object.keys(changed.source.probes)).toEqual(['a', 'b']);
  });

  test('names single entries after their files', async () => {
    const changed = await withFiles({
      'x/My probe.json': { depth_axis: 'up', ...gauss },
      '4.json': eeg,
      'p.json': { type: 'CurrentDipoleMoment' },
    });
    expect([...changed.probes, ...changed.head].map(({ name }) => name)).toEqual([
      'My_probe',
      'p',
      'probe_4',
    ]);
  });

  test('reads probeinterface files with the statement where they stand', async () => {
    const standing = { sigma: 0.25, plane: 'xz', y: 'up', origin: [1, 2, 3] } as const;
    const flat = await withFiles({ 'f/flat.json': probeinterface(2) }, standing);
    expect(flat.probes).toMatchObject([
      {
        name: 'flat',
        type: 'CylinderPotential',
        sigma: 0.25,
        probe: { contacts: [{ position: [1, 2, 3] }, { position: [1, 2, 103] }] },
      },
    ]);
    const solid = await withFiles({ 's.json': probeinterface(3) }, { sigma: 1 });
    expect(solid.probes).toMatchObject([
      { probe: { contacts: [{ position: [0, 0, 0] }, { position: [0, 100, 7] }] } },
    ]);
    // An entry may name such a file too, relative to itself.
    const { sigma, ...place } = standing;
    const entry = {
      depth_axis: 'up',
      type: 'CylinderPotential',
      sigma,
      contacts: { file: 'flat.json', ...place },
    };
    const named = await withFiles({ 'f/entry.json': entry, 'f/flat.json': probeinterface(2) }, undefined, [
      'f/entry.json',
    ]);
    expect(named.probes).toMatchObject([{ probe: { contacts: [{ position: [1, 2, 3] }, {}] } }]);
  });
});

describe('refuses', () => {
  test.each<[string, Record<string, unknown>, ProbeStanding | undefined, RegExp]>([
    [
      'no conductivity',
      { 'p.json': { depth_axis: 'up', ...cylinder, sigma: undefined } },
      undefined,
      /^p\.json: sigma: missing; /,
    ],
    ['no direction of depths', { 'p.json': gauss }, undefined, /^p\.json: depth_axis: missing; say "up"/],
    [
      'a misspelt key',
      { 'p.json': { depth_axis: 'up', prob: {} } },
      undefined,
      /^p\.json: prob: unknown key; did you mean "probes"\?/,
    ],
    [
      'a misspelt key of an entry',
      { 'p.json': { depth_axis: 'up', ...gauss, sigmaz: 1 } },
      undefined,
      /^p\.json: sigmaz: unknown key; did you mean "sigma_z"\?/,
    ],
    [
      'an unknown model',
      { 'p.json': { depth_axis: 'up', type: 'GaussCilinder' } },
      undefined,
      /^p\.json: type: expected "GaussCylinderPotential", .* received "GaussCilinder"; did you mean "GaussCylinderPotential"\?/,
    ],
    [
      'nothing',
      { 'p.json': { depth_axis: 'up' } },
      undefined,
      /^p\.json: holds no probe; expected "probes", "head"/,
    ],
    ['a list', { 'p.json': [gauss] }, undefined, /^p\.json: expected an object/],
    ['what is no JSON', { 'p.json': '{"type": nan}' }, undefined, /^p\.json: line 1, column \d+: /],
    [
      'a model of one cell',
      { 'p.json': { depth_axis: 'up', ...cylinder, type: 'PointSourcePotential' } },
      undefined,
      /^p\.json: type: PointSourcePotential is a model of one cell at a known place, but E has 40 neurons/,
    ],
    [
      'a dipole outside the brain',
      { 'p.json': { ...eeg, dipole_location: [0, 0, 79500] } },
      undefined,
      /^p\.json: location: expected a place inside/,
    ],
    [
      'a contact file that is not there',
      { 'p.json': { depth_axis: 'up', ...cylinder, contacts: { file: 'q.json' } } },
      undefined,
      /^p\.json: contacts\.file: no such file: q\.json/,
    ],
    [
      'probeinterface without tissue',
      { 'p.json': probeinterface(2) },
      undefined,
      /^p\.json: a probeinterface file does not say in what tissue .*--sigma/,
    ],
    [
      'probeinterface, flat, without its place',
      { 'p.json': probeinterface(2) },
      { sigma: 1 },
      /^p\.json: .*plane/,
    ],
    [
      'a standing without such a file',
      { 'p.json': { depth_axis: 'up', ...gauss } },
      { sigma: 1 },
      /^sigma: Expected a file of the probeinterface package/,
    ],
  ])('%s', async (_, contents, standing, message) => {
    await expect(withFiles(contents, standing)).rejects.toThrow(message);
  });

  test('two signals of one name, a file that is not there', async () => {
    const part = { depth_axis: 'up', probes: { a: gauss } };
    await expect(withFiles({ 'p.json': part, 'q.json': part })).rejects.toThrow(
      /^q\.json: a second signal "a", beside that of p\.json; rename one/,
    );
    await expect(withFiles({}, undefined, ['r.json'])).rejects.toThrow(/^r\.json: no such file/);
    await expect(withFiles({ 'p.json': { ...part, head: { a: eeg } } })).rejects.toThrow(
      /^p\.json: head\.a: there is a probe of this name/,
    );
  });
});
