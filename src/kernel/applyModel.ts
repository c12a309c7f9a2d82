/**
 * Forward models applied to what is stored: signal = M I for transmembrane currents, M P for a current dipole moment (method, sections 6
 * and 8). The columns may be times of a simulation or lags of a kernel; rows come out with their names, places and unit.
 */
import { ParameterError } from '../errors.ts';
import { projectDipole, type DipoleOrientation } from '../forward/dipoleSignal.ts';
import type { Channel, DipoleForwardModel, ForwardModel } from '../forward/forwardModel.ts';
import type { Point } from '../forward/options.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { multiply, type Array2D } from '../numerics/array2d.ts';
import type { Unit } from '../units.ts';

/** What a model makes of currents or of a dipole moment. */
export interface ModelSignal {
  /** (n_channels, n_columns), in `unit`. */
  readonly data: Array2D;
  /** Names of the rows and, where they have one, their places in um. */
  readonly channels: readonly Channel[];
  readonly unit: Unit;
}

/**
 * The signal of transmembrane currents.
 *
 * @param currents nA, outward positive, shape (n_segments, n_times) or (n_segments, n_lags): `imem` of a simulation, `H` of a CurrentKernel.
 * @param geometry the segments that carry them.
 * @param model any forward model, a DipoleSignal (EEG, MEG) included.
 * Throws ParameterError unless there is one row per segment, and what the model throws.
 */
export function applyToCurrents(currents: Array2D, geometry: CellGeometry, model: ForwardModel): ModelSignal {
  if (currents.shape[0] !== geometry.n)
    throw new ParameterError(
      'currents',
      `one row per segment of the geometry (${geometry.n})`,
      currents.shape[0],
      'give the geometry that the currents were computed on',
    );
  const data = multiply(model.transformationMatrix(geometry), currents);
  return { data, channels: model.channels, unit: model.unit };
}

/**
 * The signal of a current dipole moment: EEG, MEG or the potential in an infinite medium.
 *
 * @param P nA um, shape (3, n_times) or (3, n_lags): `H` of a kernel of CurrentDipoleMoment.
 * @param model EEG or MEG model, a LeadField included.
 * @param location place of the dipole, um, in the model's coordinates.
 * @param orientation direction of the cell's axis in those coordinates; default: along z.
 * Throws ParameterError unless P has three rows, and what the model throws.
 */
export function applyToDipole(
  P: Array2D,
  model: DipoleForwardModel,
  location: Point,
  orientation: DipoleOrientation = {},
): ModelSignal {
  return {
    data: projectDipole(model, location, P, orientation),
    channels: model.channels,
    unit: model.unit,
  };
}
