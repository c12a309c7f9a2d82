import { describe, expect, it } from 'vitest';
import { fitFigure, type FitFigureData } from '../../src/figures/fitFigure.ts';

const texts = (svg: string): string[] => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map((m) => m[1]!);
const circles = (svg: string) =>
  [...svg.matchAll(/<circle ([^>]*)>/g)].map(([, a]) =>
    Object.fromEntries([...a!.matchAll(/([\w-]+)="([^"]*)"/g)].map((m) => [m[1], m[2]])),
  );

const data: FitFigureData = {
  tried: [1.5, 30, 0.5, 0.75].map((rms) => ({ rms, stopped: rms > 10 })),
  hypervolume: [0.25, 0.5],
  objectives: [
    { name: 'rate of E', values: [0.25, 0.125] },
    { name: 'spectrum of E', values: [0.5, 1] },
  ],
  variables: [
    { name: 'weight', values: [0.5, 0], reference: 0.75 },
    { name: 'a name that is far too long for the half of a page', values: [1, 0.25] },
  ],
  spectra: [{ name: 'spectrum of E', frequencies: [10, 20, 40], target: [1, 2, 1], found: [1, 3, 2] }],
};

describe('fitFigure', () => {
  it('names what it shows', () => {
    const svg = fitFigure(data, { title: 'A fit' });
    for (const text of [
      'A fit',
      'Networks tried',
      'stopped',
      'best so far',
      'Generation',
      'Pareto front: objectives',
      'rate of E',
      'Pareto front: variables (bar: reference)',
      'weight',
      'target',
      'best compromise',
      'Power (s⁻²/Hz)',
    ])
      expect(texts(svg)).toContain(text);
    expect(texts(svg).some((t) => t.startsWith('a name that is') && t.endsWith('…'))).toBe(true);
    expect(svg).not.toContain('NaN');
  });

  it('has a dot per network and per member of the front, the best bold', () => {
    const all = circles(fitFigure(data));
    // Legends have one of each colour as well.
    expect(all).toHaveLength(4 + 2 + 4 * 2);
    const bold = all.filter(({ r }) => r === '2.6');
    expect(bold).toHaveLength(4);
    // Place 1 of the second variable lies right of place 0.5 of the first, by half the axis; place 0 as far left.
    const [first, second] = bold.slice(2).map(({ cx }) => Number(cx));
    const zero = Number(all.filter(({ r }) => r === '1.7').at(-2)!.cx);
    expect(second! - first!).toBeCloseTo(first! - zero, 1);
    expect(second).toBeGreaterThan(first!);
  });

  it('leaves out what there is not', () => {
    const svg = fitFigure({
      tried: [{ rms: 0, stopped: false }],
      hypervolume: [0.5],
      objectives: [{ name: 'o', values: [0] }],
      variables: [{ name: 'v', values: [0.5] }],
      spectra: [],
    });
    for (const text of ['stopped', 'Generation', 'target', 'Pareto front: variables (bar: reference)'])
      expect(texts(svg)).not.toContain(text);
    expect(texts(svg)).toContain('Pareto front: variables');
    // A distance of 0 has no place on a logarithmic axis; that of the variable stays.
    expect(circles(svg).filter(({ r }) => r === '2.6')).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
