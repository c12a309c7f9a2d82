/**
 * A probe as a figure: from the side and from above, with the column of a population or the cell that it stands beside, and some of its
 * contacts enlarged with their names. Everything is to scale.
 */
import { ParameterError, positive } from '../errors.ts';
import type { Contact, Probe } from '../forward/probe/probe.ts';
import type { Polygon } from '../morphology/outline.ts';
import { clipped, drawCell, drawLengthBar } from './cellDrawing.ts';
import { onPlane, planeScales, windowAround, type Place, type Plane, type PlaneWindow } from './cellPlane.ts';
import { niceBelow, shortNumber } from './displayUnit.ts';
import { compose, type Panel } from './layout.ts';
import { POPULATION_COLORS } from './palette.ts';
import {
  contactPlaces,
  drawColumn,
  drawColumnName,
  drawContacts,
  drawContours,
  drawDepths,
  drawDirections,
  drawNames,
  facePolygon,
  type ProbeColumn,
} from './probeDrawing.ts';
import { INK, LINE, PAGE_WIDTH } from './style.ts';
import { group, newDocument, short, stroke, type SvgDocument, type SvgNode } from './svg.ts';

/** What a probe stands beside; all may be left out. */
export interface ProbeFigureData {
  /** Outlines of a cell's segments, um, as `segmentOutlines` gives them: in the plane of the side view, and from above (`xy`). */
  readonly cell?: { readonly side: readonly Polygon[]; readonly top?: readonly Polygon[] };
  /** Populations on discs about an axis. */
  readonly columns?: readonly ProbeColumn[];
}

/** Options of {@link probeFigure}. */
export interface ProbeFigureOptions {
  /** Title on top. Default none. */
  readonly title?: string;
  /** Notes in small type at the bottom. */
  readonly notes?: readonly string[];
  /** Which coordinates point right and up in the side view. Default `xz`, or `yz` where the probe is wider along y. */
  readonly plane?: 'xz' | 'yz';
  /** Height of the side view, pt. Default 320. */
  readonly height?: number;
  /** Number of contacts enlarged. Default 24. */
  readonly enlarged?: number;
}

const CONTACT = '#0072B2';
const CELL = INK.axis;

/** Space for the directions left of a drawing, and for depths, pt. */
const LEFT = 24;
const DEPTHS = 8;

/** Draws the probe as SVG text, 180 mm wide. Throws ParameterError on a column without extent or a height <= 0. */
export function probeFigure(
  probe: Probe,
  data: ProbeFigureData = {},
  options: ProbeFigureOptions = {},
): string {
  const { height = 320, enlarged = 24 } = options;
  positive('height', height);
  const columns = (data.columns ?? []).map((column, i) => ({
    color: POPULATION_COLORS[i % POPULATION_COLORS.length]!,
    ...column,
  }));
  for (const [i, { radius, depth }] of columns.entries()) {
    positive(`columns[${i}].radius`, radius);
    if (!(depth[0] < depth[1]))
      throw new ParameterError(`columns[${i}].depth`, 'a lower and a greater depth', depth);
  }
  const document = newDocument();
  const places = contactPlaces(probe);
  const plane = options.plane ?? (extent(places, 1) > extent(places, 0) ? 'yz' : 'xz');
  const near = nearestContacts(probe, enlarged, columns);
  const detail = detailPlane(near, plane);
  const detailWindow = windowAround(
    [],
    detail,
    near.flatMap((c) => [c.position, ...facePolygon(c)]),
  );
  const cells = data.cell;
  const side = view(document, 'From the side, z in µm', height, plane, probe, columns, cells?.side ?? []);
  // Alone, a probe in an upright plane is a line from above.
  const flat =
    columns.length === 0 && cells?.top === undefined && Math.min(...[0, 1].map((k) => extent(places, k))) < 1;
  const top = flat
    ? []
    : [view(document, 'From above', height * 0.4, 'xy', probe, columns, cells?.top ?? [])];
  const close = closeUp(
    document,
    flat ? height : height * 0.6 - 13,
    detail,
    probe,
    near,
    padded(detailWindow),
  );
  const wide = sideShare(plane, probe, columns, cells?.side ?? [], height);
  return compose(document, [{ left: [side], right: [...top, close], leftShare: wide }], {
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
  });
}

/** The probe, its surroundings and a scale bar in one plane. */
function view(
  document: SvgDocument,
  heading: string,
  height: number,
  plane: 'xz' | 'yz' | 'xy',
  probe: Probe,
  columns: readonly ProbeColumn[],
  outlines: readonly Polygon[],
): Panel {
  const window = windowOf(plane, probe, columns, outlines);
  const named = columns.filter(({ name }) => name !== undefined);
  return {
    heading,
    height,
    draw(size) {
      const left = LEFT + (plane === 'xy' ? 0 : DEPTHS);
      const scales = planeScales(window, { left, top: 12, right: size.width, bottom: size.height - 22 });
      const shanks = clipped(document, [drawContours(document, probe, plane, scales)], scales.frame);
      const surroundings = [
        ...columns.map((column) => drawColumn(document, column, plane, scales)),
        ...(outlines.length === 0 ? [] : [drawCell(document, outlines, scales, CELL)]),
      ];
      const depths = drawDepths(document, window.up, scales.frame.left - 4, scales);
      return group(document, [
        // From above, a grid would hide what is below it.
        ...(plane === 'xy' ? [shanks, ...surroundings] : [depths, ...surroundings, shanks]),
        drawContacts(document, probe.contacts, plane, scales, CONTACT),
        ...(plane === 'xy' ? [] : named.map((column) => drawColumnName(document, column, plane, scales))),
        ...scaleAndDirections(document, plane, scales),
      ]);
    },
  };
}

/** Some contacts, larger and with names. */
function closeUp(
  document: SvgDocument,
  height: number,
  plane: Plane,
  probe: Probe,
  contacts: readonly Contact[],
  window: PlaneWindow,
): Panel {
  const all = probe.contacts.length;
  return {
    heading:
      contacts.length === all ? `The ${all} contacts` : `${contacts.length} of the ${all} contacts, enlarged`,
    height,
    draw(size) {
      const scales = planeScales(window, { left: LEFT, top: 4, right: size.width, bottom: size.height - 22 });
      const { frame } = scales;
      const shown = [...new Set([...contacts, ...visible(probe.contacts, plane, window)])];
      const inside = clipped(
        document,
        [
          drawContours(document, probe, plane, scales),
          drawContacts(document, shown, plane, scales, CONTACT),
          drawNames(document, contacts, shown, plane, scales),
        ],
        frame,
      );
      const edge = stroke(
        document,
        `M${short(frame.left)},${short(frame.top)}H${short(frame.right)}V${short(frame.bottom)}H${short(frame.left)}z`,
        INK.faint,
        LINE.axis,
      );
      return group(document, [inside, edge, ...scaleAndDirections(document, plane, scales)]);
    },
  };
}

function scaleAndDirections(
  document: SvgDocument,
  plane: Plane,
  { perMicrometre, frame }: ReturnType<typeof planeScales>,
): SvgNode[] {
  const length = niceBelow((0.45 * (frame.right - frame.left)) / perMicrometre);
  return [
    drawLengthBar(
      document,
      frame.left,
      frame.bottom + 5,
      perMicrometre * length,
      length >= 1000 ? `${shortNumber(length / 1000)} mm` : `${shortNumber(length)} µm`,
    ),
    drawDirections(document, plane, frame.left - LEFT, frame.bottom + 11),
  ];
}

function windowOf(
  plane: Plane,
  probe: Probe,
  columns: readonly ProbeColumn[],
  outlines: readonly Polygon[],
): PlaneWindow {
  const corners = columns.flatMap(({ radius, axis = [0, 0], depth }): Place[] =>
    depth.flatMap((z): Place[] => [
      [axis[0] - radius, axis[1] - radius, z],
      [axis[0] + radius, axis[1] + radius, z],
    ]),
  );
  const places = [...contactPlaces(probe), ...corners];
  const inner = windowAround(outlines, plane, places);
  // A shank may go on for centimetres: its part near the contacts will do.
  const reach = 0.3 * Math.max(inner.right[1] - inner.right[0], inner.up[1] - inner.up[0]);
  const near = probe.contours
    .flatMap(({ points }) => points)
    .filter((p) => {
      const [x, y] = onPlane(p, plane);
      const outside = (v: number, [low, high]: readonly [number, number]) => Math.max(low - v, v - high, 0);
      return Math.max(outside(x, inner.right), outside(y, inner.up)) <= reach;
    });
  return windowAround(outlines, plane, [...places, ...near]);
}

/** The side view takes the width it needs at its height, within limits. */
function sideShare(
  plane: Plane,
  probe: Probe,
  columns: readonly ProbeColumn[],
  outlines: readonly Polygon[],
  height: number,
): number {
  const { right, up } = windowOf(plane, probe, columns, outlines);
  const wide = ((right[1] - right[0]) / (up[1] - up[0])) * (height - 30) + LEFT + DEPTHS;
  return Math.min(0.62, Math.max(0.3, wide / PAGE_WIDTH));
}

/** The contacts around the one that is nearest to the columns' somata, or in the middle of the probe. */
function nearestContacts(probe: Probe, count: number, columns: readonly ProbeColumn[]): readonly Contact[] {
  const { contacts } = probe;
  if (contacts.length <= count) return contacts;
  const [column] = columns;
  const middle = [0, 1, 2].map((k) => contacts.reduce((sum, c) => sum + c.position[k]!, 0) / contacts.length);
  const aim: readonly number[] =
    column === undefined
      ? middle
      : [...(column.axis ?? [0, 0]), column.somata?.depth ?? (column.depth[0] + column.depth[1]) / 2];
  const near = (from: readonly number[]) => (a: Contact, b: Contact) =>
    distance(a.position, from) - distance(b.position, from);
  const centre = contacts.toSorted(near(aim))[0]!.position;
  return contacts.toSorted(near(centre)).slice(0, count);
}

/** The plane in which the faces are seen: that of their normal. */
function detailPlane([first]: readonly Contact[], side: 'xz' | 'yz'): Plane {
  if (first?.axes === undefined) return side;
  const [u, v] = first.axes;
  const area = (a: number, b: number) => Math.abs(u[a]! * v[b]! - u[b]! * v[a]!);
  const planes: readonly (readonly [Plane, number])[] = [
    ['xz', area(0, 2)],
    ['yz', area(1, 2)],
    ['xy', area(0, 1)],
  ];
  return planes.reduce((best, next) => (next[1] > best[1] + 1e-9 ? next : best))[0];
}

function visible(contacts: readonly Contact[], plane: Plane, { right, up }: PlaneWindow): readonly Contact[] {
  return contacts.filter((c) =>
    [c.position, ...facePolygon(c)].some((p) => {
      const [x, y] = onPlane(p, plane);
      return x >= right[0] && x <= right[1] && y >= up[0] && y <= up[1];
    }),
  );
}

/** Room for names on both sides. */
function padded({ right, up }: PlaneWindow): PlaneWindow {
  const width = right[1] - right[0];
  const room = 0.25 * Math.max(width, 0.5 * (up[1] - up[0]));
  return { right: [right[0] - room, right[1] + room], up };
}

function extent(places: readonly Place[], axis: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (const p of places) {
    low = Math.min(low, p[axis]!);
    high = Math.max(high, p[axis]!);
  }
  return high - low;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((v, k) => v - b[k]!));
}
