/**
 * The current dipole moment P = sum_i r_i I_i of the transmembrane currents, rows P_x, P_y, P_z, with r_i the mid-point
 * of segment i. In a population that is rotationally symmetric about the z axis the lateral moments of its cells
 * cancel, so that one representative cell stands for all with P_x = P_y = 0 (Hagen et al. 2022; method, section 6).
 * The moment refers to the origin: it is independent of that choice because the currents of a cell sum to zero.
 */
import { ParameterError } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { Channel, ForwardModel } from './forwardModel.ts';
import { checkGeometry } from './options.ts';

export interface CurrentDipoleMomentOptions {
  /** True for a population symmetric about z (rows x and y are zero), false (default) for a single cell's full moment. */
  readonly symmetric?: boolean;
}

/** Current dipole moment of a cell or of a radially symmetric population; unit nA um, i.e. M is in um. */
export class CurrentDipoleMoment implements ForwardModel {
  readonly type = 'CurrentDipoleMoment';
  readonly unit = 'nA um';
  readonly channels: readonly Channel[] = CHANNELS;
  readonly parameters: Readonly<{ symmetric: boolean }>;

  /** Throws ParameterError if `symmetric` is not a boolean. */
  constructor({ symmetric = false }: CurrentDipoleMomentOptions = {}) {
    if (typeof symmetric !== 'boolean') throw new ParameterError('symmetric', 'true or false', symmetric);
    this.parameters = Object.freeze({ symmetric });
  }

  /** M, shape (3, n_segments), um. Throws ParameterError on a geometry that is not finite. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    const { n, start, end } = geometry;
    const M = array2d(3, n);
    for (let k = this.parameters.symmetric ? 2 * n : 0; k < 3 * n; k++)
      M.data[k] = (start.data[k] + end.data[k]) / 2;
    return M;
  }
}

const CHANNELS = Object.freeze(['Px', 'Py', 'Pz'].map((name) => Object.freeze({ name })));
