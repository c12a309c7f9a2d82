/**
 * Forward models: the Gauss-cylinder matrix of 13 contacts for a ball-and-sticks cell (27 segments) and for a cell of 902
 * segments, against adaptive quadrature of every entry (the naive way, measured here) and against the peer (LFPykernels 0.2,
 * scipy's quad: 670 ms and 24.7 s, measured once on a similar machine). A model is built anew in every run.
 *
 * Electrodes: a plain loop with the textbook formulas, and contacts averaged over 100 random points as the peer does (its own time
 * is not known here; the same formulas in NumPy 2, one vectorised call per point, took what the rows quote). The off-axis
 * cylinder: random placement of 10000 somata per entry, the only other way.
 */
import { CylinderPotential } from '../../src/forward/cylinderPotential.ts';
import { FourSphereVolumeConductor } from '../../src/forward/fourSphereVolumeConductor.ts';
import { OneSphereVolumeConductor } from '../../src/forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../../src/forward/pointSourcePotential.ts';
import { LineSourcePotential } from '../../src/forward/lineSourcePotential.ts';
import { RecExtElectrode } from '../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode } from '../../src/forward/recMEAElectrode.ts';
import { GaussCylinderPotential } from '../../src/forward/gaussCylinderPotential.ts';
import { scalpArc } from '../../src/forward/scalpArc.ts';
import { midpoints } from '../../src/morphology/geometry.ts';
import { integrateAdaptive } from '../../src/numerics/quadrature.ts';
import { lineGeometry } from '../support/lineGeometry.ts';
import { median, type BenchRow } from './bench.ts';

const PROBE = {
  z: Array.from({ length: 13 }, (_, i) => 1000 - 100 * i),
  radius: 150,
  sigmaZ: 75,
  sigma: 0.3,
};

/** n segments of 15 um along a winding path between z = -200 and 1000 um. */
function windingCell(n: number) {
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

/** Every entry by adaptive quadrature over +-9 sigma_z, without splitting at the kink: what scipy's quad is asked to do. */
function naive(zi: Float64Array): number {
  const { z, radius: R, sigmaZ: s, sigma } = PROBE;
  let sum = 0;
  for (const ze of z)
    for (const zSegment of zi) {
      const u = ze - zSegment;
      const f = (x: number) =>
        ((Math.hypot(u - x, R) - Math.abs(u - x)) * Math.exp((-x * x) / (2 * s * s))) /
        (s * Math.sqrt(2 * Math.PI));
      sum += integrateAdaptive(f, -9 * s, 9 * s, { rtol: 1e-12 }) / (2 * sigma * Math.PI * R * R);
    }
  return sum;
}

export async function rows(): Promise<BenchRow[]> {
  const out: BenchRow[] = [];
  for (const [n, targetMs, peerMs] of [
    [27, 1, 670],
    [902, 25, 24700],
  ]) {
    const cell = windingCell(n);
    const ours = await median(() => new GaussCylinderPotential(PROBE).transformationMatrix(cell), {
      warmup: 10,
      runs: n === 27 ? 51 : 21,
    });
    const quadrature = await median(() => naive(midpoints(cell, 2)), { warmup: 1, runs: 3 });
    const row = { bench: 'forward', ...ours, targetMs };
    out.push(
      {
        ...row,
        case: `Gauss-cylinder matrix 13 x ${n}`,
        baseline: {
          name: 'adaptive quadrature per entry',
          medianMs: quadrature.medianMs,
          measuredHere: true,
        },
      },
      {
        ...row,
        case: `Gauss-cylinder matrix 13 x ${n}, peer`,
        baseline: { name: 'LFPykernels 0.2 (scipy quad)', medianMs: peerMs, measuredHere: false },
      },
    );
  }
  const electrodes = scalpArc({ polarAngles: Array.from({ length: 19 }, (_, i) => 10 * (i - 9)) });
  const eeg = await median(
    () => new FourSphereVolumeConductor({ electrodes }).transformationMatrix([0, 0, 78000]),
    { warmup: 5, runs: 21 },
  );
  out.push({ bench: 'forward', case: 'four-sphere EEG, 19 electrodes, dipole at 78 mm', ...eeg });
  return [...out, ...(await electrodes27And902()), ...(await population())];
}

/** Times of the same formulas in NumPy, ms, by number of segments: 19 point contacts, and 19 contacts of 100 points each. */
const NUMPY: Readonly<Record<number, readonly [points: number, averaged: number]>> = {
  27: [1.5, 174],
  902: [4.1, 480],
};

async function electrodes27And902(): Promise<BenchRow[]> {
  const out: BenchRow[] = [];
  const contacts = Array.from(
    { length: 19 },
    (_, i) => [90 * Math.cos(2 * i), 90 * Math.sin(2 * i), 60 * i - 100] as const,
  );
  for (const n of [27, 902]) {
    const cell = windingCell(n);
    const [points, averaged] = NUMPY[n];
    const quoted = (medianMs: number) => ({ name: 'NumPy, same formulas', medianMs, measuredHere: false });
    const timed = async (name: string, run: () => unknown, peerMs: number | null, targetMs?: number) => {
      const time = await median(run, { warmup: 10, runs: 21 });
      out.push({
        bench: 'forward',
        case: `${name}, 19 x ${n}`,
        ...time,
        ...(targetMs === undefined ? {} : { targetMs }),
        ...(peerMs === null ? {} : { baseline: quoted(peerMs) }),
      });
    };
    const sigma = [0.3, 0.4, 0.25] as const;
    const face = { contacts, contactRadius: 7, normals: [1, 0, 0] as const };
    const above = contacts.map(([x, y], i) => [x, y, 15 * i] as const);
    const slice = { contacts: above, h: 1400, zShift: -250 };
    await timed(
      'PointSourcePotential',
      () => new PointSourcePotential({ contacts }).transformationMatrix(cell),
      points,
      points,
    );
    await timed(
      'LineSourcePotential',
      () => new LineSourcePotential({ contacts }).transformationMatrix(cell),
      points,
      points,
    );
    await timed(
      'RecExtElectrode, anisotropic lines',
      () => new RecExtElectrode({ contacts, sigma }).transformationMatrix(cell),
      points,
      points,
    );
    await timed(
      'RecExtElectrode, discs, lines',
      () => new RecExtElectrode(face).transformationMatrix(cell),
      averaged,
      averaged / 20,
    );
    await timed(
      'RecExtElectrode, discs, points exact',
      () => new RecExtElectrode({ ...face, method: 'pointsource' }).transformationMatrix(cell),
      averaged,
      averaged / 20,
    );
    await timed('RecMEAElectrode, points', () => new RecMEAElectrode(slice).transformationMatrix(cell), null);
    await timed(
      'RecMEAElectrode, lines',
      () => new RecMEAElectrode({ ...slice, method: 'linesource' }).transformationMatrix(cell),
      null,
    );
    await timed(
      'OneSphereVolumeConductor',
      () => new OneSphereVolumeConductor({ contacts }).transformationMatrix(cell),
      null,
    );
  }
  return out;
}

async function population(): Promise<BenchRow[]> {
  const out: BenchRow[] = [];
  const contacts = PROBE.z.map((z, i) => [170 + 20 * i, 0, z] as const);
  const depth = { type: 'normal', sd: PROBE.sigmaZ } as const;
  for (const n of [27, 902]) {
    const cell = windingCell(n);
    const ours = await median(
      () => new CylinderPotential({ contacts, radius: PROBE.radius, depth }).transformationMatrix(cell),
      { warmup: 5, runs: 21 },
    );
    const shank = contacts.map(([, y, z]) => [170, y, z] as const);
    const beside = await median(
      () =>
        new CylinderPotential({ contacts: shank, radius: PROBE.radius, depth }).transformationMatrix(cell),
      { warmup: 5, runs: 21 },
    );
    const layer = { type: 'uniform', from: -100, to: 100 } as const;
    const even = await median(
      () =>
        new CylinderPotential({ contacts: shank, radius: PROBE.radius, depth: layer }).transformationMatrix(
          cell,
        ),
      { warmup: 2, runs: 9 },
    );
    const row = { bench: 'forward' };
    const targetMs = n === 27 ? 5 : 200;
    if (n === 27) {
      const random = await median(() => randomPlacement(contacts, midpoints(cell, 2)), {
        warmup: 1,
        runs: 3,
      });
      const baseline = { name: '10000 random somata', medianMs: random.medianMs, measuredHere: true };
      out.push({ ...row, case: `cylinder off its axis, 13 distances x ${n}`, ...ours, targetMs, baseline });
    } else out.push({ ...row, case: `cylinder off its axis, 13 distances x ${n}`, ...ours, targetMs });
    out.push({ ...row, case: `cylinder beside a shank, 13 x ${n}`, ...beside, targetMs });
    out.push({ ...row, case: `cylinder of an even layer, 13 x ${n}`, ...even });
  }
  return out;
}

/** The mean of 1/distance over somata drawn in the cylinder: good to about one percent. */
function randomPlacement(contacts: readonly (readonly number[])[], zi: Float64Array): number {
  const draws = Array.from({ length: 10000 }, (_, k) => {
    const [a, b, c] = [0.618034, 0.754878, 0.569841].map((q) => ((k + 0.5) * q) % 1);
    const r = PROBE.radius * Math.sqrt(a);
    return [
      r * Math.cos(2 * Math.PI * b),
      r * Math.sin(2 * Math.PI * b),
      PROBE.sigmaZ * Math.log(c / (1 - c)),
    ];
  });
  let sum = 0;
  for (const [x, y, z] of contacts)
    for (const v of zi) for (const d of draws) sum += 1 / Math.hypot(x - d[0], y - d[1], z - v - d[2]);
  return sum / draws.length;
}
