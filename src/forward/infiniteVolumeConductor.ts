/**
 * The potential of a current dipole in an infinite homogeneous conductor,
 * V = p · r / (4 pi sigma r^3), r from the dipole to the electrode (e.g. Nunez & Srinivasan 2006).
 * Valid far from the dipole compared with the size of the cell.
 */
import { ParameterError, positive } from '../errors.ts';
import { array2d, type Array2D } from '../numerics/array2d.ts';
import type { DipoleForwardModel } from './forwardModel.ts';
import { placedChannels, point, type PlacedChannel, type Point, type Site } from './options.ts';

export interface InfiniteVolumeConductorOptions {
  /** Conductivity of the medium, S/m. Default 0.3. */
  readonly sigma?: number;
  /** Electrodes, um. */
  readonly electrodes: readonly Site[];
}

/** Potential (mV per nA um) of a dipole in an infinite homogeneous medium. */
export class InfiniteVolumeConductor implements DipoleForwardModel {
  readonly type = 'InfiniteVolumeConductor';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{ sigma: number; electrodes: readonly PlacedChannel[] }>;

  /** Throws ParameterError if `sigma` <= 0 or an electrode has no finite place. */
  constructor({ sigma = 0.3, electrodes }: InfiniteVolumeConductorOptions) {
    this.channels = placedChannels('electrodes', electrodes, 'electrode');
    this.parameters = Object.freeze({ sigma: positive('sigma', sigma), electrodes: this.channels });
  }

  /** M, shape (n_electrodes, 3), mV per nA um. Throws ParameterError if an electrode coincides with the dipole. */
  transformationMatrix(location: Point): Array2D {
    const at = point('location', location);
    const M = array2d(this.channels.length, 3);
    for (const [i, channel] of this.channels.entries())
      M.data.set(dipolePotential(channel, at, this.parameters.sigma), 3 * i);
    return M;
  }
}

/** r / (4 pi sigma r^3), mV per nA um, r from `location` to the channel. Throws ParameterError if they coincide. */
export function dipolePotential(channel: PlacedChannel, location: Point, sigma: number): Point {
  const x = channel.x - location[0];
  const y = channel.y - location[1];
  const z = channel.z - location[2];
  const r = Math.hypot(x, y, z);
  const scale = 1 / (4 * Math.PI * sigma * r) / r;
  if (!Number.isFinite(scale))
    throw new ParameterError(
      'location',
      `a place other than that of ${channel.name}`,
      location,
      'move one of them',
    );
  return [(scale * x) / r, (scale * y) / r, (scale * z) / r];
}
