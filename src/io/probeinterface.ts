/**
 * Probe files of the probeinterface package (Garcia, Sprenger, Holtzman & Buccino 2022, Front Neuroinform 16:823056): JSON with a list of
 * probes, each with places, faces, names and shanks of its contacts and one contour. Members of the older form (`electrode_…`) are
 * understood; annotations of single contacts and unknown members are left out.
 *
 * A two-dimensional probe does not say where it stands in the tissue, so this has to be stated: the plane, which way its y axis points, and
 * the place of its (0, 0). Our coordinates have z up, um.
 */
import { DataFileError, ParameterError, show } from '../errors.ts';
import { createProbe, type Contact, type ContactOutline, type Probe } from '../forward/probe/probe.ts';
import type { Point } from '../forward/options.ts';

/** How a two-dimensional probe stands in space. */
export interface ProbePlane {
  /** Our axes along the x and y axis of the probe: `xz` and `yz` are upright, `xy` is flat. */
  readonly plane?: 'xz' | 'yz' | 'xy';
  /** Upright: whether the y axis of the probe points `up` or `down` the depth. Not for `xy`. */
  readonly y?: 'up' | 'down';
  /** Where the (0, 0) of the probe is, um; three-dimensional probes: where their (0, 0, 0) goes, default there. */
  readonly origin?: Point;
}

export interface ReadProbeinterfaceOptions extends ProbePlane {
  /** Name of the file, for messages and as source. Default `probeinterface`. */
  readonly file?: string;
}

const MICROMETRES: Readonly<Record<string, number>> = { um: 1, mm: 1e3, m: 1e6 };

/**
 * The probes in a text. Throws DataFileError naming the file and the member on anything that is not of the form, and on a
 * two-dimensional probe whose plane, y direction or origin is not stated (or a three-dimensional one where plane or y is).
 */
export function readProbeinterface(text: string, options: ReadProbeinterfaceOptions = {}): Probe[] {
  const { file = 'probeinterface' } = options;
  const fail: Fail = (path, expected, received, remedy) => {
    const rest = remedy === undefined ? '' : ` (${remedy})`;
    throw new DataFileError(
      file,
      undefined,
      `${path}: Expected ${expected}, but received ${show(received)}${rest}`,
    );
  };
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new DataFileError(file, undefined, `Expected JSON: ${(cause as Error).message}`);
  }
  const group = record(json, 'file', fail);
  if (group.specification !== 'probeinterface')
    fail('specification', '"probeinterface"', group.specification, 'is this a probe file?');
  const probes = group.probes;
  if (!Array.isArray(probes) || probes.length === 0)
    return fail('probes', 'a list of at least one probe', probes);
  return probes.map((probe: unknown, i) => readProbe(probe, i, options, file, fail));
}

type Fail = (path: string, expected: string, received: unknown, remedy?: string) => never;

function readProbe(value: unknown, index: number, options: ProbePlane, file: string, fail: Fail): Probe {
  const here = `probes[${index}]`;
  const data = record(value, here, fail);
  const get = (key: string): unknown => data[key] ?? data[key.replace('contact_', 'electrode_')] ?? undefined;
  const ndim = data.ndim;
  if (ndim !== 2 && ndim !== 3) fail(`${here}.ndim`, '2 or 3', ndim);
  const unit = typeof data.si_units === 'string' ? MICROMETRES[data.si_units] : undefined;
  if (unit === undefined) return fail(`${here}.si_units`, 'um, mm or m', data.si_units);
  const into = ndim === 2 ? planeMap(options, here, fail) : spaceMap(options, here, fail);
  const vector = (v: unknown, path: string): number[] => {
    if (!Array.isArray(v) || v.length !== ndim || !v.every((c) => Number.isFinite(c)))
      fail(path, `${ndim} finite numbers`, v);
    return v as number[];
  };
  const place = (v: unknown, path: string) => into.place(vector(v, path).map((c) => c * unit));
  const positions = get('contact_positions');
  if (!Array.isArray(positions) || positions.length === 0)
    return fail(`${here}.contact_positions`, 'a list of at least one place', positions);
  const list = (key: string): readonly unknown[] | undefined => {
    const values = get(key);
    if (values === undefined) return undefined;
    if (!Array.isArray(values) || values.length !== positions.length)
      return fail(`${here}.${key}`, `${positions.length} values, one per contact`, values);
    return values;
  };
  const shapes = list('contact_shapes');
  const sizes = list('contact_shape_params');
  const axes = list('contact_plane_axes');
  const names = contactNames(list('contact_ids'));
  const shanks = list('shank_ids');
  const sides = list('contact_sides');
  const channels = list('device_channel_indices');
  const contacts = positions.map((position: unknown, k) => {
    const shank = label(shanks?.[k]);
    const side = label(sides?.[k]);
    const channel = channels?.[k];
    if (channel !== undefined && !Number.isInteger(channel))
      fail(`${here}.device_channel_indices[${k}]`, 'an integer', channel);
    return {
      position: place(position, `${here}.contact_positions[${k}]`),
      ...face(shapes?.[k] ?? 'circle', sizes?.[k], unit, `${here}.contact_shape_params[${k}]`, fail),
      axes: axesOf(axes?.[k], ndim as number, into, vector, `${here}.contact_plane_axes[${k}]`, fail),
      ...(names === undefined ? {} : { name: names[k] }),
      ...(shank === undefined ? {} : { shank }),
      ...(side === undefined ? {} : { side }),
      // -1: not connected
      ...(typeof channel === 'number' && channel >= 0 ? { deviceChannel: channel } : {}),
    };
  });
  const contour = data.probe_planar_contour ?? [];
  if (!Array.isArray(contour)) return fail(`${here}.probe_planar_contour`, 'a list of points', contour);
  const points = contour.map((p: unknown, k) => place(p, `${here}.probe_planar_contour[${k}]`));
  const annotations =
    data.annotations === undefined ? {} : record(data.annotations, `${here}.annotations`, fail);
  const title = annotations.name ?? annotations.model_name ?? annotations.probe_name;
  try {
    return createProbe({
      name: typeof title === 'string' && title !== '' ? title : `probe ${index}`,
      contacts,
      contours: points.length >= 3 ? [{ points }] : [],
      source: file,
      annotations,
    });
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    return fail(`${here}.${error.parameter}`, error.expected, error.received, error.remedy);
  }
}

function record(value: unknown, path: string, fail: Fail): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object', value);
  return value as Record<string, unknown>;
}

/** From the coordinates of a probe (um) to ours: places, and directions. */
interface Into {
  place(v: readonly number[]): Point;
  direction(v: readonly number[]): Point;
}

function planeMap({ plane, y, origin }: ProbePlane, here: string, fail: Fail): Into {
  const upright = plane === 'xz' || plane === 'yz';
  if ((!upright && plane !== 'xy') || (upright && y !== 'up' && y !== 'down') || origin === undefined)
    return fail(
      here,
      'a statement of where a two-dimensional probe stands: plane ("xz", "yz" or "xy"), unless flat y ("up" or "down": the direction of its y axis), and origin ([x, y, z] of its (0, 0), um)',
      { plane, y, origin },
    );
  if (!upright && y !== undefined) fail(here, 'no direction y of a flat probe (plane "xy")', y);
  const [a, b] = [...plane!].map((axis) => 'xyz'.indexOf(axis));
  const sign = y === 'down' ? -1 : 1;
  const direction = (v: readonly number[]): Point => {
    const out = [0, 0, 0];
    out[a] = v[0];
    out[b] = sign * v[1] + 0;
    return out as unknown as Point;
  };
  return {
    direction,
    place: (v) => moved(direction(v), origin),
  };
}

function spaceMap({ plane, y, origin = [0, 0, 0] }: ProbePlane, here: string, fail: Fail): Into {
  if (plane !== undefined || y !== undefined)
    fail(here, 'neither plane nor y, since this probe is three-dimensional', plane ?? y, 'leave them out');
  return { direction: (v) => [v[0], v[1], v[2]], place: (v) => moved([v[0], v[1], v[2]], origin) };
}

function moved(p: Point, by: Point): Point {
  return [p[0] + by[0], p[1] + by[1], p[2] + by[2]];
}

function axesOf(
  value: unknown,
  ndim: number,
  into: Into,
  vector: (v: unknown, path: string) => number[],
  path: string,
  fail: Fail,
): readonly [Point, Point] {
  if (value === undefined && ndim === 2) return [into.direction([1, 0]), into.direction([0, 1])];
  if (!Array.isArray(value) || value.length !== 2) return fail(path, 'two directions in the face', value);
  return [into.direction(vector(value[0], path)), into.direction(vector(value[1], path))];
}

function face(
  shape: unknown,
  params: unknown,
  unit: number,
  path: string,
  fail: Fail,
): Pick<Contact, 'shape' | 'radius' | 'width' | 'height'> {
  const sizes = params === undefined || params === null ? {} : record(params, path, fail);
  const size = (key: string): number => {
    const v = sizes[key];
    if (typeof v !== 'number' || !Number.isFinite(v) || v < 0) fail(`${path}.${key}`, 'a number >= 0', v);
    return (v as number) * unit;
  };
  switch (shape as ContactOutline) {
    case 'circle':
      return { shape: 'circle', radius: params === undefined ? 0 : size('radius') };
    case 'square':
      return { shape: 'square', width: size('width') };
    case 'rect':
      return { shape: 'rect', width: size('width'), height: size('height') };
    default:
      return fail(path.replace('shape_params', 'shapes'), 'circle, square or rect', shape);
  }
}

/** A name made of a string or number that is there and not empty. */
function label(value: unknown): string | undefined {
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

/** Undefined if any contact has none. */
function contactNames(ids: readonly unknown[] | undefined): readonly string[] | undefined {
  const names = ids?.map(label);
  return names?.every((name) => name !== undefined) ? names : undefined;
}
