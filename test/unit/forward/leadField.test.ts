/** A lead field of a small synthetic head: three places, two sensors. */
import { describe, expect, it } from 'vitest';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { DipoleSignal } from '../../../src/forward/dipoleSignal.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import { LeadField, type LeadFieldOptions } from '../../../src/forward/leadField.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = readonly [number, number, number];
const places: P[] = [
  [0, 0, 0],
  [0, 0, 1000],
  [500, 0, 0],
];
const electrodes: P[] = [
  [9000, 0, 0],
  [0, 0, 9000],
];
const infinite = new InfiniteVolumeConductor({ electrodes });
const matrices = places.flatMap((p) => Array.from(infinite.transformationMatrix(p).data));
const head = (o: Partial<LeadFieldOptions> = {}) =>
  new LeadField({ matrices, places, sensors: ['Fz', { name: 'Cz', x: 0, y: 0, z: 9000 }], unit: 'mV', ...o });

describe('LeadField', () => {
  it('gives the matrix of the place', () => {
    for (const p of places) expect(head().transformationMatrix(p)).toEqual(infinite.transformationMatrix(p));
    expect(head().channels).toEqual([{ name: 'Fz' }, { name: 'Cz', x: 0, y: 0, z: 9000 }]);
  });

  it('takes the nearest place within the tolerance it was given', () => {
    const near = head({ tolerance: 150 });
    expect(near.nearest([10, 0, 900])).toEqual({ index: 1, distance: Math.hypot(10, 100) });
    expect(near.transformationMatrix([10, 0, 900])).toEqual(infinite.transformationMatrix(places[1]));
    expect(() => head().transformationMatrix([10, 0, 900])).toThrow(
      /^location: Expected a place within 0 um of one of the table's, but received \[10,0,900\] \(the nearest, \[0, 0, 1000\]/,
    );
  });

  it('serves a cell as every dipole model does, and hands out copies', () => {
    const cell = lineGeometry([[0, 0, 0]], [[10, 0, 40]]);
    const dipole = new CurrentDipoleMoment();
    const of = (model: LeadField | InfiniteVolumeConductor) =>
      new DipoleSignal({ model, location: places[2], dipole }).transformationMatrix(cell);
    expect(of(head())).toEqual(of(infinite));
    const model = head();
    model.transformationMatrix(places[0]).data.fill(7);
    expect(model.transformationMatrix(places[0])).toEqual(infinite.transformationMatrix(places[0]));
  });

  it('keeps normals, and writes its options out', () => {
    const normals: P[] = places.map(() => [0, 0, 2]);
    const model = head({ normals, tolerance: 5 });
    expect(model.normals).toEqual(normals);
    expect(new LeadField(model.parameters as unknown as LeadFieldOptions).parameters).toEqual(
      model.parameters,
    );
    expect(JSON.parse(JSON.stringify(model.parameters))).toMatchObject({
      matrices,
      places,
      normals,
      tolerance: 5,
    });
    expect(head().parameters).not.toHaveProperty('normals');
    expect(() => head({ normals: [[0, 0, 1]] })).toThrow(
      /^normals: Expected 3 normals, one per place, but received 1/,
    );
    expect(() => head({ normals: [...normals.slice(1), [0, 0, 0]] })).toThrow(
      /^normals\[2\]: Expected a direction/,
    );
  });

  it('refuses bad input', () => {
    expect(() => head({ places: [] })).toThrow(/^places: Expected a list of at least one/);
    expect(() => head({ sensors: [] })).toThrow(/^sensors: Expected a list/);
    expect(() => head({ sensors: ['a', 'a'] })).toThrow(/^sensors: Expected names that differ/);
    expect(() => head({ sensors: ['a', ''] })).toThrow(/^sensors\[1\]: Expected a name/);
    expect(() => head({ matrices: [1, 2] })).toThrow(
      /^matrices: Expected 3 places x 2 sensors x 3 = 18 numbers/,
    );
    expect(() => head({ matrices: matrices.map((v, i) => (i === 4 ? NaN : v)) })).toThrow(
      /^matrices\[4\]: Expected/,
    );
    expect(() => head({ tolerance: -1 })).toThrow(/^tolerance: Expected/);
    expect(() => head().transformationMatrix([0, 0, NaN])).toThrow(/^location/);
  });
});
