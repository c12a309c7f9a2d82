/** The figures of a study's results, as SVG and PNG. */
import { lineFigure } from '../../figures/lineFigure.ts';
import { studyFigure } from '../../figures/studyFigure.ts';
import { svgToPng } from '../../io/node/png.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Signal } from '../../predict/signal.ts';
import { strongestChannel } from '../../study/besideSignal.ts';
import type { Activity } from '../../study/dynamicsStage.ts';
import { recordingPanels } from '../../study/recordingPanels.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { signalRoles } from '../../study/signalRoles.ts';
import { studySpectra } from '../../study/studySpectra.ts';
import { analysedCounts } from '../../study/summary.ts';
import { RECORDING_FIGURES } from './recordingFiles.ts';
import { FIGURE_FILES } from './resultFiles.ts';

export interface FigureFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly what: string;
}

/** `figure.svg` and `figure.png`: the overview of everything that there is; `recordings.svg` and `recordings.png`, if anything was recorded beside spikes. */
export function resultFigures(
  study: ResolvedStudy,
  activity: Pick<Activity, 'spikes' | 'counts' | 'from' | 'recordings'>,
  kernels: readonly Kernel[],
  signals: readonly Signal[],
): FigureFile[] {
  const roles = signalRoles(study, signals);
  const svg = studyFigure({
    ...(activity.spikes === undefined ? {} : { spikes: activity.spikes }),
    counts: analysedCounts(activity),
    kernels,
    ...roles,
    spectra: studySpectra(roles),
  });
  return [
    { name: FIGURE_FILES[0], content: svg, what: 'overview figure' },
    { name: FIGURE_FILES[1], content: svgToPng(svg), what: 'the same as an image' },
    ...recordingFigures(activity, roles.lfp),
  ];
}

function recordingFigures(
  activity: Pick<Activity, 'spikes' | 'counts' | 'from' | 'recordings'>,
  lfp: Signal | undefined,
): FigureFile[] {
  const panels = recordingPanels(activity, strongestChannel(lfp));
  if (panels.length === 0) return [];
  const svg = lineFigure(panels, { columns: 1, height: 90 });
  return [
    { name: RECORDING_FIGURES[0], content: svg, what: 'figure of what was recorded' },
    { name: RECORDING_FIGURES[1], content: svgToPng(svg), what: 'the same as an image' },
  ];
}
