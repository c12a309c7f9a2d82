/** From the drives of a description to the sources of input and current of a share. Every type of drive is named here, once. */
import { ParameterError } from '../../errors.ts';
import type { Drive, InhomogeneousPoissonDrive, PoissonDrive, SinusoidalPoissonDrive } from '../stimuli.ts';
import { StepCurrents, type CurrentSource } from './currents.ts';
import { PackedPoisson, SpikeTrains, StepwisePoisson, poissonLaw, type InputSource } from './drives.ts';
import type { Loops } from './loops/loops.ts';
import type { ReceptorOf } from './receptors.ts';
import { findPopulation, receptorsOf, type ResolvedNetwork } from './resolveNetwork.ts';
import type { ShareSource } from './share.ts';
import { ChangingPoisson } from './stimuli/changingPoisson.ts';
import { CorrelatedPoisson, SharedPoisson } from './stimuli/correlatedPoisson.ts';
import { AcCurrent, DcCurrent, SampledCurrent } from './stimuli/currents.ts';
import { Driven, activeSteps, arrival } from './stimuli/driven.ts';
import { NoiseCurrent } from './stimuli/noiseCurrent.ts';
import { rateCourse } from './stimuli/rateCourse.ts';
import type { Target } from './target.ts';

/** A drive that has been checked as far as it is the same in all shares. */
export interface ResolvedDrive {
  readonly path: string;
  /** Index of the population that it acts on. */
  readonly post: number;
  /** Bytes that it takes of `loops`, at most. */
  bytes(target: Target): number;
  /** The source for the neurons of a share; throws ParameterError on a drive that may not be. */
  make(target: Target, loops: Loops): InputSource | CurrentSource;
}

/** @throws ParameterError on an unknown type or population, or a drive that may not be */
export function resolveDrive(
  path: string,
  drive: Drive,
  { populations, dt, seed }: ResolvedNetwork,
): ResolvedDrive {
  const post = findPopulation(`${path}.post`, populations, drive.post);
  const receptor = receptorsOf(post);
  const plain = { path, post: post.index, bytes: () => 0 };
  switch (drive.type) {
    case 'poisson': {
      if (!isPlain(drive)) return { ...plain, make: changingPoisson(path, drive, receptor, dt, seed) };
      const law = poissonLaw(path, drive, receptor, dt);
      if (!law.packs) return { ...plain, make: (target) => new StepwisePoisson(law, target, seed) };
      return {
        ...plain,
        bytes: ({ size }) => PackedPoisson.bytes(law, size),
        make: (target, loops) => new PackedPoisson(law, target, seed, loops),
      };
    }
    case 'inhomogeneous_poisson':
    case 'sinusoidal_poisson':
      return { ...plain, make: changingPoisson(path, drive, receptor, dt, seed) };
    case 'correlated_poisson':
      return { ...plain, make: (target) => new CorrelatedPoisson(path, drive, target, receptor, dt, seed) };
    case 'shared_poisson':
      return { ...plain, make: (target) => new SharedPoisson(path, drive, target, receptor, dt, seed) };
    case 'spikes':
      return { ...plain, make: (target) => new SpikeTrains(path, drive, target, receptor, dt) };
    case 'current':
      return { ...plain, make: (target) => new StepCurrents(path, drive, target, dt) };
    case 'dc':
      return { ...plain, make: (target) => new DcCurrent(path, drive, target, dt) };
    case 'ac':
      return { ...plain, make: (target) => new AcCurrent(path, drive, target, dt) };
    case 'sampled_current':
      return { ...plain, make: (target) => new SampledCurrent(path, drive, target, dt) };
    case 'noise':
    case 'ornstein_uhlenbeck':
      return { ...plain, make: (target) => new NoiseCurrent(path, drive, target, dt, seed) };
    default:
      throw new ParameterError(`${path}.type`, TYPES.join(', '), (drive as { type?: unknown }).type);
  }
}

/** All types, for the error that lists them; the compiler finds one that is missing. */
const TYPES = Object.keys({
  poisson: 0,
  inhomogeneous_poisson: 0,
  sinusoidal_poisson: 0,
  correlated_poisson: 0,
  shared_poisson: 0,
  spikes: 0,
  current: 0,
  dc: 0,
  ac: 0,
  sampled_current: 0,
  noise: 0,
  ornstein_uhlenbeck: 0,
} satisfies Record<Drive['type'], 0>);

/** Whether a drive has one rate, and acts on all neurons at all times. */
const isPlain = ({ rate, neurons, start = 0, stop }: PoissonDrive): boolean =>
  (typeof rate === 'number' || rate === undefined) &&
  neurons === undefined &&
  start === 0 &&
  stop === undefined;

function changingPoisson(
  path: string,
  drive: PoissonDrive | InhomogeneousPoissonDrive | SinusoidalPoissonDrive,
  receptor: ReceptorOf,
  dt: number,
  seed: number,
): (target: Target) => InputSource {
  const how = arrival(path, drive, receptor, dt);
  const active = activeSteps(path, drive, dt);
  return (target) => {
    const driven = new Driven(path, drive.neurons, target);
    return new ChangingPoisson(how, driven, active, rateCourse(path, drive, driven, dt), seed);
  };
}

/** The sources of a share, by how they are taken up. */
export interface ShareDrives {
  /** What arrives before the input from neurons. */
  readonly arrivals: readonly InputSource[];
  /** Per population: the first Poisson drive onto each receptor, which the population itself adds last. */
  readonly fused: readonly (readonly PackedPoisson[])[];
  /** Per population. */
  readonly currents: readonly (readonly CurrentSource[])[];
  readonly sources: readonly ShareSource[];
}

/** Makes the sources of a share. */
export function makeSources(
  drives: readonly ResolvedDrive[],
  targets: readonly Target[],
  loops: Loops,
): ShareDrives {
  const arrivals: InputSource[] = [];
  const fused = targets.map((): PackedPoisson[] => []);
  const currents = targets.map((): CurrentSource[] => []);
  const sources = drives.map(({ path, post, make }): ShareSource => {
    const target = targets[post];
    const source = make(target, loops);
    if (!('receptor' in source)) currents[post].push(source);
    else if (source instanceof PackedPoisson && !fused[post].some((p) => p.receptor === source.receptor))
      fused[post].push(source);
    else arrivals.push(source);
    return { path, target, source };
  });
  return { arrivals, fused, currents, sources };
}
