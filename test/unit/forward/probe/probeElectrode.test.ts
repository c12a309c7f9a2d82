import { describe, expect, it } from 'vitest';
import { CylinderPotential } from '../../../../src/forward/cylinderPotential.ts';
import type { Point } from '../../../../src/forward/options.ts';
import { createProbe, type Contact } from '../../../../src/forward/probe/probe.ts';
import { ProbeElectrode } from '../../../../src/forward/probe/probeElectrode.ts';
import { RecExtElectrode } from '../../../../src/forward/recExtElectrode.ts';
import { lineGeometry } from '../../../support/lineGeometry.ts';

const X: Point = [1, 0, 0];
const Y: Point = [0, 1, 0];
const Z: Point = [0, 0, 1];
const cell = lineGeometry(
  [
    [0, 0, -10],
    [0, 0, 10],
    [0, 0, 60],
  ],
  [
    [0, 0, 10],
    [0, 0, 60],
    [40, 10, 120],
  ],
  [20, 3, 2],
);

type Options = Partial<Contact> & Pick<Contact, 'position'>;
const matrix = (contacts: readonly Options[], options: object = {}) =>
  new ProbeElectrode({ probe: createProbe({ contacts }), ...options }).transformationMatrix(cell).data;
const rec = (options: object) => new RecExtElectrode(options as never).transformationMatrix(cell).data;

describe('ProbeElectrode', () => {
  it('is a RecExtElectrode for points, for discs and for squares with horizontal sides', () => {
    const places: Point[] = [
      [30, 0, 0],
      [40, 5, 20],
    ];
    for (const options of [{}, { sigma: [0.3, 0.4, 0.5] }, { sigma: 0.4, method: 'pointsource' }]) {
      expect(
        matrix(
          places.map((position, i) => ({ name: `${i}`, position })),
          options,
        ),
      ).toEqual(rec({ contacts: places, ...options }));
      const discs = places.map((position, i) => ({
        name: `${i}`,
        position,
        radius: 6,
        axes: [Y, Z] as const,
      }));
      expect(matrix(discs, options)).toEqual(
        rec({ contacts: places, contactRadius: 6, normals: X, ...options }),
      );
      const squares = places.map((position, i) => ({
        name: `${i}`,
        position,
        shape: 'square' as const,
        width: 12,
        axes: [Z, Y] as const,
      }));
      expect(matrix(squares, options)).toBeAllclose(
        rec({ contacts: places, contactRadius: 6, contactShape: 'square', normals: X, ...options }),
        { rtol: 1e-14 }, // the normal may point the other way
      );
    }
  });

  it('averages every contact over its own face, in the order of the probe', () => {
    const axes = [Y, Z] as const;
    const contacts: Options[] = [
      { name: 'a', position: [30, 0, 0], radius: 6, axes },
      { name: 'b', position: [30, 0, 20] },
      { name: 'c', position: [30, 0, 40], shape: 'rect', width: 10, height: 16, axes },
      { name: 'd', position: [30, 0, 60], radius: 6, axes },
      { name: 'e', position: [30, 0, 80], radius: 3, axes },
    ];
    const all = matrix(contacts);
    for (const [i, contact] of contacts.entries())
      expect(all.slice(3 * i, 3 * i + 3)).toBeAllclose(matrix([contact]), { rtol: 1e-14 });
  });

  it('takes a rectangle as the squares that tile it', () => {
    // 100 um from the cell, more than five half diagonals: the rule is good to 1e-11.
    const rect: Options = { position: [100, 0, 30], shape: 'rect', width: 10, height: 20, axes: [Y, Z] };
    const tiles = [25, 35].map((z) =>
      rec({ contacts: [[100, 0, z]], contactRadius: 5, contactShape: 'square', normals: X }),
    );
    expect(matrix([rect])).toBeAllclose(
      tiles[0]!.map((v, i) => (v + tiles[1]![i]!) / 2),
      { rtol: 1e-10 },
    );
  });

  it('turns a square with its axes', () => {
    const c = Math.SQRT1_2;
    const turned: Options = {
      position: [60, 0, 30],
      shape: 'square',
      width: 12,
      axes: [
        [0, c, c],
        [0, -c, c],
      ],
    };
    // Naive: mid-points of 60 x 60 parts, second order in their size.
    const n = 60;
    const points: Point[] = [];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const [a, b] = [i, j].map((k) => ((k + 0.5) / n - 0.5) * 12);
        points.push([60, c * (a! - b!), 30 + c * (a! + b!)]);
      }
    expect(matrix([turned])).toBeAllclose(rec({ contacts: [[60, 0, 30]], points: [points] }), { rtol: 1e-5 });
    // A quarter turn changes nothing; an eighth does.
    const square = (sides?: Point) =>
      rec({
        contacts: [[12, 0, 30]],
        contactRadius: 6,
        contactShape: 'square',
        normals: X,
        ...(sides && { sides }),
      });
    expect(square(Z)).toBeAllclose(square(), { rtol: 1e-11 });
    expect(square([5, 1, 1])).not.toBeAllclose(square(), { rtol: 1e-6 });
    expect(() => square(X)).toThrow(/^sides: Expected a direction in the face/);
  });

  it('keeps its contacts with their faces as parameters', () => {
    const probe = createProbe({ contacts: [{ position: X, radius: 2, axes: [Y, Z] }] });
    const { parameters, type } = new ProbeElectrode({ probe });
    expect(type).toBe('RecExtElectrode');
    expect(JSON.parse(JSON.stringify(parameters))).toEqual({
      contacts: [
        {
          name: '0',
          position: [1, 0, 0],
          shape: 'circle',
          radius: 2,
          axes: [
            [0, 1, 0],
            [0, 0, 1],
          ],
        },
      ],
      sigma: 0.3,
      method: 'linesource',
    });
  });
});

describe('a flat contact off the axis by rounding', () => {
  it('sees what one on the axis sees', () => {
    const at = (x: number) =>
      new CylinderPotential({
        contacts: [[x, 0, 5]],
        contactRadius: 1,
        radius: 10,
        depth: { type: 'normal', sd: 3 },
      }).transformationMatrix(lineGeometry([[0, 0, 0]], [[0, 0, 1]])).data[0];
    for (const x of [1e-16, 1e-14, 1e-12, 1e-9]) expect(at(x)).toBeCloseTo(at(0)!, 12);
  });
});
