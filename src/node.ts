/** What needs a file system or Node: beside the core's API, never inside it. */
export { readBytes, readSource, writeFileAtomic } from './io/node/files.ts';
export { OutputFolder, withOutputFolder } from './io/node/outputFolder.ts';
export { svgToPng } from './io/node/png.ts';
