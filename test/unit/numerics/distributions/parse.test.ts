import { describe, expect, it } from 'vitest';
import { distribution, distributionNames, fromScipy } from '../../../../src/numerics/distributions/index.ts';
import { ParameterError } from '../../../../src/errors.ts';

const EXAMPLES = [
  { distribution: 'normal', mean: 1, sd: 0.5 },
  { distribution: 'truncated_normal', mean: 1.5, sd: 0.3, min: 0.3, max: null },
  { distribution: 'log_normal', median: 2, shape: 0.4, shift: 0 },
  { distribution: 'exponential', mean: 1.5, shift: 0.5 },
  { distribution: 'gamma', shape: 2, scale: 1.5, shift: 0 },
  { distribution: 'uniform', min: 0.5, max: 4 },
  { distribution: 'constant', value: 1.5 },
  { distribution: 'binomial', n: 7, p: 0.4, shift: 0 },
  { distribution: 'poisson', mean: 3.2, shift: 0 },
  { distribution: 'discrete_uniform', min: 1, max: 5 },
  { distribution: 'geometric', p: 0.3, shift: 0 },
] as const;

describe('distribution', () => {
  it('reads every law, whose name and parameters read back as the same law', () => {
    expect(EXAMPLES.map((e) => e.distribution)).toEqual(distributionNames);
    for (const spec of EXAMPLES) {
      const law = distribution(spec);
      expect({ distribution: law.name, ...law.parameters }).toEqual(spec);
      expect(JSON.parse(JSON.stringify(law.parameters))).toEqual(law.parameters);
    }
  });

  it.each([
    [{ distribution: 'truncated_norml', mean: 1, sd: 1 }, 'did you mean "truncated_normal"?'],
    [{ distribution: 'Normal', mean: 1, sd: 1 }, 'did you mean "normal"?'],
    [{ distribution: 'zzzzzzzz' }, 'distribution: Expected one of normal, truncated_normal,'],
    [{ distribution: 'toString' }, 'distribution: Expected one of'],
    [
      { distribution: 'normal', mean: 1, ds: 1 },
      'ds: Expected a parameter of normal (mean, sd), but received 1 (did you mean "sd"?)',
    ],
    [
      { distribution: 'normal', mean: 1 },
      'sd: Expected a number, but received nothing (normal needs mean and sd)',
    ],
    [{ distribution: 'normal', mean: '1', sd: 1 }, 'mean: Expected a finite number, but received "1"'],
    [
      { distribution: 'truncated_normal', mean: 1, sd: 1, min: 'x' },
      'min: Expected a number or null, but received "x"',
    ],
    [{ mean: 1 }, 'distribution: Expected one of'],
    [null, 'distribution: Expected an object'],
    [3, 'distribution: Expected an object'],
  ])('refuses %j', (spec, message) => {
    expect(() => distribution(spec as any)).toThrow(ParameterError);
    expect(() => distribution(spec as any)).toThrow(message);
  });
});

describe('fromScipy', () => {
  it.each([
    [{ name: 'norm', loc: 3, scale: 0.5 }, 'normal', { mean: 3, sd: 0.5 }],
    [{ name: 'norm' }, 'normal', { mean: 0, sd: 1 }],
    [
      { name: 'truncnorm', a: -2, b: null, loc: 2.5, scale: 0.5 },
      'truncated_normal',
      { mean: 2.5, sd: 0.5, min: 1.5, max: null },
    ],
    [
      { name: 'truncnorm', a: null, b: 1, loc: 0, scale: 2 },
      'truncated_normal',
      { mean: 0, sd: 2, min: null, max: 2 },
    ],
    [{ name: 'lognorm', s: 0.4, loc: 0, scale: 2 }, 'log_normal', { median: 2, shape: 0.4, shift: 0 }],
    [{ name: 'expon', loc: 0.5, scale: 1.5 }, 'exponential', { mean: 1.5, shift: 0.5 }],
    [{ name: 'gamma', a: 2, loc: 0, scale: 1.5 }, 'gamma', { shape: 2, scale: 1.5, shift: 0 }],
    [{ name: 'uniform', loc: 0.5, scale: 3.5 }, 'uniform', { min: 0.5, max: 4 }],
    [{ name: 'binom', n: 7, p: 0.4 }, 'binomial', { n: 7, p: 0.4, shift: 0 }],
    [{ name: 'poisson', mu: 3.2, loc: 1 }, 'poisson', { mean: 3.2, shift: 1 }],
    [{ name: 'randint', low: 1, high: 6 }, 'discrete_uniform', { min: 1, max: 5 }],
    [{ name: 'geom', p: 0.3 }, 'geometric', { p: 0.3, shift: 0 }],
  ])('%j', (spec, name, parameters) => {
    const law = fromScipy(spec);
    expect(law.name).toBe(name);
    expect(law.parameters).toEqual(parameters);
  });

  it('decides on the standardised value whether a point is inside, as scipy does', () => {
    // 0.30000000000000004 - 0.1 over 0.2 rounds above 1: outside for scipy, although 0.1 + 0.2 is that very number.
    const law = fromScipy({ name: 'uniform', loc: 0.1, scale: 0.2 });
    expect(law.kind === 'continuous' && law.pdf(0.1 + 0.2)).toBe(0);
  });

  it.each([
    [{ name: 'truncnormal', a: 0, b: 1 }, 'did you mean "truncnorm"?'],
    [{ name: 'truncnorm', a: 0 }, 'b: Expected a number, but received nothing (truncnorm needs a and b)'],
    [{ name: 'norm', mu: 0 }, 'mu: Expected a parameter of norm (loc, scale)'],
    [{ name: 'norm', loc: null }, 'loc: Expected a number, but received null'],
    [{ name: 'norm', scale: 0 }, 'sd: Expected a finite number > 0'],
    [{ name: 'uniform', scale: -1 }, 'scale: Expected'],
    [{ name: 'poisson', mu: 1, loc: 0.5 }, 'shift: Expected an integer'],
    [{ name: 'poisson', mu: 1, scale: 2 }, 'scale: Expected a parameter of poisson'],
    [undefined, 'distribution: Expected an object'],
  ])('refuses %j', (spec, message) => {
    expect(() => fromScipy(spec as any)).toThrow(ParameterError);
    expect(() => fromScipy(spec as any)).toThrow(message);
  });
});
