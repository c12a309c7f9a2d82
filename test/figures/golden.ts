/**
 * Golden figures: an SVG equals its golden file if, attributes sorted and line breaks between elements aside, the texts agree and
 * numbers differ by at most 0.02 pt (two roundings to 1/100 pt, since exp and sin may differ by an ulp between engines).
 * `UPDATE_FIGURES=1 npx vitest run test/figures` rewrites the files: look at them before committing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/** Sorts the attributes of every element and puts every element on its own line. */
export function normaliseSvg(svg: string): string {
  return svg
    .replace(/<([\w:]+)((?:\s+[\w:-]+="[^"]*")+)\s*(\/?)>/g, (_, name, attributes, end) => {
      const sorted = [...String(attributes).matchAll(/[\w:-]+="[^"]*"/g)].map((m) => m[0]).toSorted();
      return `<${name} ${sorted.join(' ')}${end}>`;
    })
    .replace(/>\s*<(?!\/?tspan|\/text)/g, '>\n<')
    .trim();
}

export function expectGolden(svg: string, name: string): void {
  const file = new URL(`./golden/${name}.svg`, import.meta.url);
  const actual = normaliseSvg(svg);
  if (process.env['UPDATE_FIGURES']) writeFileSync(file, `${actual}\n`);
  if (!existsSync(file))
    throw new Error(`no golden file ${name}.svg: run with UPDATE_FIGURES=1 and look at it`);
  const expected = readFileSync(file, 'utf8').trim().split('\n');
  const lines = actual.split('\n');
  const differing = expected.findIndex((line, i) => !sameLine(lines[i] ?? '', line));
  if (differing >= 0)
    expect(lines[differing], `line ${differing + 1} of ${name}.svg`).toBe(expected[differing]);
  expect(lines.length).toBe(expected.length);
}

function sameLine(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.replace(NUMBER, '#') !== b.replace(NUMBER, '#')) return false;
  const numbers = (line: string) => (line.match(NUMBER) ?? []).map(Number);
  const expected = numbers(b);
  return numbers(a).every((value, i) => Math.abs(value - expected[i]!) <= 0.02 + 1e-9);
}
