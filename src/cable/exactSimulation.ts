/** placeholder */
import type { Cell } from './cell.ts';
import type { ResolvedSimulation } from './simulate.ts';
import type { Simulation } from './simulationRecorder.ts';
import { InternalError } from '../errors.ts';
export function* exactSimulation(
  _cell: Cell,
  _r: ResolvedSimulation,
  _e: boolean,
): Generator<number, Simulation> {
  yield 0;
  throw new InternalError('not yet');
}
