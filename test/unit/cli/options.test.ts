import { describe, expect, test } from 'vitest';
import { standingOptions, withProbes, type ProbeOptions } from '../../../src/cli/options.ts';

describe('the options of --probe', () => {
  test('come under one name, without those that were not given', () => {
    const common: ProbeOptions & { replace: boolean } = { replace: true };
    expect(withProbes(common)).toEqual({ replace: true });
    expect(withProbes({ ...common, probe: ['a', 'b'] })).toEqual({
      replace: true,
      probes: { files: ['a', 'b'], standing: {} },
    });
    expect(withProbes({ probe: ['a'], sigma: 0.3, plane: 'xz', probeY: 'up', origin: [1, 2, 3] })).toEqual({
      probes: { files: ['a'], standing: { sigma: 0.3, plane: 'xz', y: 'up', origin: [1, 2, 3] } },
    });
  });

  test('mean nothing without a probe', () => {
    expect(() => withProbes({ plane: 'xz' })).toThrow(/^--plane: has no meaning without --probe FILE$/);
    expect(() => withProbes({ probeY: 'up' })).toThrow(/^--probe-y: /);
  });

  test('are read as numbers', () => {
    const [sigma, , , origin] = standingOptions();
    expect(sigma.parseArg!('0.3', undefined)).toBe(0.3);
    expect(origin.parseArg!('1,-2.5,3e2', undefined)).toEqual([1, -2.5, 300]);
    for (const bad of ['0', '-1', '', 'x', 'Infinity'])
      expect(() => sigma.parseArg!(bad, undefined)).toThrow('Expected a number > 0.');
    for (const bad of ['1,2', '1,2,3,4', '1,,3', 'a,b,c', '1,2,Infinity'])
      expect(() => origin.parseArg!(bad, undefined)).toThrow('Expected three numbers: x,y,z.');
  });
});
