import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { canonicalJson, sha256Hex } from '../../../src/io/hash.ts';

describe('canonicalJson', () => {
  test('sorts members by UTF-16 code units, at every depth', () => {
    // The order of RFC 8785, section 3.2.3: a supplementary character (surrogates d83d…) comes before U+FB33.
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': { b: [], a: {} },
    };
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":{"a":{},"b":[]},"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  test('is JSON of the same value, and does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  test('typed arrays are arrays, undefined members are left out, -0 is 0', () => {
    expect(canonicalJson({ a: new Float64Array([0.1, -0]), b: undefined, c: [], d: {} })).toBe(
      '{"a":[0.1,0],"c":[],"d":{}}',
    );
  });

  test.each([
    [{ a: [1, NaN] }, 'value.a[1]: Expected a finite number, but received NaN'],
    [{ a: Infinity }, 'value.a: Expected a finite number, but received Infinity'],
    [[undefined], 'value[0]: Expected a value that JSON can hold, but received nothing'],
    [{ f: () => 1 }, 'value.f: Expected a value that JSON can hold, but received a function'],
    [{ m: new Map() }, 'value.m: Expected a plain object, an array or a typed array, but received "Map"'],
  ])('refuses what JSON cannot hold: %o', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(
      new ParameterError('x', 'y', 'z').constructor as typeof ParameterError,
    );
    expect(() => canonicalJson(value)).toThrow(message);
  });

  test('refuses cycles, but not the same object twice', () => {
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => canonicalJson(cycle)).toThrow('value.self: Expected a value without cycles');
  });
});

test('sha256Hex gives the digests of FIPS 180-4', async () => {
  expect(await sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(await sha256Hex(new Uint8Array([0x61, 0x62, 0x63, 0x64]).subarray(0, 3))).toBe(
    await sha256Hex('abc'),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
