/** Whatever places, sizes and conductivities are thrown at a forward model: its matrix is finite, or the error says what is wrong. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../../src/errors.ts';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { CylinderPotential } from '../../../src/forward/cylinderPotential.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import type { DipoleForwardModel, ForwardModel } from '../../../src/forward/forwardModel.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { InfiniteHomogeneousVolCondMEG } from '../../../src/forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import { LaminarCurrentSourceDensity } from '../../../src/forward/laminarCurrentSourceDensity.ts';
import { LineSourcePotential } from '../../../src/forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../../../src/forward/oneSphereVolumeConductor.ts';
import type { Point } from '../../../src/forward/options.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { ProbeElectrode } from '../../../src/forward/probe/probeElectrode.ts';
import { createProbe } from '../../../src/forward/probe/probe.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode } from '../../../src/forward/recMEAElectrode.ts';
import { SphericallySymmetricVolCondMEG } from '../../../src/forward/sphericallySymmetricVolCondMEG.ts';
import { VolumetricCurrentSourceDensity } from '../../../src/forward/volumetricCurrentSourceDensity.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

/** Coordinates that meet: few values, some tiny, some far away, so that contacts fall on segments, ends, planes and each other. */
const coordinate = fc.constantFrom(0, 1, -1, 5, 10, -10, 50, 100, 1e-12, 1e-160, 1e-320, 1e6, -1e6);
const place: fc.Arbitrary<Point> = fc.tuple(coordinate, coordinate, coordinate);
const size = fc.constantFrom(0, 1e-320, 1e-160, 1e-12, 1, 20);
const conductivity = fc.constantFrom(0.3, 1e-6, 1e6, 0, -1, NaN, Infinity);

const geometry = fc.array(fc.tuple(place, place, size), { minLength: 1, maxLength: 3 }).map((segments) =>
  lineGeometry(
    segments.map(([start]) => [...start]),
    segments.map(([, end]) => [...end]),
    segments.map(([, , diameter]) => diameter),
  ),
);

/** The matrix is finite, or a ParameterError of one line was thrown. */
function finiteOrRefused(make: () => { readonly data: Float64Array }): void {
  let data: Float64Array;
  try {
    ({ data } = make());
  } catch (error) {
    expect(error).toBeInstanceOf(ParameterError);
    expect((error as Error).message).toMatch(/^[^\n]*: Expected [^\n]+, but received [^\n]+$/);
    return;
  }
  expect(data.every(Number.isFinite)).toBe(true);
}

const X: Point = [1, 0, 0];
const Z: Point = [0, 0, 1];

/** Every model of the currents of a cell, from contacts, a size and a conductivity. */
const CELL_MODELS: Readonly<
  Record<string, (contacts: readonly Point[], size: number, sigma: number) => ForwardModel>
> = {
  PointSourcePotential: (contacts, _, sigma) => new PointSourcePotential({ contacts, sigma }),
  'PointSourcePotential, anisotropic': (contacts, _, sigma) =>
    new PointSourcePotential({ contacts, sigma: [sigma, 0.3, sigma] }),
  LineSourcePotential: (contacts, _, sigma) => new LineSourcePotential({ contacts, sigma }),
  'LineSourcePotential, anisotropic': (contacts, _, sigma) =>
    new LineSourcePotential({ contacts, sigma: [sigma, 0.3, sigma] }),
  'RecExtElectrode, discs': (contacts, contactRadius, sigma) =>
    new RecExtElectrode({ contacts, sigma, contactRadius, normals: Z, method: 'root_as_point' }),
  'RecExtElectrode, squares': (contacts, contactRadius, sigma) =>
    new RecExtElectrode({
      contacts,
      sigma,
      contactRadius,
      contactShape: 'square',
      normals: X,
      method: 'pointsource',
    }),
  'ProbeElectrode, rectangles': (contacts, width, sigma) =>
    new ProbeElectrode({
      probe: createProbe({
        contacts: contacts.map((position, i) => ({
          name: String(i),
          position,
          shape: 'rect',
          width,
          height: 2 * width,
          axes: [X, Z],
        })),
      }),
      sigma,
    }),
  RecMEAElectrode: (contacts, contactRadius, sigma) =>
    new RecMEAElectrode({ contacts, contactRadius, sigmaT: sigma, h: 100, method: 'linesource' }),
  OneSphereVolumeConductor: (contacts, _, sigma) =>
    new OneSphereVolumeConductor({ contacts, radius: 200, sigmaI: sigma }),
  CylinderPotential: (contacts, contactRadius, sigma) =>
    new CylinderPotential({
      contacts,
      contactRadius,
      sigma,
      radius: 10,
      depth: { type: 'normal', sd: contactRadius },
      above: { z: 100, sigma: 0 },
    }),
  'CylinderPotential, layer': (contacts, contactRadius, sigma) =>
    new CylinderPotential({
      contacts,
      contactRadius,
      sigma,
      radius: 10,
      depth: { type: 'uniform', from: -10, to: 5 },
    }),
  GaussCylinderPotential: (contacts, sigmaZ, sigma) =>
    new GaussCylinderPotential({ z: contacts.map((c) => c[2]), radius: 10, sigmaZ, sigma }),
  LaminarCurrentSourceDensity: (contacts, radius) =>
    new LaminarCurrentSourceDensity({ zEdges: contacts.map((c) => [c[2], c[2] + 10]), radius }),
  VolumetricCurrentSourceDensity: (contacts, dl) =>
    new VolumetricCurrentSourceDensity({
      xEdges: [-10, contacts[0]![0], 10],
      yEdges: [-10, 10],
      zEdges: [0, 50, 100],
      ...(dl < 1 ? {} : { dl: 1e4 * dl }),
    }),
  CurrentDipoleMoment: () => new CurrentDipoleMoment(),
};

/** Every model of a current dipole, from sensors and a conductivity. */
const DIPOLE_MODELS: Readonly<
  Record<string, (sensors: readonly Point[], sigma: number) => DipoleForwardModel>
> = {
  InfiniteVolumeConductor: (electrodes, sigma) => new InfiniteVolumeConductor({ electrodes, sigma }),
  InfiniteHomogeneousVolCondMEG: (sensors) => new InfiniteHomogeneousVolCondMEG({ sensors, field: 'B' }),
  SphericallySymmetricVolCondMEG: (sensors) => new SphericallySymmetricVolCondMEG({ sensors }),
  FourSphereVolumeConductor: (electrodes, sigma) =>
    new FourSphereVolumeConductor({
      electrodes,
      radii: [50, 60, 80, 100],
      conductivities: [0.3, sigma, 0.02, 0.3],
    }),
};

describe('finite, or a clear error', () => {
  it.each(Object.keys(CELL_MODELS))('%s', (name) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { minLength: 1, maxLength: 2, selector: (p) => p.join() }),
        size,
        conductivity,
        geometry,
        (contacts, contactSize, sigma, cell) =>
          finiteOrRefused(() => CELL_MODELS[name]!(contacts, contactSize, sigma).transformationMatrix(cell)),
      ),
      { numRuns: 150 },
    );
  });

  it.each(Object.keys(DIPOLE_MODELS))('%s', (name) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { minLength: 1, maxLength: 2, selector: (p) => p.join() }),
        conductivity,
        place,
        (sensors, sigma, location) =>
          finiteOrRefused(() => DIPOLE_MODELS[name]!(sensors, sigma).transformationMatrix(location)),
      ),
      { numRuns: 150 },
    );
  });
});
