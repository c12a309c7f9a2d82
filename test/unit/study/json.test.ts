import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { StudyError } from '../../../src/errors.ts';
import { parseJson } from '../../../src/study/json.ts';

describe('parseJson', () => {
  test('gives what JSON.parse gives, however it is indented', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', ' ', '\t', '  \n'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text, 'f.json')).toEqual(JSON.parse(text));
      }),
    );
  });

  test('keeps a key named __proto__ as a key', () => {
    expect(Object.keys(parseJson('{"__proto__": 1}', 'f.json') as object)).toEqual(['__proto__']);
  });

  test('skips a byte order mark', () => {
    expect(parseJson('\uFEFF[1]', 'f.json')).toEqual([1]);
  });

  test.each([
    ['{', 'line 1, column 2: not JSON: expected "}" or a key in double quotes, but the file ends'],
    ['', 'line 1, column 1: not JSON: expected a value, but the file ends'],
    [
      '{"a": NaN}',
      'line 1, column 7: not JSON: expected a finite number, which JSON can hold, but found NaN',
    ],
    [
      '{"a": -Infinity}',
      'line 1, column 7: not JSON: expected a finite number, which JSON can hold, but found -Infinity',
    ],
    ['{"a": 1,}', 'line 1, column 9: not JSON: expected a key after the comma, but found }'],
    ['[1,\n 2,\n]', 'line 3, column 1: not JSON: expected a value after the comma, but found ]'],
    ['{"a": 1\n "b": 2}', 'line 2, column 2: not JSON: expected "," or "}" after the value, but found "'],
    ['{"a" 1}', 'line 1, column 6: not JSON: expected ":" after the key, but found 1'],
    ['{"a": 1} x', 'line 1, column 10: not JSON: expected the end of the file, but found x'],
    ["{'a': 1}", 'line 1, column 2: not JSON: expected "}" or a key in double quotes, but found \''],
    ['{"a": 01}', 'line 1, column 8: not JSON: expected "," or "}" after the value, but found 1'],
    ['{"a": .5}', 'line 1, column 7: not JSON: expected a value, but found .5'],
    ['// note\n{}', 'line 1, column 1: not JSON: expected a value, but found /'],
    [
      '["a\nb"]',
      'line 1, column 2: not JSON: expected a string that ends in the same line, with JSON escapes, but found "',
    ],
  ])('%j', (text, message) => {
    const [path] = message.split(': ');
    expect(() => parseJson(text, 'f.json')).toThrow(
      new StudyError('f.json', path, message.slice(path.length + 2)),
    );
  });

  test('refuses a key given twice, of which JSON.parse would silently keep the last', () => {
    expect(() => parseJson('{"a": {"b": 1,\n\n"b": 2}}', 'f.json')).toThrow(
      new StudyError('f.json', 'a.b', 'given twice, in lines 1 and 3; leave one out'),
    );
  });

  test('refuses a text nested so deeply that it would overflow the stack', () => {
    expect(() => parseJson('['.repeat(1e5), 'f.json')).toThrow('expected at most 200 levels');
  });
});
