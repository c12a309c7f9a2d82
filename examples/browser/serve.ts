/** Bundles the page and serves it, with the headers that let it use threads: npx tsx examples/browser/serve.ts [port] */
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const entry = (name: string) => fileURLToPath(import.meta.resolve(name));
const page = {
  root: import.meta.dirname,
  configFile: false,
  logLevel: 'warn',
  build: { outDir: '../../results/browser', emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 10_000 },
  resolve: { alias: { 'spikefield/figures': entry('spikefield/figures'), spikefield: entry('spikefield') } },
} as const;

await build(page);
// Threads share memory, which browsers allow only pages that are isolated from other origins.
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const server = await preview({ ...page, preview: { port: Number(process.argv[2] ?? 4173), headers } });
console.log(`Open ${server.resolvedUrls!.local[0]} (Ctrl-C ends)`);
