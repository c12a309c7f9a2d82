/** `kernels build | list | show | verify` on a disk. */
import { join } from 'node:path';
import { StudyError, UserError } from '../../errors.ts';
import { readBytes } from '../../io/node/files.ts';
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
  verifyKernelSet,
  VERIFY_TOLERANCE,
  type KernelSet,
} from '../../study/kernelSet.ts';
import { currentKernelsTask } from '../../study/kernelStage.ts';
import type { Progress } from '../../study/progress.ts';
import { studyFromRecipe } from '../../study/recipe.ts';
import type { KernelSetOptions, OutputOptions, Report, ReportTable } from '../../study/report.ts';
import type { ResolvedStudy } from '../../study/resolved.ts';
import { foundSets, openKernelSet } from './findKernelSet.ts';
import { intoFolder } from './resultFolder.ts';

/** A kernel set. */
const SET_FILES = ['kernel.json', 'kernels.h5'] as const;
/** Its figure, and the same as an image. */
const SET_FIGURES = ['kernels.svg', 'kernels.png'] as const;

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
  return intoFolder(path, options.replace, SET_FILES, async (folder) => {
    const provenance = await kernelProvenance(study);
    const currents = await progress.task('kernels', 0.9, (task) =>
      task.drain(currentKernelsTask(study.kernels!, provenance)),
    );
    const what: Record<string, string> = {
      [SET_FILES[0]]: `recipe and provenance (hash ${provenance.hash.slice(0, 12)})`,
      [SET_FILES[1]]: 'current kernels, to which any probe can be applied',
    };
    for (const { name: file, content } of await kernelSetFiles(study, name, currents))
      await folder.put(file, content, what[file]);
    return { tables: [pathwayTable(currents)] };
  });
}

/** The sets that can be found. Throws the first fault, if one is damaged, only if there is no other. */
export async function listKernels({ sets }: KernelSetOptions): Promise<Report> {
  const found = await foundSets(sets);
  const sound = found.flatMap(({ folder, description }) => (description ? [{ folder, ...description }] : []));
  const faults = found.flatMap(({ fault }) => fault ?? []);
  if (sound.length === 0 && faults.length > 0) throw faults[0];
  return {
    tables: [
      {
        title: 'Kernel sets',
        columns: ['name', 'pathways', 'hash', 'folder', 'title'].map((key) => ({ key })),
        rows: sound.map(({ name, pathways, hash, folder, title }) => ({
          name,
          pathways: pathways.length,
          hash: hash.slice(0, 12),
          folder,
          title,
        })),
      },
    ],
    notes: faults.map(({ message }) => `left out: ${message}`),
  };
}

/** Recipe, provenance and kernels of a set; a figure of its potentials if `out` is given. */
export async function showKernels(
  nameOrFolder: string,
  options: KernelSetOptions & OutputOptions,
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
  const report: Report = {
    text: description === '' ? title : `${title}. ${description}`,
    tables: [facts, pathwayTable(set.currents)],
  };
  if (options.out === undefined) return report;
  return intoFolder(options.out, options.replace, SET_FIGURES, async (folder) => {
    // Loaded late: tables alone need no drawing.
    const [{ kernelFigure }, { svgToPng }] = await Promise.all([
      import('../../figures/kernelFigure.ts'),
      import('../../io/node/png.ts'),
    ]);
    const svg = await progress.task('figure', 1, async () => kernelFigure(await potentialKernels(set)));
    await folder.put(SET_FIGURES[0], svg, 'potential per spike on the axis of the population');
    await folder.put(SET_FIGURES[1], svgToPng(svg), 'the same as an image');
    return report;
  });
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
  const pathways = await progress.task('kernels', 1, (task) => verifyKernelSet(set, task));
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
