/** Writing probes as files of the probeinterface package; see probeinterface.ts for the form. */
import { ParameterError } from '../errors.ts';
import type { Probe, ProbeContour } from '../forward/probe/probe.ts';
import type { Point } from '../forward/options.ts';
import type { ProbePlane } from './probeinterface.ts';

/**
 * Probes as probeinterface JSON, in um. Three-dimensional unless `plane` (with `y` and `origin`) says in which plane they lie, as
 * plotting and spike-sorting tools expect them; reading it back with the same statement gives the same probes, save that
 * the format has one contour per probe: those of several shanks become one polygon, one after the other.
 * Throws ParameterError on a contact out of the plane, or an incomplete statement of it.
 */
export function writeProbeinterface(probes: readonly Probe[], options: ProbePlane = {}): string {
  const flat = options.plane !== undefined;
  const origin = options.origin ?? [0, 0, 0];
  if (flat && (options.origin === undefined || (options.plane === 'xy') !== (options.y === undefined)))
    throw new ParameterError(
      'plane',
      'with it the origin, and unless flat (xy) the direction y, up or down',
      options,
    );
  const [a, b] = [...(options.plane ?? 'xy')].map((axis) => 'xyz'.indexOf(axis));
  const sign = options.y === 'down' ? -1 : 1;
  const across = 3 - a - b;
  const direction = (v: Point, what: string): number[] => {
    if (!flat) return [...v];
    if (Math.abs(v[across]) > 1e-6)
      throw new ParameterError('plane', `the plane ${options.plane} for ${what}`, v, 'leave plane out');
    return [v[a], sign * v[b] + 0];
  };
  const place = (p: Point, what: string) =>
    direction([p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]], what);
  const written = probes.map(({ name, contacts, contours, annotations }) => ({
    ndim: flat ? 2 : 3,
    si_units: 'um',
    annotations: { name, model_name: name, manufacturer: '', ...annotations },
    contact_positions: contacts.map((c) => place(c.position, `contact "${c.name}"`)),
    contact_plane_axes: contacts.map((c) => {
      const axes = c.axes ?? (flat ? [unitVector(a), unitVector(b)] : [unitVector(0), unitVector(2)]);
      return axes.map((axis) => direction(axis, `the face of contact "${c.name}"`));
    }),
    contact_shapes: contacts.map((c) => c.shape),
    contact_shape_params: contacts.map(({ shape, radius, width, height }) =>
      shape === 'circle' ? { radius } : shape === 'square' ? { width } : { width, height },
    ),
    ...(contours.length === 0 ? {} : { probe_planar_contour: contourPoints(contours, place) }),
    contact_ids: contacts.map((c) => c.name),
    shank_ids: contacts.map((c) => c.shank ?? ''),
    ...(contacts.some((c) => c.side !== undefined)
      ? { contact_sides: contacts.map((c) => c.side ?? '') }
      : {}),
    ...(contacts.some((c) => c.deviceChannel !== undefined)
      ? { device_channel_indices: contacts.map((c) => c.deviceChannel ?? -1) }
      : {}),
  }));
  return `${JSON.stringify({ specification: 'probeinterface', version: '0.3.0', probes: written }, null, 1)}\n`;
}

function unitVector(axis: number): Point {
  return [0, 1, 2].map((k) => (k === axis ? 1 : 0)) as unknown as Point;
}

function contourPoints(
  contours: readonly ProbeContour[],
  place: (p: Point, what: string) => number[],
): number[][] {
  return contours.flatMap(({ points }) => points.map((p) => place(p, 'the contour')));
}
