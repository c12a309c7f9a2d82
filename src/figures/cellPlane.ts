/** The plane on which a cell is drawn: which coordinates point right and up, what part of it is shown, and its scale, the same in both directions. */
import { ParameterError, finite } from '../errors.ts';
import type { Frame, Scales } from './axes.ts';
import type { OutlineOptions, Polygon } from '../morphology/outline.ts';

/** Two letters: the coordinate that points right, and the one that points up. */
export type Plane = NonNullable<OutlineOptions['plane']>;

/** A place in space, um. */
export type Place = readonly [x: number, y: number, z: number];

/** The part of the plane that is shown, um. */
export interface PlaneWindow {
  readonly right: readonly [low: number, high: number];
  readonly up: readonly [low: number, high: number];
}

/** Horizontal and vertical coordinate of a place. */
export function onPlane(place: Place, plane: Plane): [number, number] {
  return ['xyz'.indexOf(plane[0]!), 'xyz'.indexOf(plane[1]!)].map((axis) => place[axis]!) as [number, number];
}

/** The window that holds the outlines and `places` with a margin of 4 % of the larger side. Throws ParameterError without any. */
export function windowAround(
  outlines: readonly Polygon[],
  plane: Plane,
  places: readonly Place[],
): PlaneWindow {
  const right: [number, number] = [Infinity, -Infinity];
  const up: [number, number] = [Infinity, -Infinity];
  const include = (x: number, y: number): void => {
    right[0] = Math.min(right[0], x);
    right[1] = Math.max(right[1], x);
    up[0] = Math.min(up[0], y);
    up[1] = Math.max(up[1], y);
  };
  for (const { x, y } of outlines) for (let k = 0; k < x.length; k++) include(x[k]!, y[k]!);
  for (const place of places) include(...onPlane(place, plane));
  if (!(right[0] <= right[1])) throw new ParameterError('outlines', 'at least one segment', outlines.length);
  const margin = 0.04 * Math.max(right[1] - right[0], up[1] - up[0]) || 1;
  return { right: [right[0] - margin, right[1] + margin], up: [up[0] - margin, up[1] + margin] };
}

/** Throws ParameterError unless both ranges ascend and are finite. */
export function checkWindow(window: PlaneWindow): PlaneWindow {
  for (const side of ['right', 'up'] as const) {
    const [low, high] = window[side];
    finite(`window.${side}[0]`, low);
    if (!(finite(`window.${side}[1]`, high) > low))
      throw new ParameterError(`window.${side}`, 'two ascending numbers', window[side]);
  }
  return window;
}

/** Points (1/72 inch) per um such that the window fits `frame`, and scales that put it in the middle. */
export function planeScales(
  { right, up }: PlaneWindow,
  frame: Frame,
): Scales & { readonly perMicrometre: number; readonly frame: Frame } {
  const [width, height] = [right[1] - right[0], up[1] - up[0]];
  const perMicrometre = Math.min((frame.right - frame.left) / width, (frame.bottom - frame.top) / height);
  const left = (frame.left + frame.right - perMicrometre * width) / 2;
  const top = (frame.top + frame.bottom - perMicrometre * height) / 2;
  return {
    perMicrometre,
    frame: { left, top, right: left + perMicrometre * width, bottom: top + perMicrometre * height },
    x: (x) => left + perMicrometre * (x - right[0]),
    y: (y) => top + perMicrometre * (up[1] - y),
  };
}
