/** What needs a file system or Node: beside the core's API, never inside it. */
export { readBytes, readSource, writeFileAtomic } from './io/node/files.ts';
export {
  MANIFEST,
  OutputFolder,
  withOutputFolder,
  type OutputFolderOptions,
} from './io/node/outputFolder.ts';
export { nodeStudyFiles } from './io/node/studyFiles.ts';
export { svgToPng, type PngOptions } from './io/node/png.ts';
export { describe, groupBy, toFrame } from './tables/frame.ts';
export { formatTable, type Column, type TableRow } from './tables/table.ts';
export { startNodeWorker } from './network/point/threads/startNodeWorker.ts';
export { RunFolder } from './io/node/runFolder.ts';
export { describeRun } from './io/checkpoint.ts';
export { startFitWorker } from './study/fit/startFitWorker.ts';
