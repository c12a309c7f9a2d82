/** The public API, safe in a browser. Named re-exports only, grouped by topic. */
export {
  UserError,
  ParameterError,
  StudyError,
  DataFileError,
  OutputError,
  InternalError,
} from './errors.ts';
export { UNITS, type Unit } from './units.ts';
export { array2d, fromRows, multiply, row, type Array2D } from './numerics/array2d.ts';
export { midpoints, type CellGeometry } from './morphology/geometry.ts';
export type { Channel, DipoleForwardModel, ForwardModel } from './forward/forwardModel.ts';
export { lagTimes, type CurrentKernel, type Kernel, type LagAxis, type Provenance } from './kernel/kernel.ts';
export type { SpikeCounts, Spikes } from './network/spikes.ts';
export type { Signal } from './predict/signal.ts';
