/**
 * Moving a probe as hands do: leaned from the vertical, turned about its own axis, put with its origin (the tip of a shank, the
 * centre of a grid) at a place. Coordinates um, z up.
 */
import { finite } from '../../errors.ts';
import { point, type Point } from '../options.ts';
import { createProbe, type Probe } from './probe.ts';

/** A pose; the rotations are about the origin of the probe's own coordinates. */
export interface ProbePlacement {
  /** Where the origin goes, um. Default [0, 0, 0]. */
  readonly position?: Point;
  /** Angle of the probe's z axis (its shank; the normal of a grid) from the vertical, degrees. Default 0. */
  readonly tilt?: number;
  /** Direction towards which the upper end leans, degrees from the x axis towards the y axis. Default 0. */
  readonly azimuth?: number;
  /** Rotation about the probe's own z axis, before it is leaned, degrees, counter-clockwise from above. Default 0. */
  readonly turn?: number;
}

/** The probe rotated and moved. Throws ParameterError on an angle or place that is not finite. */
export function placeProbe(
  probe: Probe,
  { position = [0, 0, 0], tilt = 0, azimuth = 0, turn = 0 }: ProbePlacement,
): Probe {
  const at = point('position', position);
  const R = leaning(finite('tilt', tilt), finite('azimuth', azimuth), finite('turn', turn));
  const direction = (p: Point): Point => [dot(R[0], p), dot(R[1], p), dot(R[2], p)];
  const place = (p: Point): Point => {
    const [x, y, z] = direction(p);
    return [x + at[0], y + at[1], z + at[2]];
  };
  return createProbe({
    ...probe,
    contacts: probe.contacts.map((c) => ({
      ...c,
      position: place(c.position),
      ...(c.axes === undefined ? {} : { axes: [direction(c.axes[0]), direction(c.axes[1])] as const }),
    })),
    contours: probe.contours.map((c) => ({ ...c, points: c.points.map(place) })),
  });
}

/** Rows of Rz(azimuth) Ry(tilt) Rz(turn - azimuth). */
function leaning(tilt: number, azimuth: number, turn: number): readonly [Point, Point, Point] {
  const [ca, sa] = cosSin(azimuth);
  const [ct, st] = cosSin(tilt);
  const [cb, sb] = cosSin(turn - azimuth);
  return [
    [ca * ct * cb - sa * sb, -ca * ct * sb - sa * cb, ca * st],
    [sa * ct * cb + ca * sb, -sa * ct * sb + ca * cb, sa * st],
    [-st * cb, st * sb, ct],
  ];
}

/** Cosine and sine of degrees, exact at multiples of 90. */
function cosSin(degrees: number): readonly [cos: number, sin: number] {
  const quarter = degrees / 90;
  if (Number.isInteger(quarter)) {
    const k = ((quarter % 4) + 4) % 4;
    return [[1, 0, -1, 0][k], [0, 1, 0, -1][k]];
  }
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
}

function dot(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + 0;
}
