/** `kernels build | list | show | verify` on a disk. */
import { join } from 'node:path';
import { StudyError, UserError } from '../../errors.ts';
import { kernelFigure } from '../../figures/kernelFigure.ts';
import { readBytes } from '../../io/node/files.ts';
import { OutputFolder } from '../../io/node/outputFolder.ts';
import { svgToPng } from '../../io/node/png.ts';
import type { CurrentKernel, Kernel } from '../../kernel/kernel.ts';
import { applyProbe } from '../../kernel/probe.ts';
import { GaussCylinderPotential } from '../../forward/gaussCylinderPotential.ts';
import { CurrentDipoleMoment } from '../../forward/currentDipoleMoment.ts';
import { midpoints } from '../../morphology/geometry.ts';
import { row } from '../../numerics/array2d.ts';
import {
  kernelProvenance,
  kernelSetFiles,
  readKernelSet,
  readKernelSetDescription,
  verifyKernelSet,
  VERIFY_TOLERANCE,
  type KernelSet,
} from '../../study/kernelSet.ts';
import { computeCurrentKernels } from '../../study/kernelStage.ts';
import type { Progress } from '../../study/progress.ts';
import { studyFromRecipe } from '../../study/recipe.ts';
import type { KernelSetOptions, OutputOptions, Report, ReportTable } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { kernelSetFolders, openKernelSet } from './findKernelSet.ts';

/** Computes the kernels of a study and writes them as a set, by default to `kernels/<name>`. */
export async function buildKernels(
  study: ResolvedStudy,
  options: OutputOptions,
  progress: Progress,
): Promise<Report> {
  if (study.kernels === undefined)
    throw new StudyError(study.file, 'kernels', 'missing; there is nothing to build');
  const name = study.kernels.set ?? study.name;
  const path = options.out ?? join('kernels', name);
  const folder = await OutputFolder.open(path, { replace: options.replace });
  try {
    const provenance = await kernelProvenance(study);
    const currents = await progress.task('kernels', 0.9, (task) =>
      computeCurrentKernels(study.kernels!, provenance, (f) => task.report(f)),
    );
    for (const file of await kernelSetFiles(study, name, currents))
      await folder.write(file.name, file.content);
    await folder.finish();
    return {
      tables: [pathwayTable(currents)],
      folder: path,
      files: [
        { name: 'kernel.json', what: `recipe and provenance (hash ${provenance.hash.slice(0, 12)})` },
        { name: 'kernels.h5', what: 'current kernels, to which any probe can be applied' },
      ],
    };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

/** The sets that can be found. */
export async function listKernels({ sets }: KernelSetOptions): Promise<Report> {
  const rows = [];
  for (const folder of await kernelSetFolders(sets)) {
    const { name, title, hash, pathways, spikefield_version } = await readKernelSetDescription(
      folder,
      readBytes,
    );
    rows.push({
      name,
      pathways: pathways.length,
      hash: hash.slice(0, 12),
      version: spikefield_version,
      folder,
      title,
    });
  }
  return {
    tables: [
      {
        title: 'Kernel sets',
        columns: ['name', 'pathways', 'hash', 'version', 'folder', 'title'].map((key) => ({ key })),
        rows,
      },
    ],
  };
}

/** Recipe, provenance and kernels of a set; a figure of its potentials if `out` is given. */
export async function showKernels(
  nameOrFolder: string,
  options: KernelSetOptions & Partial<OutputOptions>,
  progress: Progress,
): Promise<Report> {
  const set = await readKernelSet(await openKernelSet(nameOrFolder, options.sets), readBytes);
  const { name, title, description, hash, spikefield_version, recipe } = set.description;
  const { kernels } = recipe;
  const facts: ReportTable = {
    title: `Kernel set ${name}`,
    columns: [
      { key: 'field', title: '' },
      { key: 'value', title: '' },
    ],
    rows: [
      { field: 'title', value: title },
      { field: 'description', value: description },
      { field: 'folder', value: set.folder },
      { field: 'recipe', value: hash },
      { field: 'computed by', value: `spikefield ${spikefield_version}` },
      { field: 'time step', value: `${kernels.dt} ms, lags to ${kernels.tau} ms` },
      { field: 'solver', value: `${kernels.solver}, delay rule ${kernels.delay_rule}` },
      {
        field: 'synapses',
        value: `${kernels.synapses}-based, g_eff ${kernels.effective_conductance ? 'on' : 'off'}`,
      },
    ],
  };
  const report: Report = { tables: [facts, pathwayTable(set.currents)] };
  if (options.out === undefined) return report;
  const folder = await OutputFolder.open(options.out, { replace: options.replace ?? false });
  try {
    const svg = await progress.task('figure', 1, async () => kernelFigure(await potentialKernels(set)));
    await folder.write('kernels.svg', svg);
    await folder.write('kernels.png', svgToPng(svg));
    await folder.finish();
  } catch (error) {
    await folder.discard();
    throw error;
  }
  return {
    ...report,
    folder: options.out,
    files: [
      { name: 'kernels.svg', what: 'potential per spike on the axis of the population' },
      { name: 'kernels.png', what: 'the same as an image' },
    ],
  };
}

/** Potentials at contacts every 100 um along the cells, in a medium of 0.3 S/m. */
async function potentialKernels(set: KernelSet): Promise<Kernel[]> {
  const study = await studyFromRecipe(set.description.recipe, set.description.name, set.folder);
  const depths = set.currents.flatMap(({ geometry }) => [...midpoints(geometry, 2)]);
  const top = 100 * Math.ceil(Math.max(...depths) / 100);
  const bottom = 100 * Math.floor(Math.min(...depths) / 100);
  const z = Array.from({ length: Math.round((top - bottom) / 100) + 1 }, (_, k) => top - 100 * k);
  return set.currents.map((current) => {
    const cell = study.kernels!.cells.find(({ population }) => population === current.Y)!;
    const model = new GaussCylinderPotential({ z, radius: cell.radius ?? 150, sigmaZ: cell.depthSd });
    return applyProbe(current, 'potential', model, { fir: true });
  });
}

/** Recomputes a set. Throws a UserError if it differs. */
export async function verifyKernels(
  nameOrFolder: string,
  { sets }: KernelSetOptions,
  progress: Progress,
): Promise<Report> {
  const set = await readKernelSet(await openKernelSet(nameOrFolder, sets), readBytes);
  const pathways = await progress.task('kernels', 1, () => verifyKernelSet(set));
  const failed = pathways.filter(({ pass }) => !pass);
  if (failed.length > 0)
    throw new UserError(
      `${set.folder}: ${failed.map(({ X, Y, difference }) => `${X} -> ${Y} differs by ${difference.toExponential(1)} of its peak`).join(', ')} ` +
        `(tolerance ${VERIFY_TOLERANCE}); the data do not belong to the recipe, build the set again`,
    );
  return {
    tables: [
      {
        title: `Kernel set ${set.description.name}: recomputed, all pathways agree`,
        columns: [
          { key: 'pathway' },
          { key: 'difference', title: 'largest difference / peak' },
          { key: 'tolerance' },
        ],
        rows: pathways.map(({ X, Y, difference }) => ({
          pathway: `${X} -> ${Y}`,
          difference: difference.toExponential(1),
          tolerance: VERIFY_TOLERANCE.toExponential(0),
        })),
      },
    ],
  };
}

/** One row per pathway: size of the grid, and what a spike does. */
function pathwayTable(currents: readonly CurrentKernel[]): ReportTable {
  const dipole = new CurrentDipoleMoment({ symmetric: true });
  return {
    title: 'Kernels',
    columns: [
      { key: 'pathway' },
      { key: 'segments' },
      { key: 'lags' },
      { key: 'dipole', title: 'peak of P_z', unit: 'nA um per spike' },
      { key: 'at', title: 'at lag', unit: 'ms' },
    ],
    rows: currents.map((current) => {
      const P = row(applyProbe(current, 'P', dipole, { fir: true }).H, 2);
      let peak = 0;
      for (let k = 0; k < P.length; k++) if (Math.abs(P[k]) > Math.abs(P[peak])) peak = k;
      return {
        pathway: `${current.X} -> ${current.Y}`,
        segments: current.geometry.n,
        lags: current.lags.count,
        dipole: P[peak],
        at: peak * current.lags.dt,
      };
    }),
  };
}
