/** What the issue of every bad input is: exit code 1, one clear line on stderr, and a folder as it was before. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeRates, writeSpikes } from '../../src/io/spikesHdf5.ts';
import { folderWith, listing, run, start } from '../support/spikefield.ts';
import { tinyStudy } from '../support/tinyStudy.ts';

const ids = { E: { first: 1, last: 40 }, I: { first: 41, last: 50 } };
const csv = {
  type: 'spikes',
  format: 'csv',
  files: 'f.csv',
  time_unit: 'ms',
  dt: 0.125,
  start: 0,
  stop: 50,
  ids,
};
const nest = { type: 'spikes', format: 'nest', files: 'f.dat', dt: 0.125, start: 0, stop: 50, ids };
const counts = {
  type: 'counts',
  format: 'csv',
  file: 'f.csv',
  unit: 'spikes_per_bin',
  time_unit: 'ms',
  dt: 0.125,
};
const hdf5 = { type: 'spikes', format: 'hdf5', file: 'f.h5', start: 0, stop: 50 };
const provenance = { version: '0', hash: '0' };
const train = { population: 'E', size: 40, dt: 0.125, steps: new Int32Array(50), ids: new Int32Array(50) };
const spikesH5 = await writeSpikes([train], provenance);
const ratesH5 = await writeRates(
  [{ population: 'E', size: 40, dt: 0.125, t0: 0, counts: new Float64Array(50) }],
  provenance,
);
const dynamics = (d: object) => (s: any) => void (s.dynamics = d);
const normalDelay = { distribution: 'normal', mean: 1, sd: 1 };

/** Name, change of the study (or its text), other files, what stderr says after "spikefield: study.json: " (or in full). */
type Case = [string, ((s: any) => void) | string, Record<string, string | Uint8Array>, string | RegExp];

const studies: Case[] = [
  [
    'a misspelt key',
    (s) => (s.kernels.effective_conductanse = true),
    {},
    'kernels.effective_conductanse: unknown key; did you mean "effective_conductance"?',
  ],
  [
    'a negative size',
    (s) => (s.populations.E.size = -40),
    {},
    'populations.E.size: expected an integer >= 1, but received -40',
  ],
  [
    'an unknown section',
    (s) => (s.kernels.connections[0].placement.sections = ['apical']),
    {},
    /^kernels\.connections\[0\]\.placement\.sections\[0\]: .*"apical".*/,
  ],
  [
    'a population that no one defines',
    (s) => (s.kernels.connections[0].pre = 'EE'),
    {},
    /^kernels\.connections\[0\]\.pre: unknown population "EE"; .*"populations" defines E, I$/,
  ],
  [
    'a delay law with mass at negative delays',
    (s) => (s.kernels.connections[2].delay = normalDelay),
    {},
    'kernels.connections[2].delay: the law normal has 0.159 of its mass at negative delays; use a truncated_normal with "min": 0, or "delay_rule": "point"',
  ],
  [
    'NaN',
    JSON.stringify(tinyStudy()).replace('"tau":5', '"tau":NaN'),
    {},
    /^line 1, column \d+: not JSON: .*/,
  ],
  [
    'a number beyond all numbers',
    JSON.stringify(tinyStudy()).replace('"tau":5', '"tau":1e999'),
    {},
    /1e999|Infinity|kernels\.tau/,
  ],
  ['no JSON at all', 'name: tiny', {}, /^line 1, column 1: not JSON: .*/],
  ['an empty file', '', {}, 'the file is empty'],
  [
    'two equal pathways',
    (s) => (s.kernels.connections[1].pre = 'E'),
    {},
    /^kernels\.connections\[1\]: E -> E is given already/,
  ],
  ['no probes', (s) => ((s.probes = {}), (s.head = {})), {}, /^probes: none; /],
  ['no dynamics', (s) => delete s.dynamics, {}, /^dynamics: missing; /],
  ['no kernels', (s) => (delete s.kernels, (s.probes = {}), (s.head = {})), {}, /^kernels: missing; /],
  [
    'a spike file that does not exist',
    dynamics(csv),
    {},
    'dynamics.files[0]: no such file: f.csv; paths are relative to the study file',
  ],
];

const data: Case[] = [
  ['a spike file with a bad line', dynamics(csv), { 'f.csv': 'time,id\n1,1\n2,x\n' }, /^f\.csv:3: .*"?x"?/],
  ['a spike file with a short line', dynamics(csv), { 'f.csv': 'time,id\n1,1\n2\n' }, /^f\.csv:3: /],
  [
    'an id out of range',
    dynamics(csv),
    { 'f.csv': 'time,id\n1,1\n2,51\n' },
    /^f\.csv:3: Expected a neuron id from 1 to 40 of E or 41 to 50 of I, but received 51/,
  ],
  [
    'a time off the grid',
    dynamics(csv),
    { 'f.csv': 'time,id\n1,1\n2.06,2\n' },
    /^f\.csv:3: Expected a time on the grid of 0\.125 ms .*, but received 2\.06 ms/,
  ],
  [
    'a negative time',
    dynamics(csv),
    { 'f.csv': 'time,id\n-1,1\n' },
    /^f\.csv:2: Expected a time >= 0, but received -1 ms/,
  ],
  ['a time that is NaN', dynamics(csv), { 'f.csv': 'time,id\nnan,1\n' }, /^f\.csv:2: .*nan/],
  [
    'an unknown population in a spike file',
    dynamics({ ...csv, ids: undefined }),
    { 'f.csv': 'time,population\n1,E\n2,Ex\n' },
    /^f\.csv:3: Expected one of the populations E, I, but received "Ex"/,
  ],
  [
    'a file without header',
    dynamics(csv),
    { 'f.csv': '1,1\n' },
    /^f\.csv:1: Expected a header line "time,id" or "time,population"/,
  ],
  [
    'a node out of range in a file of NEST',
    dynamics(nest),
    { 'f.dat': 'sender\ttime_ms\n1\t1.000\n99\t2.000\n' },
    /^f\.dat:3: Expected a neuron id .*, but received 99/,
  ],
  [
    'counts that are no counts',
    dynamics(counts),
    { 'f.csv': 'time,E,I\n0.125,1,1.5\n' },
    /^f\.csv:2: I: Expected a whole number of spikes, but received 1\.5/,
  ],
  [
    'counts with a gap',
    dynamics(counts),
    { 'f.csv': 'time,E,I\n0.125,1,1\n0.375,1,1\n' },
    /^f\.csv:3: Expected the time 0\.25 ms of the next bin/,
  ],
  [
    'a truncated HDF5 file',
    dynamics(hdf5),
    { 'f.h5': spikesH5.subarray(0, 3000) },
    /^f\.h5: damaged or truncated HDF5 file: .*\(copy the file again or compute it anew\)$/,
  ],
  ['an HDF5 file of another kind', dynamics(hdf5), { 'f.h5': ratesH5 }, /^f\.h5: .*spikes/],
  ['something else than HDF5', dynamics(hdf5), { 'f.h5': 'time,id\n' }, /^f\.h5: Expected an HDF5 file/],
];

async function refused(folder: string, args: string[], message: string | RegExp): Promise<void> {
  const before = listing(folder);
  const { status, stdout, stderr } = await run(folder, ...args);
  const lines = stderr.split('\n').slice(0, -1);
  const faults = lines.filter((line) => !line.startsWith('note: '));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(/^spikefield: /);
  const text = faults[0].slice('spikefield: '.length);
  if (typeof message === 'string') expect(text).toBe(message);
  else expect(text).toMatch(message);
  expect([status, stdout]).toEqual([1, '']);
  expect(listing(folder)).toEqual(before);
}

describe.concurrent('a study is refused with', () => {
  test.each(studies)('%s', async (_what, change, files, message) => {
    const folder = folderWith(change, files);
    const full =
      typeof message === 'string'
        ? `study.json: ${message}`
        : new RegExp(`^study\\.json: .*?${message.source.replace(/^\^/, '')}`, message.flags);
    await refused(folder, ['predict', 'study.json'], full);
  });
});

describe.concurrent('data are refused with', () => {
  test.each(data)('%s', async (_what, change, files, message) => {
    await refused(folderWith(change, files), ['predict', 'study.json'], message);
  });
});

describe.concurrent('a call is refused with', () => {
  test.each<[string, string[], string | RegExp]>([
    ['a study that does not exist', ['predict', 'no.json'], /^no\.json: no such file \(looked for .*\)$/],
    ['a folder as study', ['predict', 'sub'], /^sub: is a folder, not a file/],
    [
      'a folder of results in which there are other files',
      ['predict', 'study.json', '--out', 'sub'],
      'sub: exists and is not empty (choose another folder, or replace its results with --replace)',
    ],
    [
      'a file in the way of the results',
      ['predict', 'study.json', '--out', 'file'],
      'file: is a file, but a folder is needed for the results (choose another name)',
    ],
    [
      'a file in the way of the folders above',
      ['simulate', 'study.json', '--out', 'file/x/y'],
      'file/x/y: cannot be written: part of the path is a file, not a folder (choose another folder)',
    ],
    [
      "someone else's file under the name of a result, even to be replaced",
      ['predict', 'study.json', '--out', 'sub', '--replace'],
      /sub\/figure\.svg: exists and was not written by spikefield \(move it away, or choose another folder\)$/,
    ],
    [
      'an unknown command',
      ['predikt', 'study.json'],
      /^unknown command 'predikt' \(Did you mean predict\?\) \(see "spikefield --help"\)$/,
    ],
    [
      'an unknown option',
      ['kernels', 'list', '--sets', 'x'],
      /^unknown option '--sets' .*\(see "spikefield kernels list --help"\)$/,
    ],
    ['no study', ['simulate'], 'missing required argument \'study\' (see "spikefield simulate --help")'],
    [
      'an empty name',
      ['predict', ''],
      /^command-argument value '' is invalid for argument 'study'\. Expected a name that is not empty/,
    ],
    [
      'a seed that is none',
      ['predict', 'study.json', '--seed', '-1'],
      /'--seed <n>' argument '-1' is invalid\. Expected an integer from 0 to 4294967295/,
    ],
    [
      'a figure of a folder without results',
      ['figure', 'sub'],
      'sub: no results of spikefield (no study.json in this folder); give a folder that predict or simulate wrote',
    ],
    ['a figure of nothing', ['figure', 'nowhere', '--out', 'x'], /^nowhere: no results of spikefield/],
    [
      'a figure of a folder that holds a study only',
      ['figure', '.'],
      /^\.: no results of spikefield \(no rates\.h5 in this folder\)/,
    ],
    [
      'a kernel set that does not exist',
      ['kernels', 'show', 'mine'],
      /^mine: no kernel set of this name or in this folder \(there is .*hagen-2022.*\)$/,
    ],
    [
      'a folder of sets that does not exist',
      ['kernels', 'list', '--set', 'nowhere'],
      'nowhere: no such folder (given by --set)',
    ],
    [
      'a folder that holds no set',
      ['predict', 'study.json', '--set', 'sub'],
      /^sub: holds no kernel set \(no kernel\.json in it or in its folders\)$/,
    ],
  ])('%s', async (_what, args, message) => {
    await refused(folderWith(undefined, { file: '', 'sub/figure.svg': 'mine' }), args, message);
  });

  test('a study without network to simulate', async () => {
    const folder = folderWith(dynamics(csv), { 'f.csv': 'time,id\n' });
    await refused(
      folder,
      ['simulate', 'study.json'],
      /^study\.json: dynamics\.type: expected "lif", but received "spikes"/,
    );
  });

  test('a seed where spikes come from files', async () => {
    const folder = folderWith(dynamics(csv), { 'f.csv': 'time,id\n1,1\n' });
    await refused(
      folder,
      ['predict', 'study.json', '--seed', '2'],
      'study.json: dynamics: a seed was given, but the spikes of this study come from files',
    );
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be written', async () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'locked'));
    chmodSync(join(folder, 'locked'), 0o500);
    await refused(
      folder,
      ['predict', 'study.json', '--out', 'locked/x'],
      /^locked\/x: cannot be written: no permission \(choose another folder\)$/,
    );
  });
});

test('a delay law with mass at negative delays passes, and is reported, under the rule "point"', async () => {
  const folder = folderWith((s) => {
    s.kernels.delay_rule = 'point';
    s.kernels.connections[2].delay = normalDelay;
    s.output = { figure: false };
  });
  const { status, stderr } = await run(folder, 'predict', 'study.json');
  expect(status).toBe(0);
  expect(stderr).toContain(
    'note: study.json: kernels.connections[2].delay: the law normal has 0.159 of its mass at negative delays, which "delay_rule": "point" lets pass\n',
  );
});

describe.concurrent('Ctrl-C', () => {
  // Before and in the simulation, which would take minutes; how fast the machine is does not matter.
  test.each([300, 4000])('after %d ms ends with one line, 130, and nothing written', async (delay) => {
    const folder = folderWith((s) => (s.dynamics.duration = 1e6));
    const { process: child, ended } = start(folder, ['predict', 'study.json', '--out', 'results/x']);
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect(listing(folder)).toEqual(['study.json']);
    expect(stdout).toBe('');
    // A process that has not yet begun to run our code dies of the signal.
    if (status !== 'SIGINT') expect([status, stderr]).toEqual([130, 'spikefield: interrupted\n']);
    else expect(delay).toBe(300);
  });
});
