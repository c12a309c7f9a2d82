import { describe, expect, test } from 'vitest';
import { CylinderPotential } from '../../../src/forward/cylinderPotential.ts';
import type { ForwardModel } from '../../../src/forward/forwardModel.ts';
import { probeGeometry } from '../../../src/forward/probe/geometries.ts';
import { placeProbe } from '../../../src/forward/probe/placement.ts';
import { probeSites } from '../../../src/forward/probe/probe.ts';
import { tenTwenty } from '../../../src/forward/probe/tenTwenty.ts';
import { computeCurrentKernels, probeKernels } from '../../../src/study/kernelStage.ts';
import { recipeHash } from '../../../src/study/kernelSet.ts';
import { loadStudy, parseStudy } from '../../../src/study/load.ts';
import { probeModel } from '../../../src/study/models.ts';
import { kernelRecipe } from '../../../src/study/recipe.ts';
import { nodeStudyFiles } from '../../../src/io/node/studyFiles.ts';
import { writeProbeinterface } from '../../../src/io/writeProbeinterface.ts';
import { changed, filesOf, problemsOf } from './helpers.ts';

type Files = Readonly<Record<string, unknown>>;

/** The small study with the given probes. */
const withProbes = (probes: object, axis: 'up' | 'down' = 'up') =>
  changed((s) => {
    s.probes = probes;
    if (axis === 'down') {
      s.depth_axis = 'down';
      s.kernels.cells.E.depth = -10;
      s.kernels.connections[0].placement.layers[0].depth.mean = -200;
      s.kernels.connections[1].placement = { sections: ['soma', 'dend'], depth_max: 50 };
    }
  });

const load = (study: object, files: Files = {}) =>
  parseStudy(JSON.stringify(study), 's.json', filesOf(files));

/** The model of the first probe of a study. */
async function model(probe: object, axis: 'up' | 'down' = 'up', files: Files = {}): Promise<ForwardModel> {
  const study = await load(withProbes({ p: probe }, axis), files);
  return probeModel(study.probes[0], study.kernels!.cells[0]);
}

const cylinder = { type: 'CylinderPotential', sigma: 0.3 };
const at = [
  [150, 0, 200],
  [0, 0, 0],
];

describe('CylinderPotential in a study', () => {
  test("takes radius and depth spread from the population, and is GaussCylinderPotential's on the axis", async () => {
    const study = await load(
      withProbes({
        on: { type: 'GaussCylinderPotential', z: [200, 0], sigma: 0.3 },
        by: { ...cylinder, contacts: [[0, 0, 200], { name: 'soma', position: [0, 0, 0] }] },
      }),
    );
    const [cell] = study.kernels!.cells;
    const [{ geometry }] = computeCurrentKernels(study.kernels!, { version: '0', hash: 'x' });
    const [on, by] = study.probes.map((p) => probeModel(p, cell));
    expect(by.transformationMatrix(geometry).data).toBeAllclose(on.transformationMatrix(geometry).data, {
      rtol: 1e-12,
    });
    expect(by.channels.map((c) => c.name)).toEqual(['0', 'soma']);
  });

  test('takes a radius, an axis, a law of depths and a medium above of its own', async () => {
    const { parameters } = await model({
      ...cylinder,
      contacts: at,
      radius: 200,
      axis: [10, 20],
      depth: { law: 'uniform', from: -30, to: 60 },
      above: { z: 500, sigma: 0 },
    });
    expect(parameters).toMatchObject({
      radius: 200,
      axis: [10, 20],
      depth: { type: 'uniform', from: -30, to: 60 },
      above: { z: 500, sigma: 0 },
    });
    const histogram = { law: 'histogram', edges: [0, 1, 3], weights: [1, 2] };
    expect((await model({ ...cylinder, contacts: at, depth: histogram })).parameters.depth).toEqual({
      type: 'histogram',
      edges: [0, 1, 3],
      weights: [1, 2],
    });
  });

  test('averages over the flat discs of an ECoG grid', async () => {
    const { parameters, channels } = await model({
      ...cylinder,
      contacts: { geometry: 'ecog', centre: [0, 0, 400], rows: 2, columns: 2, pitch: 1000, width: 300 },
      above: { z: 400, sigma: 0 },
    });
    expect(parameters.contactRadius).toBe(150);
    expect(channels[0]).toEqual({ name: '1', x: -500, y: 500, z: 400 });
  });
});

describe('contacts', () => {
  const pose = { tilt: 10, azimuth: 30, turn: 45 };

  test('of a built-in geometry stand in their pose', async () => {
    const { channels } = await model({
      ...cylinder,
      contacts: { geometry: 'neuropixels-1.0', tip: [100, 0, -300], rows: 4, first_row: 2, ...pose },
    });
    const probe = placeProbe(probeGeometry('neuropixels-1.0', { rows: 4, firstRow: 2 }), {
      ...pose,
      position: [100, 0, -300],
    });
    expect(channels).toEqual(probeSites(probe));
  });

  test('of a file are inlined: flat with plane, y and origin, turned about the origin; the study then stands alone', async () => {
    const own = probeGeometry('neuropixels-2.0', { rows: 3 });
    const file = { plane: 'xz', y: 'up', origin: [0, 0, 0] } as const;
    const files = { 'probes/np.json': writeProbeinterface([own], file) };
    const study = await load(
      withProbes({
        p: {
          ...cylinder,
          contacts: { file: 'probes/np.json', plane: 'xz', y: 'up', origin: [5, 6, -100], ...pose },
        },
      }),
      files,
    );
    const placed = placeProbe(own, { ...pose, position: [5, 6, -100] });
    const { probe } = study.probes[0] as { probe: typeof placed };
    expect(probeSites(probe)).toEqual(probeSites(placed));
    expect(probe.contours[0].points).toEqual(placed.contours[0].points);
    expect(probe.contacts[0]).toMatchObject({ shape: 'square', width: 12 });
    expect(probe.source).toBe('probes/np.json');
    const again = await load({ ...study.source });
    expect(again.probes).toEqual(study.probes);
  });

  test('of one probe of a file, or of all', async () => {
    const probes = [
      probeGeometry('tetrode'),
      placeProbe(probeGeometry('tetrode'), { position: [500, 0, 0] }),
    ];
    const files = { 'two.json': writeProbeinterface(probes) };
    const second = await model({ ...cylinder, contacts: { file: 'two.json', probe: 1 } }, 'up', files);
    expect(second.channels[0]).toMatchObject({ name: '1', x: 487.5 });
    const both = await model({ ...cylinder, contacts: { file: 'two.json' } }, 'up', files);
    expect(both.channels.map((c) => c.name).slice(3, 5)).toEqual(['p0-4', 'p1-1']);
  });

  test('in a study with depths downwards are mirrored, but poses are not', async () => {
    const origin = [5, 6, 100];
    const files = {
      'np.json': writeProbeinterface([probeGeometry('linear-16')], {
        plane: 'xz',
        y: 'up',
        origin: [0, 0, 0],
      }),
    };
    for (const [down, up] of [
      [[[0, 0, 40]], [[0, 0, -40]]],
      [
        {
          contacts: [
            {
              position: [0, 0, 40],
              radius: 3,
              axes: [
                [1, 0, 0],
                [0, 0.6, 0.8],
              ],
            },
          ],
        },
        {
          contacts: [
            {
              position: [0, 0, -40],
              radius: 3,
              axes: [
                [1, 0, 0],
                [0, 0.6, -0.8],
              ],
            },
          ],
        },
      ],
      [
        { geometry: 'linear-16', tip: [1, 2, 300], ...pose },
        { geometry: 'linear-16', tip: [1, 2, -300], ...pose },
      ],
      [
        { file: 'np.json', plane: 'xz', y: 'up', origin, ...pose },
        { file: 'np.json', plane: 'xz', y: 'up', origin: [5, 6, -100], ...pose },
      ],
    ])
      expect((await model({ ...cylinder, contacts: down }, 'down', files)).parameters).toEqual(
        (await model({ ...cylinder, contacts: up }, 'up', files)).parameters,
      );
  });

  test('and so are planes, laws of displacements and edges', async () => {
    const shared = { ...cylinder, contacts: [[0, 0, 0]] };
    for (const [down, up] of [
      [
        { ...shared, above: { z: -400, sigma: 1 }, depth: { law: 'uniform', from: -10, to: 30 } },
        { ...shared, above: { z: 400, sigma: 1 }, depth: { law: 'uniform', from: -30, to: 10 } },
      ],
      [
        { ...shared, depth: { law: 'histogram', edges: [-1, 2, 5], weights: [1, 2] } },
        { ...shared, depth: { law: 'histogram', edges: [-5, -2, 1], weights: [2, 1] } },
      ],
      [
        { ...shared, depth: { law: 'normal', sd: 7 } },
        { ...shared, depth: { law: 'normal', sd: 7 } },
      ],
    ])
      expect((await model(down, 'down')).parameters).toEqual((await model(up)).parameters);
  });

  test.each([
    [[], 'contacts: expected at least 1 entry, but received 0'],
    [
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
      'contacts: contacts[1].position: expected a place other than that of contact "0", but received [0,0,1] (leave one out: their signals are the same)',
    ],
    [
      [{ position: [0, 0, 0], radius: 5 }],
      'contacts: contacts[0].axes: expected two orthogonal unit vectors in the face, but received nothing',
    ],
    [
      { geometry: 'neuropixel-1.0', tip: [0, 0, 0] },
      'contacts.geometry: expected "linear", "linear-16", "linear-23", "linear-32", "neuropixels-1.0", "neuropixels-2.0", "neuropixels-2.0-four-shank", "tetrode", "mea-60", "mea-4096", "ecog" or "grid", but received "neuropixel-1.0"; did you mean "neuropixels-1.0"?',
    ],
    [{ geometry: 'linear-16', tpi: [0, 0, 0] }, 'contacts.tpi: unknown key; did you mean "tip"?'],
    [
      { geometry: 'neuropixels-1.0', tip: [0, 0, 0], first_row: 480 },
      'contacts: firstRow: expected an integer from 0 to 479, but received 480',
    ],
    [{ file: 'no.json' }, 'contacts.file: no such file: no.json; paths are relative to the study file'],
    [
      { file: 'two.json', probe: 2 },
      'contacts.probe: expected a number below 2, the number of probes in two.json',
    ],
  ])('%j: %s', async (contacts, message) => {
    const files = {
      'two.json': writeProbeinterface([
        probeGeometry('tetrode'),
        placeProbe(probeGeometry('tetrode'), { position: [500, 0, 0] }),
      ]),
    };
    const found = await problemsOf(withProbes({ p: { ...cylinder, contacts } }), files);
    expect(found).toEqual([`probes.p.${message}`]);
  });

  test('of a file that says too little, or nothing: the fault and its file', async () => {
    const flat = writeProbeinterface([probeGeometry('linear-16')], {
      plane: 'xz',
      y: 'up',
      origin: [0, 0, 0],
    });
    const [message] = await problemsOf(withProbes({ p: { ...cylinder, contacts: { file: 'f.json' } } }), {
      'f.json': flat,
    });
    expect(message).toMatch(/^f\.json: probes\[0\]: Expected a statement of where .* plane .* origin/);
    const [other] = await problemsOf(withProbes({ p: { ...cylinder, contacts: { file: 'f.json' } } }), {
      'f.json': '{}',
    });
    expect(other).toMatch(/^f\.json: specification: Expected "probeinterface"/);
  });
});

/** A study whose E is one neuron. */
const single = (probe: object) =>
  changed((s) => {
    s.populations.E.size = 1;
    s.kernels.cells.E.depth_sd = 0;
    s.kernels.connections = [s.kernels.connections[1]];
    s.dynamics = undefined;
    s.probes = { p: probe };
  });

const CELL_PROBES = [
  { type: 'PointSourcePotential', contacts: at, sigma: 0.3 },
  { type: 'LineSourcePotential', contacts: at, sigma: [0.3, 0.3, 0.5] },
  { type: 'RecExtElectrode', contacts: { geometry: 'tetrode', tip: [50, 0, 0] }, sigma: 0.3 },
  {
    type: 'RecMEAElectrode',
    contacts: { geometry: 'mea-60', centre: [0, 0, -200] },
    sigma_t: 0.3,
    sigma_s: 1.5,
    thickness: 600,
    z_plane: -200,
  },
  { type: 'OneSphereVolumeConductor', contacts: at, radius: 10000, sigma_i: 0.3, sigma_o: 0.03 },
  {
    type: 'VolumetricCurrentSourceDensity',
    x_edges: [-50, 50],
    y_edges: [-50, 50],
    z_edges: [-100, 0, 100],
  },
];

describe('models of one cell', () => {
  test.each(CELL_PROBES)('$type is applied to a population of one neuron', async (probe) => {
    const study = await load(single(probe));
    const currents = computeCurrentKernels(study.kernels!, { version: '0', hash: 'x' });
    const [kernel] = probeKernels(study, currents);
    expect(kernel.H.data.some((v) => v !== 0)).toBe(true);
    expect(kernel.H.data.every(Number.isFinite)).toBe(true);
  });

  test.each(CELL_PROBES)('$type is refused for many neurons', async (probe) => {
    const instead =
      probe.type === 'VolumetricCurrentSourceDensity' ? 'LaminarCurrentSourceDensity' : 'CylinderPotential';
    expect(await problemsOf(withProbes({ p: probe }))).toEqual([
      `probes.p.type: ${probe.type} is a model of one cell at a known place, but E has 80 neurons; use ${instead}, or a population of one neuron with depth_sd 0`,
    ]);
  });

  test('and for one neuron of unknown depth', async () => {
    const study = single(CELL_PROBES[0]);
    study.kernels.cells.E.depth_sd = 50;
    expect((await problemsOf(study))[0]).toMatch(/but E has a depth_sd of 50 um/);
  });

  test('depths downwards are mirrored in a slice and a grid of boxes', async () => {
    const down = (probe: object, cellDepth: number) => {
      const study = single(probe);
      study.depth_axis = 'down';
      study.kernels.cells.E.depth = cellDepth;
      study.kernels.connections[0].placement = { sections: ['soma', 'dend'], depth_max: 50 };
      return study;
    };
    const parameters = async (study: object) => {
      const { probes, kernels } = await load(study);
      return probeModel(probes[0], kernels!.cells[0]).parameters;
    };
    const [, , , mea, , boxes] = CELL_PROBES;
    const meaDown = { ...mea, contacts: { geometry: 'mea-60', centre: [0, 0, 200] }, z_plane: 200 };
    expect(await parameters(down(meaDown, -10))).toEqual(await parameters(single(mea)));
    const boxesDown = { ...boxes, z_edges: [-100, 0, 100] };
    expect(await parameters(down(boxesDown, -10))).toEqual(await parameters(single(boxes)));
  });

  test('numbers that make no sense are problems of the probe', async () => {
    for (const [probe, message] of [
      [{ ...CELL_PROBES[0], sigma: 0 }, /^probes\.p\.sigma: expected/],
      [{ ...CELL_PROBES[3], z_plane: -100 }, /^probes\.p: contacts \(21\): expected a depth in the slice/],
      [{ ...CELL_PROBES[3], squeeze: 1 }, /^probes\.p: squeezeCellFactor/],
      [{ ...CELL_PROBES[4], sigma_o: 0 }, /^probes\.p\.sigma_o: expected a number > 0/],
      [{ ...CELL_PROBES[5], z_edges: [0, 0] }, /^probes\.p: zEdges\[1\]/],
    ] as const)
      expect((await problemsOf(single(probe)))[0]).toMatch(message);
  });
});

describe('electrodes of the 10-20 system on a head', () => {
  const eeg = (sensors: object) =>
    changed((s) => {
      s.head.eeg.sensors = sensors;
    });

  test('lie on the outermost sphere', async () => {
    const study = await load(eeg({ electrodes: ['Cz', 'T3'] }));
    expect(study.head[0].sensors).toEqual(tenTwenty({ electrodes: ['Cz', 'T3'], radius: 90_000 }));
    expect((await load(eeg({ electrodes: '10-20' }))).head[0].sensors).toHaveLength(21);
    const ring = await load(eeg({ electrodes: '10-10', ring: 90, radius: 89_000 }));
    expect(ring.head[0].sensors).toEqual(tenTwenty({ electrodes: '10-10', ring: 90, radius: 89_000 }));
  });

  test('are refused by an unknown name, and without a radius', async () => {
    expect(await problemsOf(eeg({ electrodes: ['Cz', 'fz'] }))).toEqual([
      'head.eeg.sensors: electrodes[1]: expected the name of an electrode of the 10-10 system, but received "fz" (did you mean Fz?)',
    ]);
    const infinite = changed((s) => {
      s.head.eeg = {
        type: 'InfiniteVolumeConductor',
        sigma: 0.3,
        dipole_location: [0, 0, 0],
        sensors: { electrodes: '10-20' },
      };
    });
    expect(await problemsOf(infinite)).toEqual([
      'head.eeg.sensors.radius: missing; this head model has no radius of its own',
    ]);
  });
});

test('probes do not change the recipe of the kernels', async () => {
  const a = kernelRecipe(await load(withProbes({})));
  const b = kernelRecipe(await load(withProbes({ p: { ...cylinder, contacts: at } })));
  expect(b).toEqual(a);
});

test('the class of a population model is the one named', async () => {
  expect(await model({ ...cylinder, contacts: at })).toBeInstanceOf(CylinderPotential);
});

describe('examples/probes', () => {
  test('has the kernels of the published set and four instruments', async () => {
    const study = await loadStudy('examples/probes/study.json', nodeStudyFiles);
    expect((await recipeHash(kernelRecipe(study))).slice(0, 12)).toBe('ede7fd07fdcc');
    const [cell] = study.kernels!.cells;
    const channels = study.probes.map((p) => [p.name, probeModel(p, cell).channels.length]);
    expect(Object.fromEntries(channels)).toEqual({ laminar: 13, shanks: 96, surface: 16 });
    expect(study.head[0].sensors).toHaveLength(21);
    // The file's y points down from its (0, 0): 150 um beside the axis, from 1000 um to -200 um.
    expect(probeModel(study.probes[0], cell).channels.at(-1)).toEqual({
      name: 'ch13',
      x: 150,
      y: 0,
      z: -200,
    });
  });
});
