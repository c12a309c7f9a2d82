/** The loops in WebAssembly: compiled from the source beside them, and the same to the bit as in plain TypeScript. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import wabt from 'wabt';

const folder = fileURLToPath(new URL('../../../src/cable/gateLoops/', import.meta.url));

it('wasmBytes.ts is loops.wat, compiled', async () => {
  const { parseWat } = await wabt();
  const module = parseWat('loops.wat', readFileSync(`${folder}loops.wat`, 'utf8'));
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  await expect(
    `/** \`loops.wat\` compiled, as base64. Written by test/unit/cable/gateLoops.test.ts (\`npx vitest run -u\`). */\n` +
      `export const WASM =\n  '${base64}';\n`,
  ).toMatchFileSnapshot(`${folder}wasmBytes.ts`);
});
