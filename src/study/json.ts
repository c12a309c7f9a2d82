/**
 * JSON with the errors of a text that people write: line and column, what stood there, what was expected; and keys given
 * twice, of which JSON.parse silently keeps the last.
 */
import { StudyError } from '../errors.ts';
import { jsonPath } from './jsonPath.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex -- control characters are what a JSON string must not hold
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z_+-][\w+-]*/y;
const SPACE = /[ \t\r\n]*/y;
const DEEPEST = 200;

/**
 * The value of a JSON text. Throws StudyError (`file`; path "line L, column C" or that of the repeated key) on
 * anything that is not JSON, on a key given twice in one object, and on more than 200 levels.
 */
export function parseJson(text: string, file: string): Json {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  skipSpace();
  const value = parseValue([]);
  if (at < text.length) fail('expected the end of the file');
  return value;

  function parseValue(path: (string | number)[]): Json {
    if (path.length > DEEPEST) fail(`expected at most ${DEEPEST} levels`);
    const c = text[at];
    if (c === '{') return parseObject(path);
    if (c === '[') return parseArray(path);
    if (c === '"') return parseString();
    const word = match(WORD);
    if (word === 'true' || word === 'false' || word === 'null') {
      at += word.length;
      skipSpace();
      return word === 'null' ? null : word === 'true';
    }
    const number = match(NUMBER);
    if (number !== undefined && (word === undefined || number.length >= word.length)) {
      at += number.length;
      skipSpace();
      return Number(number);
    }
    if (word !== undefined && /^[+-]?(nan|inf(inity)?)$/i.test(word))
      fail('expected a finite number, which JSON can hold');
    return fail('expected a value');
  }

  function parseObject(path: (string | number)[]): Json {
    const out: { [key: string]: Json } = {};
    const lines = new Map<string, number>();
    at++;
    skipSpace();
    while (text[at] !== '}') {
      if (text[at] !== '"')
        fail(lines.size === 0 ? 'expected "}" or a key in double quotes' : 'expected a key in double quotes');
      const line = position(at)[0];
      const key = parseString();
      const before = lines.get(key);
      if (before !== undefined)
        throw new StudyError(
          file,
          jsonPath([...path, key]),
          `given twice, in lines ${before} and ${line}; leave one out`,
        );
      lines.set(key, line);
      if (text[at] !== ':') fail('expected ":" after the key');
      at++;
      skipSpace();
      const child = parseValue([...path, key]);
      Object.defineProperty(out, key, { value: child, enumerable: true, configurable: true, writable: true });
      if (text[at] === ',') {
        at++;
        skipSpace();
        if (text[at] === '}') fail('expected a key after the comma');
      } else if (text[at] !== '}') fail('expected "," or "}" after the value');
    }
    at++;
    skipSpace();
    return out;
  }

  function parseArray(path: (string | number)[]): Json {
    const out: Json[] = [];
    at++;
    skipSpace();
    while (text[at] !== ']') {
      out.push(parseValue([...path, out.length]));
      if (text[at] === ',') {
        at++;
        skipSpace();
        if (text[at] === ']') fail('expected a value after the comma');
      } else if (text[at] !== ']') fail('expected "," or "]" after the value');
    }
    at++;
    skipSpace();
    return out;
  }

  function parseString(): string {
    const token = match(STRING);
    if (token === undefined) return fail('expected a string that ends in the same line, with JSON escapes');
    at += token.length;
    skipSpace();
    return JSON.parse(token) as string;
  }

  function skipSpace(): void {
    at += match(SPACE)!.length;
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  }

  function position(index: number): [line: number, column: number] {
    const before = text.slice(0, index).split('\n');
    return [before.length, before.at(-1)!.length + 1];
  }

  function fail(expected: string): never {
    const [line, column] = position(at);
    const found = at >= text.length ? 'the file ends' : `found ${match(/[\w.+-]+|./suy)}`;
    throw new StudyError(file, `line ${line}, column ${column}`, `not JSON: ${expected}, but ${found}`);
  }
}
