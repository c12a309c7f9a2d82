/**
 * Files of what a network recorded beside its spikes (`recordings.h5`). Layout:
 *
 *   /traces/<population>/<quantity>   attributes population, quantity, dt (time between samples), t0, time_unit (ms)
 *       data                          neurons x times, in the unit of the quantity; column n is at t0 + (n + 1) dt
 *       neurons                       index of every row within the population, from 0
 *   /sums/<population>/<quantity>     attributes as above, size (neurons summed), summed (values or magnitudes); of magnitudes <quantity> stands
 *       values                        between bars: |I_syn_ex|
 *   /proxies/<population>             attributes population, delay, alpha (of the weighted sum)
 *       /current, /magnitude, /weighted, /potential      attributes dt, t0, time_unit; values
 */
import { InternalError } from '../errors.ts';
import type { Trace } from '../network/point/recording.ts';
import type { Sums } from '../network/point/sums.ts';
import type { Proxy } from '../network/proxies.ts';
import type { PopulationProxies, Recordings } from '../network/recordings.ts';
import { UNITS } from '../units.ts';
import { readHdf5, writeHdf5, type FileProvenance, type Hdf5Node } from './hdf5.ts';
import { Hdf5View, matrixArray, vectorArray } from './hdf5View.ts';

/** The proxies, with what they are. */
const PROXIES = {
  current: 'sum of excitatory and inhibitory synaptic currents',
  magnitude: 'sum of their magnitudes',
  weighted: 'excitatory currents, delayed, minus alpha times the inhibitory ones',
  potential: 'mean membrane potential',
} as const;

/** Their names, in order. */
export const PROXY_NAMES = Object.keys(PROXIES) as readonly (keyof typeof PROXIES)[];

/** The bytes of a file of recordings. Throws InternalError if something was recorded twice. */
export async function writeRecordings(
  { traces, sums, proxies }: Recordings,
  provenance: FileProvenance,
): Promise<Uint8Array> {
  const groups = new Map<string, Hdf5Node>([
    ['traces', nested(traces.map((trace) => [trace.population, trace.quantity, traceNode(trace)]))],
    ['sums', nested(sums.map((sum) => [sum.population, nameOf(sum), sumNode(sum)]))],
    ['proxies', { groups: new Map(proxies.map((p) => [p.population, proxiesNode(p)])) }],
  ]);
  return writeHdf5('recordings', { groups }, provenance);
}

/** Reads a file of recordings. Throws DataFileError if it is damaged, truncated, edited, or no such file of ours. */
export async function readRecordings(
  file: string,
  bytes: Uint8Array,
): Promise<{ recordings: Recordings; provenance: FileProvenance }> {
  const { tree, provenance } = await readHdf5(file, bytes, 'recordings');
  const root = new Hdf5View(file, tree);
  const all = (kind: string): Hdf5View[] =>
    root
      .group(kind)
      .groups()
      .flatMap((group) => group.groups());
  const recordings = {
    traces: all('traces').map(readTrace),
    sums: all('sums').map(readSums),
    proxies: root.group('proxies').groups().map(readProxies),
  };
  return { recordings, provenance };
}

/** Groups in groups, in the order in which they come. */
function nested(nodes: readonly (readonly [outer: string, inner: string, node: Hdf5Node])[]): Hdf5Node {
  const groups = new Map<string, Map<string, Hdf5Node>>();
  for (const [outer, inner, node] of nodes) {
    if (!groups.has(outer)) groups.set(outer, new Map());
    const members = groups.get(outer)!;
    if (members.has(inner)) throw new InternalError(`hdf5: ${inner} of ${outer} occurs twice`);
    members.set(inner, node);
  }
  return { groups: new Map([...groups].map(([name, members]) => [name, { groups: members }])) };
}

const times = ({ interval, t0 }: { readonly interval: number; readonly t0: number }) => ({
  time_unit: UNITS.time,
  dt: interval,
  t0,
});

const nameOf = ({ quantity, magnitude }: Sums): string => (magnitude ? `|${quantity}|` : quantity);

function traceNode(trace: Trace): Hdf5Node {
  const { population, quantity, unit, neurons, data } = trace;
  return {
    attributes: { population, quantity, ...times(trace) },
    arrays: {
      data: matrixArray(data, unit, 'neurons x times, column n at t0 + (n + 1) dt'),
      neurons: vectorArray(Int32Array.from(neurons), '1', 'index of every row within the population, from 0'),
    },
  };
}

function readTrace(view: Hdf5View): Trace {
  return {
    population: view.text('population'),
    quantity: view.text('quantity'),
    unit: view.anyUnit('data'),
    neurons: [...view.integers('neurons')],
    data: view.matrix('data'),
    ...readTimes(view),
  };
}

function sumNode(sum: Sums): Hdf5Node {
  const { population, quantity, magnitude, size, unit, values } = sum;
  return {
    attributes: { population, quantity, size, summed: magnitude ? 'magnitudes' : 'values', ...times(sum) },
    arrays: {
      values: vectorArray(values, unit, 'sum over the neurons of the population, value n at t0 + (n + 1) dt'),
    },
  };
}

function readSums(view: Hdf5View): Sums {
  return {
    population: view.text('population'),
    size: view.number('size'),
    quantity: view.text('quantity'),
    magnitude: view.choice('summed', ['values', 'magnitudes']) === 'magnitudes',
    unit: view.anyUnit('values'),
    values: view.floats('values'),
    ...readTimes(view),
  };
}

function proxiesNode(proxies: PopulationProxies): Hdf5Node {
  const { population, delay, alpha } = proxies;
  return {
    attributes: { population, delay, alpha },
    groups: new Map(
      PROXY_NAMES.map((name) => {
        const { values, unit } = proxies[name];
        const description = `${PROXIES[name]}, value n at t0 + (n + 1) dt`;
        return [
          name,
          { attributes: times(proxies[name]), arrays: { values: vectorArray(values, unit, description) } },
        ];
      }),
    ),
  };
}

function readProxies(view: Hdf5View): PopulationProxies {
  const course = (name: keyof typeof PROXIES): Proxy => {
    const group = view.group(name);
    return { values: group.floats('values'), unit: group.anyUnit('values'), ...readTimes(group) };
  };
  return {
    population: view.text('population'),
    delay: view.number('delay'),
    alpha: view.number('alpha'),
    current: course('current'),
    magnitude: course('magnitude'),
    weighted: course('weighted'),
    potential: course('potential'),
  };
}

const readTimes = (view: Hdf5View) => ({ t0: view.number('t0'), interval: view.number('dt') });
