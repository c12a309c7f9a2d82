import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyOf, folderWith, listing, run, start } from '../support/spikefield.ts';

/** A fit of the tiny study that takes a fraction of a second. */
const FIT = {
  study: 'study.json',
  variables: [{ name: 'I', path: 'dynamics.neurons.E.I_e', min: 200, max: 900 }],
  objectives: [{ type: 'rate', population: 'E', target: 40 }],
  generations: 2,
  population: 4,
  screening: 1,
  output: 'out',
};
const RECORD = 'out/evaluations.jsonl';
const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const newFolder = (fit: object = FIT) => folderWith(undefined, { 'fit.json': JSON.stringify(fit) });

describe.concurrent('fit', () => {
  let done: string;
  let outcome: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    done = newFolder();
    outcome = await run(done, 'fit', 'fit.json');
  }, 30_000);

  test('writes a record of every network, the front, and the best study', () => {
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^8 networks in 2 generations; \d+ of them make up the Pareto front/);
    expect(outcome.stdout).toMatch(/Best compromise\n\s+variable\s+value\s+min\s+max\n\s+I\s+\d+/);
    expect(listing(join(done, 'out'))).toEqual([
      'best.json',
      'evaluations.csv',
      'evaluations.jsonl',
      'figure.png',
      'figure.svg',
      'front.csv',
    ]);
    const [header, ...lines] = text(done, RECORD)
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(header).toMatchObject({ format: 'spikefield fit' });
    expect(lines).toHaveLength(8);
    expect(text(done, 'out/front.csv')).toMatch(/^generation,index,stopped,compromise,rate of E,I\n/);
    const best = JSON.parse(text(done, 'out/best.json'));
    const smallest = Math.min(...lines.map((l) => l.objectives['rate of E']));
    const chosen = lines.find((l) => l.objectives['rate of E'] === smallest);
    expect(best.dynamics.neurons.E.I_e).toBe(chosen.variables.I);
    expect(best.description).toBe(`Best compromise of the fit fit: I = ${chosen.variables.I}.`);
  });

  test('the best study runs', async () => {
    const { status, stderr } = await run(done, 'simulate', 'out/best.json');
    expect([status, stderr]).toEqual([0, '']);
  }, 30_000);

  test('resumes a run that was killed in the middle of a line, to the same record', async () => {
    const folder = copyOf(done);
    truncateSync(join(folder, RECORD), text(done, RECORD).length - 170);
    const { status, stdout } = await run(folder, 'fit', 'fit.json', '--resume');
    expect([status, stdout]).toEqual([0, outcome.stdout]);
    for (const name of [RECORD, 'out/front.csv', 'out/best.json'])
      expect(text(folder, name)).toBe(text(done, name));
  }, 30_000);

  test('has the same record in any number of threads, and after a kill', async () => {
    // Networks that take some time, so that there is time to kill.
    const longer = () =>
      folderWith((study) => (study.dynamics.duration = 2000), { 'fit.json': JSON.stringify(FIT) });
    const [whole, killed] = [longer(), longer()];
    const one = await run(whole, 'fit', 'fit.json');
    const args = ['fit', 'fit.json', '--resume', '--threads', '2'];
    const { process: child, ended } = start(killed, args);
    const lines = () => (listing(killed).includes(RECORD) ? text(killed, RECORD).split('\n').length - 2 : 0);
    while (lines() < 3 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGKILL');
    expect((await ended).status).toBe('SIGKILL');
    expect(lines()).toBeLessThan(8);
    const resumed = await run(killed, ...args);
    const [takenOver, ...notes] = resumed.stderr.split('\n');
    expect(takenOver).toMatch(/^note: out: took over the lock of process \d+, begun .* UTC, which is gone$/);
    expect({ ...resumed, stderr: notes.join('\n') }).toEqual({
      ...one,
      stderr: 'note: 2 networks at a time\n',
    });
    for (const name of listing(join(whole, 'out')))
      expect(readFileSync(join(killed, 'out', name)), name).toEqual(readFileSync(join(whole, 'out', name)));
  }, 120_000);

  test('stops after so many networks', async () => {
    const folder = newFolder();
    const { status, stdout } = await run(folder, 'fit', 'fit.json', '--evaluations', '6');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^6 networks in 2 generations, as many as asked for;/);
    expect(text(done, RECORD).startsWith(text(folder, RECORD))).toBe(true);
  }, 30_000);

  test('goes on with more generations', async () => {
    const folder = copyOf(done);
    const { status, stdout } = await run(folder, 'fit', 'fit.json', '--resume', '--generations', '3');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^12 networks in 3 generations/);
    expect(text(folder, RECORD).startsWith(text(done, RECORD))).toBe(true);
  }, 30_000);

  test('refuses to start over, to mix fits, and damaged records', async () => {
    const again = await run(done, 'fit', 'fit.json');
    expect(again).toMatchObject({
      status: 1,
      stderr:
        'spikefield: out: holds a fit already (go on with it by --resume, or choose another folder with --out)\n',
    });
    const other = folderWith(undefined, {
      'fit.json': JSON.stringify({ ...FIT, seed: 9 }),
      [RECORD]: text(done, RECORD),
    });
    expect((await run(other, 'fit', 'fit.json', '--resume')).stderr).toMatch(
      /^spikefield: out\/evaluations\.jsonl:1: is the record of another fit/,
    );
    const damaged = copyOf(done);
    appendFileSync(join(damaged, RECORD), 'x\n');
    expect((await run(damaged, 'fit', 'fit.json', '--resume')).stderr).toMatch(
      /^spikefield: out\/evaluations\.jsonl:10: is no evaluation/,
    );
  }, 30_000);

  test.each([
    [
      { ...FIT, populaton: 4 },
      [],
      'spikefield: fit.json: populaton: unknown key; did you mean "population"?\n',
    ],
    [FIT, ['--generations', '0'], /Expected an integer >= 1 \(see "spikefield fit --help"\)\n$/],
    [FIT, ['--out', 'study.json'], /^spikefield: study\.json\b.*cannot be written/],
  ])(
    'bad input %#',
    async (fit, args, message) => {
      const { status, stderr } = await run(newFolder(fit), 'fit', 'fit.json', ...args);
      expect(status).toBe(1);
      expect(stderr).toMatch(message);
    },
    30_000,
  );

  test('Ctrl-C keeps what was computed', async () => {
    const folder = newFolder({ ...FIT, generations: 5000 });
    const { process: child, ended } = start(folder, ['fit', 'fit.json']);
    const lines = () => (listing(folder).includes(RECORD) ? text(folder, RECORD).split('\n').length : 0);
    while (lines() < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toMatch(
      /^spikefield: interrupted\nspikefield: \d+ evaluations are kept in out; go on with --resume\n$/,
    );
    expect(listing(join(folder, 'out'))).toContain('best.json');
  }, 30_000);
});
