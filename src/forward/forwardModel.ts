/** What every forward model is: a matrix M with signal = M I_m (or M P for models of a current dipole). */
import type { Array2D } from '../numerics/array2d.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Unit } from '../units.ts';

/** One row of a signal: its name and, where it has one, its place in um. */
export interface Channel {
  readonly name: string;
  readonly x?: number;
  readonly y?: number;
  readonly z?: number;
}

/** A linear model from the transmembrane currents (nA) of a cell to a signal. */
export interface ForwardModel {
  /** Class name, e.g. `GaussCylinderPotential`. */
  readonly type: string;
  /** Unit of the signal, e.g. mV. */
  readonly unit: Unit;
  /** The rows of the signal. */
  readonly channels: readonly Channel[];
  /** All parameters, JSON-able, for provenance and hashing. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** M, shape (n_channels, n_segments), in `unit` per nA. */
  transformationMatrix(geometry: CellGeometry): Array2D;
}

/** A linear model from a current dipole moment (nA um) to a signal. */
export interface DipoleForwardModel {
  readonly type: string;
  readonly unit: Unit;
  readonly channels: readonly Channel[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** M, shape (n_channels, 3), in `unit` per nA um, for a dipole at `location` (um). */
  transformationMatrix(location: readonly [number, number, number]): Array2D;
}
