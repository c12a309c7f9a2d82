import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { DipoleSignal, projectDipole, turnToAxis } from '../../../src/forward/dipoleSignal.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import { scalpArc } from '../../../src/forward/scalpArc.ts';
import { array2d, multiply } from '../../../src/numerics/array2d.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

const cell = lineGeometry(
  [
    [0, 0, -10],
    [1, 2, 10],
  ],
  [
    [0, 0, 10],
    [3, 8, 90],
  ],
);

describe('CurrentDipoleMoment', () => {
  it('is the mid-points, all rows or z alone', () => {
    const full = new CurrentDipoleMoment().transformationMatrix(cell);
    expect(full.shape).toEqual([3, 2]);
    expect([...full.data]).toEqual([0, 2, 0, 5, 0, 50]);
    const symmetric = new CurrentDipoleMoment({ symmetric: true }).transformationMatrix(cell);
    expect([...symmetric.data]).toEqual([0, 0, 0, 0, 0, 50]);
    expect(new CurrentDipoleMoment().channels.map((c) => c.name)).toEqual(['Px', 'Py', 'Pz']);
    expect(new CurrentDipoleMoment().unit).toBe('nA um');
  });

  it('takes a cell without segments, refuses other options than true and false', () => {
    expect(new CurrentDipoleMoment().transformationMatrix(lineGeometry([], [])).shape).toEqual([3, 0]);
    expect(() => new CurrentDipoleMoment({ symmetric: 1 as unknown as boolean })).toThrow(
      /^symmetric: Expected true or false/,
    );
    expect(() =>
      new CurrentDipoleMoment().transformationMatrix(lineGeometry([[0, 0, NaN]], [[0, 0, 0]])),
    ).toThrow(/^geometry\.start/);
  });
});

describe('InfiniteVolumeConductor', () => {
  it('is p·r / (4 pi sigma r^3)', () => {
    const model = new InfiniteVolumeConductor({
      sigma: 0.5,
      electrodes: [[13, 0, 24], { name: 'b', x: 10, y: 0, z: 18 }],
    });
    const k = 1 / (4 * Math.PI * 0.5);
    expect(model.transformationMatrix([10, 0, 20]).data).toBeAllclose([
      (3 * k) / 125,
      0,
      (4 * k) / 125,
      0,
      0,
      (-2 * k) / 8,
    ]);
    expect(model.channels.map((c) => c.name)).toEqual(['electrode0', 'b']);
  });

  it('is the far field of a source and a sink', () => {
    const model = new InfiniteVolumeConductor({ electrodes: [[3000, -2000, 5000]] });
    const [I, d] = [2, 1]; // nA, um
    const point = (z: number) => 1 / (4 * Math.PI * 0.3 * Math.hypot(3000, 2000, 5000 - z));
    // The quadrupole cancels by symmetry; what remains is (d / r)^2 / 8 = 3e-9, and rounding 1e-16 r / d.
    expect(model.transformationMatrix([0, 0, 0]).data[2] * I * d).toBeAllclose(
      I * (point(d / 2) - point(-d / 2)),
      {
        rtol: 1e-8,
      },
    );
  });

  it('refuses an electrode on the dipole, and bad options', () => {
    const model = new InfiniteVolumeConductor({ electrodes: [[1, 2, 3]] });
    expect(() => model.transformationMatrix([1, 2, 3])).toThrow(
      /^location: Expected a place other than that of electrode0/,
    );
    expect(() => model.transformationMatrix([1, 2, NaN])).toThrow(/^location\[2\]: Expected a finite number/);
    expect(() => new InfiniteVolumeConductor({ electrodes: [] })).toThrow(
      /^electrodes: Expected a list of at least one/,
    );
    expect(() => new InfiniteVolumeConductor({ electrodes: [[1, 2, 3]], sigma: 0 })).toThrow(
      /^sigma: Expected/,
    );
    expect(
      () => new InfiniteVolumeConductor({ electrodes: [[1, 2] as unknown as [number, number, number]] }),
    ).toThrow(/^electrodes\[0\]: Expected at least 3 values/);
    const twice = { name: 'a', x: 0, y: 0, z: 0 };
    expect(() => new InfiniteVolumeConductor({ electrodes: [twice, twice] })).toThrow(
      /^electrodes\[1\]: .*no other channel/,
    );
  });
});

describe('DipoleSignal', () => {
  const eeg = new FourSphereVolumeConductor({ electrodes: scalpArc({ polarAngles: [-20, 0, 45] }) });

  it('is the product of the dipole model and the moment', () => {
    const location = [0, 0, 78000] as const;
    const signal = new DipoleSignal({ model: eeg, location });
    const P = new CurrentDipoleMoment({ symmetric: true });
    const M = signal.transformationMatrix(cell);
    expect(M.shape).toEqual([3, 2]);
    expect(M.data).toBeAllclose(
      multiply(eeg.transformationMatrix(location), P.transformationMatrix(cell)).data,
    );
    expect(signal.unit).toBe('mV');
    expect(signal.channels).toBe(eeg.channels);
    expect(JSON.parse(JSON.stringify(signal.parameters))).toMatchObject({
      model: { type: 'FourSphereVolumeConductor', radii: [79000, 80000, 85000, 90000] },
      location: [0, 0, 78000],
      dipole: { symmetric: true },
    });
  });

  it('sees the full moment of a single cell when asked', () => {
    const options = { model: eeg, location: [0, 0, 78000] as const };
    const full = new DipoleSignal({ ...options, dipole: new CurrentDipoleMoment() }).transformationMatrix(
      cell,
    );
    const symmetric = new DipoleSignal(options).transformationMatrix(cell);
    expect(full.data[1]).not.toBe(symmetric.data[1]);
    expect(full.data[0]).toBe(symmetric.data[0]); // the first segment lies on the axis
  });

  it('turns a kernel of P into a kernel of the EEG', () => {
    const P = array2d(3, 2, Float64Array.of(0, 0, 0, 0, 1, -2));
    const H = projectDipole(eeg, [0, 0, 78000], P);
    const M = eeg.transformationMatrix([0, 0, 78000]);
    expect(H.data).toBeAllclose([0, 1, 2].flatMap((e) => [M.data[3 * e + 2], -2 * M.data[3 * e + 2]]));
    expect(() => projectDipole(eeg, [0, 0, 78000], array2d(2, 2))).toThrow(/^P: Expected three rows/);
  });

  it('refuses at once a location that the model refuses', () => {
    expect(() => new DipoleSignal({ model: eeg, location: [0, 0, 79000] })).toThrow(
      /^location: Expected a place inside/,
    );
  });
});

describe('the axis of a dipole', () => {
  const apply = (R: { data: Float64Array }, v: readonly number[]) =>
    [0, 1, 2].map((i) => R.data[3 * i] * v[0] + R.data[3 * i + 1] * v[1] + R.data[3 * i + 2] * v[2]);

  it('is a rotation that takes z to the axis and leaves what is normal to both', () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
        const length = Math.hypot(x, y, z);
        fc.pre(length > 1e-3);
        const R = turnToAxis([x, y, z]);
        const of = (v: readonly number[]) => apply(R, v);
        // Unit vectors: rounding is absolute.
        expect(of([0, 0, 1])).toBeAllclose([x / length, y / length, z / length], { atol: 1e-15 });
        expect(of([-y, x, 0])).toBeAllclose([-y, x, 0], { atol: 1e-15 });
        const [a, b, c] = [of([1, 0, 0]), of([0, 1, 0]), of([0, 0, 1])];
        const cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        expect(cross).toBeAllclose(c, { atol: 1e-15 });
        expect(Math.hypot(...a)).toBeAllclose(1);
        expect(Math.hypot(...b)).toBeAllclose(1);
      }),
    );
  });

  it('keeps its precision next to -z, and turns -z about x', () => {
    const tiny = 1e-9;
    expect(apply(turnToAxis([tiny, 0, -1]), [1, 0, 0])).toBeAllclose([-1, 0, -tiny], { atol: 1e-15 });
    // Squares of the lateral part underflow here.
    for (const small of [1e-162, 1e-300, 1e-320])
      expect(apply(turnToAxis([small, 0, -1]), [1, 0, 0])).toBeAllclose([-1, 0, 0], { atol: 1e-15 });
    expect([...turnToAxis([0, 0, -3]).data]).toEqual([1, 0, 0, 0, -1, 0, 0, 0, -1]);
    expect([...turnToAxis([0, 0, 3]).data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('turns the signal of a cell as turning the head would', () => {
    const P = array2d(3, 1, Float64Array.of(1, -2, 3));
    const axis = [2, -1, 0.5] as const;
    const R = turnToAxis(axis);
    const place = [100, 200, 300] as const;
    const model = (sensor: readonly number[]) =>
      new InfiniteVolumeConductor({ electrodes: [[sensor[0], sensor[1], sensor[2]]] });
    const at = (v: readonly number[]) => apply(R, v) as unknown as readonly [number, number, number];
    const sensor = [5000, 1000, -2000];
    expect(projectDipole(model(at(sensor)), at(place), P, { axis }).data).toBeAllclose(
      projectDipole(model(sensor), place, P).data,
    );
    const signal = new DipoleSignal({ model: model(at(sensor)), location: at(place), axis });
    expect(signal.parameters.axis).toEqual([2, -1, 0.5]);
    expect(signal.transformationMatrix(cell).data).toBeAllclose(
      new DipoleSignal({ model: model(sensor), location: place }).transformationMatrix(cell).data,
    );
  });

  it('refuses what is no direction', () => {
    expect(() => turnToAxis([0, 0, 0])).toThrow(/^axis: Expected a direction/);
    expect(() => turnToAxis([0, NaN, 0])).toThrow(/^axis\[1\]/);
  });
});

describe('scalpArc', () => {
  it('places electrodes by polar angle, the vertex and the sides exactly', () => {
    expect(scalpArc({ radius: 90, polarAngles: [0, 90, -90, 180] })).toEqual([
      { name: 'theta=0', x: 0, y: 0, z: 90 },
      { name: 'theta=90', x: 90, y: 0, z: 0 },
      { name: 'theta=-90', x: -90, y: 0, z: 0 },
      { name: 'theta=180', x: 0, y: 0, z: -90 },
    ]);
    const [tilted] = scalpArc({ radius: 2, polarAngles: [30], azimuth: 60 });
    expect([tilted.x, tilted.y, tilted.z]).toBeAllclose([0.5, Math.sqrt(3) / 2, Math.sqrt(3)], {
      rtol: 1e-15,
    });
  });

  it('refuses what is not an arc', () => {
    expect(() => scalpArc({ polarAngles: [] })).toThrow(/^polarAngles: Expected at least 1 value/);
    expect(() => scalpArc({ polarAngles: [0, 181] })).toThrow(
      /^polarAngles\[1\]: Expected an angle from -180/,
    );
    expect(() => scalpArc({ polarAngles: [5, 5] })).toThrow(
      /^polarAngles\[1\]: Expected an angle that does not occur/,
    );
    expect(() => scalpArc({ polarAngles: [0], radius: 0 })).toThrow(/^radius/);
    expect(() => scalpArc({ polarAngles: [0], azimuth: NaN })).toThrow(/^azimuth/);
  });
});
