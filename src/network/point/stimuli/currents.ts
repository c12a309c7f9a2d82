/** Currents that follow from the time alone: constant, alternating, given by samples. */
import { ParameterError, finite, nonNegative } from '../../../errors.ts';
import { gridStep } from '../../grid.ts';
import type { AcDrive, DcDrive, SampledCurrentDrive } from '../../stimuli.ts';
import type { Target } from '../target.ts';
import { Driven, activeSteps, checkLength } from './driven.ts';
import { HeldCurrent } from './heldCurrent.ts';

/** A constant current. */
export class DcCurrent extends HeldCurrent {
  readonly #amplitudes: Float64Array;

  constructor(name: string, drive: DcDrive, target: Target, dt: number) {
    super(new Driven(name, drive.neurons, target), activeSteps(name, drive, dt), Infinity);
    this.#amplitudes = this.driven.values(`${name}.amplitude`, drive.amplitude);
  }

  protected move(): void {
    this.values.set(this.#amplitudes);
  }
}

/** A sinusoid, held during each step at its value at the start of the step. */
export class AcCurrent extends HeldCurrent {
  readonly #at: (step: number) => number;

  constructor(name: string, drive: AcDrive, target: Target, dt: number) {
    super(new Driven(name, drive.neurons, target), activeSteps(name, drive, dt), 1);
    const amplitude = finite(`${name}.amplitude`, drive.amplitude);
    const offset = finite(`${name}.offset`, drive.offset ?? 0);
    const angle = sineAngle(name, drive, dt);
    this.#at = (step) => offset + amplitude * Math.sin(angle(step));
  }

  protected move(interval: number): void {
    this.values.fill(this.#at(this.active.first + interval));
  }
}

/** 2 pi frequency t + phase (degrees) as a function of t/dt. @throws ParameterError on a frequency or phase that may not be */
export function sineAngle(
  name: string,
  drive: { readonly frequency: number; readonly phase?: number },
  dt: number,
): (step: number) => number {
  const perStep = (nonNegative(`${name}.frequency`, drive.frequency) * dt) / 1000;
  const turns = finite(`${name}.phase`, drive.phase ?? 0) / 360;
  return (step) => {
    const cycles = step * perStep + turns;
    return 2 * Math.PI * (cycles - Math.floor(cycles));
  };
}

/** Given samples. */
export class SampledCurrent extends HeldCurrent {
  readonly #samples: readonly Float64Array[];

  /** @throws ParameterError if there are not samples for all, or for every neuron, or their numbers differ */
  constructor(name: string, drive: SampledCurrentDrive, target: Target, dt: number) {
    const { values } = drive;
    const driven = new Driven(name, drive.neurons, target);
    const each = values.length > 0 && typeof values[0] !== 'number';
    if (each) checkLength(`${name}.values`, values.length, driven.total);
    const lists = each ? (values as readonly ArrayLike<number>[]) : [values as ArrayLike<number>];
    const samples = lists.map((list, n) => {
      const path = each ? `${name}.values[${n}]` : `${name}.values`;
      if (list.length !== lists[0].length)
        throw new ParameterError(
          path,
          `${lists[0].length} samples, as for the first neuron`,
          `${list.length} samples`,
        );
      return Float64Array.from(list, (v, i) => finite(`${path}[${i}]`, v));
    });
    const every = Math.max(1, gridStep(`${name}.interval`, drive.interval ?? dt, dt));
    const { first, last } = activeSteps(name, drive, dt);
    super(driven, { first, last: Math.min(last, first + lists[0].length * every) }, every);
    this.#samples = each ? Array.from(driven.places, (place) => samples[place]) : samples;
  }

  protected move(interval: number): void {
    const samples = this.#samples;
    if (samples.length !== this.values.length) this.values.fill(samples[0][interval]);
    else for (let i = 0; i < samples.length; i++) this.values[i] = samples[i][interval];
  }
}
