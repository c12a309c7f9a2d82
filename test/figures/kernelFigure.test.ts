import { describe, expect, it } from 'vitest';
import { array2d } from '../../src/numerics/array2d.ts';
import { ParameterError } from '../../src/errors.ts';
import { kernelFigure } from '../../src/figures/kernelFigure.ts';
import { defaultLagWindow, strongest } from '../../src/figures/kernelGrid.ts';
import { expectGolden } from './golden.ts';
import { collisions, NOT_A_NUMBER, paths, texts } from './readSvg.ts';
import { kernel } from './sample.ts';

describe('kernelFigure', () => {
  const kernels = [
    kernel('E', 'E'),
    kernel('E', 'I'),
    kernel('I', 'E', 'lfp', 'mV', -2e-2),
    kernel('I', 'I'),
  ];

  it('equals its golden file', () => expectGolden(kernelFigure(kernels), 'kernels'));

  it('draws one line per contact and a scale bar per kernel, rows by target', () => {
    const svg = kernelFigure(kernels);
    expect(paths(svg, 'stroke-linejoin', 'round')).toHaveLength(20);
    const all = texts(svg);
    expect(all.filter((t) => /^. → .$/.test(t))).toEqual(['E → E', 'I → E', 'E → I', 'I → I']);
    // Peak of |i - 1.5| x exp(-x) is 2.5/e of the size: 0.92 uV (bar 0.5 uV) and 18.4 uV (bar 10 uV).
    expect(all.filter((t) => t.endsWith('µV'))).toEqual(['0.5 µV', '10 µV', '0.5 µV', '0.5 µV']);
    expect(collisions(svg)).toEqual([]);
  });

  it('gives every probe a panel, or those asked for', () => {
    const both = [...kernels, kernel('E', 'E', 'csd', 'nA/um3', 1e-7)];
    const panels = (svg: string) => texts(svg).filter((t) => t.startsWith('Kernels, probe'));
    expect(panels(kernelFigure(both))).toHaveLength(2);
    expect(panels(kernelFigure(both, { probes: ['csd'], title: 'A set' }))).toEqual([
      'Kernels, probe csd: response to one spike of the presynaptic population',
    ]);
    expect(() => kernelFigure(both, { probes: ['eeg'] })).toThrow(ParameterError);
    expect(() => kernelFigure(both, { lagEnd: 0 })).toThrow(ParameterError);
  });

  it('has no overlaps with eight populations of long names', () => {
    const names = ['L23E', 'L23I', 'L4E', 'L4I', 'L5E', 'L5I', 'L6E', 'L6I'];
    const svg = kernelFigure(names.flatMap((X) => names.map((Y) => kernel(X, Y))));
    expect(collisions(svg)).toEqual([]);
    expect(texts(svg).filter((t) => / → L/.test(t))).toHaveLength(64);
  });

  it('draws nothing, zero, one channel and one lag without NaN', () => {
    const one = kernel('E', 'E');
    const cases = [
      [],
      [{ ...one, H: array2d(5, 60) }],
      [{ ...one, channels: one.channels.slice(0, 1), H: array2d(1, 60, one.H.data.slice(0, 60)) }],
      [{ ...one, channels: [{ name: 'P_z' }], H: array2d(1, 1), lags: { dt: 0.5, first: 1, count: 1 } }],
      [{ ...one, H: array2d(5, 0), lags: { dt: 0.5, first: 1, count: 0 } }],
    ];
    for (const members of cases) expect(kernelFigure(members)).not.toMatch(NOT_A_NUMBER);
  });
});

describe('what of the kernels is shown', () => {
  it('lags up to where the slowest has decayed to 2 %, rounded up', () => {
    // x exp(-x), x = (k + 1)/3, is above 2 % of its peak 1/e up to x = 6.83: last at k + 1 = 20, lag 10 ms.
    expect(defaultLagWindow([kernel('E', 'E')])).toBe(10);
    expect(defaultLagWindow([])).toBe(1);
    expect(defaultLagWindow([{ ...kernel('E', 'E'), H: array2d(5, 60) }])).toBe(30);
  });

  it('the strongest, in their order', () => {
    const members = [1, 3, 2, 3].map((size, i) => kernel(`x${i}`, 'E', 'lfp', 'mV', size));
    expect(strongest(members, 2).map((k) => k.X)).toEqual(['x1', 'x3']);
    expect(strongest(members, 3).map((k) => k.X)).toEqual(['x1', 'x2', 'x3']);
    expect(strongest(members, 9)).toBe(members);
  });
});
