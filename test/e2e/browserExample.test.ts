/** The example page in a browser, as its users use it: it simulates when opened and when asked, and predicts again when cells change. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle, hasChromium, ISOLATED, visit, type Site } from '../support/browser.ts';

/** Waits for the first results, asks for two threads and for other cells, and tells what there is to see at each time. */
const USER = `
  const seen = [];
  const look = () => seen.push({
    state: document.body.dataset.state,
    status: document.getElementById('status').textContent,
    overview: document.querySelector('#overview svg')?.outerHTML ?? '',
    potentials: document.querySelector('#potentials svg')?.outerHTML ?? '',
    note: document.getElementById('isolation').textContent,
  });
  const settled = async () => {
    while (document.body.dataset.state === undefined) await new Promise((done) => setTimeout(done, 20));
    look();
    delete document.body.dataset.state;
  };
  const { elements } = document.getElementById('controls');
  await settled();
  elements.threads.value = '2';
  document.getElementById('run').click();
  await settled();
  elements.apical.value = '900';
  elements.apical.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
  await fetch('/outcome', { method: 'POST', body: JSON.stringify(seen) });`;

interface Sight {
  readonly state: string;
  readonly status: string;
  readonly overview: string;
  readonly potentials: string;
  readonly note: string;
}

describe.skipIf(!hasChromium)('the example page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await bundle(resolve('examples/browser'));
  });

  test.each([
    ['isolated', ISOLATED, ''],
    ['not isolated', {}, 'One thread: this page is not isolated from other origins (see serve.ts).'],
  ])('%s shows spikes, kernels, LFP and potentials', async (_which, headers, note) => {
    const seen = (await visit(site, { headers, script: USER })) as Sight[];
    expect(seen.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    const [opened, threaded, changed] = seen;
    expect(opened.note).toBe(note);
    expect(opened.status).toMatch(
      /^625,000 synapses: 600 ms in [\d.]+ s; kernels and LFP in \d+ ms\. E [\d.]+ spikes\/s, I [\d.]+ spikes\/s, CV [\d.]+$/,
    );
    for (const heading of ['Spikes (500 of 2500 neurons)', 'Population rates', 'Kernels', 'LFP'])
      expect(opened.overview).toContain(heading);
    expect(opened.potentials).toContain('Membrane potential of two neurons');
    // The same network in threads; the same spikes in other cells.
    expect(threaded.overview === opened.overview && threaded.potentials === opened.potentials).toBe(true);
    expect(changed.overview === opened.overview).toBe(false);
    expect(changed.potentials === opened.potentials).toBe(true);
  });
});

test('its server isolates the page', async () => {
  const args = ['--import', 'tsx', 'examples/browser/serve.ts', '0'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const url = await new Promise<string>((done, failed) => {
      let said = '';
      server.stdout.on('data', (data) => {
        said += data;
        const [, found] = /Open (http:\S+)/.exec(said) ?? [];
        if (found !== undefined) done(found);
      });
      server.stderr.on('data', (data) => (said += data));
      server.once('exit', () => failed(new Error(said)));
    });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    for (const [name, value] of Object.entries(ISOLATED)) expect(response.headers.get(name)).toBe(value);
    expect(await response.text()).toContain('A network and its LFP');
  } finally {
    server.kill();
  }
});
