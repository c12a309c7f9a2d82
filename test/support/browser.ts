/** Pages in Debian's Chromium (package `chromium`), without a window: bundled by Vite as users bundle theirs, served from this process. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Rolldown } from 'vite';
import { isBuilt } from './spikefield.ts';

const CHROMIUM = '/usr/bin/chromium';

/** Whether pages can be visited; says so where not. */
export const hasChromium = existsSync(CHROMIUM);
if (!hasChromium)
  console.warn(`there is no ${CHROMIUM}, so that nothing is tested in a browser (apt-get install chromium)`);

/** The headers that isolate a page from other origins. */
export const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

/** Files by path from the root of the site. */
export type Site = ReadonlyMap<string, string | Uint8Array>;

/**
 * Bundles the page `index.html` of a folder. What it imports of `src` or `spikefield` comes from the built package if that is not older
 * than the sources.
 */
export async function bundle(folder: string): Promise<Site> {
  const [sources, built] = [resolve('src'), resolve('dist')];
  const { output } = (await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'esnext', minify: false },
    resolve: {
      alias: ['index', 'figures'].map((entry) => ({
        find: new RegExp(`^spikefield${entry === 'index' ? '' : `/${entry}`}$`),
        replacement: join(sources, `${entry}.ts`),
      })),
    },
    plugins: [
      {
        name: 'the built package',
        enforce: 'pre',
        async resolveId(source, importer, options) {
          if (!isBuilt) return null;
          const found = await this.resolve(source, importer, { ...options, skipSelf: true });
          if (!found?.id.startsWith(sources)) return null;
          return { ...found, id: `${built}${found.id.slice(sources.length).replace(/\.ts$/, '.js')}` };
        },
      },
    ],
  })) as Rolldown.RolldownOutput;
  return new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]));
}

export interface VisitOptions {
  /** Headers of all files. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What follows the `?` of the address. */
  readonly query?: string;
  /** A module that runs in the page too. */
  readonly script?: string;
  /** Files that are not there. */
  readonly missing?: RegExp;
  /** ms; default 60 s. */
  readonly timeout?: number;
}

/** Opens a site in a browser of its own, and gives what the page sends as JSON to `/outcome`. Rejects if nothing comes in time. */
export async function visit(
  site: Site,
  { headers = {}, query = '', script, missing, timeout = 60_000 }: VisitOptions = {},
): Promise<unknown> {
  let told: (outcome: string) => void;
  const outcome = new Promise<string>((done) => (told = done));
  const server = createServer((request, response) => {
    const path = /^\/(\?|$)/.test(request.url!) ? 'index.html' : request.url!.slice(1);
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (data) => (body += data));
      request.on('end', () => {
        response.end();
        told(body);
      });
      return;
    }
    const content = missing?.test(path) ? undefined : site.get(path);
    if (content === undefined) response.writeHead(404).end();
    else if (path === 'index.html' && script !== undefined)
      response
        .writeHead(200, { 'Content-Type': typeOf(path), ...headers })
        .end(String(content).replace('</body>', () => `<script type="module">${script}</script></body>`));
    else response.writeHead(200, { 'Content-Type': typeOf(path), ...headers }).end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const profile = mkdtempSync(join(tmpdir(), 'spikefield-chromium-'));
  const { port } = server.address() as AddressInfo;
  const browser = spawn(
    CHROMIUM,
    [...OPTIONS, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/?${query}`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    },
  );
  let complaints = '';
  const ended = new Promise<void>((done) => browser.once('close', () => done()));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, fail) => {
      const because = (what: string) =>
        fail(new Error(`${CHROMIUM} ${what}; it said:\n${heard(complaints)}`));
      browser.stderr.on('data', (data) => {
        complaints += data;
        if (/CONSOLE.*"Uncaught/.test(complaints)) because('found a fault in the page');
      });
      timer = setTimeout(() => because(`sent no outcome within ${timeout / 1000} s`), timeout);
      browser.once('error', ({ message }) => because(`did not start: ${message}`));
      void ended.then(() => because('ended without an outcome'));
    });
    return JSON.parse(await Promise.race([outcome, late]));
  } finally {
    clearTimeout(timer);
    server.closeAllConnections();
    server.close();
    // Chromium is many processes: all of its own group.
    if (browser.pid !== undefined && browser.exitCode === null) {
      process.kill(-browser.pid, 'SIGKILL');
      await ended;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What it says that has to do with the page: there is no desktop to talk to. */
function heard(complaints: string): string {
  return complaints
    .split('\n')
    .filter((line) => !/dbus|unexpected operator/.test(line))
    .slice(-20)
    .join('\n');
}

const OPTIONS = [
  '--headless',
  '--enable-logging=stderr',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Plot moves axes by half a pixel on screens of large pixels.
  '--force-device-scale-factor=2',
];

function typeOf(path: string): string {
  if (path.endsWith('.html')) return 'text/html; charset=utf-8';
  if (path.endsWith('.js')) return 'text/javascript';
  return path.endsWith('.css') ? 'text/css' : 'application/octet-stream';
}
