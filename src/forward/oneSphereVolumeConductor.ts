/**
 * The potential of point sources (at the segments' mid-points) inside a conducting sphere of radius R in an infinite medium of another
 * conductivity (Deng 2008, IEEE Trans Biomed Eng 55:1500). With r_s the source, r the place, x the cosine of the angle between them,
 *
 *   outside, q = r_s / r:          4 pi s_i phi = 1/r sum_n s_i (2n+1) / (s_i n + s_o (n+1)) q^n P_n(x),
 *   inside, q = r r_s / R^2:       4 pi s_i phi = 1/|r - r_s| + 1/R sum_n (s_i - s_o)(n+1) / (s_i n + s_o (n+1)) q^n P_n(x).
 *
 * The part of the coefficients that does not depend on n is summed in closed form, sum q^n P_n = (1 - 2 x q + q^2)^(-1/2); in both
 * cases 1/n-th of it is left to the series, s_i (s_i - s_o) / ((s_i + s_o)((s_i + s_o) n + s_o)), which ends below rounding.
 * A source nearer to the place than its segment's diameter counts as at that distance (in the term of the infinite medium).
 */
import { ParameterError, integer, positive } from '../errors.ts';
import { midpoints, type CellGeometry } from '../morphology/geometry.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { ForwardModel } from './forwardModel.ts';
import {
  checkDiameters,
  checkGeometry,
  checkPotentials,
  placedChannels,
  type PlacedChannel,
  type Site,
} from './options.ts';

export interface OneSphereVolumeConductorOptions {
  /** Places of measurement, um, inside or outside; the centre of the sphere is the origin. */
  readonly contacts: readonly Site[];
  /** Radius of the sphere, um. Default 10000. */
  readonly radius?: number;
  /** Conductivity inside, S/m. Default 0.3. */
  readonly sigmaI?: number;
  /** Conductivity outside, S/m, > 0. Default 0.03. */
  readonly sigmaO?: number;
  /** Number of terms n = 0 … nMax - 1 of the plain series. Default: as many as rounding asks for, accelerated. */
  readonly nMax?: number;
}

/** A source or image this near to the surface would need more terms than this. */
const MAX_TERMS = 1e7;

/** Potential (mV per nA) of point sources inside a sphere. */
export class OneSphereVolumeConductor implements ForwardModel {
  readonly type = 'OneSphereVolumeConductor';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{
    contacts: readonly PlacedChannel[];
    radius: number;
    sigmaI: number;
    sigmaO: number;
    nMax: number | null;
  }>;

  /** Throws ParameterError on a radius or conductivity <= 0, or contacts without a place. */
  constructor({
    contacts,
    radius = 10000,
    sigmaI = 0.3,
    sigmaO = 0.03,
    nMax,
  }: OneSphereVolumeConductorOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    this.parameters = Object.freeze({
      contacts: this.channels,
      radius: positive('radius', radius),
      sigmaI: positive('sigmaI', sigmaI),
      sigmaO: positive('sigmaO', sigmaO),
      nMax: nMax === undefined ? null : integer('nMax', nMax, 1, MAX_TERMS),
    });
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError unless every mid-point is inside the sphere. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    checkDiameters(geometry);
    const { radius: R, sigmaI, sigmaO, nMax } = this.parameters;
    const [mx, my, mz] = [midpoints(geometry, 0), midpoints(geometry, 1), midpoints(geometry, 2)];
    const M = array2d(this.channels.length, geometry.n);
    for (let i = 0; i < geometry.n; i++) {
      const rs = Math.hypot(mx[i], my[i], mz[i]);
      if (!(rs < R))
        throw new ParameterError(
          'geometry',
          `mid-points inside the sphere of radius ${R} um (segment ${i})`,
          rs,
        );
      for (const [e, { x, y, z }] of this.channels.entries()) {
        const r = Math.hypot(x, y, z);
        const dot = mx[i] * x + my[i] * y + mz[i] * z;
        const cosine = r > 0 && rs > 0 ? Math.min(1, Math.max(-1, dot / r / rs)) : 1;
        const outside = r > R;
        const q = outside ? rs / r : (r / R) * (rs / R);
        // |r - r_s| from the coordinates: near the source the angle has lost its digits.
        const distance = Math.hypot(x - mx[i], y - my[i], z - mz[i]);
        const direct = outside ? 0 : 1 / Math.max(distance, geometry.diameter[i]);
        const scale = outside ? r : R;
        const sum =
          nMax === null
            ? accelerated(q, cosine, sigmaI, sigmaO, outside, distance / scale)
            : plain(q, cosine, sigmaI, sigmaO, outside, nMax);
        M.data[e * geometry.n + i] = (direct + sum / scale) / (4 * Math.PI * sigmaI);
      }
    }
    checkPotentials(this.channels, M.data, geometry.n);
    return M;
  }
}

/** Sum over n < nMax of the coefficients times q^n P_n(x). */
function plain(q: number, x: number, si: number, so: number, outside: boolean, nMax: number): number {
  return legendreSum(q, x, nMax, (n) => {
    const below = si * n + so * (n + 1);
    return outside ? (si * (2 * n + 1)) / below : ((si - so) * (n + 1)) / below;
  });
}

/** The same over all n. `chord`: |r - r_s| / r, the square root of 1 - 2 x q + q^2 outside. */
function accelerated(q: number, x: number, si: number, so: number, outside: boolean, chord: number): number {
  const sum = si + so;
  const limit = (outside ? 2 * si : si - so) / sum;
  const root = outside ? chord : Math.sqrt((1 - q) ** 2 + 2 * q * (1 - x));
  const factor = (si * (si - so)) / sum;
  const terms = q > 0 ? Math.ceil(-40 / Math.log(q)) + 1 : 1;
  if (!(terms <= MAX_TERMS))
    throw new ParameterError('contacts', 'places and sources further from the surface', q, 'move them apart');
  return limit / root + (factor === 0 ? 0 : factor * legendreSum(q, x, terms, (n) => 1 / (sum * n + so)));
}

function legendreSum(q: number, x: number, terms: number, coefficient: (n: number) => number): number {
  let total = 0;
  let power = 1;
  let previous = 0;
  let p = 1;
  for (let n = 0; n < terms; n++) {
    total += coefficient(n) * power * p;
    const next = ((2 * n + 1) * x * p - n * previous) / (n + 1);
    previous = p;
    p = next;
    power *= q;
  }
  return total;
}
