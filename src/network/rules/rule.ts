/**
 * What a connection rule is to the rest: it gives the targets of any source within any range of targets, and nothing else; weights and
 * delays are drawn by whoever takes them (`connections.ts`).
 *
 * Random numbers come from streams named by the projection, the source and a span of targets, so that neither the order of the sources, nor a
 * division of the targets among threads, nor drawing a row again changes a synapse. Ranges of targets are given in blocks of 256. Where a
 * source has few targets in a block, spans are several blocks, so that a stream serves some dozens of synapses; a span that lies partly outside
 * the range is drawn as a whole.
 */
import { ParameterError } from '../../errors.ts';
import type { WordStream } from '../../numerics/random.ts';
import type { SynapseRow } from '../synapseRow.ts';

/** Targets per block: ranges of targets start and end at multiples of this, or at the end of the population. */
export const BLOCK = 256;

/** Synapses of a source that make a span worth a stream. */
const WORTHWHILE = 32;

/** Where a projection leads from and to. */
export interface RuleSetting {
  /** Name of the projection, for errors and as part of the names of its random streams, e.g. `projections[0] E>I`. */
  readonly name: string;
  readonly preSize: number;
  readonly postSize: number;
  /** Names of the populations. */
  readonly pre: string;
  readonly post: string;
  readonly seed: number;
}

/** A rule, ready to draw. */
export interface TargetRule {
  /** Synapses to expect with targets in the blocks first .. end - 1: exact, or a mean. */
  expected(first: number, end: number): number;
  /** No neuron receives more synapses than this. */
  readonly mostPerTarget: number;
  /** Whether the row of a source can be drawn without those of all others. */
  readonly rowsAlone: boolean;
  /** What is taken at once lies within a span of so many targets. */
  readonly span: number;
  /** Targets in the blocks first .. end - 1. May be costly, and take memory for as long as it is kept. */
  part(first: number, end: number): TargetRows;
}

export interface TargetRows {
  /** Gives all targets of a source in the range, in an order that does not depend on the range. */
  append(source: number, sink: Sink): void;
}

/** What takes targets. */
export interface Sink {
  /** Targets are written to row.targets[row.length ...], as index in the population + offset; the rule makes room before. */
  readonly row: SynapseRow;
  readonly offset: number;
  /** Distances of the same targets, µm, from index 0 on: written by rules that know them. */
  distances: Float64Array;
  /** Indices of the same connections in their list, from index 0 on: written by lists. */
  indices: Uint32Array;
  /** Takes `count` targets that were written: draws their delays and weights from the stream; leaves out those outside the range. */
  take(stream: WordStream, count: number): void;
}

/** The division of targets into spans. */
export interface Spans {
  /** Targets per span, a multiple of BLOCK; the last one may be smaller. */
  readonly size: number;
  readonly count: number;
  /** The spans that the blocks first .. end - 1 touch. */
  touched(first: number, end: number): readonly [first: number, end: number];
}

/** Spans of as many blocks as a source needs to have some dozens of targets among them. */
export function spans(postSize: number, expectedPerSource: number): Spans {
  let size = BLOCK;
  while (size < postSize && (expectedPerSource * size) / postSize < WORTHWHILE) size *= 2;
  return {
    size,
    count: Math.ceil(postSize / size),
    touched: (first, end) =>
      first >= end
        ? [0, 0]
        : [Math.floor((first * BLOCK) / size), Math.ceil(Math.min(end * BLOCK, postSize) / size)],
  };
}

/** Number of targets in the blocks first .. end - 1 of a population. */
export function targetsIn(postSize: number, first: number, end: number): number {
  return Math.max(0, Math.min(end * BLOCK, postSize) - first * BLOCK);
}

/** Whether a neuron may not connect to itself; asks only within a population. */
export function withoutAutapses({ pre, post }: RuleSetting, autapses: boolean | undefined): boolean {
  return autapses === false && pre === post;
}

/** Throws unless every one of `drawers` neurons has enough partners to draw `degree` from. */
export function checkDegree(
  parameter: string,
  degree: number,
  partners: number,
  what: string,
  multapses: boolean,
): void {
  if (degree === 0) return;
  if (partners === 0) throw new ParameterError(parameter, `0, as there is no possible ${what}`, degree);
  if (!multapses && degree > partners)
    throw new ParameterError(
      parameter,
      `at most ${partners}, the number of possible ${what}s`,
      degree,
      'or allow multapses',
    );
}
