/**
 * The verifiers that the constructors of forward models share: every option is checked once, at the edge, and
 * becomes part of a frozen record. Each throws a ParameterError that names the option, its rule and the value.
 */
import { ParameterError, finite, positive } from '../errors.ts';
import type { CellGeometry } from '../morphology/geometry.ts';
import type { Channel } from './forwardModel.ts';

/** A point in um. */
export type Point = readonly [x: number, y: number, z: number];

/** A place where a signal is measured, um: a bare point or a point with a name. */
export type Site =
  Point | { readonly name?: string; readonly x: number; readonly y: number; readonly z: number };

/** A channel whose place is known in full, um. */
export type PlacedChannel = Required<Channel>;

/** Copies a list of finite numbers into a frozen array. Throws ParameterError on anything else, or below `least` entries. */
export function finiteList(parameter: string, values: ArrayLike<number>, least = 1): readonly number[] {
  if (values === null || typeof values !== 'object' || typeof values.length !== 'number')
    throw new ParameterError(parameter, 'a list of finite numbers', values);
  if (values.length < least)
    throw new ParameterError(parameter, `at least ${least} ${least === 1 ? 'value' : 'values'}`, values);
  return Object.freeze(Array.from(values, (v, i) => finite(`${parameter}[${i}]`, v)));
}

/** Copies a strictly ascending list of finite numbers. Throws ParameterError otherwise. */
export function ascendingList(
  parameter: string,
  values: ArrayLike<number>,
  least: number,
): readonly number[] {
  const list = finiteList(parameter, values, least);
  for (let i = 1; i < list.length; i++)
    if (!(list[i] > list[i - 1]))
      throw new ParameterError(
        `${parameter}[${i}]`,
        `a number > ${list[i - 1]}`,
        list[i],
        'list the values in ascending order',
      );
  return list;
}

/** Copies a point [x, y, z], um. Throws ParameterError unless it has three finite coordinates. */
export function point(parameter: string, value: ArrayLike<number>): Point {
  const list = finiteList(parameter, value, 3);
  if (list.length !== 3) throw new ParameterError(parameter, 'three coordinates [x, y, z]', value);
  return list as unknown as Point;
}

/**
 * Channels of the given sites, in order. Sites without a name are called `PREFIX0`, `PREFIX1` … by their index.
 * Throws ParameterError if there is none, a coordinate is not finite, or two names agree.
 */
export function placedChannels(
  parameter: string,
  sites: readonly Site[],
  prefix: string,
): readonly PlacedChannel[] {
  if (!Array.isArray(sites) || sites.length === 0)
    throw new ParameterError(
      parameter,
      'a list of at least one place',
      sites,
      'give [x, y, z] or {name, x, y, z}',
    );
  const channels = sites.map((site: Site, i): PlacedChannel => {
    if (site === null || typeof site !== 'object')
      throw new ParameterError(`${parameter}[${i}]`, '[x, y, z] or {name, x, y, z}', site);
    const named = 'x' in site;
    const [x, y, z] = point(`${parameter}[${i}]`, named ? [site.x, site.y, site.z] : site);
    return Object.freeze({ name: (named ? site.name : undefined) ?? `${prefix}${i}`, x, y, z });
  });
  distinct(
    parameter,
    channels.map((c) => c.name),
  );
  return Object.freeze(channels);
}

/**
 * The names the user gave, or else the defaults (a default met again gets `#2`, `#3` …). Throws ParameterError if the
 * given names are not one distinct, non-empty string per channel.
 */
export function channelNames(
  parameter: string,
  names: readonly string[] | undefined,
  defaults: readonly string[],
): readonly string[] {
  if (names === undefined) {
    const seen = new Map<string, number>();
    return defaults.map((name) => {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return count === 1 ? name : `${name}#${count}`;
    });
  }
  if (!Array.isArray(names) || names.length !== defaults.length)
    throw new ParameterError(parameter, `${defaults.length} names, one per channel`, names);
  distinct(parameter, names);
  return [...names];
}

function distinct(parameter: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (typeof name !== 'string' || name === '')
      throw new ParameterError(`${parameter}[${i}]`, 'a non-empty name', name);
    if (seen.has(name))
      throw new ParameterError(`${parameter}[${i}]`, 'a name that no other channel has', name, 'rename it');
    seen.add(name);
  }
}

/** Refuses a geometry with a coordinate that is not finite, naming the segment: a matrix must never hold NaN silently. */
export function checkGeometry(geometry: CellGeometry): void {
  for (const which of ['start', 'end'] as const) {
    const { data } = geometry[which];
    for (let i = 0; i < data.length; i++)
      if (!Number.isFinite(data[i]))
        throw new ParameterError(
          `geometry.${which}`,
          `finite coordinates (segment ${i % geometry.n}, axis ${'xyz'[Math.floor(i / geometry.n)]})`,
          data[i],
        );
  }
}

/** Conductivity of a homogeneous medium, S/m: one number, or [sx, sy, sz] along the axes of an anisotropic one. */
export type Conductivity = number | Point;

/** Checks a conductivity. Throws ParameterError unless it is a number > 0 or three of them. */
export function conductivity(parameter: string, value: Conductivity): Conductivity {
  if (typeof value === 'number') return positive(parameter, value);
  if (!Array.isArray(value) || value.length !== 3)
    throw new ParameterError(parameter, 'a number > 0 or three of them [sx, sy, sz]', value);
  for (const [axis, s] of value.entries()) positive(`${parameter}[${axis}]`, s);
  return Object.freeze([value[0], value[1], value[2]] as const);
}

/** Refuses diameters that are not finite or negative, naming the segment. */
export function checkDiameters({ diameter }: CellGeometry): void {
  for (let i = 0; i < diameter.length; i++)
    if (!(diameter[i] >= 0 && diameter[i] < Infinity))
      throw new ParameterError('geometry.diameter', `finite diameters >= 0 (segment ${i})`, diameter[i]);
}

/** Refuses a matrix of potentials with an entry that is not finite: a contact on a segment without diameter. */
export function checkPotentials(channels: readonly PlacedChannel[], data: Float64Array, n: number): void {
  for (let k = 0; k < data.length; k++)
    if (!Number.isFinite(data[k])) {
      const { name, x, y, z } = channels[Math.floor(k / n)];
      throw new ParameterError(
        `contacts (${name})`,
        `a place off segment ${k % n}, whose diameter is too small to keep a distance`,
        [x, y, z],
        'move the contact or give the segment a diameter > 0',
      );
    }
}
