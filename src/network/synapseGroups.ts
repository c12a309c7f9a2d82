/** From the projections of one population to its groups of synapses: one per kind that occurs. */
import { ParameterError } from '../errors.ts';
import type { ProjectionPart } from './projection.ts';
import { ProceduralSynapses } from './proceduralSynapses.ts';
import { StoredSynapses } from './storedSynapses.ts';
import { SynapseRow } from './synapseRow.ts';
import type { SynapseStore } from './synapseStore.ts';
import type { GroupSetting, SynapseGroup } from './synapses.ts';

/** `stored`: synapses are kept; `procedural`: made again at every spike, with the same sums to the bit. */
export type Connectivity = 'stored' | 'procedural';

interface GroupPlan extends GroupSetting {
  /** Slices to expect at most. */
  readonly slices: number;
  /** Per part: which of its kinds belong here. */
  readonly kinds: readonly (readonly number[])[];
}

/** The groups that the parts need: it depends on the projections only, so all shares of a network have the same. */
function plan(parts: readonly ProjectionPart[], sources: number, neurons: number): GroupPlan[] {
  const groups = new Map<string, { -readonly [K in keyof GroupPlan]: GroupPlan[K] }>();
  parts.forEach((part, p) => {
    const { kinds, expected, mostPerTarget, minDelay, maxDelay } = part.projection;
    if (expected === 0) return;
    kinds.forEach((kind, k) => {
      const key = `${kind.receptor} ${kind.precision} ${kind.weight}`;
      let group = groups.get(key);
      if (group === undefined) {
        group = {
          sources,
          neurons,
          kind,
          expected: 0,
          mostPerTarget: 0,
          slices: 0,
          kinds: parts.map(() => []),
        };
        groups.set(key, group);
      }
      group.expected += kind.share * part.expected;
      group.mostPerTarget += mostPerTarget;
      group.slices += Math.min(kind.share * part.expected, sources * (maxDelay - minDelay + 1));
      group.kinds = group.kinds.map((own, i) => (i === p ? [...own, k] : own));
    });
  });
  return [...groups.values()];
}

/** Bytes that `synapseGroups` takes of a store that has room. */
export function synapseBytes(
  parts: readonly ProjectionPart[],
  sources: number,
  neurons: number,
  connectivity: Connectivity = 'stored',
): number {
  const bytes = connectivity === 'stored' ? StoredSynapses.bytes : ProceduralSynapses.bytes;
  return plan(parts, sources, neurons).reduce((sum, group) => sum + bytes(group), 0);
}

/**
 * Makes all synapses of the sources of one population, in place.
 * @param parts of the projections of this population, onto the neurons that there are
 * @param store keeps synapses if it has room; default: the heap
 * @returns the groups; yields every source that is done
 * @throws ParameterError if rows are to be made at every spike by a rule that cannot
 */
export function* synapseGroups(
  parts: readonly ProjectionPart[],
  sources: number,
  neurons: number,
  store?: SynapseStore,
  connectivity: Connectivity = 'stored',
): Generator<number, SynapseGroup[]> {
  const plans = plan(parts, sources, neurons).map((group) =>
    store === undefined ? group : { ...group, store },
  );
  if (connectivity === 'procedural') return plans.map((group) => procedural(group, parts));
  const groups = plans.map((group) => new StoredSynapses(group));
  if (groups.length === 0) return groups;
  const rows = groups.map(() => new SynapseRow());
  const outlets = parts.map((_, p) => outlet(p, plans, rows));
  for (let source = 0; source < sources; source++) {
    parts.forEach((part, p) => {
      if (outlets[p].length > 0) part.append(source, outlets[p]);
    });
    groups.forEach((group, g) => {
      group.addRow(source, rows[g]);
      rows[g].length = 0;
    });
    yield source;
  }
  for (const group of groups) group.finish();
  for (const part of parts) part.release();
  return groups;
}

/** Where part p puts its kinds, in their order; none if it makes no synapses. */
function outlet(p: number, plans: readonly GroupPlan[], rows: readonly SynapseRow[]): SynapseRow[] {
  const own: SynapseRow[] = [];
  plans.forEach((group, g) => {
    for (const k of group.kinds[p]) own[k] = rows[g];
  });
  return own;
}

function procedural(group: GroupPlan, parts: readonly ProjectionPart[]): ProceduralSynapses {
  for (const { projection } of parts)
    if (!projection.rowsAlone)
      throw new ParameterError(
        'connectivity',
        `stored, as ${projection.name} is of the rule ${projection.rule}, which draws target by target`,
        'procedural',
        'or use pairwise_bernoulli, fixed_outdegree or fixed_total_number',
      );
  const row = new SynapseRow();
  // What belongs to other groups is drawn, too, and dropped.
  const dropped = new SynapseRow();
  const outlets = parts.map((part, p) =>
    part.projection.kinds.map((_, k) => (group.kinds[p].includes(k) ? row : dropped)),
  );
  return new ProceduralSynapses(group, (source) => {
    row.length = 0;
    parts.forEach((part, p) => {
      if (group.kinds[p].length === 0) return;
      part.append(source, outlets[p]);
      dropped.length = 0;
    });
    return row;
  });
}
