/**
 * A probe as its owner has it: contacts with places, faces and names, on shanks with contours. It knows nothing of tissue or sources:
 * probeModels.ts turns it into forward models, io/probeinterface.ts reads and writes files, geometries.ts has common ones.
 *
 * Coordinates are those of the study: um, z up.
 */
import { ParameterError, finite, integer, nonNegative, positive } from '../../errors.ts';
import { point, type PlacedChannel, type Point } from '../options.ts';

/** Shape of a contact's face. */
export type ContactOutline = 'circle' | 'square' | 'rect';

/** One contact. Lengths in um. */
export interface Contact {
  /** Unique in its probe; names the channel. */
  readonly name: string;
  /** Centre. */
  readonly position: Point;
  readonly shape: ContactOutline;
  /** Of a circle; 0: a point. */
  readonly radius?: number;
  /** Side of a square, or that of a rectangle along the first of `axes`. */
  readonly width?: number;
  /** Side of a rectangle along the second of `axes`. */
  readonly height?: number;
  /** Orthogonal unit vectors in the plane of the face; a point has none, everything else has. */
  readonly axes?: readonly [Point, Point];
  /** The shank that it is on; contours have the same. */
  readonly shank?: string;
  /** On probes with contacts on both sides. */
  readonly side?: string;
  /** Channel of the recording device, where that is known. */
  readonly deviceChannel?: number;
}

/** The outline of a shank or of a whole probe, a closed polygon (the last point is joined to the first), um. */
export interface ProbeContour {
  readonly points: readonly Point[];
  /** Absent: of all shanks. */
  readonly shank?: string;
}

/** A probe; made by createProbe, frozen. */
export interface Probe {
  readonly name: string;
  /** At least one. */
  readonly contacts: readonly Contact[];
  readonly contours: readonly ProbeContour[];
  /** Where the geometry comes from: a file, a paper, a data sheet. Empty if unknown. */
  readonly source: string;
  /** Whatever a file says about it (manufacturer, model …), JSON-able. */
  readonly annotations: Readonly<Record<string, unknown>>;
}

/** What createProbe takes: faces and names may be left out. */
export interface ProbeOptions {
  /** Default `probe`. */
  readonly name?: string;
  /** Places, at least one; names default to `0`, `1` …, the shape to a circle of radius 0 (a point). */
  readonly contacts: readonly (Point | (Partial<Contact> & Pick<Contact, 'position'>))[];
  readonly contours?: readonly ProbeContour[];
  readonly source?: string;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/**
 * A checked, frozen probe. Throws ParameterError on a place that is not finite, a repeated name, two contacts at one place (of the
 * same side), a face without size or axes, or axes that are not orthogonal unit vectors.
 */
export function createProbe({
  name = 'probe',
  contacts,
  contours = [],
  source = '',
  annotations = {},
}: ProbeOptions): Probe {
  if (!Array.isArray(contacts) || contacts.length === 0)
    throw new ParameterError('contacts', 'a list of at least one contact', contacts);
  const list = contacts.map((c: ProbeOptions['contacts'][number], i) =>
    createContact('position' in c ? c : { position: c }, i),
  );
  refuseRepeated(list);
  return Object.freeze({
    name,
    contacts: Object.freeze(list),
    contours: Object.freeze(
      contours.map(({ points, shank }, i) => {
        if (points.length < 3) throw new ParameterError(`contours[${i}]`, 'at least three points', points);
        const checked = points.map((p, k) => point(`contours[${i}][${k}]`, p));
        return Object.freeze({ points: Object.freeze(checked), ...(shank === undefined ? {} : { shank }) });
      }),
    ),
    source,
    annotations: Object.freeze({ ...annotations }),
  });
}

function createContact(c: Partial<Contact> & Pick<Contact, 'position'>, i: number): Contact {
  const here = `contacts[${i}]`;
  const { name = String(i), shape = 'circle', shank, side, deviceChannel } = c;
  if (typeof name !== 'string' || name === '')
    throw new ParameterError(`${here}.name`, 'a non-empty name', name);
  const isPoint = shape === 'circle' && (c.radius ?? 0) === 0;
  if (!isPoint && c.axes === undefined)
    throw new ParameterError(`${here}.axes`, 'two orthogonal unit vectors in the face', undefined);
  return Object.freeze({
    name,
    position: point(`${here}.position`, c.position),
    ...faceSize(c, shape, here),
    ...(isPoint ? {} : { axes: checkAxes(`${here}.axes`, c.axes!) }),
    ...(shank === undefined ? {} : { shank }),
    ...(side === undefined ? {} : { side }),
    ...(deviceChannel === undefined
      ? {}
      : { deviceChannel: integer(`${here}.deviceChannel`, deviceChannel) }),
  });
}

function faceSize(
  { radius = 0, width, height }: Partial<Contact>,
  shape: ContactOutline,
  here: string,
): Pick<Contact, 'shape' | 'radius' | 'width' | 'height'> {
  switch (shape) {
    case 'circle':
      return { shape, radius: nonNegative(`${here}.radius`, radius) };
    case 'square':
      return { shape, width: positive(`${here}.width`, width) };
    case 'rect':
      return {
        shape,
        width: positive(`${here}.width`, width),
        height: positive(`${here}.height`, height),
      };
    default:
      throw new ParameterError(`${here}.shape`, 'circle, square or rect', shape);
  }
}

/** How far axes may be from orthogonal unit vectors: files hold them with a few digits. They are made exact. */
const LOOSE = 1e-3;

function checkAxes(parameter: string, axes: readonly [Point, Point]): readonly [Point, Point] {
  const [a, b] = axes.map((axis, k) => point(`${parameter}[${k}]`, axis));
  const lengths = [Math.hypot(...a), Math.hypot(...b)];
  const along = dot(a, b);
  if (!(Math.abs(lengths[0] - 1) < LOOSE && Math.abs(lengths[1] - 1) < LOOSE && Math.abs(along) < LOOSE))
    throw new ParameterError(parameter, 'two orthogonal unit vectors', axes);
  const u = unit(a);
  const s = dot(u, b);
  return Object.freeze([u, unit([b[0] - s * u[0], b[1] - s * u[1], b[2] - s * u[2]])] as const);
}

function refuseRepeated(contacts: readonly Contact[]): void {
  const names = new Set<string>();
  const places = new Map<string, string>();
  for (const [i, { name, position, side }] of contacts.entries()) {
    if (names.has(name))
      throw new ParameterError(`contacts[${i}].name`, 'a name that no other contact has', name, 'rename it');
    names.add(name);
    const key = [...position.map((v) => v + 0), side].join(' ');
    const other = places.get(key);
    if (other !== undefined)
      throw new ParameterError(
        `contacts[${i}].position`,
        `a place other than that of contact "${other}"`,
        position,
        'leave one out: their signals are the same',
      );
    places.set(key, name);
  }
}

/** Unit normal of a contact's face (of either sign), undefined for a point. */
export function contactNormal({ axes }: Contact): Point | undefined {
  if (axes === undefined) return undefined;
  const [u, v] = axes;
  return unit([u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]);
}

/** The channels of a probe, in order: names and places, um. */
export function probeSites({ contacts }: Probe): readonly PlacedChannel[] {
  return contacts.map(({ name, position: [x, y, z] }) => Object.freeze({ name, x, y, z }));
}

/** The contacts of the given names, in that order, and the contours of their shanks. Throws ParameterError on an unknown name. */
export function selectContacts(probe: Probe, names: readonly string[]): Probe {
  const byName = new Map(probe.contacts.map((c) => [c.name, c]));
  const contacts = names.map((name, i) => {
    const contact = byName.get(name);
    if (contact === undefined)
      throw new ParameterError(`names[${i}]`, `the name of a contact of ${probe.name}`, name);
    return contact;
  });
  const shanks = new Set(contacts.map((c) => c.shank));
  return createProbe({
    ...probe,
    contacts,
    contours: probe.contours.filter(({ shank }) => shank === undefined || shanks.has(shank)),
  });
}

/** Extent of the contacts and contours of a probe: lower and upper corner, um. */
export function probeExtent(probe: Probe): readonly [low: Point, high: Point] {
  const points = [
    ...probe.contacts.map((c) => c.position),
    ...probe.contours.flatMap((contour) => contour.points),
  ];
  const bound = (pick: (...v: number[]) => number) =>
    [0, 1, 2].map((k) => points.reduce((m, p) => pick(m, p[k]), points[0][k])) as unknown as Point;
  return [bound(Math.min), bound(Math.max)];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function unit(v: Point): Point {
  const length = finite('length', Math.hypot(...v));
  return Object.freeze([v[0] / length, v[1] / length, v[2] / length] as const);
}
