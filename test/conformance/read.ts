/** Reading reference cases: JSON or gzipped JSON, arrays nested or as {shape, data}. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { array2d, fromRows, type Array2D } from '../../src/numerics/array2d.ts';
import type { ReferenceCase } from './suite.ts';

/** All `*.json` and `*.json.gz` below a folder (or the one file), sorted. */
export function caseFiles(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.json(\.gz)?$/.test(e.name))
    .map((e) => join(e.parentPath, e.name))
    .toSorted();
}

export function readCase(file: string): ReferenceCase {
  const raw = readFileSync(file);
  const json = JSON.parse((file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8'));
  return { ...json, file, name: basename(file).replace(/\.json(\.gz)?$/, '') };
}

/** A flat list: a plain list or a one-dimensional {shape, data}. */
export function list(value: any): Float64Array {
  return Float64Array.from(Array.isArray(value) ? value : value.data);
}

/** A matrix: nested lists or {shape, data}. */
export function matrix(value: any): Array2D {
  if (Array.isArray(value)) return fromRows(value);
  return array2d(value.shape[0], value.shape[1], Float64Array.from(value.data));
}

/** max |a - b| / max |b|; plain max |a - b| if b is zero throughout. NaN if any value is NaN or lengths differ. */
export function relativeToLargest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN;
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i]! - b[i]!);
    if (!(d >= 0)) return NaN;
    worst = Math.max(worst, d);
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return largest > 0 ? worst / largest : worst;
}
