import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { selectSegments } from '../../../src/morphology/select.ts';
import { stick, yCell } from '../../support/cells.ts';

const { geometry } = yCell('passive');

describe('choosing segments', () => {
  it('takes fragments of section names, or all', () => {
    expect(selectSegments(geometry, { sections: 'all' })).toEqual(Int32Array.of(0, 1, 2, 3, 4));
    expect(selectSegments(geometry, { sections: ['soma', 'dend[1]'] })).toEqual(Int32Array.of(0, 3, 4));
    expect(selectSegments(geometry, { sections: ['dend'] })).toEqual(Int32Array.of(1, 2, 3, 4));
    expect(selectSegments(geometry, { sections: [] })).toEqual(new Int32Array(0));
  });

  it('leaves out mid-points on the borders of the open depth window', () => {
    // Five segments of 20 um: mid-points -40, -20, 0, 20, 40.
    const line = stick(5).geometry;
    const chosen = (zMin: number, zMax: number) => [...selectSegments(line, { sections: 'all', zMin, zMax })];
    expect(chosen(-20, 20)).toEqual([2]);
    expect(chosen(-20.001, 20.001)).toEqual([1, 2, 3]);
    expect(chosen(-Infinity, 0)).toEqual([0, 1]);
    expect(chosen(100, 200)).toEqual([]);
  });

  it('refuses unknown fragments and empty windows', () => {
    expect(() => selectSegments(geometry, { sections: ['apic'] })).toThrow(
      'sections: Expected fragments of soma[0], dend[0], dend[1], but received "apic"',
    );
    expect(() => selectSegments(geometry, { sections: 'all', zMin: 1, zMax: 1 })).toThrow(ParameterError);
    expect(() => selectSegments(geometry, { sections: 'all', zMax: NaN })).toThrow(ParameterError);
  });

  it('keeps the message short for cells of many sections', () => {
    const sectionNames = Array.from({ length: 100 }, (_, k) => `dend[${k}]`);
    expect(() => selectSegments({ ...geometry, sectionNames }, { sections: ['apic'] })).toThrow(
      /dend\[11\], … \(100 names\), but received "apic"$/,
    );
  });

  it('takes types, which follow from names where a geometry has none', () => {
    const { sectionTypes: _, ...untyped } = geometry;
    for (const cell of [geometry, untyped]) {
      expect(selectSegments(cell, { sections: 'all', types: ['dend'] })).toEqual(Int32Array.of(1, 2, 3, 4));
      expect(selectSegments(cell, { sections: ['[0]'], types: ['dend', 'soma'] })).toEqual(
        Int32Array.of(0, 1, 2),
      );
      expect(() => selectSegments(cell, { sections: 'all', types: ['axon'] })).toThrow(
        'types: Expected types among soma, dend, but received "axon"',
      );
    }
  });
});
