/** Everything about the description of a network that can be checked without building it. */
import { ParameterError } from '../../errors.ts';
import type { NetworkSpec } from '../populations.ts';
import { resolveProjection } from '../projection.ts';
import type { BuildOptions } from './buildNetwork.ts';
import { recordProblems, type RecordedQuantities } from './checkRecord.ts';
import { plainLoops } from './loops/plain.ts';
import { findPopulation, receptorsOf, resolveNetwork } from './resolveNetwork.ts';
import { resolveDrive } from './shareDrives.ts';

/** What is wrong with a description, and with what is to be recorded, as the errors that building and simulating would throw one at a time; empty if nothing is. */
export function networkProblems(
  spec: NetworkSpec,
  options: Pick<BuildOptions, 'seed' | 'connectivity' | 'separateCurrents'> & {
    readonly record?: RecordedQuantities;
  } = {},
): ParameterError[] {
  const problems: ParameterError[] = [];
  const attempt = <T>(f: () => T): T | undefined => {
    try {
      return f();
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const network = attempt(() => resolveNetwork(spec, options));
  if (network === undefined) return problems;
  const { populations, dt, seed } = network;
  (spec.projections ?? []).forEach((p, i) =>
    attempt(() => {
      const path = `projections[${i}]`;
      const pre = findPopulation(`${path}.pre`, populations, p.pre);
      const post = findPopulation(`${path}.post`, populations, p.post);
      const receptorOf = receptorsOf(post);
      const receptor = (weight: number): number => receptorOf(path, weight, p.receptor);
      const ends = { preSize: pre.size, postSize: post.size, firstTarget: 0, receptor };
      const { rowsAlone, rule } = resolveProjection(`${path} ${p.pre}>${p.post}`, p, ends, dt, seed);
      if (options.connectivity === 'procedural' && !rowsAlone)
        throw new ParameterError(
          `${path}.rule`,
          'a rule whose synapses can be made source by source',
          rule,
          'store the connectivity',
        );
    }),
  );
  (spec.drives ?? []).forEach((drive, i) =>
    attempt(() => {
      const { post, make, bytes } = resolveDrive(`drives[${i}]`, drive, network);
      // Lists are checked where they are taken up. Drives that take memory of the loops have none.
      const { name: population, size } = populations[post];
      const target = { population, populationSize: size, begin: 0, size, first: 0 };
      if (bytes(target) === 0) make(target, plainLoops);
    }),
  );
  problems.push(...recordProblems(network, options.record ?? {}));
  return problems;
}
