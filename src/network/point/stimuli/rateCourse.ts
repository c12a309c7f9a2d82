/** Rates of Poisson drives in time, as mean numbers of inputs per step: constant, piecewise constant, sinusoidal. */
import { ParameterError, finite, nonNegative } from '../../../errors.ts';
import { gridStep } from '../../grid.ts';
import type { InhomogeneousPoissonDrive, PoissonDrive, SinusoidalPoissonDrive } from '../../stimuli.ts';
import { sineAngle } from './currents.ts';
import type { Driven } from './driven.ts';

/** Largest mean number of inputs per step of a neuron. */
export const MOST_INPUTS = 20000;

export interface RateCourse {
  /** Mean number of inputs in step `step`, (t - dt, t] with t = step dt, of a neuron of factor 1. Asked in the order of time. */
  readonly mean: (step: number) => number;
  /** Factor of every element of `driven`; undefined if all are 1. */
  readonly factors?: Float64Array;
}

/** Inputs per step of a rate (1/s). @throws ParameterError if it is negative, not finite, or brings more than 20000 inputs per step */
export function inputsPerStep(name: string, rate: unknown, dt: number): number {
  const inputs = (nonNegative(name, rate) * dt) / 1000;
  if (inputs > MOST_INPUTS)
    throw new ParameterError(
      name,
      `at most ${MOST_INPUTS} inputs per step`,
      rate,
      'several drives can share a rate',
    );
  return inputs;
}

/** @throws ParameterError on a rate or time that may not be */
export function rateCourse(
  name: string,
  drive: PoissonDrive | InhomogeneousPoissonDrive | SinusoidalPoissonDrive,
  driven: Driven,
  dt: number,
): RateCourse {
  switch (drive.type) {
    case 'poisson': {
      const { rate } = drive;
      if (typeof rate === 'number') {
        const inputs = inputsPerStep(`${name}.rate`, rate, dt);
        return { mean: () => inputs };
      }
      const factors = driven.values(`${name}.rate`, rate, (path, r) => inputsPerStep(path, r, dt));
      return { mean: () => 1, factors: factors.map((r) => (r * dt) / 1000) };
    }
    case 'inhomogeneous_poisson':
      return { mean: pieces(name, drive, dt) };
    case 'sinusoidal_poisson':
      return { mean: sinusoid(name, drive, dt) };
  }
}

function pieces(
  name: string,
  { times, rates }: InhomogeneousPoissonDrive,
  dt: number,
): (step: number) => number {
  if (rates.length !== times.length)
    throw new ParameterError(
      `${name}.rates`,
      `${times.length} values, one per time`,
      `${rates.length} values`,
    );
  const steps = Int32Array.from(times, (t, i) => gridStep(`${name}.times[${i}]`, t, dt));
  for (let i = 1; i < steps.length; i++)
    if (steps[i] <= steps[i - 1])
      throw new ParameterError(`${name}.times[${i}]`, `a time after ${times[i - 1]} ms`, times[i]);
  const inputs = Float64Array.from(rates, (r, i) => inputsPerStep(`${name}.rates[${i}]`, r, dt));
  let next = 0;
  return (step) => {
    // A restored network may go back.
    if (next > 0 && steps[next - 1] >= step) next = 0;
    while (next < steps.length && steps[next] < step) next++;
    return next === 0 ? 0 : inputs[next - 1];
  };
}

/** The mean over each step, which for a sinusoid is that in its middle times sinc(pi frequency dt). */
function sinusoid(name: string, drive: SinusoidalPoissonDrive, dt: number): (step: number) => number {
  const rate = inputsPerStep(`${name}.rate`, drive.rate, dt);
  if (!(finite(`${name}.amplitude`, drive.amplitude) >= 0 && drive.amplitude <= drive.rate))
    throw new ParameterError(
      `${name}.amplitude`,
      `from 0 to the rate, ${drive.rate}, so that no rate is negative`,
      drive.amplitude,
    );
  const angle = sineAngle(name, drive, dt);
  const half = (Math.PI * drive.frequency * dt) / 1000;
  const swing = ((drive.amplitude * dt) / 1000) * (half === 0 ? 1 : Math.sin(half) / half);
  return (step) => Math.max(0, rate + swing * Math.sin(angle(step - 0.5)));
}
