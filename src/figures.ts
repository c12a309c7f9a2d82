/** Figures as SVG text: an entry of its own, since the drawing libraries take a third of a second to load. Safe in a browser. */
export { kernelFigure, type KernelFigureOptions } from './figures/kernelFigure.ts';
export { studyFigure, type StudyFigureData, type StudyFigureOptions } from './figures/studyFigure.ts';
export type { Spectrum } from './figures/spectra.ts';
