import { expect, test } from 'vitest';
import { besideFile } from '../../../src/study/files.ts';
import { jsonPath } from '../../../src/study/jsonPath.ts';

test.each([
  ['s.json', 'a.csv', 'a.csv'],
  ['x/s.json', 'a.csv', 'x/a.csv'],
  ['x/y/s.json', '../a.csv', 'x/a.csv'],
  ['x/s.json', '../../a.csv', '../a.csv'],
  ['./s.json', './a.csv', 'a.csv'],
  ['/x/s.json', '../../a.csv', '/../a.csv'],
  ['x\\y\\s.json', '..\\a.csv', 'x/a.csv'],
  ['x/s.json', '/a.csv', '/a.csv'],
  ['x/s.json', 'https://host/a.csv', 'https://host/a.csv'],
  ['s.json', '.', '.'],
])('a path in %s: %s is %s', (file, path, result) => {
  expect(besideFile(file, path)).toBe(result);
});

test('JSON paths are written as people write them', () => {
  expect(jsonPath([])).toBe('');
  expect(jsonPath(['kernels', 'connections', 0, 'delay'])).toBe('kernels.connections[0].delay');
  expect(jsonPath(['counts', 'soma[0]'])).toBe('counts["soma[0]"]');
});
