import { describe, expect, test } from 'vitest';
import { duration, progressView } from '../../../src/cli/progressView.ts';

function stream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { isTTY, columns, write: (text: string) => void written.push(text), written };
}

describe('progress on stderr', () => {
  test('is one line, drawn again, in a terminal', () => {
    const out = stream(true);
    let time = 0;
    const view = progressView(out, false, () => time);
    view.observe({ stages: ['kernels'], fraction: 0, state: 'begin' });
    time = 10;
    view.observe({ stages: ['kernels', 'E'], fraction: 0.1, state: 'work' });
    time = 10_000;
    view.observe({ stages: ['kernels', 'E'], fraction: 0.5, state: 'work' });
    view.close();
    expect(out.written).toEqual([
      '\r\u001b[K........................   0 %  kernels',
      '\r\u001b[K############............  50 %  kernels: E, 10 s left',
      '\r\u001b[K',
    ]);
  });

  test('guesses the time left from what this run has done, not from what an earlier one had', () => {
    const out = stream(true);
    let time = 0;
    const view = progressView(out, false, () => time);
    view.observe({ stages: ['spikes'], fraction: 0.6, state: 'skip' });
    time = 10_000;
    view.observe({ stages: ['spikes'], fraction: 0.8, state: 'work' });
    expect(out.written.at(-1)).toContain(' 80 %  spikes, 10 s left');
  });

  test('never wraps', () => {
    const out = stream(true, 30);
    progressView(out, false, () => 0).observe({ stages: ['a very long name'], fraction: 0, state: 'begin' });
    expect(out.written[0]).toHaveLength('\r\u001b[K'.length + 29);
  });

  test('is nothing if quiet or where there is no terminal', () => {
    for (const [out, quiet] of [
      [stream(true), true],
      [stream(false), false],
    ] as const) {
      const view = progressView(out, quiet, () => 0);
      view.observe({ stages: ['kernels'], fraction: 0, state: 'begin' });
      view.close();
      expect(out.written).toEqual([]);
    }
  });

  test('takes 80 columns where a terminal does not know its width', () => {
    const out = stream(true, 0);
    const name = 'a very long name '.repeat(6);
    progressView(out, false, () => 0).observe({ stages: [name], fraction: 0, state: 'begin' });
    expect(out.written[0]).toHaveLength('\r\u001b[K'.length + 79);
  });
});

test.each([
  [0, '0 s'],
  [1, '1 s'],
  [59_001, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [11_500_000, '3 h 12 min'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
