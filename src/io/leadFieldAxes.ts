/** Which axis of an array of gains is which: found out from the lengths, or said where these allow several readings. */
import { DataFileError } from '../errors.ts';
import type { Point } from '../forward/options.ts';
import type { ArrayFile, Range } from './arrayFile.ts';

/** `place component`: both in one axis, the three components of a place together. */
export type MatrixAxis = 'sensor' | 'place' | 'component' | 'place component';

/** All names of axes. */
export const MATRIX_AXES = ['sensor', 'place', 'component', 'place component'] as const;

const READINGS: readonly (readonly MatrixAxis[])[] = [
  ['sensor', 'place', 'component'],
  ['sensor', 'component', 'place'],
  ['place', 'sensor', 'component'],
  ['place', 'component', 'sensor'],
  ['component', 'sensor', 'place'],
  ['component', 'place', 'sensor'],
  ['sensor', 'place component'],
  ['place component', 'sensor'],
  ['sensor', 'place'],
  ['place', 'sensor'],
];

/** The gains of a file, and how they are laid out. */
export class GainLayout {
  /** Number of sensors. */
  readonly sensors: number;
  readonly #file: ArrayFile;
  readonly #name: string;
  readonly #axes: readonly MatrixAxis[];
  readonly #shape: readonly number[];

  /** Throws DataFileError unless exactly one reading fits the lengths, the number of `places` and the `axes` given. */
  constructor(
    file: ArrayFile,
    name: string,
    { places, axes }: { readonly places: number; readonly axes?: readonly MatrixAxis[] },
  ) {
    const shape = file.shape(name);
    const lengths: Partial<Record<MatrixAxis, number>> = {
      place: places,
      component: 3,
      'place component': 3 * places,
    };
    const fitting = READINGS.filter(
      (reading) =>
        reading.length === shape.length &&
        reading.every((axis, k) => lengths[axis] === undefined || lengths[axis] === shape[k]) &&
        (axes === undefined || reading.every((axis, k) => axis === axes[k])),
    );
    const said = axes === undefined ? '' : ` read as (${axes.join(', ')})`;
    if (fitting.length !== 1)
      throw new DataFileError(
        file.file,
        undefined,
        `${name} is ${shape.join(' x ')}${said}, which ${
          fitting.length === 0
            ? `fits no order of sensors, ${places} places and 3 components`
            : `may be ${fitting.map((reading) => `(${reading.join(', ')})`).join(' or ')}; say which with "axes"`
        }`,
      );
    this.#file = file;
    this.#name = name;
    this.#axes = fitting[0];
    this.#shape = shape;
    this.sensors = shape[this.#axes.indexOf('sensor')];
  }

  /**
   * The gains as (places, sensors, 3), of all places or of the one of this index, in the unit of the file. `normals`, of the same places, are needed where
   * the file has gains along them only: a dipole p then gives gain times p · n, n of length 1.
   */
  read(normals: readonly Point[] | undefined, place?: number): Float64Array {
    const alongNormals = !this.#axes.some((axis) => axis.includes('component'));
    if (alongNormals && normals === undefined)
      throw new DataFileError(
        this.#file.file,
        undefined,
        `${this.#name} has one gain per place, for a dipole along the normal; name the array of the normals too`,
      );
    const ranges = this.#shape.map((length, k): Range => {
      if (place === undefined) return [0, length];
      if (this.#axes[k] === 'place') return [place, place + 1];
      return this.#axes[k] === 'place component' ? [3 * place, 3 * place + 3] : [0, length];
    });
    const values = this.#file.numbers(this.#name, ranges);
    const lengths = ranges.map(([start, stop]) => stop - start);
    const stride = (axis: MatrixAxis) => {
      const k = this.#axes.indexOf(axis);
      return k < 0 ? 0 : lengths.slice(k + 1).reduce((a, b) => a * b, 1);
    };
    const perSensor = stride('sensor');
    const perPlace = stride('place') + 3 * stride('place component');
    const perComponent = stride('component') + stride('place component');
    const places = values.length / this.sensors / (alongNormals ? 1 : 3);
    const out = new Float64Array(places * this.sensors * 3);
    let to = 0;
    for (let p = 0; p < places; p++) {
      const normal = alongNormals ? normals![p] : undefined;
      const length = normal === undefined ? 1 : Math.hypot(...normal);
      for (let s = 0; s < this.sensors; s++)
        for (let c = 0; c < 3; c++)
          out[to++] =
            values[p * perPlace + s * perSensor + c * perComponent] *
            (normal === undefined ? 1 : normal[c] / length);
    }
    return out;
  }
}
