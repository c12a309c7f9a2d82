/**
 * A dipole model made into a forward model of a cell: the cell's (or population's) current dipole moment, placed at one
 * location, seen by electrodes or magnetometers. M = M_dipole(location) · M_P (method, section 8). Because the signal is
 * linear in P, a kernel of P becomes an EEG or MEG kernel by the same product: see `projectDipole`.
 */
import { ParameterError } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { multiply, type Array2D } from '../numerics/array2d.ts';
import type { Unit } from '../units.ts';
import { CurrentDipoleMoment } from './currentDipoleMoment.ts';
import type { Channel, DipoleForwardModel, ForwardModel } from './forwardModel.ts';
import { point, type Point } from './options.ts';

export interface DipoleSignalOptions {
  /** EEG or MEG model of a current dipole. */
  readonly model: DipoleForwardModel;
  /** Where the dipole sits, um, in the model's coordinates (for heads: the centre of the head is the origin). */
  readonly location: Point;
  /** How the dipole moment follows from the currents. Default: that of a population symmetric about z. */
  readonly dipole?: CurrentDipoleMoment;
}

/**
 * Forward model from transmembrane currents through P at `location` to the signal of a dipole model. The cell's axes
 * are the head's axes: with the symmetric moment P points along z, so that a `location` on the z axis makes it radial.
 */
export class DipoleSignal implements ForwardModel {
  readonly type = 'DipoleSignal';
  readonly unit: Unit;
  readonly channels: readonly Channel[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly #fromDipole: Array2D;
  readonly #dipole: CurrentDipoleMoment;

  /** Throws ParameterError on a location the model refuses (e.g. outside the brain). */
  constructor({
    model,
    location,
    dipole = new CurrentDipoleMoment({ symmetric: true }),
  }: DipoleSignalOptions) {
    const at = point('location', location);
    this.unit = model.unit;
    this.channels = model.channels;
    this.#dipole = dipole;
    this.#fromDipole = model.transformationMatrix(at);
    this.parameters = Object.freeze({
      model: Object.freeze({ type: model.type, ...model.parameters }),
      location: at,
      dipole: dipole.parameters,
    });
  }

  /** M, shape (n_channels, n_segments), `unit` per nA. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    return multiply(this.#fromDipole, this.#dipole.transformationMatrix(geometry));
  }
}

/**
 * The signal of a dipole model for a time course (or kernel) of the dipole moment.
 *
 * @param model EEG or MEG model.
 * @param location place of the dipole, um.
 * @param P current dipole moment, shape (3, n_times), nA um.
 * @returns shape (n_channels, n_times), the model's unit. Throws ParameterError unless P has three rows.
 */
export function projectDipole(model: DipoleForwardModel, location: Point, P: Array2D): Array2D {
  if (P.shape[0] !== 3) throw new ParameterError('P', 'three rows (Px, Py, Pz)', P.shape[0]);
  return multiply(model.transformationMatrix(point('location', location)), P);
}
