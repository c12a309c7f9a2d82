import { expect, test, vi } from 'vitest';
import { printReport } from '../../../src/cli/print.ts';

function printed(quiet: boolean) {
  const out: string[] = [];
  const err: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => !!out.push(String(text)));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => !!err.push(String(text)));
  printReport(
    {
      text: 'A paragraph is broken into lines of 80 characters, the width of a terminal that gives no other.',
      tables: [
        {
          title: 'Populations',
          columns: [{ key: 'name' }, { key: 'rate', unit: 'spikes/s' }],
          rows: [{ name: 'E', rate: 2.3 }],
        },
      ],
      folder: 'results/x',
      files: [
        { name: 'figure.svg', what: 'overview' },
        { name: 'a.h5', what: 'signals' },
      ],
      notes: ['10 % of the signal is not modelled'],
    },
    quiet,
  );
  stdout.mockRestore();
  stderr.mockRestore();
  return { out: out.join(''), err: err.join('') };
}

test('a report has a paragraph, tables and files on stdout, notes on stderr', () => {
  const { out, err } = printed(false);
  expect(out).toBe(`A paragraph is broken into lines of 80 characters, the width of a terminal that
gives no other.

Populations
  name  rate (spikes/s)
  E               2.300

Results in results/x
  figure.svg  overview
  a.h5        signals
`);
  expect(err).toBe('note: 10 % of the signal is not modelled\n');
});

test('quiet leaves the notes out', () => {
  expect(printed(true).err).toBe('');
});
