/** What a fit has to say: the best compromise, the Pareto front, and every evaluation as a table. */
import { csvText } from '../../tables/csv.ts';
import type { Report, ReportTable } from '../report.ts';
import type { ResolvedFit } from './loadFit.ts';
import type { Comparison } from './objectives.ts';
import { compromise, type FitPoint, type FitResult } from './runFit.ts';

/** Members of the front that are shown: of their objectives a row each, of their variables a column. */
const ROWS = 12;
const COLUMNS = 5;

const ENDED: Readonly<Record<FitResult['ended'], string>> = {
  generations: '',
  evaluations: ', as many as asked for',
  patience: ', which no longer improved',
  cancelled: ', then cancelled',
};

/** Text and tables of a fit in which at least one network was tried; `best` is its best compromise beside the targets, or nothing. */
export function fitReport(
  fit: ResolvedFit,
  { points, front, ended, notes }: FitResult,
  best: readonly Comparison[],
): Pick<Report, 'text' | 'tables' | 'notes'> {
  const generations = 1 + (points.at(-1)?.generation ?? -1);
  const stopped = points.filter((p) => p.stopped !== undefined).length;
  const ranAway = stopped === 0 ? '' : ` ${stopped} ran away and ${stopped === 1 ? 'was' : 'were'} stopped.`;
  return {
    text: `${points.length} networks in ${generations} generations${ENDED[ended]}; ${front.length} of them make up the Pareto front.${ranAway} The best compromise has the smallest root mean square of the objectives.`,
    tables: [
      variablesTable(fit, front[0]),
      ...(best.length > 0 ? [targetsTable(best, front[0])] : []),
      objectivesTable(fit, front),
      ...(front.length > 1 ? [frontVariablesTable(fit, front)] : []),
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
        reference: reference === undefined ? undefined : String(Number(reference.toPrecision(6))),
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

/** What the best compromise does beside what it was to do. */
function targetsTable(best: readonly Comparison[], { objectives }: FitPoint): ReportTable {
  return {
    title: 'What it does',
    columns: ['objective', 'found', 'target', 'unit', 'distance'].map((key) => ({ key })),
    rows: best.map((c) => ({
      objective: c.name,
      ...(c.type === 'spectrum'
        ? { found: 'see the figure' }
        : { found: c.found.toPrecision(4), target: c.target.toPrecision(4) }),
      unit: c.type === 'rate' ? 'spikes/s' : undefined,
      distance: objectives[c.name].toPrecision(3),
    })),
  };
}

/** Objectives of the best of the front. */
function objectivesTable({ objectives }: ResolvedFit, front: readonly FitPoint[]): ReportTable {
  const shown = front.slice(0, ROWS);
  return {
    title: `Pareto front${shown.length < front.length ? `, the ${ROWS} best compromises` : ''}`,
    columns: [
      { key: 'rank' },
      ...objectives.map(({ name }) => ({ key: name, digits: 3 })),
      { key: 'rms', digits: 3 },
      { key: 'generation' },
    ],
    rows: shown.map((p, i) => ({
      ...p.objectives,
      rank: i + 1,
      rms: compromise(p),
      generation: p.generation + 1,
    })),
  };
}

/** Variables of the best of the front, by their rank. */
function frontVariablesTable({ variables }: ResolvedFit, front: readonly FitPoint[]): ReportTable {
  const shown = front.slice(0, COLUMNS);
  return {
    title: `Variables of the ${shown.length} best, by rank`,
    columns: [{ key: 'variable' }, ...shown.map((_, i) => ({ key: String(i + 1) }))],
    rows: variables.map(({ name }) => ({
      variable: name,
      ...Object.fromEntries(shown.map((p, i) => [i + 1, p.variables[name].toPrecision(4)])),
    })),
  };
}
