/** Every forward model on the sizes of the reference cases (a cell of 27 segments, their contacts) and on a cell of 902 segments. */
import { CurrentDipoleMoment } from '../../src/forward/currentDipoleMoment.ts';
import { FourSphereVolumeConductor } from '../../src/forward/fourSphereVolumeConductor.ts';
import { GaussCylinderPotential } from '../../src/forward/gaussCylinderPotential.ts';
import { InfiniteHomogeneousVolCondMEG } from '../../src/forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../../src/forward/infiniteVolumeConductor.ts';
import { LaminarCurrentSourceDensity } from '../../src/forward/laminarCurrentSourceDensity.ts';
import { LineSourcePotential } from '../../src/forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../../src/forward/oneSphereVolumeConductor.ts';
import type { Point } from '../../src/forward/options.ts';
import { PointSourcePotential } from '../../src/forward/pointSourcePotential.ts';
import { RecExtElectrode, type RecExtElectrodeOptions } from '../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode } from '../../src/forward/recMEAElectrode.ts';
import { scalpArc } from '../../src/forward/scalpArc.ts';
import { SphericallySymmetricVolCondMEG } from '../../src/forward/sphericallySymmetricVolCondMEG.ts';
import { VolumetricCurrentSourceDensity } from '../../src/forward/volumetricCurrentSourceDensity.ts';
import { lineGeometry } from '../support/lineGeometry.ts';
import { peerGeometry, type PeerCase } from './forwardPeer.ts';

export interface ForwardCase {
  readonly name: string;
  /** A matrix of a model that is built already, unless building it is the work. */
  readonly ours: () => unknown;
  readonly peer: PeerCase;
  /** How many times as fast as the peer it is to be. */
  readonly target: number;
}

/** n segments of 15 um along a winding path between z = -200 and 1000 um. */
export function windingCell(n: number) {
  const at = (i: number) => [
    80 * Math.cos(0.7 * i),
    80 * Math.sin(0.7 * i),
    400 + 600 * Math.sin((2.9 * i) / n + 0.03 * i),
  ];
  const start = Array.from({ length: n }, (_, i) => at(i));
  return lineGeometry(
    start,
    start.map(([x, y, z], i) => [x + 5, y - 5, z + (i % 2 ? 12 : -12)]),
  );
}

/** The matrix for a cell or a dipole's place, of a model that is built beforehand. */
function matrix<At>(model: { transformationMatrix(at: At): unknown }, at: At): () => unknown {
  return () => model.transformationMatrix(at);
}

/** The cases for a cell of n segments, contacts as many as in the reference cases. */
export function forwardCases(n: number): ForwardCase[] {
  const cell = windingCell(n);
  const geometry = peerGeometry(cell);
  const contacts = Array.from({ length: 19 }, (_, i): Point => [
    90 * Math.cos(2 * i),
    90 * Math.sin(2 * i),
    60 * i - 100,
  ]);
  const SIGMA: Point = [0.3, 0.4, 0.25];
  const cases: ForwardCase[] = [];
  const add = (name: string, ours: () => unknown, peer: PeerCase, target = 1) =>
    cases.push({ name: `${name} x ${n}`, ours, peer: { ...geometry, ...peer }, target });

  for (const source of ['point', 'line'] as const) {
    const method = source === 'point' ? 'pointsource' : 'linesource';
    const Model = source === 'point' ? PointSourcePotential : LineSourcePotential;
    const plain = { model: 'potentials', contacts, source };
    add(`${Model.name}, 19`, matrix(new Model({ contacts }), cell), {
      ...plain,
      sigma: 0.3,
    });
    add(
      `RecExtElectrode, anisotropic ${source}s, 19`,
      matrix(new RecExtElectrode({ contacts, sigma: SIGMA, method }), cell),
      { ...plain, sigma: SIGMA },
    );
    for (const [contactShape, shape] of [
      ['circle', 'discs'],
      ['square', 'squares'],
    ] as const)
      // The reference cases have 4 contacts of 12 random points, too few to be good to a percent next to a source.
      for (const [count, points] of [
        [4, 12],
        [19, 100],
      ]) {
        const some = contacts.slice(0, count);
        const normals: Point = [1, 0, 0];
        const face: RecExtElectrodeOptions = {
          contacts: some,
          contactRadius: 7,
          contactShape,
          normals,
          method,
        };
        add(
          `RecExtElectrode, ${shape}, ${source}s (peer: ${points} points), ${count}`,
          matrix(new RecExtElectrode(face), cell),
          {
            model: 'averaged',
            contacts: some,
            source,
            sigma: 0.3,
            shape: contactShape,
            radius: 7,
            normal: [1, 0, 0],
            n: points,
          },
          20,
        );
      }
    // On the array, as the line sources of the peer need; the peer stops after 20 images, ours at rounding.
    const lifted = { ...geometry, start: lift(geometry.start), end: lift(geometry.end) };
    const onArray = contacts.slice(0, 6).map(([x, y]): Point => [x, y, 0]);
    const slice = { contacts: onArray, h: 1400, method } as const;
    const raised = lineGeometry(lifted.start, lifted.end, lifted.diameter);
    add(`RecMEAElectrode, ${source}s (peer: 20 steps), 6`, matrix(new RecMEAElectrode(slice), raised), {
      model: 'slice',
      ...lifted,
      contacts: onArray,
      source,
      h: 1400,
      steps: 20,
      sigmas: [0.3, 1.5, 0],
    });
  }
  const nine = contacts.slice(0, 9);
  add(
    'OneSphereVolumeConductor (peer: 300 terms), 9',
    matrix(new OneSphereVolumeConductor({ contacts: nine }), cell),
    {
      model: 'oneSphere',
      contacts: nine,
      radius: 10000,
      sigmas: [0.3, 0.03],
      nMax: 300,
    },
  );
  const layers = Array.from({ length: 9 }, (_, i) => [-200 + 130 * i, -70 + 130 * i] as const);
  add(
    'LaminarCurrentSourceDensity, 9',
    matrix(new LaminarCurrentSourceDensity({ zEdges: layers, radius: 80 }), cell),
    {
      model: 'laminar',
      layers,
      radius: 80,
    },
  );
  const edges = {
    xEdges: [-100, -30, 30, 100],
    yEdges: [-100, -30, 30, 100],
    zEdges: [-300, 0, 300, 600, 900, 1200],
  };
  add(
    'VolumetricCurrentSourceDensity (peer: points each 1.7 um), 45',
    matrix(new VolumetricCurrentSourceDensity(edges), cell),
    {
      model: 'volumetric',
      edges: [edges.xEdges, edges.yEdges, edges.zEdges],
      dl: 1.7,
    },
  );
  add('CurrentDipoleMoment, 3', matrix(new CurrentDipoleMoment(), cell), {
    model: 'dipoleMoment',
  });
  const z = Array.from({ length: 17 }, (_, i) => 1000 - 75 * i);
  const cylinder = { z, radius: 150, sigmaZ: 75, sigma: 0.3 };
  if (n < 100)
    // Its table is filled when it is built.
    add(
      'GaussCylinderPotential, 17',
      () => new GaussCylinderPotential(cylinder).transformationMatrix(cell),
      {
        model: 'gaussCylinder',
        ...cylinder,
      },
      1000,
    );
  return cases;
}

function lift(points: readonly (readonly number[])[]): number[][] {
  return points.map(([x, y, z]) => [x, y, z + 250]);
}

/** The models of a current dipole. */
export function dipoleCases(): ForwardCase[] {
  const cases: ForwardCase[] = [];
  const radii = [79000, 80000, 85000, 90000];
  const electrodes = scalpArc({ polarAngles: Array.from({ length: 14 }, (_, i) => 12 * (i - 7)) });
  const places = electrodes.map((site) => ('x' in site ? [site.x, site.y, site.z] : [...site]));
  for (const depth of [78000, 60000]) {
    const location: Point = [0, 1000, depth];
    cases.push({
      name: `FourSphereVolumeConductor, 14 electrodes, dipole at ${depth / 1000} mm`,
      ours: matrix(new FourSphereVolumeConductor({ electrodes }), location),
      peer: { model: 'fourSphere', radii, sigmas: [0.3, 1.5, 0.015, 0.3], location, electrodes: places },
      target: 1,
    });
  }
  cases.push({
    name: 'InfiniteVolumeConductor, 14 electrodes',
    ours: matrix(new InfiniteVolumeConductor({ electrodes }), [0, 0, 78000]),
    peer: { model: 'infiniteDipole', electrodes: places },
    target: 1,
  });
  const location: Point = [3000, -20000, 60000];
  for (const spherical of [false, true]) {
    const Model = spherical ? SphericallySymmetricVolCondMEG : InfiniteHomogeneousVolCondMEG;
    cases.push({
      name: `${Model.name}, 14 sensors`,
      ours: matrix(new Model({ sensors: electrodes }), location),
      peer: { model: 'magnetic', sensors: places, location, spherical },
      target: 1,
    });
  }
  return cases;
}
