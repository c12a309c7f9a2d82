/** The part `kernels` made complete and consistent: who projects to whom, with which laws, onto which sections. */
import { multapseMean } from '../kernel/counts.ts';
import { negativeDelayMass } from '../kernel/delay.ts';
import type { Context } from './context.ts';
import { resolveCell, resolveSynapse } from './resolveCell.ts';
import type { ResolvedCell, ResolvedConnection, ResolvedKernels, ResolvedPlacement } from './resolved.ts';
import type { KernelsFile } from './schema/kernels.ts';
import { checkSections } from './sections.ts';

type ConnectionFile = KernelsFile['connections'][number];

/** The kernels of a study with z up; problems go to the context. */
export function resolveKernels(kernels: KernelsFile, context: Context): ResolvedKernels {
  const { problems } = context;
  const path = ['kernels'];
  context.multiple(kernels.tau, kernels.dt, [...path, 'tau']);
  const cells = Object.entries(kernels.cells)
    .map(([population, cell]) => resolveCell(population, cell, context))
    .filter((cell) => cell !== undefined);
  const pathways = new Map<string, number>();
  const connections = kernels.connections.map((connection, i): ResolvedConnection => {
    const here = [...path, 'connections', i];
    const pathway = `${connection.pre} -> ${connection.post}`;
    const other = pathways.get(pathway);
    if (other !== undefined)
      problems.add(here, `${pathway} is given already, in connections[${other}]; leave one of them out`);
    else pathways.set(pathway, i);
    return resolveConnection(connection, i, kernels, cells, context);
  });
  return {
    ...(kernels.set === undefined ? {} : { set: kernels.set }),
    dt: kernels.dt,
    tau: kernels.tau,
    solver: kernels.solver,
    delayRule: kernels.delay_rule,
    synapses: kernels.synapses,
    effectiveConductance: kernels.effective_conductance,
    rates: resolveRates(kernels, context),
    cells,
    connections,
  };
}

function resolveConnection(
  connection: ConnectionFile,
  i: number,
  kernels: KernelsFile,
  cells: readonly ResolvedCell[],
  context: Context,
): ResolvedConnection {
  const here = ['kernels', 'connections', i];
  const { pre, post, multapse, delay } = connection;
  const preSize = context.size(pre, [...here, 'pre']);
  context.size(post, [...here, 'post']);
  if (context.sizes.has(post) && !Object.hasOwn(kernels.cells, post))
    context.problems.add(
      [...here, 'post'],
      `the population ${JSON.stringify(post)} has no cell; describe it in kernels.cells.${post}`,
    );
  const count = context.law(multapse, [...here, 'multapse']);
  if (count !== undefined) context.attempt([...here, 'multapse'], () => multapseMean(count));
  checkDelay(connection, i, kernels, context);
  return {
    pre,
    post,
    preSize,
    probability: connection.probability,
    autapses: connection.autapses,
    multapse,
    delay,
    synapse: resolveSynapse(connection.synapse, kernels.synapses, [...here, 'synapse'], context),
    placement: resolvePlacement(connection, i, cells, context),
  };
}

function checkDelay({ delay }: ConnectionFile, i: number, kernels: KernelsFile, context: Context): void {
  const here = ['kernels', 'connections', i, 'delay'];
  const law = context.law(delay, here);
  const negative = law === undefined ? 0 : negativeDelayMass(law);
  // Less than the rounding of a total mass of 1 does no harm to any kernel.
  if (!(negative > Number.EPSILON)) return;
  const found = `the law ${delay.distribution} has ${negative.toPrecision(3)} of its mass at negative delays`;
  if (kernels.delay_rule === 'point')
    context.problems.note(here, `${found}, which "delay_rule": "point" lets pass`);
  else context.problems.add(here, `${found}; use a truncated_normal with "min": 0, or "delay_rule": "point"`);
}

function resolvePlacement(
  { post, placement }: ConnectionFile,
  i: number,
  cells: readonly ResolvedCell[],
  context: Context,
): ResolvedPlacement {
  const here = ['kernels', 'connections', i, 'placement'];
  const { sections, depth_min: zMin, depth_max: zMax, layers } = placement;
  const cell = cells.find((c) => c.population === post);
  if (cell !== undefined)
    checkSections(
      sections,
      cell.morphology.sections.map((s) => s.name),
      [...here, 'sections'],
      context,
    );
  if (zMin !== undefined && zMax !== undefined && !(zMin < zMax))
    context.problems.add(
      here,
      `expected depth_min below depth_max, but received a window from ${zMin} to ${zMax} um`,
    );
  for (const [j, layer] of (layers ?? []).entries())
    context.law(layer.depth, [...here, 'layers', j, 'depth']);
  if (layers !== undefined && !layers.some((layer) => layer.weight > 0))
    context.problems.add([...here, 'layers'], 'expected at least one layer with a weight > 0');
  return {
    sections,
    relativeTo: placement.relative_to,
    ...(zMin === undefined ? {} : { zMin }),
    ...(zMax === undefined ? {} : { zMax }),
    ...(layers === undefined ? {} : { layers }),
  };
}

function resolveRates(kernels: KernelsFile, context: Context): Readonly<Record<string, number>> {
  const path = ['kernels', 'rates'];
  const values = kernels.rates?.values ?? {};
  for (const population of Object.keys(values)) context.size(population, [...path, 'values', population]);
  if (kernels.effective_conductance && kernels.synapses === 'conductance') {
    const missing = [...new Set(kernels.connections.map((c) => c.pre))].filter(
      (pre) => context.sizes.has(pre) && !Object.hasOwn(values, pre),
    );
    if (missing.length > 0)
      context.problems.add(
        path,
        `no mean rate of ${missing.join(', ')}; effective_conductance needs that of every presynaptic population`,
      );
  }
  return values;
}
