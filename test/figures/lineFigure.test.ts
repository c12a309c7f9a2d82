import { describe, expect, it } from 'vitest';
import { lineFigure } from '../../src/figures/lineFigure.ts';

const panel = (heading: string) => ({
  heading,
  x: [0, 1, 2],
  lines: [{ name: 'V', values: [-70, -60, -65] }],
  symbol: 'V',
  unit: 'mV',
});
const texts = (svg: string): string[] => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map((m) => m[1]!);

describe('lineFigure', () => {
  it('draws panels in reading order, two in a row or one', () => {
    const four = ['a', 'b', 'c'].map(panel);
    const svg = lineFigure(four, { title: 'All', notes: ['A note'] });
    for (const text of ['All', 'a', 'b', 'c', 'A', 'B', 'C', 'V (mV)', 'Time (ms)', 'A note'])
      expect(texts(svg)).toContain(text);
    const heightOf = (s: string) => Number(/height="([\d.]+)mm"/.exec(s)![1]);
    expect(heightOf(lineFigure(four, { columns: 1 }))).toBeGreaterThan(1.3 * heightOf(lineFigure(four)));
  });

  it('a number without unit has no brackets, and a logarithmic x leaves y linear', () => {
    const svg = lineFigure([{ ...panel('CV'), x: [1, 10, 100], symbol: 'CV', unit: '', scales: 'log x' }]);
    expect(texts(svg)).toContain('CV');
    expect(texts(svg).join()).not.toContain('()');
    // Negative values can be drawn on a linear axis only.
    expect(texts(svg)).toContain('−70');
  });

  it('refuses lines that do not fit their x', () => {
    expect(() => lineFigure([{ ...panel('a'), x: [0, 1] }])).toThrow(/panels\[0\] V/);
    expect(lineFigure([])).toContain('Nothing to show');
  });
});
