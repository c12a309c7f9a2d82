/** All synapses that a projection makes, as a list. */
import { resolveProjection, type Ends, type Projection } from '../../src/network/projection.ts';
import type { ConnectionRule, ProjectionSpec } from '../../src/network/projectionSpec.ts';
import { SynapseRow } from '../../src/network/synapseRow.ts';

export const DT = 0.1;

export interface Synapse {
  source: number;
  target: number;
  delay: number;
  weight: number;
  receptor: number;
}

export interface ProjectionCase extends Partial<Omit<ProjectionSpec, 'rule'>> {
  rule: ConnectionRule;
  preSize: number;
  postSize: number;
  seed?: number;
  firstTarget?: number;
  receptorOf?: Ends['receptor'];
}

export function projectionOf(c: ProjectionCase): Projection {
  const { rule, weight = 1, delay = 1, pre = 'A', post = 'B', firstTarget = 0, receptorOf } = c;
  const ends = { preSize: c.preSize, postSize: c.postSize, firstTarget };
  return resolveProjection(
    'p',
    { pre, post, rule, weight, delay },
    receptorOf ? { ...ends, receptor: receptorOf } : ends,
    DT,
    c.seed ?? 1,
  );
}

/** Synapses of some sources (default all) onto the blocks first .. end - 1 (default all), source by source, receptor by receptor. */
export function synapsesOf(
  projection: Projection,
  sources: Iterable<number>,
  first?: number,
  end?: number,
): Synapse[] {
  const part = projection.part(first, end);
  const out: Synapse[] = [];
  for (const source of sources) {
    const rows = projection.kinds.map(() => new SynapseRow());
    part.append(source, rows);
    rows.forEach((row, k) => {
      const { receptor, precision, weight } = projection.kinds[k];
      for (let i = 0; i < row.length; i++)
        out.push({
          source,
          target: row.targets[i],
          delay: row.delays[i],
          weight: precision === 'constant' ? weight : row.weights[i],
          receptor,
        });
    });
  }
  return out;
}

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export const synapses = (c: ProjectionCase): Synapse[] => synapsesOf(projectionOf(c), range(c.preSize));
