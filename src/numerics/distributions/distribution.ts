/** What a probability law is to the rest of spikefield: density and distribution function, where it is not smooth, and a sampler. */
import type { RandomStream } from '../random.ts';

/** A law on the real line (a density, or a point mass for `constant`). */
export interface ContinuousDistribution {
  readonly kind: 'continuous';
  /** Name in study files, e.g. `truncated_normal`. */
  readonly name: string;
  /** Parameters as given, JSON-able (infinite bounds are `null`). */
  readonly parameters: Readonly<Record<string, number | null>>;
  /** Smallest closed interval that carries all mass; may be infinite. */
  readonly support: readonly [number, number];
  readonly mean: number;
  readonly sd: number;
  /** Points where the density jumps, has a kink or is singular, or where a point mass sits; ascending. */
  readonly breakpoints: readonly number[];
  /** Point masses (`constant` has one, all densities none). */
  readonly atoms: readonly { readonly x: number; readonly mass: number }[];
  pdf(x: number): number;
  cdf(x: number): number;
  /** 1 - cdf without cancellation. */
  sf(x: number): number;
  /** F(b) - F(a) = P(a < x <= b) without cancellation in either tail. */
  mass(a: number, b: number): number;
  sample(stream: RandomStream): number;
}

/** A law on the integers. */
export interface DiscreteDistribution {
  readonly kind: 'discrete';
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | null>>;
  readonly support: readonly [number, number];
  readonly mean: number;
  readonly sd: number;
  pmf(k: number): number;
  cdf(k: number): number;
  sample(stream: RandomStream): number;
}

export type Distribution = ContinuousDistribution | DiscreteDistribution;
