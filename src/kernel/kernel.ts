/** Kernels as data: what one spike of one neuron of X causes through all its targets in Y (method, section 1). */
import type { Array2D } from '../numerics/array2d.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { Unit } from '../units.ts';

/** Where a result comes from. */
export interface Provenance {
  /** Version of spikefield that computed it. */
  readonly version: string;
  /** SHA-256 (hex) of the resolved recipe in canonical JSON. */
  readonly hash: string;
}

/** The axis of lags: column k is at lag (first + k) dt; `first` is an integer, so lags are exact multiples of dt. */
export interface LagAxis {
  readonly dt: number;
  readonly first: number;
  readonly count: number;
}

/** Lags in ms of a lag axis. */
export function lagTimes(axis: LagAxis): Float64Array {
  return Float64Array.from({ length: axis.count }, (_, k) => (axis.first + k) * axis.dt);
}

/** Spike-signal kernel of the pathway X -> Y for one probe. */
export interface Kernel {
  /** Presynaptic population. */
  readonly X: string;
  /** Postsynaptic population. */
  readonly Y: string;
  /** Name of the probe (not its class: several probes of one class may be used). */
  readonly probe: string;
  /** (n_channels, n_lags), `unit` per spike. */
  readonly H: Array2D;
  readonly lags: LagAxis;
  readonly channels: readonly Channel[];
  readonly unit: Unit;
  readonly provenance?: Provenance;
}

/** The kernel before any probe: transmembrane current per spike, outward positive. */
export interface CurrentKernel {
  readonly X: string;
  readonly Y: string;
  /** (n_segments, n_lags), nA per spike; column 0 is lag 0 and is zero. */
  readonly H: Array2D;
  readonly lags: LagAxis;
  /** Geometry of the representative cell, to which any forward model can be applied. */
  readonly geometry: CellGeometry;
  /** How it was computed: `exact` or `nrn`. */
  readonly solver: 'exact' | 'nrn';
  readonly delayRule: 'binned' | 'grid' | 'point';
  readonly provenance?: Provenance;
}
