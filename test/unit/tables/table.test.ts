import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { formatColumn, formatTable } from '../../../src/tables/table.ts';

describe('formatTable', () => {
  const columns = [
    { key: 'population' },
    { key: 'size' },
    { key: 'rate', unit: 'spikes/s' },
    { key: 'share', title: 'share of LFP', digits: 3 },
  ];

  it('aligns texts left, numbers right at their decimal point, units in the header', () => {
    const rows = [
      { population: 'E', size: 8192, rate: 2.3151, share: 0.9934 },
      { population: 'I', size: 1024, rate: 14.9, share: 0.00661 },
      { population: 'thalamus', size: 100 },
    ];
    expect(formatTable(rows, columns)).toBe(
      [
        'population  size  rate (spikes/s)  share of LFP',
        'E           8192             2.32         0.993',
        'I           1024            14.90         0.007',
        'thalamus     100                -             -',
        '',
      ].join('\n'),
    );
  });

  it('shows the header alone without rows, nothing without columns', () => {
    expect(formatTable([], columns)).toBe('population  size  rate (spikes/s)  share of LFP\n');
    expect(formatTable([{ a: 1 }], [])).toBe('');
  });

  it('moves units to a second line, then shortens texts, to keep to the width', () => {
    const rows = [{ file: 'results/hagen-2022/signals-of-everything.h5', size: 1234567 }];
    const wide = [{ key: 'file' }, { key: 'size', unit: 'bytes' }];
    expect(formatTable(rows, wide, { width: 30 })).toBe(
      'file                      size\n' +
        '                       (bytes)\n' +
        'results/hagen-2022/s…  1234567\n',
    );
    expect(formatTable(rows, [{ key: 'file' }], { width: 12, indent: 2 })).toBe('  file\n  results/h…\n');
  });

  it('never exceeds the width while a text can be shortened, and never cuts a number', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'µ'), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell, n: fc.integer() }), { maxLength: 5 }), (rows) => {
        const out = formatTable(rows, [{ key: 'a' }, { key: 'b' }, { key: 'n', unit: 'ms' }], { width: 40 });
        for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(40);
        for (const { n } of rows) expect(out).toContain(String(n));
        expect(out.split('\n')).toHaveLength(rows.length + 2);
      }),
    );
  });

  it('refuses digits that mean nothing', () =>
    expect(() => formatTable([], [{ key: 'a', digits: 0 }])).toThrow(ParameterError));
});

describe('formatColumn', () => {
  it.each([
    [
      [1, 22, 333],
      ['1', '22', '333'],
    ],
    [
      [8192.5, 1.25],
      ['8193', '1'],
    ],
    [
      [0.5, 0, -0.25],
      ['0.5000', '0.0000', '-0.2500'],
    ],
    [
      [1.5e-9, 123456.7],
      ['1.500e-9', '1.235e5'],
    ],
    [
      [0.25e-7, 0],
      ['2.500e-8', '0'],
    ],
    [
      [NaN, Infinity, 1.5],
      ['NaN', 'Infinity', '1.500'],
    ],
    [
      [true, false, null, '', 'a\tb'],
      ['yes', 'no', '-', '-', 'a b'],
    ],
    [[], []],
  ])('%j', (cells, expected) => expect(formatColumn(cells, 4)).toEqual(expected));

  it('keeps at least the digits it promises where columns span orders of magnitude', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (cells) => {
          const largest = Math.max(...cells);
          formatColumn(cells, 5).forEach((text, i) => {
            // Half a unit in the last of 5 digits of the column's largest value, or of the value itself.
            expect(Math.abs(Number(text) - cells[i]!)).toBeLessThanOrEqual(0.50001e-4 * largest);
            expect(Number(text)).toBeGreaterThan(0);
          });
        },
      ),
    ));
});
