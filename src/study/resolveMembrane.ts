/**
 * The membrane of a cell made complete: every section has a leak and each mechanism once, and every channel a reversal potential where one is
 * needed, which is always where the active cell has to be built: for its steady state, or for calcium under the membrane.
 */
import { ION_CHANNELS } from '../cable/mechanisms/registry.ts';
import { show } from '../errors.ts';
import type { Context } from './context.ts';
import { given } from './given.ts';
import type { ResolvedMechanism, ResolvedMembrane } from './resolved.ts';
import type { CellFile } from './schema/kernels.ts';
import { checkSections, chosenSections } from './sections.ts';

type Path = readonly PropertyKey[];
type MembraneFile = CellFile['membrane'];
type MechanismFile = MembraneFile['mechanisms'][number];
type LeakFile = Extract<MechanismFile, { conductance: number }>;
type ChannelFile = Extract<MechanismFile, { density: number }>;

/** The membrane on a cell whose sections have these names; its problems go to the context. */
export function resolveMembrane(
  membrane: MembraneFile,
  names: readonly string[],
  path: Path,
  context: Context,
): ResolvedMembrane {
  const { rest, ions, temperature } = membrane;
  const uniformRest = membrane.uniform_rest && rest !== 'steady_state';
  const holders = checkPlaces(membrane, names, path, context);
  const mechanisms = membrane.mechanisms.map((spec, i): ResolvedMechanism => {
    const here = [...path, 'mechanisms', i];
    if ('conductance' in spec) return resolveLeak(spec, rest, uniformRest, here, context);
    if ('density' in spec) {
      checkReversal(spec, membrane, holders, names, here, context);
      return given(spec);
    }
    if (spec.type === 'hh')
      for (const ion of ['na', 'k'] as const)
        if (ions?.[ion] === undefined)
          context.problems.add([...path, 'ions', ion], 'missing; hh needs it (mV)');
    return given(spec);
  });
  return {
    rest,
    uniformRest,
    mechanisms,
    ...(ions === undefined ? {} : { ions: given(ions) }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

/** Whether the active cell has to be built before it is linearised. */
export function needsActiveCell({
  rest,
  mechanisms,
}: Pick<MembraneFile, 'rest'> & { mechanisms: readonly { type: string }[] }): boolean {
  return rest === 'steady_state' || mechanisms.some(({ type }) => type === 'CaDynamics_E2');
}

/** Which mechanism is where, as `type section`; problems for unknown sections, mechanisms given twice, sections without a leak. */
function checkPlaces(
  { mechanisms }: MembraneFile,
  names: readonly string[],
  path: Path,
  context: Context,
): ReadonlyMap<string, number> {
  const holders = new Map<string, number>();
  for (const [i, { type, sections }] of mechanisms.entries()) {
    const here = [...path, 'mechanisms', i];
    checkSections(sections, names, [...here, 'sections'], context);
    for (const name of chosenSections(sections, names)) {
      const key = `${type} ${name}`;
      const other = holders.get(key);
      if (other !== undefined)
        context.problems.add(
          here,
          `${type} is on the section ${show(name)} already (mechanisms[${other}]); give each section one of them`,
        );
      else holders.set(key, i);
    }
  }
  for (const name of names)
    if (!holders.has(`pas ${name}`))
      context.problems.add([...path, 'mechanisms'], `no leak (pas) on the section ${show(name)}`);
  return holders;
}

function resolveLeak(
  spec: LeakFile,
  rest: MembraneFile['rest'],
  uniformRest: boolean,
  here: Path,
  { problems }: Context,
): ResolvedMechanism {
  const path = [...here, 'reversal'];
  if (uniformRest && spec.reversal !== undefined)
    problems.add(
      path,
      'follows from "rest" where uniform_rest is true; leave it out or set "uniform_rest": false',
    );
  if (!uniformRest && spec.reversal === undefined)
    problems.add(
      path,
      `missing; needed where ${rest === 'steady_state' ? '"rest" is "steady_state"' : 'uniform_rest is false'} (mV)`,
    );
  return given(spec);
}

/** A problem where a channel has no reversal potential and needs it. */
function checkReversal(
  { type, form, reversal, sections }: ChannelFile,
  membrane: MembraneFile,
  holders: ReadonlyMap<string, number>,
  names: readonly string[],
  here: Path,
  { problems }: Context,
): void {
  const channel = ION_CHANNELS[type]!;
  const { ion } = channel;
  if (ion === undefined || (reversal ?? membrane.ions?.[ion]) !== undefined) return;
  const bare = chosenSections(sections, names).filter((name) => !holders.has(`CaDynamics_E2 ${name}`));
  if (ion === 'ca' && bare.length === 0) return;
  const why =
    form === 'quasi_active'
      ? 'a quasi-active channel needs it'
      : needsActiveCell(membrane)
        ? `it is needed ${membrane.rest === 'steady_state' ? 'to find the steady state' : 'with calcium dynamics'}`
        : undefined;
  if (why !== undefined)
    problems.add([...here, 'reversal'], `missing; ${why}, here or as membrane.ions.${ion} (mV)`);
}
