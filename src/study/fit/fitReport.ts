/** What a fit has to say: the best compromise, the Pareto front, and every evaluation as a table. */
import { csvText } from '../../tables/csv.ts';
import type { Report, ReportTable } from '../report.ts';
import type { ResolvedFit } from './loadFit.ts';
import { compromise, type FitPoint, type FitResult } from './runFit.ts';

/** Rows of the front that are shown. */
const SHOWN = 12;

const ENDED: Readonly<Record<FitResult['ended'], string>> = {
  generations: '',
  evaluations: ', as many as asked for',
  patience: ', which no longer improved',
  cancelled: ', then cancelled',
};

/** Text and tables of a fit in which at least one network was tried. */
export function fitReport(
  fit: ResolvedFit,
  { points, front, ended, notes }: FitResult,
): Pick<Report, 'text' | 'tables' | 'notes'> {
  const generations = 1 + (points.at(-1)?.generation ?? -1);
  const stopped = points.filter((p) => p.stopped !== undefined).length;
  const ranAway = stopped === 0 ? '' : ` ${stopped} ran away and ${stopped === 1 ? 'was' : 'were'} stopped.`;
  return {
    text: `${points.length} networks in ${generations} generations${ENDED[ended]}; ${front.length} of them make up the Pareto front.${ranAway} The best compromise has the smallest root mean square of the objectives.`,
    tables: [
      variablesTable(fit, front[0]),
      frontTable(fit, front, 'objectives'),
      frontTable(fit, front, 'variables'),
    ],
    notes,
  };
}

/** Points as CSV: where in the search, when stopped (ms), root mean square, objectives, variables. */
export function evaluationsCsv(fit: ResolvedFit, points: readonly FitPoint[]): string {
  const variables = fit.variables.map(({ name }) => name);
  const objectives = fit.objectives.map(({ name }) => name);
  return csvText(
    ['generation', 'index', 'stopped', 'compromise', ...objectives, ...variables],
    points.map((p) => [
      p.generation,
      p.index,
      p.stopped?.at,
      compromise(p),
      ...objectives.map((o) => p.objectives[o]),
      ...variables.map((v) => p.variables[v]),
    ]),
  );
}

/** The variables, beside what is known of them. */
function variablesTable({ variables }: ResolvedFit, best: FitPoint): ReportTable {
  const known = variables.some(({ reference }) => reference !== undefined);
  return {
    title: 'Best compromise',
    columns: ['variable', 'value', ...(known ? ['reference', 'difference'] : []), 'min', 'max'].map(
      (key) => ({ key }),
    ),
    // Variables differ in size, so each is rounded by itself.
    rows: variables.map(({ name, min, max, reference }) => {
      const value = best.variables[name];
      const difference =
        reference === undefined || reference === 0 ? undefined : (value - reference) / Math.abs(reference);
      return {
        variable: name,
        value: value.toPrecision(5),
        reference: reference === undefined ? undefined : String(reference),
        difference: difference === undefined ? undefined : percent(difference),
        min: String(min),
        max: String(max),
      };
    }),
  };
}

function percent(share: number): string {
  return `${share < 0 ? '-' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
}

/** The best of the front, with one kind of its numbers. */
function frontTable(
  { objectives, variables }: ResolvedFit,
  front: readonly FitPoint[],
  what: 'objectives' | 'variables',
): ReportTable {
  const shown = front.slice(0, SHOWN);
  const names = (what === 'objectives' ? objectives : variables).map(({ name }) => name);
  return {
    title: `Pareto front${shown.length < front.length ? `, the ${SHOWN} best compromises` : ''}: ${what}`,
    columns: [
      { key: 'rank' },
      ...names.map((name) => ({ key: name, digits: what === 'objectives' ? 3 : 5 })),
      ...(what === 'objectives' ? [{ key: 'rms', title: 'rms', digits: 3 }, { key: 'generation' }] : []),
    ],
    rows: shown.map((p, i) => ({
      ...p[what],
      rank: i + 1,
      rms: compromise(p),
      generation: p.generation + 1,
    })),
  };
}
