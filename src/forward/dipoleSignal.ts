/**
 * A dipole model made into a forward model of a cell: the cell's (or population's) current dipole moment, placed at one
 * location and turned with the cortex there, seen by electrodes or magnetometers. M = M_dipole(location) · R · M_P (method, section 8).
 * Because the signal is linear in P, a kernel of P becomes an EEG or MEG kernel by the same product: see `projectDipole`.
 */
import { ParameterError } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { array2d, multiply, type Array2D } from '../numerics/array2d.ts';
import type { Unit } from '../units.ts';
import { CurrentDipoleMoment } from './currentDipoleMoment.ts';
import type { Channel, DipoleForwardModel, ForwardModel } from './forwardModel.ts';
import { point, type Point } from './options.ts';

/** The cell's axes are the head's. */
const UP: Point = Object.freeze([0, 0, 1] as const);

/** How a cell stands in the coordinates of a head. */
export interface DipoleOrientation {
  /**
   * Direction of the cell's z axis (its depth axis, up) in the model's coordinates, of any length: the outward normal of the cortex.
   * Default [0, 0, 1]: the cell's axes are the head's. The cell is turned there along the shortest arc.
   */
  readonly axis?: Point;
}

export interface DipoleSignalOptions extends DipoleOrientation {
  /** EEG or MEG model of a current dipole. */
  readonly model: DipoleForwardModel;
  /** Where the dipole sits, um, in the model's coordinates (for heads: the centre of the head is the origin). */
  readonly location: Point;
  /** How the dipole moment follows from the currents. Default: that of a population symmetric about z. */
  readonly dipole?: CurrentDipoleMoment;
}

/** Forward model from transmembrane currents through P at `location` to the signal of a dipole model. */
export class DipoleSignal implements ForwardModel {
  readonly type = 'DipoleSignal';
  readonly unit: Unit;
  readonly channels: readonly Channel[];
  readonly #fromDipole: Array2D;
  readonly #options: Readonly<Required<DipoleSignalOptions>>;

  /** Throws ParameterError on a location the model refuses (e.g. outside the brain), or an axis of length 0. */
  constructor({
    model,
    location,
    axis = UP,
    dipole = new CurrentDipoleMoment({ symmetric: true }),
  }: DipoleSignalOptions) {
    this.unit = model.unit;
    this.channels = model.channels;
    const options = { model, location: point('location', location), axis: point('axis', axis), dipole };
    this.#options = Object.freeze(options);
    this.#fromDipole = orientedMatrix(model, options.location, options.axis);
  }

  /** All parameters, those of the model included, JSON-able. */
  get parameters(): Readonly<Record<string, unknown>> {
    const { model, location, axis, dipole } = this.#options;
    return Object.freeze({
      model: Object.freeze({ type: model.type, ...model.parameters }),
      location,
      axis,
      dipole: dipole.parameters,
    });
  }

  /** M, shape (n_channels, n_segments), `unit` per nA. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    return multiply(this.#fromDipole, this.#options.dipole.transformationMatrix(geometry));
  }
}

/**
 * The signal of a dipole model for a time course (or kernel) of the dipole moment.
 *
 * @param model EEG or MEG model.
 * @param location place of the dipole, um.
 * @param P current dipole moment in the cell's axes, shape (3, n_times), nA um.
 * @param orientation how those axes stand in the model's coordinates; default: they are the same.
 * @returns shape (n_channels, n_times), the model's unit. Throws ParameterError unless P has three rows.
 */
export function projectDipole(
  model: DipoleForwardModel,
  location: Point,
  P: Array2D,
  { axis = UP }: DipoleOrientation = {},
): Array2D {
  if (P.shape[0] !== 3) throw new ParameterError('P', 'three rows (Px, Py, Pz)', P.shape[0]);
  return multiply(orientedMatrix(model, point('location', location), axis), P);
}

/** The model's matrix for a moment in the axes of a cell whose z axis points along `axis`. */
function orientedMatrix(model: DipoleForwardModel, location: Point, axis: Point): Array2D {
  return multiply(model.transformationMatrix(location), turnToAxis(axis));
}

/** The rotation along the shortest arc that takes z to `axis`; for -z, half a turn about x. */
export function turnToAxis(axis: Point): Array2D {
  const [x, y, z] = point('axis', axis);
  const length = Math.hypot(x, y, z);
  if (!(length > 0)) throw new ParameterError('axis', 'a direction: not all coordinates 0', axis);
  const [a, b, c] = [x / length, y / length, z / length];
  const lateral = Math.hypot(a, b);
  if (lateral === 0) return array2d(3, 3, Float64Array.of(1, 0, 0, 0, c, 0, 0, 0, c));
  // The lateral direction from numbers near 1: denormal coordinates have few digits.
  const most = Math.max(Math.abs(x), Math.abs(y));
  const norm = Math.hypot(x / most, y / most);
  const [p, q] = [x / most / norm, y / most / norm];
  // 1 - c, without cancellation near c = 1.
  const s = c > 0 ? (lateral * lateral) / (1 + c) : 1 - c;
  return array2d(
    3,
    3,
    Float64Array.of(1 - s * p * p, -s * p * q, a, -s * p * q, 1 - s * q * q, b, -a, -b, c),
  );
}
