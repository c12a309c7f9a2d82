/** The figure of a fit. */
import { lineFigure } from '../../figures/lineFigure.ts';
import { fitPanels } from '../../study/fit/fitPanels.ts';
import type { ResolvedFit } from '../../study/fit/loadFit.ts';
import type { FitResult } from '../../study/fit/runFit.ts';

/** How a fit went, as SVG. */
export function fitFigure(fit: ResolvedFit, result: FitResult): string {
  return lineFigure(fitPanels(fit, result), { title: fit.name });
}
