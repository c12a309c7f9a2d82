/** From stored kernels to the kernel of a probe, at any time after the simulation: H_probe = M H (method, sections 6 and 8). */
import type { DipoleOrientation } from '../forward/dipoleSignal.ts';
import { ParameterError } from '../errors.ts';
import type { DipoleForwardModel, ForwardModel } from '../forward/forwardModel.ts';
import type { Point } from '../forward/options.ts';
import { array2d } from '../numerics/array2d.ts';
import { UNITS } from '../units.ts';
import { applyToCurrents, applyToDipole } from './applyModel.ts';
import type { CurrentKernel, Kernel } from './kernel.ts';

/**
 * Kernel of the probe `name` from a current kernel. `fir` (default false): lags 0 … n dt only, else -n dt … n dt with zeros
 * up to lag 0. The numbers do not depend on when the probe is applied.
 */
export function applyProbe(
  currents: CurrentKernel,
  name: string,
  model: ForwardModel,
  { fir = false }: { fir?: boolean } = {},
): Kernel {
  const { data: causal, channels, unit } = applyToCurrents(currents.H, currents.geometry, model);
  const { dt, count } = currents.lags;
  const common = {
    X: currents.X,
    Y: currents.Y,
    probe: name,
    channels,
    unit,
    ...(currents.provenance === undefined ? {} : { provenance: currents.provenance }),
  };
  if (fir) return { ...common, H: causal, lags: currents.lags };
  const rows = causal.shape[0];
  const n = count - 1;
  const H = array2d(rows, 2 * n + 1);
  for (let i = 0; i < rows; i++)
    H.data.set(causal.data.subarray(i * count, (i + 1) * count), i * (2 * n + 1) + n);
  return { ...common, H, lags: { dt, first: -n, count: 2 * n + 1 } };
}

/** Where a dipole is in the coordinates of a head, and how it stands. */
export interface DipolePlace extends DipoleOrientation {
  /** um. */
  readonly location: Point;
}

/**
 * Kernel of the probe `name` from a kernel of the current dipole moment: EEG or MEG per spike, without currents and geometry.
 * Lags and provenance stay. Throws ParameterError if `dipole` is no kernel of a dipole moment (three rows, nA um), and what the model throws.
 */
export function applyDipoleModel(
  dipole: Kernel,
  name: string,
  model: DipoleForwardModel,
  { location, ...orientation }: DipolePlace,
): Kernel {
  if (dipole.unit !== UNITS.dipoleMoment)
    throw new ParameterError(
      `unit of ${dipole.X}->${dipole.Y} at ${dipole.probe}`,
      UNITS.dipoleMoment,
      dipole.unit,
      'give a kernel of CurrentDipoleMoment',
    );
  const { data, channels, unit } = applyToDipole(dipole.H, model, location, orientation);
  return { ...dipole, probe: name, H: data, channels, unit };
}
