/**
 * Suite `kernels`: KernelApprox of LFPykernels, rebuilt with the `nrn` solver and the `point` delay rule, every intermediate
 * compared. Tolerances are those of the suite's README: 1e-10 for intermediates, 1e-8 for currents, 1e-7 for kernels with the exact
 * matrix; the peer's own matrix is off by 2e-5.
 */
import { array2d, multiply, row, type Array2D } from '../../../src/numerics/array2d.ts';
import type { Cell } from '../../../src/cable/cell.ts';
import { delayWeights, lagSteps } from '../../../src/kernel/delay.ts';
import { applyProbe } from '../../../src/kernel/probe.ts';
import { fromScipy, type ContinuousDistribution } from '../../../src/numerics/distributions/index.ts';
import { list, matrix, relativeToLargest } from '../read.ts';
import type { Check, ReferenceCase, Suite } from '../suite.ts';
import { caseCell, caseKernelApprox, caseProbe, sectionCell } from './kernelCase.ts';

/** Single-precision morphologies (reconstructions) carry 1e-8 relative noise in areas and resistances of their own. */
const GEOMETRY = 2e-7;

export const kernels: Suite = {
  name: 'kernels',
  claims: ({ input, output }) => Array.isArray(input?.presynaptic) && output?.h_delay !== undefined,
  run(reference) {
    const { input, output } = reference;
    const cell = caseCell(reference);
    const model = caseKernelApprox(reference, cell);
    const checks: Check[] = [...geometryChecks(reference, sectionCell(reference))];
    const add = (quantity: string, ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance: number) =>
      checks.push({ quantity, error: relativeToLargest(ours, theirs), tolerance });

    const n = lagSteps(input.tau_ms, input.dt_ms);
    const names: string[] = input.presynaptic.map((p: any) => p.name);
    const delay = fromScipy(input.presynaptic[names.indexOf(input.X)].delay) as ContinuousDistribution;
    const { weights, negativeMass } = delayWeights(delay, input.dt_ms, n, 'point');
    add('lag axis', [n, (output.lags_ms.first / input.dt_ms) | 0], [output.lags_ms.count, 1], 0);
    add('h_delay', weights.subarray(n), list(output.h_delay.nonnegative_lags), 1e-10);
    checks.push({
      quantity: 'h_delay negative mass (absolute)',
      error: Math.abs(negativeMass - output.h_delay.negative_mass),
      tolerance: 1e-10,
    });
    const counts = names.map((X) => model.counts(X));
    add(
      'multapse_mean',
      counts.map((c) => c.multapseMean),
      output.multapse_mean,
      1e-10,
    );
    add(
      'K_YX',
      counts.map((c) => c.K),
      output.K_YX,
      1e-10,
    );
    add(
      'k_in',
      counts.map((c) => c.kIn),
      output.k_in,
      1e-10,
    );
    add(
      'k_out',
      counts.map((c) => c.kOut),
      output.k_out,
      1e-10,
    );
    const p = matrix(output.p_segment);
    for (const [k, X] of names.entries()) add(`p_segment ${X}`, model.placement(X), row(p, k), 1e-10);
    add('g_pas_shifted', model.leak(), output.g_pas_shifted_S_cm2, 1e-10);
    add('e_pas', cell.membrane.leakReversal, output.e_pas_final_mV, 1e-10);
    checks.push(...mechanismChecks(reference, cell));
    add('comp_weight', model.amplitude(input.X), output.comp_weight_nA, 1e-10);

    const options = {
      dt: input.dt_ms,
      tau: input.tau_ms,
      solver: 'nrn',
      delayRule: 'point',
      start: { vInit: input.v_init_mV, tX: input.t_X_ms },
    } as const;
    const { currents, eventStep, H } = model.nrn(input.X, options);
    checks.push(...currentChecks(reference, currents, eventStep));
    for (const [k, probe] of input.probes.entries())
      checks.push(...probeChecks(reference, cell, H, n, probe, output.probes[k]));
    return checks;
  },
};

function geometryChecks({ input }: ReferenceCase, cell: Cell): Check[] {
  const { geometry } = cell;
  const { segments } = input;
  const points = (a: Array2D) =>
    Float64Array.from({ length: 3 * geometry.n }, (_, k) => a.data[(k % 3) * geometry.n + Math.floor(k / 3)]);
  return [
    ['area', geometry.area, list(segments.area_um2), GEOMETRY],
    ['diameter', geometry.diameter, list(segments.diam_um), GEOMETRY],
    ['start', points(geometry.start), list(segments.start_xyz_um), 1e-5],
    ['end', points(geometry.end), list(segments.end_xyz_um), 1e-5],
    ['g_pas base', cell.membrane.leak, list(segments.g_pas_base_S_cm2), 1e-12],
  ].map(([quantity, ours, theirs, tolerance]) => ({
    quantity: quantity as string,
    error: relativeToLargest(ours as Float64Array, theirs as Float64Array),
    tolerance: tolerance as number,
  }));
}

function mechanismChecks({ output }: ReferenceCase, cell: Cell): Check[] {
  const values = output.mechanism_values ?? {};
  const names = Object.keys(values);
  if (names.length === 0) return [];
  const find = (prefix: string) => list(values[names.find((name) => name.startsWith(prefix))!]);
  const gbar = find('gIhbar');
  const wInf = find('wInf');
  const frozen = find('gNaTa_t').map((g, i) => g + find('gSKv3_1')[i] + gbar[i] * wInf[i]);
  const checks = [
    {
      quantity: 'frozen conductance',
      error: relativeToLargest(cell.membrane.frozen, frozen),
      tolerance: 1e-10,
    },
  ];
  if (names.some((name) => name.startsWith('mu_Ih')))
    checks.push({
      quantity: 'quasi-active coupling',
      error: relativeToLargest(
        cell.membrane.gates[0].coupling,
        find('mu_Ih').map((x) => -x),
      ),
      tolerance: 1e-10,
    });
  return checks;
}

function currentChecks({ input, output }: ReferenceCase, currents: Array2D, eventStep: number): Check[] {
  const { step_samples, shape } = output.imem_from_tX_nA;
  const reference = matrix(output.imem_from_tX_nA);
  const ours = array2d(shape[0], shape[1]);
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++)
      ours.data[i * shape[1] + j] = row(currents, i)[eventStep + j * step_samples];
  const largest = Math.max(...reference.data.map(Math.abs));
  // One segment has no axial current at all: rounding is compared absolutely (README).
  const scale = largest < 1e-9 ? 1e-9 : 1e-8 * largest;
  const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.max(...Array.from(a, (x, k) => Math.abs(x - b[k]))) / scale;
  return [
    {
      quantity: 'samples and event',
      error: Math.abs(currents.shape[1] - output.n_time) + Math.abs(eventStep - output.i_tX),
      tolerance: 0,
    },
    {
      quantity: 'imem from t_X (in units of 1e-8 of the largest)',
      error: difference(ours.data, reference.data),
      tolerance: 1,
    },
    {
      quantity: 'imem baseline (in units of 1e-8 of the largest)',
      error: difference(
        Float64Array.from({ length: shape[0] }, (_, i) => row(currents, i)[eventStep]),
        output.imem_baseline_at_tX_nA,
      ),
      tolerance: 1,
    },
  ].map((check) => ({
    ...check,
    quantity: check.quantity + (input.biophysics.name === 'lin' ? ' (quasi-active)' : ''),
  }));
}

function probeChecks(
  reference: ReferenceCase,
  cell: Cell,
  H: Array2D,
  n: number,
  probe: any,
  expected: any,
): Check[] {
  const { input, output } = reference;
  const model = caseProbe(probe);
  const name = probe.type;
  const M = model.transformationMatrix(cell.geometry);
  const kernel = applyProbe(
    {
      X: input.X,
      Y: input.Y,
      H,
      lags: { dt: input.dt_ms, first: 0, count: n + 1 },
      geometry: cell.geometry,
      solver: 'nrn',
      delayRule: 'point',
    },
    name,
    model,
    { fir: true },
  );
  const theirs = matrix(expected.kernel);
  const exact = expected.M_exact ? matrix(expected.M_exact) : matrix(expected.M);
  const silent = Math.max(...list(output.imem_from_tX_nA.data).map(Math.abs)) < 1e-9;
  const largest = Math.max(...exact.data.map(Math.abs));
  // Where no current flows (one segment), 1e-9 nA of rounding times M is compared absolutely.
  const compare = (a: Array2D, b: Array2D, offset: number) =>
    channelError(a, b, offset, silent ? 1e-2 * largest : 0);
  const checks: Check[] = [
    { quantity: `M ${name}`, error: relativeToLargest(M.data, exact.data), tolerance: 1e-10 },
    { quantity: `kernel ${name}, exact M`, error: compare(kernel.H, multiply(exact, H), 0), tolerance: 1e-7 },
    {
      quantity: `kernel ${name}, peer's M`,
      error: compare(multiply(matrix(expected.M), H), theirs, 1),
      tolerance: 1e-7,
    },
  ];
  // The peer's own kernel, where its matrix is right to the 2e-5 of its quadrature (its CSD is not, for oblique segments).
  if (relativeToLargest(matrix(expected.M).data, exact.data) < 2e-5)
    checks.push({
      quantity: `kernel ${name}, peer's numbers`,
      error: compare(kernel.H, theirs, 1),
      tolerance:
        name === 'GaussCylinderPotential' ? 3e-5 : name === 'LaminarCurrentSourceDensity' ? 2e-5 : 1e-7,
    });
  return checks;
}

/** Worst difference relative to the channel's largest value (at least `floor`); `offset` columns of ours (lag 0) are skipped. */
function channelError(ours: Array2D, theirs: Array2D, offset: number, floor: number): number {
  let worst = 0;
  const overall = Math.max(...theirs.data.map(Math.abs));
  for (let i = 0; i < theirs.shape[0]; i++) {
    const a = row(ours, i).subarray(offset);
    const b = row(theirs, i);
    const largest = Math.max(...b.map(Math.abs));
    // Channels that are zero but for rounding are compared with the largest channel.
    const scale = Math.max(largest > 1e-12 * overall ? largest : overall, floor);
    for (let k = 0; k < b.length; k++) {
      const d = Math.abs(a[k] - b[k]) / (scale || 1);
      if (!(d <= worst)) worst = d;
    }
  }
  return worst;
}
