/**
 * Forward models: the Gauss-cylinder matrix of 13 contacts for a ball-and-sticks cell (27 segments) and for a cell of 902
 * segments, against adaptive quadrature of every entry (the naive way, measured here) and against the peer (LFPykernels 0.2,
 * scipy's quad: 670 ms and 24.7 s, measured once on a similar machine). A model is built anew in every run.
 *
 * Then every model against the same formulas as a NumPy user writes them (forwardPeer.py), timed beside it where python3 has NumPy (and
 * SciPy, for the cylinder): the peer LFPykit stands on such expressions. Means over contacts: random points, as there. The off-axis
 * cylinder: random placement of 10000 somata per entry, the only other way.
 */
import { CylinderPotential } from '../../src/forward/cylinderPotential.ts';
import { GaussCylinderPotential } from '../../src/forward/gaussCylinderPotential.ts';
import { midpoints } from '../../src/morphology/geometry.ts';
import { integrateAdaptive } from '../../src/numerics/quadrature.ts';
import { median, type BenchRow } from './bench.ts';
import { dipoleCases, forwardCases, windingCell } from './forwardCases.ts';
import { timePeer } from './forwardPeer.ts';

const PROBE = {
  z: Array.from({ length: 13 }, (_, i) => 1000 - 100 * i),
  radius: 150,
  sigmaZ: 75,
  sigma: 0.3,
};

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
  return [...out, ...(await everyModel()), ...(await population())];
}

/** One row per model and size: ours, and the same formulas in NumPy timed beside it where python3 has it. */
async function everyModel(): Promise<BenchRow[]> {
  const cases = [...forwardCases(27), ...forwardCases(902), ...dipoleCases()];
  const peer = timePeer(cases.map(({ name, peer: arguments_ }) => ({ id: name, ...arguments_ })));
  const out: BenchRow[] = [];
  for (const { name, ours, target } of cases) {
    const time = await median(ours, { warmup: 200, runs: 51 });
    const medianMs = peer?.times[name];
    out.push({
      bench: 'forward',
      case: name,
      ...time,
      ...(medianMs === undefined
        ? {}
        : { baseline: { name: peer!.name, medianMs, measuredHere: true }, targetMs: medianMs / target }),
    });
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
