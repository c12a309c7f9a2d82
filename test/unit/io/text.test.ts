import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { contentText, parseNumber, sourceFile } from '../../../src/io/text.ts';

const parse = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return parseNumber(bytes, 0, bytes.length);
};

describe('parseNumber', () => {
  test('rounds as the platform does, for every double and every printing', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 0, max: 20 }),
        (x, digits) => {
          for (const text of [String(x), x.toFixed(digits), x.toExponential(digits)])
            expect(Object.is(parse(text), finiteNumber(text)), text).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('rounds decimals with 16 to 19 digits correctly, where the short way would be wrong', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 52n, max: 2n ** 63n }),
        fc.integer({ min: 1, max: 15 }),
        (n, point) => {
          const digits = String(n);
          const text = `${digits.slice(0, -point)}.${digits.slice(-point)}`;
          expect(parse(text)).toBe(Number(text));
        },
      ),
    );
  });

  test.each(['1', '-1', '+1', '.5', '5.', '-0', '1e3', '1E-3', ' 1 ', '\t1', '00012', '1e-400'])(
    '%j is a number',
    (text) => {
      expect(parse(text)).toBe(Number(text));
    },
  );

  test.each([
    '',
    ' ',
    '-',
    '.',
    '+.',
    '1e',
    '1e+',
    'e5',
    '1.2.3',
    '1 2',
    '0x10',
    'nan',
    'NaN',
    'inf',
    'Infinity',
    '1e999',
    '1,5',
    '1_0',
    '--1',
    '1d5',
  ])('%j is none', (text) => {
    expect(parse(text)).toBeNaN();
  });
});

describe('contents of files', () => {
  test('a byte order mark is dropped, gzip is inflated', () => {
    expect(contentText(sourceFile('a', '\ufefftime'))).toBe('time');
    expect(contentText({ name: 'a.gz', bytes: gzipSync(new TextEncoder().encode('Überlagerung')) })).toBe(
      'Überlagerung',
    );
  });

  test('empty files and other encodings are refused by name', () => {
    expect(() => contentText(sourceFile('a.csv', ''))).toThrow('a.csv: the file is empty');
    expect(() => contentText({ name: 'a.csv', bytes: new Uint8Array([0x41, 0xfc]) })).toThrow(
      'a.csv: Expected text in UTF-8',
    );
  });

  test('every truncation and every flipped byte of gzipped data is found', () => {
    const text = 'time,id\n'.repeat(5) + '0.0625,17\n';
    const bytes = gzipSync(new TextEncoder().encode(text), { mtime: 0 });
    for (let n = 2; n < bytes.length; n++)
      expect(() => contentText({ name: 'a.gz', bytes: bytes.slice(0, n) })).toThrow(
        'a.gz: damaged or truncated gzip file',
      );
    // The first ten bytes are the header, in which times and systems may differ; the last byte of the data may have unused bits.
    for (let n = 10; n < bytes.length; n++) {
      const flipped = bytes.slice();
      flipped[n]! ^= 0x40;
      const read = () => contentText({ name: 'a.gz', bytes: flipped });
      if (n === bytes.length - 9) expect([text, undefined]).toContain(attempt(read));
      else expect(read, `byte ${n}`).toThrow('a.gz: damaged');
    }
  });
});

/** The platform's number, NaN where printing with few digits rounded beyond the largest double. */
function finiteNumber(text: string): number {
  return Number.isFinite(Number(text)) ? Number(text) : NaN;
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
