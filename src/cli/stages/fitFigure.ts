/** The figure of a fit, as SVG. */
import { fitFigure } from '../../figures/fitFigure.ts';
import { placeOf } from '../../study/fit/candidate.ts';
import type { ResolvedFit } from '../../study/fit/loadFit.ts';
import type { Comparison } from '../../study/fit/objectives.ts';
import { compromise, type FitResult } from '../../study/fit/runFit.ts';

/** How a fit went; `best` is its best compromise beside the targets, or nothing. */
export function drawFit(fit: ResolvedFit, result: FitResult, best: readonly Comparison[]): string {
  const { points, front, coverage } = result;
  return fitFigure(
    {
      tried: points.map((p) => ({ rms: compromise(p), stopped: p.stopped !== undefined })),
      hypervolume: coverage,
      objectives: fit.objectives.map(({ name }) => ({ name, values: front.map((p) => p.objectives[name]) })),
      variables: fit.variables.map((v, i) => ({
        name: v.name,
        values: front.map(({ x }) => x[i]),
        ...(v.reference === undefined ? {} : { reference: placeOf(v, v.reference) }),
      })),
      spectra: best.flatMap((c) => (c.type === 'spectrum' ? [c] : [])),
    },
    { title: fit.name },
  );
}
