import { describe, expect, it } from 'vitest';
import { createCell, type CellOptions } from '../../../src/cable/cell.ts';
import { somaMidpoint } from '../../../src/morphology/placement.ts';
import { ParameterError } from '../../../src/errors.ts';

const options: CellOptions = {
  morphology: {
    sections: [
      {
        name: 'soma[0]',
        points: [
          [0, 0, 0, 20],
          [0, 0, 20, 20],
        ],
      },
      {
        name: 'dend[0]',
        parent: 'soma[0]',
        points: [
          [0, 0, 20, 2],
          [0, 0, 220, 2],
        ],
      },
      {
        name: 'dend_apic[0]',
        parent: 'soma[0]',
        points: [
          [0, 0, 20, 2],
          [0, 90, 220, 2],
        ],
      },
    ],
  },
  axialResistivity: { soma: 100, dend: 150, dend_apic: 200 },
  capacitance: 1,
  segments: { counts: { 'dend[0]': 3 } },
  membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4 }] },
};

describe('building a cell', () => {
  it('takes values by fragments of section names, the longest winning', () => {
    const cell = createCell({ ...options, capacitance: { soma: 1, dend: 2, 'dend_apic[0]': 3 } });
    expect(cell.capacitance).toEqual(Float64Array.of(1, 2, 2, 2, 3));
    const R = (Ra: number, h: number, d: number) => (0.01 * Ra * 4 * h) / (Math.PI * d ** 2);
    const { axial, nodeOf } = cell.tree;
    expect(axial[nodeOf[2]]).toBeAllclose(1 / R(150, 200 / 3, 2));
    expect(axial[nodeOf[4]]).toBeAllclose(1 / R(200, Math.hypot(90, 200) / 2, 2));
  });

  it('puts the soma at its position', () => {
    const cell = createCell({ ...options, position: [1, 2, 3], rotation: { x: 1 } });
    expect(somaMidpoint(cell.geometry)).toBeAllclose([1, 2, 3], { rtol: 1e-14 });
  });

  it.each<[string, Partial<CellOptions>, RegExp]>([
    ['a section without a value', { axialResistivity: { soma: 100 } }, /axialResistivity\.dend\[0\]/],
    ['a negative capacitance', { capacitance: -1 }, /capacitance: Expected a finite number > 0/],
    ['a NaN resistivity', { axialResistivity: { soma: NaN, dend: 1 } }, /axialResistivity\.soma/],
    ['a NaN position', { position: [0, NaN, 0] }, /position\[1\]/],
  ])('refuses %s', (_, change, message) => {
    expect(() => createCell({ ...options, ...change })).toThrow(message);
    expect(() => createCell({ ...options, ...change })).toThrow(ParameterError);
  });
});

describe('names that match no section', () => {
  const sections = [
    {
      name: 'soma',
      points: [
        [0, 0, 0, 10],
        [0, 0, 10, 10],
      ] as [number, number, number, number][],
    },
  ];
  const options = {
    morphology: { sections },
    axialResistivity: 100,
    capacitance: 1,
    segments: { counts: { soma: 1 } },
    membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4 }] },
  } as const;

  it('are refused, with the names that there are', () => {
    expect(createCell(options).geometry.n).toBe(1);
    expect(() => createCell({ ...options, axialResistivity: { soma: 100, axn: 1 } })).toThrow(
      'axialResistivity.axn: Expected a fragment of a section name, but received "axn" (there are soma)',
    );
    expect(() => createCell({ ...options, segments: { counts: { soma: 1, dend: 3 } } })).toThrow(
      'segments.counts.dend: Expected the name of a section, but received "dend" (there are soma)',
    );
  });
});
