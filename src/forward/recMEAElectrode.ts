/**
 * A slice on a micro-electrode array: tissue 0 <= z <= h between the electrode plane (conductivity sigma_G, glass: 0) below and saline
 * (sigma_S) above, by the method of images (Ness et al. 2015, Neuroinformatics 13:403). With W_S = (sT - sS)/(sT + sS) and
 * W_G = (sT - sG)/(sT + sG), the potential at (x, y, z) is that in an infinite medium of the tissue's conductivity, plus
 *
 *   W_S phi(2h - z) + W_G phi(-z) + sum_{n=1}^{N-1} (W_S W_G)^n [W_S phi(2(n+1)h - z) + W_G phi(-z - 2nh) + phi(z + 2nh) + phi(z - 2nh)]
 *
 * with phi(z') the potential of the unchanged sources at (x, y, z'). This holds for points and lines at any depth and for any
 * sigma_G. By default N is large enough for rounding. The far images are summed at once (sliceImages.ts), so that N costs nothing.
 *
 * Least distances: a point source nearer than r_i to the contact has its lateral distance raised until it is at r_i; a line source
 * nearer than r_i (to the segment or to its image) counts as if the contact were moved away from the nearest point of the line to r_i.
 * For contacts of finite size the least distance is that of each image by itself.
 */
import { ParameterError, finite, integer, nonNegative, positive } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import type { Array2D } from '../numerics/array2d.ts';
import {
  averagedPotentials,
  contactFaces,
  sourceMethod,
  type ContactFaceOptions,
  type ContactFaces,
  type SourceMethod,
} from './electrode.ts';
import type { ForwardModel } from './forwardModel.ts';
import {
  checkDiameters,
  checkGeometry,
  placedChannels,
  type PlacedChannel,
  type Point,
  type Site,
} from './options.ts';
import { slicePotentials } from './slicePotentials.ts';

export interface RecMEAElectrodeOptions extends ContactFaceOptions {
  /** Centres of the contacts, um, in the slice (usually at z = zShift, on the array). Contacts of finite size lie flat. */
  readonly contacts: readonly Site[];
  /** Conductivity of the tissue, S/m. Default 0.3. */
  readonly sigmaT?: number;
  /** Conductivity of the saline above, S/m, >= 0. Default 1.5. */
  readonly sigmaS?: number;
  /** Conductivity of the plane below, S/m, >= 0. Default 0 (glass). */
  readonly sigmaG?: number;
  /** Thickness of the slice, um. Default 300. */
  readonly h?: number;
  /** z of the electrode plane in the coordinates of cell and contacts, um. Default 0. */
  readonly zShift?: number;
  /** Number N of terms of the series, >= 1. Default: until terms are below rounding. */
  readonly steps?: number;
  /** How segments are sources. Default `pointsource`. */
  readonly method?: SourceMethod;
  /** Squeezes the cell vertically about the mid-point of segment 0: z -> z0 + (1 - f)(z - z0), 0 <= f < 1. Default 0. */
  readonly squeezeCellFactor?: number;
  /**
   * `consistent` (default): lines have the same images as points. `short`: lines lack the last image of the series, as in
   * LFPykit 0.6, for comparison.
   */
  readonly lineSeries?: 'consistent' | 'short';
}

interface Parameters extends ContactFaces {
  readonly contacts: readonly PlacedChannel[];
  readonly sigmaT: number;
  readonly sigmaS: number;
  readonly sigmaG: number;
  readonly h: number;
  readonly zShift: number;
  readonly steps: number;
  readonly method: SourceMethod;
  readonly squeezeCellFactor: number;
  readonly lineSeries: 'consistent' | 'short';
}

/** The most terms of the series; only their sums of powers are formed one by one. */
const MOST_STEPS = 1_000_000;

/** Potential (mV per nA) at the contacts of a micro-electrode array under a slice. */
export class RecMEAElectrode implements ForwardModel {
  readonly type = 'RecMEAElectrode';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<Parameters>;

  /** Throws ParameterError on conductivities or lengths out of range, contacts outside the slice, or a series that does not converge. */
  constructor({
    contacts,
    sigmaT = 0.3,
    sigmaS = 1.5,
    sigmaG = 0,
    h = 300,
    zShift = 0,
    steps,
    method = 'pointsource',
    squeezeCellFactor = 0,
    lineSeries = 'consistent',
    ...face
  }: RecMEAElectrodeOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    positive('sigmaT', sigmaT);
    nonNegative('sigmaS', sigmaS);
    nonNegative('sigmaG', sigmaG);
    positive('h', h);
    finite('zShift', zShift);
    nonNegative('squeezeCellFactor', squeezeCellFactor);
    if (squeezeCellFactor >= 1)
      throw new ParameterError('squeezeCellFactor', 'a number >= 0 and < 1', squeezeCellFactor);
    if (lineSeries !== 'consistent' && lineSeries !== 'short')
      throw new ParameterError('lineSeries', 'consistent or short', lineSeries);
    for (const { name, x, y, z } of this.channels)
      if (z < zShift || z > zShift + h)
        throw new ParameterError(`contacts (${name})`, `a depth in the slice, ${zShift} … ${zShift + h} um`, [
          x,
          y,
          z,
        ]);
    this.parameters = Object.freeze({
      contacts: this.channels,
      sigmaT,
      sigmaS,
      sigmaG,
      h,
      zShift,
      steps:
        steps === undefined
          ? stepsToRounding(sigmaT, sigmaS, sigmaG)
          : integer('steps', steps, 1, MOST_STEPS),
      method: sourceMethod('method', method),
      squeezeCellFactor,
      lineSeries,
      ...contactFaces(face, this.channels.length),
    });
  }

  /** The geometry that counts: squeezed, in the coordinates of cell and contacts. */
  squeezed(geometry: CellGeometry): CellGeometry {
    const f = this.parameters.squeezeCellFactor;
    if (f === 0 || geometry.n === 0) return geometry;
    const z0 = midpoints(geometry, 2)[0];
    const squeeze = ({ shape, data }: Array2D): Array2D => ({
      shape,
      data: data.map((v, k) => (k < 2 * geometry.n ? v : z0 + (1 - f) * (v - z0))),
    });
    return { ...geometry, start: squeeze(geometry.start), end: squeeze(geometry.end) };
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError unless all (squeezed) segments lie in the slice. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    checkDiameters(geometry);
    const cell = this.squeezed(geometry);
    const { zShift, h, method, sigmaT, steps, lineSeries } = this.parameters;
    for (const which of ['start', 'end'] as const)
      for (let i = 0; i < cell.n; i++) {
        const z = cell[which].data[2 * cell.n + i];
        if (z < zShift || z > zShift + h)
          throw new ParameterError(
            `geometry.${which}`,
            `depths in the slice, ${zShift} … ${zShift + h} um (segment ${i})`,
            z,
            'move the cell, squeeze it, or use a thicker slice',
          );
      }
    const { WS, WG } = weights(this.parameters);
    const short = lineSeries === 'short';
    const { add, faces } = slicePotentials(cell, { h, WS, WG, steps, short }, zShift, sigmaT, method);
    const flat = this.channels.map((): Point => [0, 0, 1]);
    return averagedPotentials(cell, this.channels, flat, this.parameters, add, short ? null : faces);
  }
}

/** The weights of the images in the upper and the lower plane. */
function weights({ sigmaT, sigmaS, sigmaG }: Pick<Parameters, 'sigmaT' | 'sigmaS' | 'sigmaG'>): {
  WS: number;
  WG: number;
} {
  return { WS: (sigmaT - sigmaS) / (sigmaT + sigmaS), WG: (sigmaT - sigmaG) / (sigmaT + sigmaG) };
}

function stepsToRounding(sigmaT: number, sigmaS: number, sigmaG: number): number {
  const ratio = Math.abs(((sigmaT - sigmaS) * (sigmaT - sigmaG)) / ((sigmaT + sigmaS) * (sigmaT + sigmaG)));
  const steps = ratio === 0 ? 1 : Math.ceil(-37 / Math.log(ratio)) + 1;
  if (!(steps > 0 && steps <= MOST_STEPS))
    throw new ParameterError(
      'sigmaS',
      `conductivities for which the images fade (here by a factor of ${ratio} each)`,
      sigmaS,
      'give steps',
    );
  return steps;
}
