/** From the drives of a description to the sources of input and current of a share. Every type of drive is named here, once. */
import { ParameterError } from '../../errors.ts';
import type { Drive } from '../stimuli.ts';
import { StepCurrents, type CurrentSource } from './currents.ts';
import { PackedPoisson, SpikeTrains, StepwisePoisson, poissonLaw, type InputSource } from './drives.ts';
import type { Loops } from './loops/loops.ts';
import { findPopulation, receptorsOf, type ResolvedNetwork } from './resolveNetwork.ts';
import type { ShareSource } from './share.ts';
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
      const law = poissonLaw(path, drive, receptor, dt);
      if (!law.packs) return { ...plain, make: (target) => new StepwisePoisson(law, target, seed) };
      return {
        ...plain,
        bytes: ({ size }) => PackedPoisson.bytes(law, size),
        make: (target, loops) => new PackedPoisson(law, target, seed, loops),
      };
    }
    case 'spikes':
      return { ...plain, make: (target) => new SpikeTrains(path, drive, target, receptor, dt) };
    case 'current':
      return { ...plain, make: (target) => new StepCurrents(path, drive, target, dt) };
    default:
      throw new ParameterError(
        `${path}.type`,
        'poisson, spikes or current',
        (drive as { type?: unknown }).type,
      );
  }
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
