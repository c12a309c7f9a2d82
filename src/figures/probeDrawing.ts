/** A probe in a plane: shanks, contacts with their faces to scale, and the column of a population beside it. */
import type { Contact, Probe } from '../forward/probe/probe.ts';
import type { Scales } from './axes.ts';
import { onPlane, type Place, type Plane } from './cellPlane.ts';
import { POPULATION_COLORS } from './palette.ts';
import { niceAbove, niceBelow, shortNumber } from './displayUnit.ts';
import { INK, LINE, textWidth, TYPE } from './style.ts';
import { element, group, label, linePath, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';

/** A population spread evenly over a disc about a vertical axis. */
export interface ProbeColumn {
  /** Name written beside it. Default none. */
  readonly name?: string;
  /** Radius of the disc, um. */
  readonly radius: number;
  /** x and y of the axis, um. Default [0, 0]. */
  readonly axis?: readonly [x: number, y: number];
  /** Lower and upper end of the column, um. */
  readonly depth: readonly [low: number, high: number];
  /** Mean and standard deviation of the somata's depth, um: a darker band of one standard deviation to either side. Default none. */
  readonly somata?: { readonly depth: number; readonly sd: number };
  /** Any CSS colour. Default the first of the palette of populations. */
  readonly color?: string;
}

/** Corners of a contact's face, um; of a point none. */
export function facePolygon({
  position,
  shape,
  radius = 0,
  width = 0,
  height = width,
  axes,
}: Contact): Place[] {
  if (axes === undefined) return [];
  const at = (a: number, b: number): Place =>
    [0, 1, 2].map((k) => position[k]! + a * axes[0][k]! + b * axes[1][k]!) as unknown as Place;
  if (shape !== 'circle') {
    const [a, b] = [width / 2, height / 2];
    return [at(-a, -b), at(a, -b), at(a, b), at(-a, b)];
  }
  return Array.from({ length: 24 }, (_, k) => {
    const angle = (Math.PI * k) / 12;
    return at(radius * Math.cos(angle), radius * Math.sin(angle));
  });
}

/** Centres and corners of all contacts, um. */
export function contactPlaces({ contacts }: Probe): Place[] {
  return contacts.flatMap((c) => [c.position, ...facePolygon(c)]);
}

/** Shanks, as grey shapes. */
export function drawContours(
  document: SvgDocument,
  { contours }: Probe,
  plane: Plane,
  scales: Scales,
): SvgNode {
  return group(
    document,
    contours.map(({ points }) =>
      element(document, 'path', {
        d: `${path(points, plane, scales)}z`,
        fill: '#dddddd',
        'fill-opacity': 0.8,
        stroke: '#8c8c8c',
        'stroke-width': LINE.hair,
        'stroke-linejoin': 'round',
      }),
    ),
  );
}

/** Contacts to scale; points, and faces seen from their edge, as dots and lines that stay visible. */
export function drawContacts(
  document: SvgDocument,
  contacts: readonly Contact[],
  plane: Plane,
  scales: Scales,
  color: string,
): SvgNode {
  const faces = contacts.filter((c) => c.axes !== undefined);
  const points = contacts.filter((c) => c.axes === undefined);
  return group(document, [
    element(document, 'path', {
      d: faces.map((c) => `${path(facePolygon(c), plane, scales)}z`).join(''),
      fill: color,
      stroke: color,
      'stroke-width': LINE.hair,
      'stroke-linejoin': 'round',
    }),
    ...points.map(({ position }) => {
      const [right, up] = onPlane(position, plane);
      return element(document, 'circle', { cx: scales.x(right), cy: scales.y(up), r: 1, fill: color });
    }),
  ]);
}

/** Edges of a drawn thing, pt. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Names beside contacts, on the side that does not cover another of `all` contacts: on the right if that is possible, or if nothing is. */
export function drawNames(
  document: SvgDocument,
  contacts: readonly Contact[],
  all: readonly Contact[],
  plane: Plane,
  scales: Scales,
): SvgNode {
  const boxes = new Map(all.map((c) => [c, boxOf(c, plane, scales)]));
  return group(
    document,
    contacts.map((c) => {
      const { left, right, top, bottom } = boxes.get(c)!;
      const y = (top + bottom) / 2;
      const width = textWidth(c.name, TYPE.note);
      const beside = (from: number): Box => ({ left: from, right: from + width, top: y - 2, bottom: y + 2 });
      const free = (box: Box) => ![...boxes].some(([other, b]) => other !== c && overlap(box, b));
      const onLeft = !free(beside(right + 2)) && free(beside(left - 2 - width));
      return label(document, c.name, onLeft ? left - 2 : right + 2, y + 0.35 * TYPE.note, {
        'font-size': TYPE.note,
        'text-anchor': onLeft ? 'end' : 'start',
        stroke: '#ffffff',
        'stroke-width': 1.2,
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      });
    }),
  );
}

function boxOf(contact: Contact, plane: Plane, scales: Scales): Box {
  const flat = [contact.position, ...facePolygon(contact)].map((p) => onPlane(p, plane));
  const x = flat.map(([right]) => scales.x(right));
  const y = flat.map(([, up]) => scales.y(up));
  return { left: Math.min(...x), right: Math.max(...x), top: Math.min(...y), bottom: Math.max(...y) };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** A column from the side (a box, its somata a darker band) or from above (a circle). */
export function drawColumn(
  document: SvgDocument,
  column: ProbeColumn,
  plane: Plane,
  scales: Scales,
): SvgNode {
  const { radius, axis = [0, 0], depth, somata, color = POPULATION_COLORS[0] } = column;
  const outline = { fill: color, stroke: color, 'stroke-width': LINE.axis };
  if (plane === 'xy') {
    const [x, y] = [scales.x(axis[0]), scales.y(axis[1])];
    const r = scales.x(axis[0] + radius) - x;
    return element(document, 'circle', { cx: x, cy: y, r, ...outline, 'fill-opacity': 0.12 });
  }
  const middle = plane === 'yz' ? axis[1] : axis[0];
  const box = (low: number, high: number, more: Record<string, string | number>): SvgNode =>
    element(document, 'rect', {
      x: scales.x(middle - radius),
      y: scales.y(high),
      width: scales.x(middle + radius) - scales.x(middle - radius),
      height: scales.y(low) - scales.y(high),
      ...more,
    });
  return group(document, [
    box(depth[0], depth[1], { ...outline, 'fill-opacity': 0.12 }),
    ...(somata === undefined || somata.sd === 0
      ? []
      : [box(somata.depth - somata.sd, somata.depth + somata.sd, { fill: color, 'fill-opacity': 0.25 })]),
    ...(somata === undefined
      ? []
      : [
          stroke(
            document,
            linePath(
              [middle - radius, middle + radius].map(scales.x),
              [somata.depth, somata.depth].map(scales.y),
            ),
            color,
            LINE.strong,
          ),
        ]),
  ]);
}

/** The name of a column above its upper edge, in a view from the side. */
export function drawColumnName(
  document: SvgDocument,
  { radius, axis = [0, 0], depth, name = '', color = POPULATION_COLORS[0] }: ProbeColumn,
  plane: 'xz' | 'yz',
  scales: Scales,
): SvgNode {
  const middle = axis[plane === 'yz' ? 1 : 0];
  return label(document, name, scales.x(middle - radius), scales.y(depth[1]) - 2.5, {
    'font-size': TYPE.label,
    fill: color,
    stroke: '#ffffff',
    'stroke-width': 1.6,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  });
}

/** Depths at the left edge of the drawing, um. */
export function drawDepths(
  document: SvgDocument,
  [low, high]: readonly [number, number],
  x: number,
  scales: Scales,
): SvgNode {
  const perPoint = (high - low) / (scales.y(low) - scales.y(high));
  const step = Math.max(niceBelow((high - low) / 3), niceAbove(12 * perPoint));
  // None just above the lower edge, where the directions are written.
  const first = Math.ceil((low + 9 * perPoint) / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return group(
    document,
    Array.from({ length: count }, (_, k) => {
      const y = scales.y((first + k) * step);
      return group(document, [
        stroke(document, `M${short(x)},${short(y)}h-2.5`, INK.axis, LINE.axis),
        label(document, shortNumber((first + k) * step), x - 4, y + 0.35 * TYPE.tick, {
          'font-size': TYPE.tick,
          'text-anchor': 'end',
        }),
      ]);
    }),
  );
}

/** Which coordinate points right and which up: two short lines with letters. */
export function drawDirections(document: SvgDocument, plane: Plane, x: number, y: number): SvgNode {
  const length = 9;
  return group(document, [
    stroke(
      document,
      `M${short(x)},${short(y - length)}V${short(y)}H${short(x + length)}`,
      INK.axis,
      LINE.axis,
    ),
    label(document, plane[0]!, x + length + 2, y + 2, { 'font-size': TYPE.note }),
    label(document, plane[1]!, x, y - length - 2, { 'font-size': TYPE.note, 'text-anchor': 'middle' }),
  ]);
}

function path(places: readonly Place[], plane: Plane, scales: Scales): string {
  const flat = places.map((p) => onPlane(p, plane));
  return linePath(
    flat.map(([right]) => scales.x(right)),
    flat.map(([, up]) => scales.y(up)),
  );
}
