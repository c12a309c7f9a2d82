import { describe, expect, test } from 'vitest';
import { StudyError } from '../../../src/errors.ts';
import { loadStudy, parseStudy } from '../../../src/study/load.ts';
import { InvalidStudyError } from '../../../src/study/problems.ts';
import { changed, filesOf, problemsOf, smallStudy, withSpikes } from './helpers.ts';

const cell = (s: any) => s.kernels.cells.E;
const first = (s: any) => s.kernels.connections[0];

describe('a study that is in order', () => {
  test('is complete, with defaults, and frozen throughout', async () => {
    const study = await parseStudy(JSON.stringify(smallStudy()), 'a/b/s.json');
    expect(study).toMatchObject({
      file: 'a/b/s.json',
      name: 'small',
      title: 'small',
      populations: [
        { name: 'E', size: 80 },
        { name: 'I', size: 20 },
      ],
      output: { folder: 'a/b/results/small', csv: true, figure: true, pathways: true },
      kernels: { solver: 'exact', delayRule: 'binned', rates: { E: 2, I: 5 } },
      dynamics: {
        type: 'lif',
        seed: 1,
        transient: 20,
        neurons: [{ population: 'E', size: 80 }, { size: 20 }],
      },
    });
    const [E] = study.kernels!.cells;
    expect(E).toMatchObject({
      population: 'E',
      size: 80,
      depth: 10,
      depthSd: 50,
      rotation: { x: 0, y: 0, z: 0 },
      drivingPotential: -65,
      membrane: { uniformRest: true },
      segments: { counts: { 'soma[0]': 1, 'dend[0]': 2, 'apic[0]': 5 } },
    });
    expect(E.morphology.sections[2]).toMatchObject({ parent: 'soma[0]', parentX: 1 });
    expect(study.kernels!.connections).toMatchObject([
      {
        pre: 'E',
        preSize: 80,
        multapse: { distribution: 'constant', value: 1 },
        placement: { layers: [{ weight: 1 }] },
      },
      { pre: 'I', preSize: 20, delay: { distribution: 'constant', value: 1 }, placement: { zMin: -50 } },
    ]);
    expect(study.dynamics).toMatchObject({
      neurons: [{ model: 'iaf_psc_exp', params: { I_e: 0 } }, {}],
    });
    expect(() => ((study.kernels!.connections[0].placement as any).sections[0] = 'x')).toThrow(TypeError);
  });

  test('notes the pathways that have no kernel', async () => {
    const { notes } = await parseStudy(JSON.stringify(smallStudy()), 's.json');
    expect(notes).toEqual([
      's.json: kernels.connections: no kernel E -> I, though dynamics has this projection; its share of the signals is left out',
    ]);
  });

  test('notes kernels of a population that never spikes', async () => {
    const study = changed((s) => {
      s.dynamics.projections = [];
      delete s.dynamics.neurons.I;
    });
    const { notes } = await parseStudy(JSON.stringify(study), 's.json');
    expect(notes).toEqual([
      's.json: kernels.connections[1].pre: dynamics has no spikes of "I"; this pathway contributes nothing',
    ]);
  });

  test('needs no more than names, depth_axis and populations', async () => {
    const study = await parseStudy(
      '{"name": "n", "depth_axis": "up", "populations": {"E": {"size": 1}}}',
      's.json',
    );
    expect(study).toMatchObject({ probes: [], head: [], notes: [] });
    expect(study.kernels).toBeUndefined();
  });

  test('places sensors of an arc on the scalp', async () => {
    const { head } = await parseStudy(JSON.stringify(smallStudy()), 's.json');
    const [left, top] = head[0].sensors;
    expect([left.x, left.y, left.z]).toBeAllclose([-45000, 0, 90000 * Math.cos(Math.PI / 6)], { atol: 1e-9 });
    expect([top.x, top.y, top.z]).toEqual([0, 0, 90000]);
  });
});

describe('bad input', () => {
  test.each<[string, (s: any) => void, string]>([
    [
      'a misspelt key',
      (s) => (cell(s).memebrane = cell(s).membrane) && delete cell(s).membrane,
      'kernels.cells.E.memebrane: unknown key; did you mean "membrane"?',
    ],
    [
      'a key that resembles none',
      (s) => (s.populations.E.colour = 1),
      'populations.E.colour: unknown key; expected one of size',
    ],
    [
      'a misspelt form',
      (s) => (cell(s).segments = { max_lenght: 40 }),
      'kernels.cells.E.segments.max_lenght: unknown key; did you mean "max_length"?',
    ],
    [
      'a missing key',
      (s) => delete s.kernels.tau,
      'kernels.tau: missing; expected a finite number: Largest lag, a multiple of dt (ms)',
    ],
    [
      'an unknown type',
      (s) => (s.dynamics = { type: 'liff' }),
      'dynamics.type: expected "lif", "spikes" or "counts", but received "liff"; did you mean "lif"?',
    ],
    [
      'a negative size',
      (s) => (s.populations.I.size = -20),
      'populations.I.size: expected an integer >= 1, but received -20',
    ],
    [
      'a size that is no integer',
      (s) => (s.populations.I.size = 1.5),
      'populations.I.size: expected an integer, but received 1.5',
    ],
    [
      'NaN as a text',
      (s) => (s.kernels.dt = 'NaN'),
      'kernels.dt: expected a finite number, but received "NaN"',
    ],
    [
      'null',
      (s) => (cell(s).depth = null),
      'kernels.cells.E.depth: expected a finite number, but received null',
    ],
    [
      'a depth axis in capitals',
      (s) => (s.depth_axis = 'Up'),
      'depth_axis: expected "up" or "down", but received "Up"; did you mean "up"?',
    ],
    [
      'a population called like no name',
      (s) => (s.populations['2/3'] = { size: 1 }),
      'populations["2/3"]: not a name: a letter, then letters, digits, "_", ".", "+" or "-"',
    ],
    [
      'no population',
      (s) =>
        Object.assign(s, { populations: {}, kernels: undefined, dynamics: undefined, probes: {}, head: {} }),
      'populations: expected at least one population',
    ],
    [
      'a point of three numbers',
      (s) => cell(s).morphology.sections[0].points[1].pop(),
      'kernels.cells.E.morphology.sections[0].points[1]: expected exactly 4 values, but received 3',
    ],
    [
      'a population that no one defines',
      (s) => (first(s).pre = 'EE'),
      'kernels.connections[0].pre: unknown population "EE"; did you mean "E"? "populations" defines E, I',
    ],
    [
      'a cell of a population that no one defines',
      (s) => (s.kernels.cells.Thalamus = cell(s)),
      'kernels.cells.Thalamus: unknown population "Thalamus"; "populations" defines E, I',
    ],
    [
      'a connection onto a population without a cell',
      (s) => (first(s).post = 'I'),
      'kernels.connections[0].post: the population "I" has no cell; describe it in kernels.cells.I',
    ],
    [
      'a pathway given twice',
      (s) => (s.kernels.connections[1].pre = 'E'),
      'kernels.connections[1]: E -> E is given already, in connections[0]; leave one of them out',
    ],
    [
      'an unknown section',
      (s) => (first(s).placement.sections = ['apik']),
      'kernels.connections[0].placement.sections[0]: unknown section "apik"; did you mean "apic"? the morphology has soma[0], dend[0], apic[0]',
    ],
    [
      'an unknown section of a mechanism',
      (s) => (cell(s).membrane.mechanisms[1].sections = ['axon']),
      'kernels.cells.E.membrane.mechanisms[1].sections[0]: unknown section "axon"; the morphology has soma[0], dend[0], apic[0]',
    ],
    [
      'an unknown section of a per-section value',
      (s) => (cell(s).capacitance = { soma: 1, dend: 1, apic: 1, tuft: 2 }),
      'kernels.cells.E.capacitance.tuft: unknown section "tuft"; the morphology has soma[0], dend[0], apic[0]',
    ],
    [
      'a section without a value',
      (s) => (cell(s).capacitance = { soma: 1, dend: 1 }),
      'kernels.cells.E.capacitance: no value for the section "apic[0]"',
    ],
    [
      'a parent that does not exist',
      (s) => (cell(s).morphology.sections[1].parent = 'soma'),
      'kernels.cells.E.morphology: sections[1].parent: expected the name of a section, but received "soma"',
    ],
    [
      'a leak on some sections only',
      (s) => (cell(s).membrane.mechanisms[0].sections = ['soma', 'apic']),
      'kernels.cells.E.membrane.mechanisms: no leak (pas) on the section "dend[0]"',
    ],
    [
      'two leaks on one section',
      (s) => cell(s).membrane.mechanisms.push({ type: 'pas', sections: ['soma'], conductance: 1e-5 }),
      'kernels.cells.E.membrane.mechanisms[2]: pas is on the section "soma[0]" already (mechanisms[0]); give each section one of them',
    ],
    [
      'a reversal potential that would be overruled',
      (s) => (cell(s).membrane.mechanisms[0].reversal = -70),
      'kernels.cells.E.membrane.mechanisms[0].reversal: follows from "rest" where uniform_rest is true; leave it out or set "uniform_rest": false',
    ],
    [
      'a reversal potential that is needed',
      (s) => (cell(s).membrane.uniform_rest = false),
      'kernels.cells.E.membrane.mechanisms[0].reversal: missing; needed where uniform_rest is false (mV)',
    ],
    [
      'driving potentials of another cell',
      (s) => (cell(s).driving_potential = [-65, -65]),
      'kernels.cells.E.driving_potential: expected one number or 8, one per segment, but received 2',
    ],
    [
      'a delay law with mass at negative delays',
      (s) => (first(s).delay = { distribution: 'normal', mean: 1, sd: 0.8 }),
      'kernels.connections[0].delay: the law normal has 0.106 of its mass at negative delays; use a truncated_normal with "min": 0, or "delay_rule": "point"',
    ],
    [
      'a negative delay',
      (s) => (first(s).delay = -1),
      'kernels.connections[0].delay: the law constant has 1.00 of its mass at negative delays; use a truncated_normal with "min": 0, or "delay_rule": "point"',
    ],
    [
      'a law whose bounds contradict each other',
      (s) => (first(s).delay = { distribution: 'uniform', min: 2, max: 1 }),
      'kernels.connections[0].delay: max: expected a finite number > min = 2, but received 1',
    ],
    [
      'no synapse per connection',
      (s) => (first(s).multapse = 0),
      'kernels.connections[0].multapse: multapse: expected at least one synapse per connection, but received 0',
    ],
    [
      'a lag that is no multiple of dt',
      (s) => (s.kernels.tau = 10.1),
      'kernels.tau: expected a multiple of dt = 0.125 ms, but received 10.1; take 10 or 10.125',
    ],
    [
      'another step in the dynamics',
      (s) => (s.dynamics.dt = 0.1),
      'dynamics.dt: expected the time step of the kernels, kernels.dt = 0.125 ms, but received 0.1; make them equal',
    ],
    [
      'time constants in the wrong order',
      (s) => (first(s).synapse.tau1 = 1.8),
      'kernels.connections[0].synapse.tau1: expected a number below tau2 = 1.8, but received 1.8; use type "alpha" for equal time constants',
    ],
    [
      'a negative conductance',
      (s) => (first(s).synapse.weight = -1),
      'kernels.connections[0].synapse.weight: expected a conductance >= 0 uS, but received -1; inhibition is a matter of the reversal potential',
    ],
    [
      'a conductance without reversal potential',
      (s) => delete first(s).synapse.reversal,
      'kernels.connections[0].synapse.reversal: missing; a conductance needs a reversal potential (mV)',
    ],
    [
      'an empty depth window',
      (s) => (s.kernels.connections[1].placement.depth_max = -50),
      'kernels.connections[1].placement: expected depth_min below depth_max, but received a window from -50 to -50 um',
    ],
    [
      'layers without weight',
      (s) => (first(s).placement.layers[0].weight = 0),
      'kernels.connections[0].placement.layers: expected at least one layer with a weight > 0',
    ],
    [
      'a missing rate',
      (s) => delete s.kernels.rates.values.I,
      'kernels.rates: no mean rate of I; effective_conductance needs that of every presynaptic population',
    ],
    [
      'rates without their unit',
      (s) => delete s.kernels.rates.unit,
      'kernels.rates.unit: missing; expected "spikes/s": Mean rate of one neuron',
    ],
    [
      'a probe without radius',
      (s) => delete cell(s).radius && (s.probes = { lfp: s.probes.lfp }),
      'probes.lfp.radius: missing; give it here or as kernels.cells.E.radius (um)',
    ],
    [
      'volumes described twice',
      (s) => (s.probes.csd.z = [0]),
      'probes.csd: expected either z_edges, or z with or without thickness',
    ],
    [
      'a volume upside down',
      (s) => (s.probes.csd.z_edges = [[50, -50]]),
      'probes.csd: zEdges[0][1]: expected a number > 50, but received -50 (list the values in ascending order)',
    ],
    ['signals without kernels', (s) => delete s.kernels, 'probes: signals need the part "kernels"'],
    [
      'a probe and a head model of one name',
      (s) => (s.head.lfp = s.head.eeg) && delete s.head.eeg,
      'head.lfp: there is a probe of this name; signals need different names',
    ],
    [
      'a dipole outside the brain',
      (s) => (s.head.eeg.dipole_location = [0, 0, 79500]),
      'head.eeg: location: expected a place inside the brain, radius < 79000 um, but received [0,0,79500]',
    ],
    [
      'sensors without a radius',
      (s) =>
        (s.head.eeg = {
          type: 'InfiniteVolumeConductor',
          sigma: 0.3,
          dipole_location: [0, 0, 1],
          sensors: { arc: { polar_angles: [0] } },
        }),
      'head.eeg.sensors.arc.radius: missing; this head model has no radius of its own',
    ],
    [
      'a reset above threshold',
      (s) => (s.dynamics.neurons.E.V_reset = -50),
      'dynamics.neurons.E.V_reset: expected a potential below V_th = -55 mV, but received -50',
    ],
    [
      'a drive of a population that is not simulated',
      (s) =>
        delete s.dynamics.neurons.I && (s.dynamics.projections = []) && (s.dynamics.drives[0].post = 'I'),
      'dynamics.drives[0].post: the population "I" is not simulated; give its neurons in dynamics.neurons.I',
    ],
    [
      'a transient longer than all',
      (s) => (s.dynamics.transient = 100),
      'dynamics.transient: expected a time below duration = 100 ms, but received 100',
    ],
  ])('%s', async (_what, change, message) => {
    expect(await problemsOf(changed(change))).toEqual([message]);
  });

  test('the point rule accepts mass at negative delays and reports it', async () => {
    const study = changed((s) => {
      s.kernels.delay_rule = 'point';
      first(s).delay = { distribution: 'normal', mean: 1, sd: 0.8 };
    });
    const { notes } = await parseStudy(JSON.stringify(study), 's.json');
    expect(notes[0]).toBe(
      's.json: kernels.connections[0].delay: the law normal has 0.106 of its mass at negative delays, which "delay_rule": "point" lets pass',
    );
  });

  test('a mass below the rounding of a law is no fault', async () => {
    const study = changed((s) => (first(s).delay = { distribution: 'normal', mean: 10, sd: 1 }));
    expect(await problemsOf(study)).toEqual([]);
  });

  test('current synapses have no reversal potential', async () => {
    const study = changed((s) => (s.kernels.synapses = 'current'));
    expect(await problemsOf(study)).toEqual(
      [0, 1].map(
        (i) =>
          `kernels.connections[${i}].synapse.reversal: a current has no reversal potential; leave it out or set kernels.synapses to "conductance"`,
      ),
    );
  });

  test('all faults are collected, and the first stands for all', async () => {
    const text = JSON.stringify(
      changed((s) => {
        s.populations.E.size = 0;
        s.kernels.solver = 'neuron';
        s.outptu = {};
      }),
    );
    const error: InvalidStudyError = await parseStudy(text, 's.json').catch((e) => e);
    expect(error).toBeInstanceOf(InvalidStudyError);
    expect(error.problems.map((p) => p.path)).toEqual(['outptu', 'populations.E.size', 'kernels.solver']);
    expect(error.message).toBe('s.json: outptu: unknown key; did you mean "output"?');
    expect(error.path).toBe('outptu');
  });

  test('a number beyond the largest double', async () => {
    const text = JSON.stringify(smallStudy()).replace('"dt":0.125', '"dt":1e999');
    expect(await problemsOf(text)).toEqual(['kernels.dt: expected a finite number, but received Infinity']);
  });

  test('what is no object', async () => {
    expect(await problemsOf('[1]')).toEqual(['expected an object { ... }, but received [1]']);
  });
});

describe('spike files', () => {
  const files = { 'a.csv': '', 'sub/a.csv': '' };

  test('are listed with their paths', async () => {
    const study = await parseStudy(
      JSON.stringify(withSpikes({ ids: { E: { first: 1, last: 80 } } })),
      'sub/s.json',
      filesOf(files),
    );
    expect(study.dynamics).toEqual({
      type: 'spikes',
      format: 'csv',
      files: ['sub/a.csv'],
      timeUnit: 'ms',
      dt: 0.125,
      start: 0,
      stop: 100,
      offGrid: 'error',
      byId: true,
      populations: [{ name: 'E', size: 80, first: 1 }],
    });
  });

  test('without ids hold names of populations', async () => {
    const study = await parseStudy(JSON.stringify(withSpikes({})), 's.json', filesOf(files));
    expect(study.dynamics).toMatchObject({ byId: false, populations: [{ name: 'E' }, { name: 'I' }] });
  });

  test.each<[string, object, string]>([
    [
      'a file that does not exist',
      { files: ['a.csv', 'b.csv'] },
      'dynamics.files[1]: no such file: b.csv; paths are relative to the study file',
    ],
    [
      'a unit that is not said',
      { time_unit: undefined },
      'dynamics.time_unit: missing; expected "ms" or "s": Unit of the times in the file',
    ],
    [
      'ids of another size',
      { ids: { E: { first: 1, last: 8 } } },
      'dynamics.ids.E: expected 80 ids, the size of the population, but received 1 to 8, which are 8',
    ],
    [
      'ids that overlap',
      { ids: { E: { first: 1, last: 80 }, I: { first: 80, last: 99 } } },
      'dynamics.ids.I: the ids 80 to 99 overlap with 1 to 80 of E',
    ],
    [
      'ids of nobody',
      { ids: { E: { first: 1, last: 80 }, X: { first: 81, last: 81 } } },
      'dynamics.ids.X: unknown population "X"; "populations" defines E, I',
    ],
    [
      'a window that ends before it starts',
      { start: 100, stop: 50 },
      'dynamics.stop: expected a time after start = 100 ms, but received 50',
    ],
    [
      'a window off the grid',
      { start: 0.1 },
      'dynamics.start: expected a multiple of dt = 0.125 ms, but received 0.1; take 0.125',
    ],
    [
      'an unknown format',
      { format: 'cvs' },
      'dynamics.format: expected "csv", "nest" or "hdf5", but received "cvs"; did you mean "csv"?',
    ],
  ])('%s', async (_what, change, message) => {
    expect(await problemsOf(withSpikes(change), files)).toEqual([message]);
  });
});

describe('spike counts', () => {
  const counts = (change: object) =>
    changed((s) => {
      s.dynamics = {
        type: 'counts',
        format: 'json',
        file: 'c.json',
        unit: 'spikes_per_bin',
        dt: 0.125,
        ...change,
      };
    });

  test('are read for all populations unless some are named', async () => {
    const files = filesOf({ 'c.json': '' });
    const all = await parseStudy(JSON.stringify(counts({})), 's.json', files);
    expect(all.dynamics).toMatchObject({
      file: 'c.json',
      populations: [
        { name: 'E', size: 80 },
        { name: 'I', size: 20 },
      ],
    });
    const some = await parseStudy(JSON.stringify(counts({ populations: ['I'] })), 's.json', files);
    expect(some.dynamics).toMatchObject({ populations: [{ name: 'I', size: 20 }] });
    expect(some.notes).toEqual([
      's.json: kernels.connections[0].pre: dynamics has no spikes of "E"; this pathway contributes nothing',
    ]);
  });

  test.each<[string, object, string]>([
    [
      'rates in spikes/s',
      { unit: 'spikes/s' },
      'dynamics.unit: expected "spikes_per_bin", but received "spikes/s"',
    ],
    [
      'a file that does not exist',
      { file: 'd.json' },
      'dynamics.file: no such file: d.json; paths are relative to the study file',
    ],
    [
      'another step than that of the kernels',
      { dt: 0.1 },
      'dynamics.dt: expected the time step of the kernels, kernels.dt = 0.125 ms, but received 0.1; make them equal',
    ],
  ])('%s', async (_what, change, message) => {
    expect(await problemsOf(counts(change), { 'c.json': '' })).toEqual([message]);
  });
});

describe('extends', () => {
  const base = smallStudy();

  test('takes what is absent from the other study, whole keys at a time', async () => {
    const own = {
      name: 'own',
      extends: '../base/s.json',
      probes: { p: { type: 'CurrentDipoleMoment' } },
      head: {},
    };
    const study = await loadStudy('x/own/s.json', filesOf({ 'x/own/s.json': own, 'x/base/s.json': base }));
    expect(study.populations).toHaveLength(2);
    expect(study.kernels?.tau).toBe(10);
    expect(study.probes).toEqual([{ name: 'p', type: 'CurrentDipoleMoment', symmetry: 'radial' }]);
    expect(study).toMatchObject({
      name: 'own',
      title: 'own',
      head: [],
      output: { folder: 'x/own/results/own' },
    });
  });

  test('names the file that holds the fault', async () => {
    const faulty = changed((s) => (s.populations.E.size = -1));
    const files = filesOf({
      's.json': { name: 'own', extends: 'base/s.json', heat: {} },
      'base/s.json': faulty,
    });
    const error: InvalidStudyError = await loadStudy('s.json', files).catch((e) => e);
    expect(error.problems.map((p) => p.message)).toEqual([
      's.json: heat: unknown key; did you mean "head"?',
      'base/s.json: populations.E.size: expected an integer >= 1, but received -1',
    ]);
  });

  test('starts the paths of inherited parts at the file that holds them', async () => {
    const files = filesOf({
      'own/s.json': { name: 'own', extends: '../base/s.json' },
      'base/s.json': withSpikes({}),
      'base/a.csv': '',
    });
    const study = await loadStudy('own/s.json', files);
    expect(study.dynamics).toMatchObject({ files: ['base/a.csv'] });
  });

  test('works along a chain and refuses a circle', async () => {
    const chain = filesOf({
      'a.json': { name: 'a', extends: 'b.json' },
      'b.json': { name: 'b', extends: 'c.json', head: {} },
      'c.json': base,
    });
    expect(await loadStudy('a.json', chain)).toMatchObject({ name: 'a', head: [] });
    const circle = filesOf({
      'a.json': { name: 'a', extends: 'b.json' },
      'b.json': { name: 'b', extends: './a.json' },
    });
    await expect(loadStudy('a.json', circle)).rejects.toThrow(
      new StudyError('b.json', 'extends', '"./a.json" extends this study in turn'),
    );
  });

  test('refuses a missing study and another depth axis', async () => {
    expect(await problemsOf({ name: 'a', extends: 'b.json' })).toEqual([
      'extends: no such file: b.json; the path is relative to this study file',
    ]);
    expect(
      await problemsOf({ name: 'a', extends: 'b.json', depth_axis: 'down' }, { 'b.json': base }),
    ).toEqual(['depth_axis: expected "up" as in b.json, which this study extends; leave the key out']);
  });

  test('is refused where the study was given no files', async () => {
    await expect(parseStudy('{"name": "a", "extends": "b.json"}', 's.json')).rejects.toThrow(
      'no such file: b.json',
    );
  });
});

describe('morphology files', () => {
  const study = changed((s) => (cell(s).morphology = { file: 'cells/e.json' }));
  const { sections } = cell(smallStudy()).morphology;

  test('are read into the study', async () => {
    const loaded = await parseStudy(
      JSON.stringify(study),
      'x/s.json',
      filesOf({ 'x/cells/e.json': { sections } }),
    );
    expect(loaded.kernels!.cells[0].morphology.sections.map((s) => s.name)).toEqual([
      'soma[0]',
      'dend[0]',
      'apic[0]',
    ]);
    expect(loaded.source.kernels!.cells.E.morphology).toHaveProperty('sections');
  });

  test('carry their own name in messages', async () => {
    expect(await problemsOf(study, { 'cells/e.json': { sections: [{ name: 'a' }] } })).toEqual([
      'cells/e.json: sections[0].points: missing; expected a list: x, y, z, diameter (um) from the end at the parent to the free end, in coordinates of the cell with z up whatever depth_axis says',
    ]);
    expect(await problemsOf(study)).toEqual([
      'kernels.cells.E.morphology.file: no such file: cells/e.json; paths are relative to the study file',
    ]);
  });

  const traced = '1 1 0 0 0 10 -1\n2 3 0 0 -20 1 1\n3 3 0 0 -200 1 2\n4 4 0 0 20 2 1\n5 4 0 0 300 1 4\n';
  const from = (file: string, options = {}) => changed((s) => (cell(s).morphology = { file, ...options }));

  test('may be SWC, as simple chains or as NEURON makes them', async () => {
    const load = async (options: object) => {
      const files = filesOf({ 'e.SWC': traced });
      const study = await parseStudy(JSON.stringify(from('e.SWC', options)), 's.json', files);
      return study.kernels!.cells[0].morphology.sections;
    };
    const sections = await load({});
    expect(sections.map((s) => [s.name, s.parentX, s.wire, s.arc])).toEqual([
      ['soma[0]', undefined, undefined, undefined],
      ['dend[0]', 0.5, [0, 0, 0], undefined],
      ['apic[0]', 0.5, [0, 0, 0], undefined],
    ]);
    expect((await load({ sections_as: 'nrn' }))[2].arc).toEqual([0, 280]);
  });

  test('may be Neurolucida ASCII', async () => {
    const text =
      '((CellBody) (0 0 0 20)) ((Dendrite) (0 0 -20 2) (0 0 -200 2)) ((Apical) (0 0 20 4) (0 0 300 2))';
    const study = await parseStudy(JSON.stringify(from('e.asc')), 's.json', filesOf({ 'e.asc': text }));
    expect(study.kernels!.cells[0].morphology.sections.map((s) => s.name)).toEqual([
      'soma[0]',
      'dend[0]',
      'apic[0]',
    ]);
  });

  test('name file and line of a fault, and options that have no meaning', async () => {
    expect(await problemsOf(from('e.swc'), { 'e.swc': `${traced}6 4 0 0 320 0 5\n` })).toEqual([
      'e.swc: line 6: Expected a radius > 0 (um), but received 0 (measure it, or set "zero_radius": "parent" to take that of the point before)',
    ]);
    expect(await problemsOf(from('e.asc', { soma: 'frusta' }), { 'e.asc': '((Axon)' })).toEqual([
      'kernels.cells.E.morphology.soma: has no meaning for this file; leave it out (e.asc)',
      'e.asc: line 1: Expected a closing ")" for the bracket of this line, but the file ends (is it cut off?)',
    ]);
    const odd = `${traced}6 4 0 0 320 0 5 9\n`;
    expect((await problemsOf(from('e.swc'), { 'e.swc': odd })).join()).toMatch(
      /set "extra_columns": "ignore"/,
    );
    const allowed = { zero_radius: 'parent', extra_columns: 'ignore' };
    expect(await problemsOf(from('e.swc', allowed), { 'e.swc': odd })).toEqual([]);
  });
});
