/** How a fit went, as panels of lines: objectives and variables of the best compromise so far, and the share of the objectives' unit cube that is dominated. */
import type { LinePanel } from '../../figures/cellLines.ts';
import type { ResolvedFit } from './loadFit.ts';
import { compromise, type FitPoint, type FitResult } from './runFit.ts';

/** Characters of names that have room above a panel of half a page, a line's mark counting as 6. */
const ROOM = 52;
const MARK = 6;

/** The panels of a fit in which at least one network was tried. */
export function fitPanels(
  { objectives, variables }: ResolvedFit,
  { points, coverage }: Pick<FitResult, 'points' | 'coverage'>,
): LinePanel[] {
  const best = bestSoFar(points);
  const x = Float64Array.from(best, (_, i) => i + 1);
  const over = { x, xTitle: 'Networks tried', unit: '' };
  const ofObjectives = inRoom(objectives.map(({ name }) => name)).map((names, k): LinePanel => {
    const lines = names.map((name) => ({ name, values: best.map((p) => p.objectives[name]) }));
    return {
      ...over,
      heading: 'Objectives of the best compromise so far',
      symbol: 'Distance',
      scales: 'log',
      lines: k === 0 ? [{ name: 'rms', values: best.map(compromise), color: '#333333' }, ...lines] : lines,
    };
  });
  const dominated: LinePanel = {
    heading: 'Hypervolume that is dominated',
    x: Float64Array.from(coverage, (_, i) => i + 1),
    xTitle: 'Generation',
    symbol: 'Share',
    unit: '',
    lines: [{ name: 'hypervolume', values: coverage }],
  };
  const ofVariables = inRoom(variables.map(({ name }) => name)).map((names): LinePanel => ({
    ...over,
    heading: 'Variables of the best compromise so far',
    symbol: 'Place between the bounds',
    scales: 'log x',
    lines: names.map((name) => {
      const i = variables.findIndex((v) => v.name === name);
      return { name, values: best.map((p) => p.x[i]) };
    }),
  }));
  return [...ofObjectives, ...(coverage.length > 1 ? [dominated] : []), ...ofVariables];
}

/** The best compromise among the points up to each of them. */
function bestSoFar(points: readonly FitPoint[]): FitPoint[] {
  const best: FitPoint[] = [];
  for (const p of points) {
    const before = best.at(-1);
    best.push(before === undefined || compromise(p) < compromise(before) ? p : before);
  }
  return best;
}

/** Names in groups that have room. */
function inRoom(names: readonly string[]): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const name of names) {
    room -= name.length + MARK;
    if (room < 0 || groups.length === 0) {
      groups.push([]);
      room = ROOM - name.length - MARK;
    }
    groups.at(-1)!.push(name);
  }
  return groups;
}
