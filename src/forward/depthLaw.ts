/**
 * How the somata of a population are spread in depth about the representative cell, and what that makes of a Gaussian exp(-t^2 u^2) in
 * depth (see discMixture.ts): its mean over the displacements, and the part of the mixture beyond its last node.
 */
import { ParameterError, finite, nonNegative } from '../errors.ts';
import { erf, erfc, normalMass } from '../numerics/special.ts';
import { gaussLegendre } from '../numerics/quadrature.ts';
import type { Mixture } from './discMixture.ts';
import { ascendingList, finiteList } from './options.ts';

/** Displacements in depth from the representative cell, um, upwards positive. */
export type DepthLaw =
  /** A Gaussian of standard deviation `sd` >= 0 (0: all at one depth). */
  | { readonly type: 'normal'; readonly sd: number }
  /** Evenly between `from` and `to`. */
  | { readonly type: 'uniform'; readonly from: number; readonly to: number }
  /** Evenly within each bin between ascending `edges`, with weights of any sum. */
  | { readonly type: 'histogram'; readonly edges: readonly number[]; readonly weights: readonly number[] };

/** Checks and freezes a law. Throws ParameterError on an unknown type, bounds that do not ascend, weights < 0 or all zero. */
export function depthLaw(parameter: string, law: DepthLaw): DepthLaw {
  if (law?.type === 'normal')
    return Object.freeze({ type: law.type, sd: nonNegative(`${parameter}.sd`, law.sd) });
  if (law?.type === 'uniform') {
    finite(`${parameter}.from`, law.from);
    finite(`${parameter}.to`, law.to);
    if (!(law.from < law.to)) throw new ParameterError(`${parameter}.to`, `a number > ${law.from}`, law.to);
    return Object.freeze({ type: law.type, from: law.from, to: law.to });
  }
  if (law?.type === 'histogram') {
    const edges = ascendingList(`${parameter}.edges`, law.edges, 2);
    const weights = finiteList(`${parameter}.weights`, law.weights);
    if (weights.length !== edges.length - 1)
      throw new ParameterError(`${parameter}.weights`, `${edges.length - 1} values, one per bin`, weights);
    for (const [i, w] of weights.entries()) nonNegative(`${parameter}.weights[${i}]`, w);
    const sum = weights.reduce((a, b) => a + b, 0);
    if (!(sum > 0 && sum < Infinity))
      throw new ParameterError(`${parameter}.weights`, 'a finite sum > 0', weights);
    return Object.freeze({ type: law.type, edges, weights });
  }
  throw new ParameterError(parameter, "a law of type 'normal', 'uniform' or 'histogram'", law);
}

/** The largest length in the law, um. */
export function extentOf(law: DepthLaw): number {
  if (law.type === 'normal') return Math.SQRT2 * law.sd;
  const edges = law.type === 'uniform' ? [law.from, law.to] : law.edges;
  return Math.max(Math.abs(edges[0]), Math.abs(edges[edges.length - 1]));
}

/** The mean of 1/distance (1/um) over a disc whose depth follows the law, as a function of u = depth of contact - of cell, um. */
export function meanOverDepth(law: DepthLaw, mixture: Mixture): (u: number) => number {
  if (law.type === 'normal') return overNormal(law.sd, mixture);
  const edges = law.type === 'uniform' ? [law.from, law.to] : law.edges;
  const weights = law.type === 'uniform' ? [1] : law.weights;
  const sum = weights.reduce((a, b) => a + b, 0);
  return overLayers(
    edges,
    weights.map((w) => w / sum),
    mixture,
  );
}

/** (1 + 2 s^2 t^2)^(-1/2) exp(-v^2 u^2), v^2 = t^2 / (1 + 2 s^2 t^2): v is at most 1 / (sqrt(2) s). */
function overNormal(sd: number, { t, weights, end, tail }: Mixture): (u: number) => number {
  const s = sd < 1e-100 ? 0 : sd; // its inverse would overflow
  const slowness = (x: number) => Math.sqrt(1 + 2 * (s * x) ** 2);
  const v = Array.from(t, (x) => x / slowness(x));
  const c = Array.from(weights, (w, k) => w / slowness(t[k]));
  // The rest, the integral of exp(-v^2 u^2) / v^2 over v from here to its limit: in closed form unless it is short.
  const v1 = end / slowness(end);
  const limit = 1 / (Math.SQRT2 * s);
  const closed = tail > 0 && v1 < 0.5 * limit;
  if (tail > 0 && !closed) {
    const { nodes, weights: w } = gaussLegendre(16);
    // limit - v1 = limit (1 - y / sqrt(1 + y^2)), y = sqrt(2) s end, without cancellation.
    const y = Math.SQRT2 * s * end;
    const half = limit / (slowness(end) * (slowness(end) + y)) / 2;
    for (let k = 0; k < 16; k++) {
      const x = v1 + half * (1 + nodes[k]);
      v.push(x);
      c.push((tail * half * w[k]) / (x * x));
    }
  }
  const v2 = Float64Array.from(v, (x) => x * x);
  const C = Float64Array.from(c);
  return (u) => {
    const u2 = u * u;
    let sum = 0;
    for (let k = 0; k < v2.length; k++) {
      const exponent = v2[k] * u2;
      if (exponent > 45) break;
      sum += C[k] * Math.exp(-exponent);
    }
    if (closed) {
      const d = Math.abs(u);
      sum += tail * (beyond(v1 * d) / v1 - (s > 0 ? beyond(limit * d) / limit : 0));
    }
    return sum;
  };
}

/** exp(-x^2) - sqrt(pi) x erfc(x): the integral of exp(-x^2 y^2) / y^2 over y > 1. */
function beyond(x: number): number {
  return x > 6.7 ? 0 : Math.exp(-x * x) - Math.sqrt(Math.PI) * x * erfc(x);
}
/** Its integral from 0 to x, odd in x. */
function beyondIntegral(x: number): number {
  const a = Math.abs(x);
  const root = Math.sqrt(Math.PI);
  const value = (root / 4) * erf(a) - (root / 2) * a * a * erfc(a) + (a * Math.exp(-a * a)) / 2;
  return x < 0 ? -value : value;
}

function overLayers(
  edges: readonly number[],
  shares: readonly number[],
  { t, weights, end, tail }: Mixture,
): (u: number) => number {
  return (u) => {
    let sum = 0;
    for (let b = 0; b < shares.length; b++) {
      if (shares[b] === 0) continue;
      const low = u - edges[b + 1];
      const high = u - edges[b];
      const nearest = low > 0 ? low : high < 0 ? -high : 0;
      let layer = 0;
      for (let k = 0; k < t.length && t[k] * nearest < 6.7; k++)
        layer +=
          (weights[k] * Math.sqrt(Math.PI) * normalMass(Math.SQRT2 * t[k] * low, Math.SQRT2 * t[k] * high)) /
          t[k];
      if (tail > 0) layer += (tail * (beyondIntegral(end * high) - beyondIntegral(end * low))) / (end * end);
      sum += (shares[b] / (high - low)) * layer;
    }
    return sum;
  };
}
