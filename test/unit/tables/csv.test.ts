import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvText, writeCsv } from '../../../src/tables/csv.ts';

/** A reader by the rules of RFC 4180, character by character. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      record.push(field);
      field = '';
      if (c === '\n') {
        records.push(record);
        record = [];
      }
    } else field += c;
  }
  expect(quoted).toBe(false);
  expect(field + record.join('')).toBe('');
  return records;
}

describe('CSV', () => {
  it('quotes commas, quotes, line breaks and outer blanks only', () => {
    expect(csvLine(['a,b', 'say "x"', 'two\nlines', ' blank', 'plain text'])).toBe(
      '"a,b","say ""x""","two\nlines"," blank",plain text\n',
    );
    expect(csvLine([1, 0.1, -2e-300, true, null, undefined, NaN])).toBe('1,0.1,-2e-300,true,,,NaN\n');
    expect(csvLine([''])).toBe('""\n');
    expect(csvText([], [])).toBe('');
    expect(csvText(['a', 'b'], [])).toBe('a,b\n');
  });

  it('reads back as it was written, text to the letter and numbers to the bit', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', ';') });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.double(), text), { minLength: 1 }), (rows) => {
        const back = readCsv(csvText(['x', 'y', 'z'], rows)).slice(1);
        expect(back.map(([x, y, z]) => [x, Number(y), z])).toEqual(rows.map(([x, y, z]) => [x, y + 0, z]));
      }),
    );
  });

  it('hands long tables on in pieces, without holding them', () => {
    let alive = 0;
    function* records() {
      for (let i = 0; i < 50_000; i++) yield [i, (alive = i)];
    }
    const seen: number[] = [];
    let size = 0;
    writeCsv(['i', 'j'], records(), (text) => {
      seen.push(alive);
      size += text.length;
      expect(text.length).toBeLessThan(70_000);
    });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen[0]).toBeLessThan(10_000);
    expect(size).toBe(
      4 + Array.from({ length: 50_000 }, (_, i) => 2 * String(i).length + 2).reduce((a, b) => a + b),
    );
  });
});
