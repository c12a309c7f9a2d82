/**
 * Forward models: the Gauss-cylinder matrix of 13 contacts for a ball-and-sticks cell (27 segments) and for a cell of 902
 * segments, against adaptive quadrature of every entry (the naive way, measured here) and against the peer (LFPykernels 0.2,
 * scipy's quad: 670 ms and 24.7 s, measured once on a similar machine). A model is built anew in every run.
 */
import { FourSphereVolumeConductor } from '../../src/forward/fourSphereVolumeConductor.ts';
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
  return out;
}
