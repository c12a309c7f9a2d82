/** The figure of earlier results: placeholder with the interface that the command line calls. */
import { InternalError } from '../errors.ts';
import type { Progress } from './progress.ts';
import type { OutputOptions, Report } from './report.ts';

/** Draws the figure of a folder of results again. */
export async function drawFigure(
  _folder: string,
  _options: OutputOptions,
  _progress: Progress,
): Promise<Report> {
  throw new InternalError('figure is not built yet');
}
