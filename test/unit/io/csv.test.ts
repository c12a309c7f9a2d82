import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, csvLine, parseCsv } from '../../../src/io/csv.ts';
import { sourceFile } from '../../../src/io/text.ts';

const parse = (text: string) => parseCsv(sourceFile('t.csv', text));
const field = fc.oneof(
  fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\ufeff', '')),
  fc.constantFrom('', ' ', ',', '"', '""', '\n', '\r\n', '\r', 'a"b', '#', 'x,y'),
);

describe('CSV', () => {
  test('tables of any text come back, with LF and with CRLF', () => {
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((n) =>
        fc.array(fc.array(field, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, fc.boolean(), (rows, crlf) => {
        const text = rows.map((row) => (crlf ? csvLine(row).slice(0, -1) + '\r\n' : csvLine(row))).join('');
        const { header, rows: read } = parse(text);
        expect([header, ...read]).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });

  test('the line of every row is known, through blank lines and line ends in quotes', () => {
    const { rows, lines } = parse('a,b\r\n\r\n1,2\n"x\ny",3\n  \n4,"5"');
    expect(rows).toEqual([
      ['1', '2'],
      ['x\ny', '3'],
      ['4', '5'],
    ]);
    expect(lines).toEqual([3, 4, 7]);
  });

  test('fields are quoted where RFC 4180 asks, and only there', () => {
    expect(['a', 'a b', 'z=1000 um', 'µV (x)'].map(csvField)).toEqual(['a', 'a b', 'z=1000 um', 'µV (x)']);
    expect(['a,b', 'say "x"', 'a\nb', ' a', ''].map(csvField)).toEqual([
      '"a,b"',
      '"say ""x"""',
      '"a\nb"',
      '" a"',
      '""',
    ]);
  });

  test('a header alone is a table without rows', () => {
    expect(parse('a,b\n')).toEqual({ header: ['a', 'b'], rows: [], lines: [] });
  });

  test.each([
    ['', 't.csv: the file is empty'],
    ['\n \r\n', 't.csv: Expected a header line, but the file is blank'],
    ['a,b\n1,2\n1\n', 't.csv:3: Expected 2 columns as in the header, but received 1'],
    ['a,b\n1,2,3\n', 't.csv:2: Expected 2 columns as in the header, but received 3'],
    ['a,b\n"1,2\n3,4\n', 't.csv:2: a quoted field is never closed'],
    ['a,b\n"1"x,2\n', 't.csv:2: Expected a comma or the end of the line after a closing quote'],
  ])('%j is refused', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
