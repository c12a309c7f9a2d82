/** What a study records beside spikes, in the terms of the simulator: populations that are simulated, neurons that are there, and memory for it. */
import type { ParameterError } from '../errors.ts';
import type { RecordedQuantities } from '../network/point/checkRecord.ts';
import { proxyRequest } from '../network/proxies.ts';
import { messageOf, type Context } from './context.ts';
import type { ResolvedLif, ResolvedRecord } from './resolved.ts';
import type { RecordFile } from './schema/record.ts';

type Path = readonly PropertyKey[];
const HERE: Path = ['dynamics', 'record'];

/** Values are kept in memory until they are written, in up to four copies of 8 bytes each. */
const MOST_VALUES = 2 ** 27;

/**
 * The requests of a study; problems go to the context. Whether populations have the quantities the simulator tells (`recordProblems` for `simulatorRequests`).
 * @param simulated adds a problem unless a population is simulated
 */
export function resolveRecord(
  record: RecordFile,
  { dt, duration }: Pick<ResolvedLif, 'dt' | 'duration'>,
  simulated: (population: string, path: Path) => void,
  context: Context,
): ResolvedRecord {
  const { problems } = context;
  for (const kind of ['traces', 'sums', 'proxies'] as const)
    record[kind].forEach(({ population, interval }, i) => {
      simulated(population, [...HERE, kind, i, 'population']);
      if (interval !== undefined) context.multiple(interval, dt, [...HERE, kind, i, 'interval']);
    });
  const traces = record.traces.map(({ neurons, interval, ...request }, i) => {
    const size = context.sizes.get(request.population) ?? Infinity;
    const path = [...HERE, 'traces', i, 'neurons'];
    if ('first' in neurons && neurons.first > size)
      problems.add(
        [...path, 'first'],
        `expected at most ${size}, the neurons of ${request.population}, but received ${neurons.first}`,
      );
    const chosen = 'first' in neurons ? firstNeurons(Math.min(neurons.first, size)) : neurons;
    return { ...request, neurons: chosen, ...(interval === undefined ? {} : { interval }) };
  });
  const sums = record.sums.map(({ interval, ...request }, i) => {
    if (request.quantities.length + request.magnitudes.length === 0)
      problems.add([...HERE, 'sums', i], 'nothing is summed; name some "quantities" or "magnitudes"');
    return { ...request, ...(interval === undefined ? {} : { interval }) };
  });
  const { proxies } = record;
  proxies.forEach(({ delay, interval }, i) =>
    context.multiple(delay, interval, [...HERE, 'proxies', i, 'delay'], 'the interval'),
  );
  refuseTwice(
    traces.map(({ population, quantities }) => quantities.map((q) => `${q} of ${population}`)),
    'traces',
    context,
  );
  refuseTwice(
    sums.map(({ population, quantities, magnitudes }) => [
      ...quantities.map((q) => `${q} of ${population}`),
      ...magnitudes.map((q) => `|${q}| of ${population}`),
    ]),
    'sums',
    context,
  );
  refuseTwice(
    proxies.map(({ population }) => [`the proxies of ${population}`]),
    'proxies',
    context,
  );
  const resolved = { traces, sums, proxies };
  const values = recordedValues(resolved, { dt, duration });
  if (values > MOST_VALUES)
    problems.add(
      HERE,
      `expected at most ${gigabytes(MOST_VALUES)} in all, but received ${gigabytes(values)} (record fewer neurons, or with longer intervals)`,
    );
  return resolved;
}

/** Whether nothing is recorded. */
export function isEmpty({ traces, sums, proxies }: ResolvedRecord): boolean {
  return traces.length + sums.length + proxies.length === 0;
}

/** What the simulator is asked for: the sums, and after them those of which the proxies are made. */
export function simulatorRequests({ traces, sums, proxies }: ResolvedRecord): RecordedQuantities {
  const parts = proxies.map(({ population, interval }) => proxyRequest(population, interval));
  return { traces, sums: [...sums, ...parts] };
}

/** Where the study has what a problem of `recordProblems` names, e.g. `record.sums[1].interval`, and what to say. */
export function recordProblem(
  error: ParameterError,
  { sums }: ResolvedRecord,
): { path: Path; message: string } | undefined {
  const [, kind, index, rest = ''] = /^record\.(traces|sums)\[(\d+)\]\.?(.*)$/.exec(error.parameter) ?? [];
  if (kind === undefined) return undefined;
  const message = messageOf(error);
  const own = kind === 'sums' ? Number(index) - sums.length : -1;
  if (own >= 0)
    return {
      path: [...HERE, 'proxies', own, rest === 'interval' ? rest : 'population'],
      message: rest === 'interval' ? message : `proxies are made of synaptic currents and V_m: ${message}`,
    };
  const inside = rest
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { path: [...HERE, kind, Number(index), ...inside], message };
}

/** Number of values that are recorded. */
export function recordedValues(
  record: ResolvedRecord,
  { dt, duration }: Pick<ResolvedLif, 'dt' | 'duration'>,
): number {
  const { traces = [], sums = [] } = simulatorRequests(record);
  const samples = (interval = dt): number => Math.floor(duration / interval + 1e-6);
  return [
    ...traces.map(
      ({ neurons, quantities, interval }) => neurons.length * quantities.length * samples(interval),
    ),
    ...sums.map(
      ({ quantities, magnitudes = [], interval }) =>
        (quantities.length + magnitudes.length) * samples(interval),
    ),
  ].reduce((a, b) => a + b, 0);
}

const firstNeurons = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

const gigabytes = (values: number): string => `${Number(((8 * values) / 2 ** 30).toPrecision(3))} GB`;

/** A problem for every request that asks for what another one has asked for already: results are found by these names. */
function refuseTwice(requests: readonly (readonly string[])[], kind: string, { problems }: Context): void {
  const seen = new Map<string, number>();
  requests.forEach((names, i) => {
    for (const name of names) {
      const before = seen.get(name);
      if (before === undefined) seen.set(name, i);
      else
        problems.add(
          [...HERE, kind, i],
          `asks for ${name}, as ${before === i ? 'it does already' : `dynamics.record.${kind}[${before}] does`}; ask for it once`,
        );
    }
  });
}
