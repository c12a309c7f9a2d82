/** Figures as SVG text: an entry of its own, since the drawing libraries take a third of a second to load. Safe in a browser. */
export { kernelFigure, type KernelFigureOptions } from './figures/kernelFigure.ts';
export { studyFigure, type StudyFigureData, type StudyFigureOptions } from './figures/studyFigure.ts';
export type { Spectrum } from './figures/spectra.ts';
export { cellFigure, type CellFigureData, type CellFigureOptions } from './figures/cellFigure.ts';
export type { CellMark, CellWaveforms } from './figures/cellDrawing.ts';
export { lineFigure, type LineFigureOptions } from './figures/lineFigure.ts';
export type { CellLine, LinePanel } from './figures/cellLines.ts';
export type { PlaneMap } from './figures/cellMap.ts';
export type { PlaneWindow } from './figures/cellPlane.ts';
export { probeFigure, type ProbeFigureData, type ProbeFigureOptions } from './figures/probeFigure.ts';
export type { ProbeColumn } from './figures/probeDrawing.ts';
export { rasterFigure, type RasterFigureOptions } from './figures/rasterFigure.ts';
export { spectraFigure, type SpectraFigureOptions } from './figures/spectraFigure.ts';
export { fitFigure, type FitFigureData, type FitFigureOptions } from './figures/fitFigure.ts';
export type { DotRow } from './figures/dotRows.ts';
