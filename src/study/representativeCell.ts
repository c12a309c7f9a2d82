/**
 * The cell that stands for a population, linear: its channels frozen or quasi-active around a potential that the study gives, or around the steady
 * state of the active cell, which is simulated for it.
 */
import { createCell, type Cell } from '../cable/cell.ts';
import { linearised } from '../cable/linearised.ts';
import { mechanismsOf, type MechanismSpec } from '../cable/mechanismSpec.ts';
import { ParameterError } from '../errors.ts';
import type { ResolvedCell } from './resolved.ts';
import { needsActiveCell } from './resolveMembrane.ts';

/** A steady state takes simulated seconds: every cell of a study is built once. */
const built = new WeakMap<ResolvedCell, Cell>();

/** The cell of a population, at its mean depth. Throws ParameterError if it should rest where the active cell settles, and that never does. */
export function representativeCell(cell: ResolvedCell): Cell {
  const known = built.get(cell);
  if (known !== undefined) return known;
  const made = build(cell);
  built.set(cell, made);
  return made;
}

function build(cell: ResolvedCell): Cell {
  const position = [0, 0, cell.depth] as const;
  const { rest, ...membrane } = cell.membrane;
  if (rest !== 'steady_state' && !needsActiveCell(cell.membrane))
    return createCell({ ...cell, membrane: { ...membrane, rest }, position });
  const active = createCell({
    ...cell,
    membrane: {
      ...membrane,
      mechanisms: membrane.mechanisms.map((spec) => ('form' in spec ? { ...spec, form: 'active' } : spec)),
      ...(rest === 'steady_state' ? {} : { rest }),
    },
    position,
  });
  const present = mechanismsOf(active.geometry, membrane.mechanisms as readonly MechanismSpec[]);
  const form = (channel: string, segment: number) => {
    const mechanism = present[segment].get(channel);
    return mechanism?.type === 'channel' && mechanism.form === 'quasi_active' ? 'quasi_active' : 'frozen';
  };
  if (rest !== 'steady_state') return linearised(active, { at: rest, form, atRest: membrane.uniformRest });
  try {
    return linearised(active, { at: 'steady state', form });
  } catch (error) {
    if (!(error instanceof ParameterError) || error.parameter !== 'cell') throw error;
    throw new ParameterError(
      `kernels.cells.${cell.population}.membrane.rest`,
      error.expected,
      error.received,
      'give the potential as a number',
    );
  }
}
