/** Turns a study whose depths grow downwards into one whose z grows upwards: the one place where the sign is changed. */
import type { Problems } from './problems.ts';
import type { CellFile, KernelsFile } from './schema/kernels.ts';
import type { ContactsFile } from './schema/contacts.ts';
import type { ContinuousDistributionSpec } from './schema/distribution.ts';
import type { ProbeFile } from './schema/probes.ts';
import type { StudyFile } from './schema/study.ts';

/** The study with z up. Adds a problem for a depth law whose mirror image has no name. */
export function depthsUp(study: StudyFile, problems: Problems): StudyFile {
  if (study.depth_axis === 'up') return study;
  return {
    ...study,
    depth_axis: 'up',
    ...(study.kernels === undefined ? {} : { kernels: kernelsUp(study.kernels, problems) }),
    probes: mapValues(study.probes, probeUp),
  };
}

function kernelsUp(kernels: KernelsFile, problems: Problems): KernelsFile {
  return {
    ...kernels,
    cells: mapValues(kernels.cells, (cell): CellFile => ({ ...cell, depth: negate(cell.depth) })),
    connections: kernels.connections.map((connection, i) => {
      const { depth_min, depth_max, layers, ...rest } = connection.placement;
      return {
        ...connection,
        placement: {
          ...rest,
          ...(depth_max === undefined ? {} : { depth_min: negate(depth_max) }),
          ...(depth_min === undefined ? {} : { depth_max: negate(depth_min) }),
          ...(layers === undefined
            ? {}
            : {
                layers: layers.map((layer, j) => {
                  const depth = mirror(layer.depth);
                  if (depth !== undefined) return { ...layer, depth };
                  problems.add(
                    ['kernels', 'connections', i, 'placement', 'layers', j, 'depth'],
                    `a law ${layer.depth.distribution} cannot be read downwards; use "depth_axis": "up", or a truncated_normal`,
                  );
                  return layer;
                }),
              }),
        },
      };
    }),
  };
}

/** The law of -x, or undefined if none of ours is it. */
export function mirror(law: ContinuousDistributionSpec): ContinuousDistributionSpec | undefined {
  switch (law.distribution) {
    case 'normal':
      return { ...law, mean: negate(law.mean) };
    case 'truncated_normal':
      return {
        ...law,
        mean: negate(law.mean),
        min: law.max === null ? null : negate(law.max),
        max: law.min === null ? null : negate(law.min),
      };
    case 'uniform':
      return { ...law, min: negate(law.max), max: negate(law.min) };
    case 'constant':
      return { ...law, value: negate(law.value) };
    default:
      return undefined;
  }
}

function probeUp(probe: ProbeFile): ProbeFile {
  switch (probe.type) {
    case 'GaussCylinderPotential':
      return { ...probe, z: probe.z.map(negate) };
    case 'LaminarCurrentSourceDensity':
      return {
        ...probe,
        ...(probe.z === undefined ? {} : { z: probe.z.map(negate) }),
        ...(probe.z_edges === undefined
          ? {}
          : { z_edges: probe.z_edges.map(([low, high]): [number, number] => [negate(high), negate(low)]) }),
      };
    case 'CylinderPotential': {
      const { contacts, depth, above } = probe;
      return {
        ...probe,
        contacts: contactsUp(contacts),
        ...(depth === undefined ? {} : { depth: lawUp(depth) }),
        ...(above === undefined ? {} : { above: { ...above, z: negate(above.z) } }),
      };
    }
    case 'RecMEAElectrode':
      return { ...probe, contacts: contactsUp(probe.contacts), z_plane: negate(probe.z_plane) };
    case 'VolumetricCurrentSourceDensity':
      return { ...probe, z_edges: probe.z_edges.map(negate).toReversed() };
    case 'CurrentDipoleMoment':
      return probe;
    default:
      return { ...probe, contacts: contactsUp(probe.contacts) };
  }
}

/** The law of the displacements of the other sign. */
function lawUp(law: CylinderDepth): CylinderDepth {
  switch (law.law) {
    case 'normal':
      return law;
    case 'uniform':
      return { ...law, from: negate(law.to), to: negate(law.from) };
    case 'histogram':
      return { ...law, edges: law.edges.map(negate).toReversed(), weights: law.weights.toReversed() };
  }
}

type CylinderDepth = NonNullable<Extract<ProbeFile, { type: 'CylinderPotential' }>['depth']>;

/** Contacts with z up; tilt, azimuth and turn are rotations of the thing itself and stay. */
function contactsUp(contacts: ContactsFile): ContactsFile {
  if (Array.isArray(contacts)) return contacts.map(contactUp);
  if ('contacts' in contacts)
    return {
      ...contacts,
      contacts: contacts.contacts.map(contactUp),
      ...(contacts.contours === undefined
        ? {}
        : { contours: contacts.contours.map((c) => ({ ...c, points: c.points.map(pointUp) })) }),
    };
  const up: ContactsFile = { ...contacts };
  for (const key of ['tip', 'centre', 'origin'] as const) {
    const place = (up as Record<string, unknown>)[key] as Triple | undefined;
    if (place !== undefined) Object.assign(up, { [key]: pointUp(place) });
  }
  return up;
}

type Triple = [number, number, number];
type ContactFile = Extract<ContactsFile, readonly unknown[]>[number];

function contactUp(contact: ContactFile): ContactFile {
  if (Array.isArray(contact)) return pointUp(contact);
  const { position, axes } = contact;
  return {
    ...contact,
    position: pointUp(position),
    ...(axes === undefined ? {} : { axes: [pointUp(axes[0]), pointUp(axes[1])] }),
  };
}

function pointUp([x, y, z]: Triple): Triple {
  return [x, y, negate(z)];
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, f: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}

/** -x without a negative zero, which would show in tables and hashes. */
function negate(x: number): number {
  return 0 - x;
}
