import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { segmentCount } from '../../../src/morphology/segmentation.ts';
import type { Section } from '../../../src/morphology/morphology.ts';

const cylinder = (L: number, d: number): Section => ({
  name: 'dend[0]',
  points: [
    [0, 0, 0, d],
    [0, 0, L, d],
  ],
});

describe('segments per section', () => {
  it('follows the lambda rule by hand: lambda = 1e5/2 sqrt(d/(pi f Ra cm))', () => {
    // d 1 um, Ra 150 Ohm cm, cm 1 uF/cm2, 100 Hz: lambda = 230.3 um; 500 um / 23.03 um = 21.7 -> 2 floor(22.6/2) + 1 = 23
    const lambda = (1e5 / 2) * Math.sqrt(1 / (Math.PI * 100 * 150));
    expect(lambda).toBeCloseTo(230.3, 1);
    expect(segmentCount(cylinder(500, 1), { dLambda: 0.1 }, 150, 1)).toBe(23);
    // Thresholds of the rule lie where L/(d lambda) + 0.9 is even: 2 d lambda - 0.9 d lambda …
    const threshold = 0.1 * lambda * (4 - 0.9);
    expect(segmentCount(cylinder(threshold * 0.9999, 1), { dLambda: 0.1 }, 150, 1)).toBe(3);
    expect(segmentCount(cylinder(threshold * 1.0001, 1), { dLambda: 0.1 }, 150, 1)).toBe(5);
  });

  it('scales lambda with frequency, resistivity and capacitance', () => {
    const n = (f: number, Ra: number, cm: number) =>
      segmentCount(cylinder(500, 1), { dLambda: 0.1, frequency: f }, Ra, cm);
    expect(n(400, 150, 1)).toBe(n(100, 600, 1));
    expect(n(400, 150, 1)).toBe(n(100, 150, 4));
    // half the length constant: 43.4 + 0.9 -> 45
    expect(n(400, 150, 1)).toBe(45);
  });

  it('integrates lambda along the 3-d points', () => {
    const cone: Section = {
      name: 'c',
      points: [
        [0, 0, 0, 4],
        [0, 0, 100, 2],
        [0, 0, 400, 1],
      ],
    };
    const unit = Math.SQRT2 * 1e-5 * Math.sqrt(4 * Math.PI * 100 * 150);
    const electrotonic = (100 / Math.sqrt(6) + 300 / Math.sqrt(3)) * unit;
    expect(segmentCount(cone, { dLambda: 0.1 }, 150, 1)).toBe(
      2 * Math.floor((electrotonic / 0.1 + 0.9) / 2) + 1,
    );
  });

  it('cuts by a greatest length, rounding as int(L/max) + 1', () => {
    expect(segmentCount(cylinder(100, 1), { maxLength: 30 }, 150, 1)).toBe(4);
    expect(segmentCount(cylinder(90, 1), { maxLength: 30 }, 150, 1)).toBe(4);
    expect(segmentCount(cylinder(10, 1), { maxLength: 30 }, 150, 1)).toBe(1);
  });

  it('looks counts up by name, 1 if absent, whatever the name', () => {
    expect(segmentCount(cylinder(1, 1), { counts: { 'dend[0]': 7 } }, 150, 1)).toBe(7);
    expect(segmentCount(cylinder(1, 1), { counts: {} }, 150, 1)).toBe(1);
    expect(segmentCount({ ...cylinder(1, 1), name: 'toString' }, { counts: {} }, 150, 1)).toBe(1);
  });

  it.each<[string, any]>([
    ['no rule', {}],
    ['a count of 0', { counts: { 'dend[0]': 0 } }],
    ['half a segment', { counts: { 'dend[0]': 1.5 } }],
    ['a length of 0', { maxLength: 0 }],
    ['more segments than memory holds', { maxLength: 1e-9 }],
    ['a negative fraction', { dLambda: -0.1 }],
    ['a frequency of 0', { dLambda: 0.1, frequency: 0 }],
    ['a fraction that asks for millions', { dLambda: 1e-12 }],
  ])('refuses %s', (_, rule) => {
    expect(() => segmentCount(cylinder(100, 1), rule, 150, 1)).toThrow(ParameterError);
  });
});
