/**
 * The mean of 1/distance over the face of a contact, a disc or a square, from a point or a line that comes near or touches it, with the least
 * distance r_i of the source: the potential inside it is that at it.
 *
 * In the face's plane let x run along the projection of the line and y across it. Along y the integral of a line's potential is
 * that of a charged rectangle, a closed formula, that of a point's an inverse hyperbolic sine; where a strip is nearer than r_i
 * the potential does not depend on y. That leaves a one-dimensional integral over x, adaptive, split where the source's ends or
 * its least distance begin. Good to about 1e-12.
 */
import { integrateGauss } from '../numerics/quadrature.ts';
import type { ContactShape, Face } from './contactRule.ts';
import { meanInverseDistance } from './lineSourcePotential.ts';
import type { Point } from './options.ts';

/** A function in the face's plane, by its integrals across. */
interface Strip {
  /** Its integral over y from y1 to y2 at x, um. */
  across(x: number, y1: number, y2: number): number;
  /** Where it is not smooth in x. */
  readonly breakpoints: readonly number[];
}

const dot = (a: Point, b: Point) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Distance beyond a line's end, in sizes of the face, from which its potential is smooth across the face. */
const FAR = 4;
/** Length in sizes of the face below which a line is short. */
const SHORT = 1e-4;
/** Sine of the angle to the face's normal below which a line counts as perpendicular to the face. */
const PERPENDICULAR = 1e-9;

/**
 * The mean over the face, 1/um, of the potential of a line from `start` to `end` (um, relative to the face's centre), not
 * coincident; inside the distance `least` of the infinite line it is that at this distance.
 */
export function nearLineMean(
  start: Point,
  end: Point,
  face: Face,
  shape: ContactShape,
  size: number,
  least: number,
): number {
  const along: Point = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
  const L = Math.hypot(...along);
  const [tu, tv] = [dot(along, face.u) / L, dot(along, face.v) / L];
  const sine = Math.hypot(tu, tv);
  const cosine = dot(along, face.w) / L;
  const slanted = sine > PERPENDICULAR;
  const c = slanted ? tu / sine : 1;
  const s = slanted ? tv / sine : 0;
  const tilt = slanted ? sine : 0;
  const [eu, ev, q3] = [dot(end, face.u), dot(end, face.v), dot(end, face.w)];
  const q1 = c * eu + s * ev;
  const q2 = c * ev - s * eu;
  const across = (x: number, y1: number, y2: number): number => {
    const h = (x - q1) * tilt - q3 * cosine;
    const l = h + L;
    const g = (x - q1) * cosine + q3 * tilt;
    const clip = Math.abs(g) < least ? Math.sqrt((least - g) * (least + g)) : 0;
    const beyond = Math.max(h, -l) / size;
    const free = (a: number, b: number) =>
      b <= a
        ? 0
        : beyond > FAR
          ? acrossStrip(h, L, a, b, g, beyond)
          : L < SHORT * size
            ? alongStrip(h, L, a, b, g)
            : rectangle(h, l, a, b, g);
    return clipped(free, y1 - q2, y2 - q2, clip, () => meanInverseDistance(h, least * least, L) * L);
  };
  const breakpoints: number[] = [];
  if (tilt > 0) breakpoints.push(q1 + (q3 * cosine) / tilt, q1 + (q3 * cosine - L) / tilt);
  if (Math.abs(cosine) > 1e-6) {
    const x0 = q1 - (q3 * tilt) / cosine;
    const reach = least / Math.abs(cosine);
    breakpoints.push(x0, x0 - reach, x0 + reach);
  }
  return overFace({ across, breakpoints }, shape, size, c, s) / L;
}

/** An integral over a < y < b, of a constant where |y| < clip. */
function clipped(
  free: (a: number, b: number) => number,
  a: number,
  b: number,
  clip: number,
  constant: () => number,
): number {
  if (clip === 0) return free(a, b);
  const inside = Math.min(b, clip) - Math.max(a, -clip);
  return free(a, Math.min(b, -clip)) + free(Math.max(a, clip), b) + (inside > 0 ? inside * constant() : 0);
}

/**
 * The integral of 1/distance over h < s < l = h + L, a < y < b at the distance g from the plane of both, `beyond` sizes of the face
 * beyond the line's ends: n nodes are good to about (2 beyond / sqrt(2))^(-2n).
 */
function acrossStrip(h: number, L: number, a: number, b: number, g: number, beyond: number): number {
  const nodes = beyond > 40 ? 4 : beyond > 10 ? 6 : 12;
  return L * integrateGauss((y) => meanInverseDistance(h, y * y + g * g, L), a, b, nodes);
}

/** The same for a short line. */
function alongStrip(h: number, L: number, a: number, b: number, g: number): number {
  return L * integrateGauss((t) => asinhDifference(a, b, Math.hypot(h + t * L, g)), 0, 1, 8);
}

/**
 * The same in closed form, its logarithms joined along the sides of the rectangle. The terms cancel where the line is far away or short.
 */
function rectangle(h: number, l: number, a: number, b: number, g: number): number {
  const g2 = g * g;
  const alongLine = (y: number) => (y === 0 ? 0 : y * (l - h) * meanInverseDistance(h, y * y + g2, l - h));
  const acrossLine = (s: number) => (s === 0 ? 0 : s * (b - a) * meanInverseDistance(a, s * s + g2, b - a));
  const logarithms = alongLine(b) - alongLine(a) + acrossLine(l) - acrossLine(h);
  if (g === 0) return logarithms;
  const angle = (s: number, y: number) => Math.atan((s * y) / (g * Math.sqrt(s * s + y * y + g2)));
  return logarithms - g * (angle(l, b) - angle(l, a) - angle(h, b) + angle(h, a));
}

/** The mean over the face, 1/um, of 1/distance from a point (um, relative to the face's centre), `least` at least. */
export function nearPointMean(
  place: Point,
  face: Face,
  shape: ContactShape,
  size: number,
  least: number,
): number {
  const [q1, q2, q3] = [dot(place, face.u), dot(place, face.v), dot(place, face.w)];
  const radius = Math.abs(q3) < least ? Math.sqrt((least - q3) * (least + q3)) : 0;
  const across = (x: number, y1: number, y2: number): number => {
    const g = Math.hypot(x - q1, q3);
    const clip = g < least ? Math.sqrt((least - g) * (least + g)) : 0;
    const free = (a: number, b: number) => (b > a ? asinhDifference(a, b, g) : 0);
    return clipped(free, y1 - q2, y2 - q2, clip, () => 1 / least);
  };
  return overFace({ across, breakpoints: [q1, q1 - radius, q1 + radius] }, shape, size, 1, 0);
}

/** asinh(b / g) - asinh(a / g) for a < b, also where g is 0 and both have one sign. */
function asinhDifference(a: number, b: number, g: number): number {
  if (a >= 0) return Math.log((b + Math.hypot(b, g)) / (a + Math.hypot(a, g)));
  if (b <= 0) return Math.log((Math.hypot(a, g) - a) / (Math.hypot(b, g) - b));
  const least = Math.max(g, Number.MIN_VALUE);
  return Math.asinh(b / least) - Math.asinh(a / least);
}

/** Agreement of a panel with its halves, relative to the integral. */
const ACCURACY = 1e-12;
/** Nodes on a panel, and the most panels that are halved. */
const PANEL = 12;
const MOST_PANELS = 500;

/** The mean of the strip's function over the face, whose axes u, v are at the angle (c, s) to x. */
function overFace(
  { across, breakpoints }: Strip,
  shape: ContactShape,
  size: number,
  c: number,
  s: number,
): number {
  if (shape === 'circle') {
    // x = a sin(theta): the chord's length is smooth at its ends.
    const f = (theta: number) => {
      const half = size * Math.cos(theta);
      return half > 0 ? half * across(size * Math.sin(theta), -half, half) : 0;
    };
    const inside = breakpoints.filter((x) => Math.abs(x) < size).map((x) => Math.asin(x / size));
    return integral(f, -Math.PI / 2, Math.PI / 2, inside) / (Math.PI * size * size);
  }
  // The corners of the square, and the chord between its sides |x c - y s| <= a, |x s + y c| <= a.
  const most = size * (Math.abs(c) + Math.abs(s));
  const inner = size * Math.abs(Math.abs(c) - Math.abs(s));
  const between = (x: number, p: number, q: number, sign: 1 | -1): number =>
    Math.abs(q) < PERPENDICULAR ? sign * Infinity : (-x * p) / q + (sign * size) / Math.abs(q);
  const f = (x: number) => {
    const low = Math.max(between(x, c, -s, -1), between(x, s, c, -1));
    const high = Math.min(between(x, c, -s, 1), between(x, s, c, 1));
    return high > low ? across(x, low, high) : 0;
  };
  return integral(f, -most, most, [...breakpoints, -inner, inner]) / (4 * size * size);
}

/** Between the breakpoints x is a cubic in t whose slope vanishes at both: square roots that end there are smooth in t. */
function integral(f: (x: number) => number, a: number, b: number, breakpoints: readonly number[]): number {
  const sorted = breakpoints.filter((x) => x > a && x < b).toSorted((x, y) => x - y);
  const edges = [a, ...sorted.filter((x, i) => x - (sorted[i - 1] ?? a) > 1e-12 * (b - a)), b];
  const smooth = (k: number) => (t: number) => {
    const length = edges[k + 1] - edges[k];
    return 6 * t * (1 - t) * length * f(edges[k] + t * t * (3 - 2 * t) * length);
  };
  const panels = edges.slice(1).map((_, k) => {
    const g = smooth(k);
    return { g, from: 0, to: 1, sum: integrateGauss(g, 0, 1, PANEL) };
  });
  const scale = panels.reduce((sum, panel) => sum + Math.abs(panel.sum), 0);
  let total = 0;
  for (let count = 0; panels.length > 0; count++) {
    const { g, from, to, sum } = panels.pop()!;
    const middle = from + (to - from) / 2;
    const left = integrateGauss(g, from, middle, PANEL);
    const right = integrateGauss(g, middle, to, PANEL);
    // Rounding may keep a panel from agreeing with its halves: an end to them.
    if (Math.abs(left + right - sum) <= ACCURACY * scale || count > MOST_PANELS) total += left + right;
    else panels.push({ g, from, to: middle, sum: left }, { g, from: middle, to, sum: right });
  }
  return total;
}
