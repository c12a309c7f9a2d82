/**
 * What any field must obey, whatever its formula: harmonic where there is no source (the mean over a ball's surface is the value at its centre), the
 * current through a closed surface is the source inside (Gauss), multipole expansion far away; and one model against another where they meet.
 */
import { describe, expect, it } from 'vitest';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { CylinderPotential } from '../../../src/forward/cylinderPotential.ts';
import type { DipoleForwardModel, ForwardModel } from '../../../src/forward/forwardModel.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { InfiniteHomogeneousVolCondMEG } from '../../../src/forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import { LineSourcePotential } from '../../../src/forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../../../src/forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { RecMEAElectrode } from '../../../src/forward/recMEAElectrode.ts';
import { SphericallySymmetricVolCondMEG } from '../../../src/forward/sphericallySymmetricVolCondMEG.ts';
import type { CellGeometry } from '../../../src/morphology/geometry.ts';
import { array2d, multiply } from '../../../src/numerics/array2d.ts';
import { gaussLegendre } from '../../../src/numerics/quadrature.ts';
import { applyToCurrents, applyToDipole } from '../../../src/kernel/applyModel.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

type P = readonly [number, number, number];

/** Directions and weights of a rule on the unit sphere, sum of weights 1, exact for spherical harmonics up to degree 2m - 1. */
function sphereRule(m: number): { directions: P[]; weights: number[] } {
  const { nodes, weights } = gaussLegendre(m);
  const directions: P[] = [];
  const all: number[] = [];
  for (let i = 0; i < m; i++)
    for (let k = 0; k < 2 * m; k++) {
      const rho = Math.sqrt(1 - nodes[i] ** 2);
      const phi = (Math.PI * (k + 0.5)) / m;
      directions.push([rho * Math.cos(phi), rho * Math.sin(phi), nodes[i]]);
      all.push(weights[i] / (4 * m));
    }
  return { directions, weights: all };
}

const around = (centre: P, radius: number, directions: readonly P[]): P[] =>
  directions.map(([x, y, z]): P => [centre[0] + radius * x, centre[1] + radius * y, centre[2] + radius * z]);

const CELL = lineGeometry(
  [
    [0, 0, 90],
    [20, 0, 110],
    [0, 10, 110],
  ],
  [
    [0, 0, 110],
    [60, 10, 160],
    [-30, 60, 140],
  ],
  [10, 2, 1],
);

describe('a potential without sources is harmonic', () => {
  /** Worst difference between the mean over a sphere of points and the value at its centre, relative to that value. */
  function meanValueError(
    make: (contacts: P[]) => { transformationMatrix(): Float64Array },
    at: P,
    radius: number,
  ) {
    // The field's distance to its sources is at least 2.5 radii: harmonics beyond degree 2m - 1 are below 2.5^-40.
    const { directions, weights } = sphereRule(20);
    const values = make([at, ...around(at, radius, directions)]).transformationMatrix();
    const columns = values.length / (directions.length + 1);
    let worst = 0;
    for (let i = 0; i < columns; i++) {
      let mean = 0;
      for (let k = 0; k < directions.length; k++) mean += weights[k] * values[(k + 1) * columns + i];
      worst = Math.max(worst, Math.abs(mean / values[i] - 1));
    }
    return worst;
  }
  const ofCell = (make: (contacts: P[]) => ForwardModel) => (contacts: P[]) => ({
    transformationMatrix: () => make(contacts).transformationMatrix(CELL).data,
  });

  it.each<[string, (contacts: P[]) => ForwardModel, P, number]>([
    ['points', (contacts) => new PointSourcePotential({ contacts }), [150, -40, 60], 30],
    ['lines', (contacts) => new LineSourcePotential({ contacts }), [150, -40, 60], 30],
    [
      'a slice on glass, under saline',
      (contacts) => new RecMEAElectrode({ contacts, sigmaG: 0, h: 300, method: 'linesource' }),
      [150, -40, 60],
      30,
    ],
    [
      'a sphere, inside',
      (contacts) => new OneSphereVolumeConductor({ contacts, radius: 600 }),
      [150, -140, 60],
      30,
    ],
    [
      'a sphere, outside',
      (contacts) => new OneSphereVolumeConductor({ contacts, radius: 200 }),
      [350, -40, 60],
      30,
    ],
    [
      'beside a layer of discs',
      (contacts) =>
        new CylinderPotential({ contacts, radius: 100, depth: { type: 'uniform', from: -50, to: 20 } }),
      [250, -40, 60],
      30,
    ],
    [
      'over a layer of discs under another medium',
      (contacts) =>
        new CylinderPotential({
          contacts,
          radius: 100,
          depth: { type: 'uniform', from: -50, to: 20 },
          above: { z: 300, sigma: 1.5 },
        }),
      [0, 30, 400],
      30,
    ],
  ])('%s', (_, make, at, radius) => {
    // Sums of 800 terms of one size.
    expect(meanValueError(ofCell(make), at, radius)).toBeLessThan(1e-12);
  });

  const place: P = [10000, -20000, 60000];
  it.each<[string, P, number, (electrodes: P[]) => DipoleForwardModel]>([
    ['the scalp', [0, 30000, 82000], 2000, (electrodes) => new FourSphereVolumeConductor({ electrodes })],
    ['the skull', [0, 30000, 77000], 1200, (electrodes) => new FourSphereVolumeConductor({ electrodes })],
    ['the brain', [20000, 30000, 30000], 5000, (electrodes) => new FourSphereVolumeConductor({ electrodes })],
    [
      'an infinite medium',
      [0, 30000, 90000],
      9000,
      (electrodes) => new InfiniteVolumeConductor({ electrodes }),
    ],
  ])('of a dipole in %s', (_, at, radius, make) => {
    const model = (contacts: P[]) => ({
      transformationMatrix: () => make(contacts).transformationMatrix(place).data,
    });
    expect(meanValueError(model, at, radius)).toBeLessThan(1e-10);
  });

  it.each<[string, (sensors: P[]) => DipoleForwardModel]>([
    ['infinite medium', (sensors) => new InfiniteHomogeneousVolCondMEG({ sensors })],
    ['spherical conductor', (sensors) => new SphericallySymmetricVolCondMEG({ sensors })],
  ])('every component of the magnetic field outside, %s', (_, make) => {
    const { directions, weights } = sphereRule(20);
    const at: P = [0, 60000, 90000];
    const M = make([at, ...around(at, 9000, directions)]).transformationMatrix(place).data;
    for (let k = 0; k < 9; k++) {
      const mean = weights.reduce((sum, w, i) => sum + w * M[9 * (i + 1) + k], 0);
      const largest = M.subarray(0, 9).reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(Math.abs(mean - M[k])).toBeLessThan(1e-12 * largest);
    }
  });
});

describe('the current through a closed surface is the source inside', () => {
  /** Sum over the sphere of -sigma grad(phi) · n dA, central differences of step h, 1 nA per segment. */
  function flux(
    make: (contacts: P[]) => ForwardModel,
    conductivity: P,
    radius: number,
    m: number,
    geometry: CellGeometry = CELL,
  ): number[] {
    const centre: P = [0, 0, 100];
    const h = 1e-3 * radius;
    const { directions, weights } = sphereRule(m);
    const surface = around(centre, radius, directions);
    const shifted = [0, 1, 2].flatMap((axis) =>
      [h, -h].map((d) => surface.map((p): P => p.map((v, k) => (k === axis ? v + d : v)) as unknown as P)),
    );
    const M = shifted.map((contacts) => make(contacts).transformationMatrix(geometry).data);
    return Array.from({ length: geometry.n }, (_, i) =>
      directions.reduce((sum, direction, k) => {
        const gradient = [0, 1, 2].map(
          (axis) => (M[2 * axis][k * geometry.n + i] - M[2 * axis + 1][k * geometry.n + i]) / (2 * h),
        );
        const normalCurrent = direction.reduce(
          (s, n, axis) => s - conductivity[axis] * gradient[axis] * n,
          0,
        );
        return sum + weights[k] * 4 * Math.PI * radius ** 2 * normalCurrent;
      }, 0),
    );
  }
  // Central differences: (h / r)^2 = 1e-6 of the field.
  const one = (values: number[]) => expect(values).toBeAllclose(Array(values.length).fill(1), { rtol: 5e-6 });
  const sigma: P = [0.2, 0.35, 0.5];

  it('points and lines, isotropic and anisotropic', () => {
    one(flux((contacts) => new PointSourcePotential({ contacts, sigma: 0.3 }), [0.3, 0.3, 0.3], 300, 24));
    one(flux((contacts) => new PointSourcePotential({ contacts, sigma }), sigma, 300, 40));
    one(flux((contacts) => new LineSourcePotential({ contacts, sigma }), sigma, 300, 40));
  });

  it('a population of any depth law', () => {
    for (const depth of [
      { type: 'normal', sd: 20 },
      { type: 'uniform', from: -60, to: 30 },
      { type: 'histogram', edges: [-50, 0, 40], weights: [1, 3] },
    ] as const)
      one(
        flux((contacts) => new CylinderPotential({ contacts, radius: 80, depth }), [0.3, 0.3, 0.3], 400, 10),
      );
  });

  it('a sphere, from outside it', () => {
    const make = (contacts: P[]) =>
      new OneSphereVolumeConductor({ contacts, radius: 250, sigmaI: 0.3, sigmaO: 0.05 });
    one(flux(make, [0.05, 0.05, 0.05], 500, 40));
  });
});

describe('far from a cell whose currents sum to zero', () => {
  const I = array2d(3, 1, Float64Array.of(2, -0.5, -1.5));
  const P = multiply(new CurrentDipoleMoment().transformationMatrix(CELL), I);
  const origin: P = [0, 0, 100];
  const at = (distance: number): P => [0.6 * distance, 0.48 * distance, 100 + 0.64 * distance];

  it('the potential is that of its dipole, to the next order', () => {
    const error = (distance: number, Model: typeof PointSourcePotential | typeof LineSourcePotential) => {
      const contacts = [at(distance)];
      const cell = applyToCurrents(I, CELL, new Model({ contacts, sigma: 0.3 })).data.data[0];
      const dipole = applyToDipole(P, new InfiniteVolumeConductor({ electrodes: contacts }), origin).data
        .data[0];
      return Math.abs(cell / dipole - 1);
    };
    for (const Model of [PointSourcePotential, LineSourcePotential]) {
      expect(error(1e6, Model)).toBeLessThan(1e-4);
      // The quadrupole falls off with one more power of the distance.
      expect(error(1e5, Model) / error(1e6, Model)).toBeAllclose(10, { rtol: 0.01 });
    }
  });

  it('the potential in a population is that of its dipole too', () => {
    const far = at(1e6);
    const model = new CylinderPotential({ contacts: [far], radius: 100, depth: { type: 'normal', sd: 50 } });
    const symmetric = multiply(new CurrentDipoleMoment({ symmetric: true }).transformationMatrix(CELL), I);
    const dipole = applyToDipole(symmetric, new InfiniteVolumeConductor({ electrodes: [far] }), origin);
    // Mid-points of the cell lie up to 1e2 um off the dipole's place.
    expect(applyToCurrents(I, CELL, model).data.data[0]).toBeAllclose(dipole.data.data[0], { rtol: 3e-4 });
  });
});

describe('one model against another', () => {
  it('a source and a sink in an insulated sphere are the dipole of four spheres of one conductivity', () => {
    const scalp: P[] = [
      [0, 0, 90000],
      [54000, 0, 72000],
      [-60000, 60000, -30000],
    ];
    const place: P = [10000, -20000, 60000];
    const d = 20;
    for (const axis of [0, 1, 2]) {
      const ends = [d / 2, -d / 2].map((s) => place.map((v, k) => (k === axis ? v + s : v)));
      const source = lineGeometry(ends, ends);
      const pair = applyToCurrents(
        array2d(2, 1, Float64Array.of(1, -1)),
        source,
        // Outside: all but an insulator; the monopole term 1/sigmaO cancels and costs digits.
        new OneSphereVolumeConductor({ contacts: scalp, radius: 90000, sigmaI: 0.3, sigmaO: 3e-7 }),
      ).data.data;
      const P = array2d(3, 1);
      P.data[axis] = d;
      const dipole = applyToDipole(
        P,
        new FourSphereVolumeConductor({ electrodes: scalp, conductivities: [0.3, 0.3, 0.3, 0.3] }),
        place,
      ).data.data;
      const largest = dipole.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      // (d / distance)^2 = 4e-7, a few sigmaO / sigmaI = 1e-6, and 1e-16 of the cancelled term (3 mV).
      expect(pair).toBeAllclose(dipole, { rtol: 0, atol: 5e-6 * largest });
    }
  });
});
