import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../../src/errors.ts';
import {
  contactNormal,
  createProbe,
  probeExtent,
  probeSites,
  selectContacts,
} from '../../../../src/forward/probe/probe.ts';
import { cylinderOptions, slabOptions } from '../../../../src/forward/probe/probeModels.ts';
import type { Point } from '../../../../src/forward/options.ts';

const X: Point = [1, 0, 0];
const Y: Point = [0, 1, 0];
const Z: Point = [0, 0, 1];

describe('createProbe', () => {
  it('names bare places by their index and takes them as points', () => {
    const probe = createProbe({
      contacts: [
        [0, 0, 0],
        [0, 0, -100],
      ],
    });
    expect(probeSites(probe)).toEqual([
      { name: '0', x: 0, y: 0, z: 0 },
      { name: '1', x: 0, y: 0, z: -100 },
    ]);
    expect(contactNormal(probe.contacts[0])).toBeUndefined();
    expect(Object.isFrozen(probe.contacts[0])).toBe(true);
  });

  it('makes axes of a few digits exactly orthogonal unit vectors, normal to both', () => {
    const probe = createProbe({
      contacts: [{ position: [0, 0, 0], radius: 6, axes: [[0.6, 0, 0.8001], Y] }],
    });
    const [u, v] = probe.contacts[0].axes!;
    expect(Math.hypot(...u)).toBeCloseTo(1, 15);
    expect(u[0] * v[0] + u[1] * v[1] + u[2] * v[2]).toBe(0);
    const n = contactNormal(probe.contacts[0])!;
    expect(n[0]).toBeCloseTo(-0.8, 4);
    expect(n[2]).toBeCloseTo(0.6, 4);
  });

  it.each([
    ['no contact', { contacts: [] }],
    ['a place that is not finite', { contacts: [[0, NaN, 0]] as Point[] }],
    [
      'two contacts at one place',
      {
        contacts: [
          [0, 0, 0],
          [0, -0, 0],
        ] as Point[],
      },
    ],
    [
      'a repeated name',
      {
        contacts: [
          { name: 'a', position: X },
          { name: 'a', position: Y },
        ],
      },
    ],
    ['a face without axes', { contacts: [{ position: X, radius: 5 }] }],
    ['a negative radius', { contacts: [{ position: X, radius: -5, axes: [X, Y] as const }] }],
    [
      'a square without side',
      { contacts: [{ position: X, shape: 'square' as const, axes: [X, Y] as const }] },
    ],
    ['axes that are not orthogonal', { contacts: [{ position: X, radius: 5, axes: [X, X] as const }] }],
    ['a contour of two points', { contacts: [X], contours: [{ points: [X, Y] }] }],
  ])('refuses %s', (_, options) => {
    expect(() => createProbe(options)).toThrow(ParameterError);
  });

  it('lets contacts on two sides share a place', () => {
    const contacts = ['front', 'back'].map((side) => ({ name: side, position: X, side }));
    expect(createProbe({ contacts }).contacts).toHaveLength(2);
  });
});

describe('a probe', () => {
  const probe = createProbe({
    contacts: [
      { name: 'a', position: [0, 0, 0], shank: '0' },
      { name: 'b', position: [250, 0, 10], shank: '1' },
    ],
    contours: ['0', '1'].map((shank) => ({ points: [X, Y, Z], shank })),
  });

  it('has an extent', () => {
    expect(probeExtent(probe)).toEqual([
      [0, 0, 0],
      [250, 1, 10],
    ]);
  });

  it('can be cut to some contacts and their shanks', () => {
    const part = selectContacts(probe, ['b']);
    expect(part.contacts.map((c) => c.name)).toEqual(['b']);
    expect(part.contours.map((c) => c.shank)).toEqual(['1']);
    expect(() => selectContacts(probe, ['c'])).toThrow(/names\[0\]/);
  });
});

describe('options of forward models', () => {
  it('are flat contacts of a slice, all alike', () => {
    expect(slabOptions(createProbe({ contacts: [X] }))).toEqual({
      contacts: [{ name: '0', x: 1, y: 0, z: 0 }],
    });
    const square = { position: X, shape: 'square', width: 12, axes: [X, Y] } as const;
    expect(slabOptions(createProbe({ contacts: [square] }))).toMatchObject({
      contactRadius: 6,
      contactShape: 'square',
      sides: [X],
    });
    for (const other of [
      { ...square, position: Z, width: 13 },
      { ...square, position: Z, axes: [X, Z] as const },
      { ...square, position: Z, shape: 'rect' as const, height: 12 },
    ])
      expect(() => slabOptions(createProbe({ contacts: [square, { name: 'b', ...other }] }))).toThrow(
        /contacts\[1\]: Expected points, or flat/,
      );
  });

  it('are discs of a cylindrical population only where they lie flat', () => {
    const flat = createProbe({ contacts: [{ position: Z, radius: 100, axes: [X, Y] }] });
    const upright = createProbe({ contacts: [{ position: Z, radius: 100, axes: [X, Z] }] });
    expect(cylinderOptions(flat).contactRadius).toBe(100);
    expect(cylinderOptions(upright)).not.toHaveProperty('contactRadius');
  });
});
