/**
 * Kernel files (`kernels.h5`). Layout:
 *
 *   /current/<X>-><Y>            attributes X, Y, dt, time_unit (ms), first_lag, n_lags, solver, delay_rule, hash,
 *                                spikefield_version
 *       H                        segments x lags, nA per spike
 *     geometry                   the representative cell: start, end (3 x segments, um), diameter, length (um), area (um2), section, parent,
 *                                section_names, section_types (where they are known)
 *   /kernels/<probe>/<X>-><Y>    attributes probe, X, Y, dt, time_unit, first_lag, n_lags, hash, spikefield_version
 *       H                        channels x lags, in the unit of the signal per spike
 *       channel_names, channel_positions (um)
 *
 * Column k of H is at lag (first_lag + k) dt. The current kernels carry their geometry, so that any probe can be applied to them later.
 * The attributes X, Y and probe hold the names; group names are escaped where HDF5 needs it.
 */
import { InternalError } from '../errors.ts';
import type { CurrentKernel, Kernel } from '../kernel/kernel.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import { UNITS } from '../units.ts';
import { readHdf5, writeHdf5, type FileProvenance, type Hdf5Node } from './hdf5.ts';
import {
  channelArrays,
  Hdf5View,
  lagAttributes,
  matrixArray,
  pathwayName,
  provenanceAttributes,
  readChannels,
  readLags,
  readProvenance,
  vectorArray,
} from './hdf5View.ts';

/** What a kernel file holds. */
export interface KernelFile {
  readonly currentKernels: CurrentKernel[];
  readonly kernels: Kernel[];
  readonly provenance: FileProvenance;
  /** Hash of the contents, independent of when they were written. */
  readonly contentHash: string;
}

/**
 * The bytes of a kernel file. Kernels come back to the bit and, within current kernels and within each probe, in the same order.
 * Throws InternalError if a pathway occurs twice (for kernels: with the same probe).
 */
export async function writeKernels(
  currentKernels: readonly CurrentKernel[],
  kernels: readonly Kernel[],
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const current = new Map<string, Hdf5Node>();
  for (const kernel of currentKernels)
    addUnique(current, pathwayName(kernel.X, kernel.Y), currentNode(kernel));
  const probes = new Map<string, Map<string, Hdf5Node>>();
  for (const kernel of kernels) {
    if (!probes.has(kernel.probe)) probes.set(kernel.probe, new Map());
    addUnique(probes.get(kernel.probe)!, pathwayName(kernel.X, kernel.Y), kernelNode(kernel));
  }
  const groups = new Map<string, Hdf5Node>([
    ['current', { groups: current }],
    ['kernels', { groups: new Map([...probes].map(([probe, members]) => [probe, { groups: members }])) }],
  ]);
  return writeHdf5('kernels', { groups }, provenance);
}

function addUnique(nodes: Map<string, Hdf5Node>, name: string, node: Hdf5Node): void {
  if (nodes.has(name)) throw new InternalError(`hdf5: ${name} occurs twice`);
  nodes.set(name, node);
}

function kernelNode(kernel: Kernel): Hdf5Node {
  const { X, Y, probe, H, lags, channels, unit, provenance } = kernel;
  return {
    attributes: { X, Y, probe, ...lagAttributes(lags), ...provenanceAttributes(provenance) },
    arrays: {
      H: matrixArray(
        H,
        unit,
        'channels x lags: signal per spike of one neuron of X through all its targets in Y',
      ),
      ...channelArrays(channels),
    },
  };
}

function currentNode(kernel: CurrentKernel): Hdf5Node {
  const { X, Y, H, lags, geometry, solver, delayRule, provenance } = kernel;
  return {
    attributes: {
      X,
      Y,
      solver,
      delay_rule: delayRule,
      ...lagAttributes(lags),
      ...provenanceAttributes(provenance),
    },
    arrays: {
      H: matrixArray(H, UNITS.current, 'segments x lags: transmembrane current per spike, outward positive'),
    },
    groups: new Map([['geometry', geometryNode(geometry)]]),
  };
}

function geometryNode(geometry: CellGeometry): Hdf5Node {
  const { start, end, diameter, length, area, section, sectionNames, sectionTypes, parent } = geometry;
  return {
    arrays: {
      start: matrixArray(start, UNITS.length, '(x, y, z) x segments: start points'),
      end: matrixArray(end, UNITS.length, '(x, y, z) x segments: end points'),
      diameter: vectorArray(diameter, UNITS.length, 'diameters of the segments'),
      length: vectorArray(length, UNITS.length, 'arc lengths of the segments'),
      area: vectorArray(area, 'um2', 'lateral membrane areas of the segments'),
      section: vectorArray(section, '1', 'section of each segment, an index into section_names'),
      section_names: vectorArray(sectionNames, '1', 'names of the sections'),
      ...(sectionTypes === undefined
        ? {}
        : {
            section_types: vectorArray(sectionTypes, '1', 'types of the sections (soma, dend, apic, axon …)'),
          }),
      parent: vectorArray(parent, '1', 'parent of each segment, -1 for the root'),
    },
  };
}

/**
 * Reads a kernel file; `file` is the name shown in messages.
 * Throws DataFileError if it is not HDF5, damaged, truncated, edited, or no kernel file of ours.
 */
export async function readKernels(file: string, bytes: Uint8Array): Promise<KernelFile> {
  const { tree, provenance, contentHash } = await readHdf5(file, bytes, 'kernels');
  const root = new Hdf5View(file, tree);
  return {
    currentKernels: root.group('current').groups().map(readCurrent),
    kernels: root
      .group('kernels')
      .groups()
      .flatMap((probe) => probe.groups().map(readKernel)),
    provenance,
    contentHash,
  };
}

function readKernel(view: Hdf5View): Kernel {
  return {
    X: view.text('X'),
    Y: view.text('Y'),
    probe: view.text('probe'),
    H: view.matrix('H'),
    lags: readLags(view),
    channels: readChannels(view),
    unit: view.unit('H'),
    ...readProvenance(view),
  };
}

function readCurrent(view: Hdf5View): CurrentKernel {
  return {
    X: view.text('X'),
    Y: view.text('Y'),
    H: view.matrix('H'),
    lags: readLags(view),
    geometry: readGeometry(view.group('geometry')),
    solver: view.choice('solver', ['exact', 'nrn']),
    delayRule: view.choice('delay_rule', ['binned', 'grid', 'point']),
    ...readProvenance(view),
  };
}

function readGeometry(view: Hdf5View): CellGeometry {
  const diameter = view.floats('diameter');
  return {
    n: diameter.length,
    start: view.matrix('start'),
    end: view.matrix('end'),
    diameter,
    length: view.floats('length'),
    area: view.floats('area'),
    section: view.integers('section'),
    sectionNames: view.texts('section_names'),
    ...(view.has('section_types') ? { sectionTypes: view.texts('section_types') } : {}),
    parent: view.integers('parent'),
  };
}
