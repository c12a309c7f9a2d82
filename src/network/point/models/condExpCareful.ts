/**
 * A step of `condExpStep.ts` in which u may pass 0, where the equation changes from du/dt = F - a u (below) to du/dt = F (above): the times
 * at which it does are found by bisection, and each piece is solved to rounding.
 */
import { gaussLegendre } from '../../../numerics/quadrature.ts';

const rule = gaussLegendre(6);
/** Gauss-Legendre nodes and weights on [0, 1], 6 points. */
const NODES = rule.nodes.map((x) => 0.5 * (1 + x));
const WEIGHTS = rule.weights.map((w) => 0.5 * w);

/** One neuron and its current during the step; V relative to V_th. */
export interface Membrane {
  /** pF, nS. */
  readonly C: number;
  readonly leak: number;
  /** g_L (E_L - V_th) + I, pA. */
  readonly steady: number;
  /** Reversal potentials - V_th, mV. */
  readonly toEx: number;
  readonly toIn: number;
  /** ms. */
  readonly tauEx: number;
  readonly tauIn: number;
}

/** Pieces of a step, at least: within one, u has at most one extremum. */
const PIECES = 16;

/** The value of u after a step of h ms from u, with conductances ge and gi (nS) at its start. */
export function carefulStep(m: Membrane, u: number, ge: number, gi: number, h: number): number {
  const rate = (m.leak + ge + gi) / m.C + 1 / Math.min(m.tauEx, m.tauIn);
  const pieces = Math.max(PIECES, Math.ceil(h * rate));
  const length = h / pieces;
  let v = u;
  for (let i = 0; i < pieces; i++) {
    const t = (i * h) / pieces;
    v = piece(m, v, ge * Math.exp(-t / m.tauEx), gi * Math.exp(-t / m.tauIn), length);
  }
  return v;
}

function piece(m: Membrane, u: number, ge: number, gi: number, h: number): number {
  const drift = (t: number): number => force(m, ge, gi, t);
  const above = u > 0 || (u === 0 && drift(0) >= 0);
  const move = above
    ? (t: number): number => u + integralOfForce(m, ge, gi, t)
    : (t: number): number => linear(m, u, ge, gi, t);
  const slope = (t: number): number => drift(t) - (above ? 0 : leakage(m, ge, gi, t) * move(t));
  /** Whether u has passed 0, coming from its side. */
  const passed = (t: number): boolean => (above ? move(t) < 0 : move(t) > 0);
  let outside: number | undefined;
  if (passed(h)) outside = h;
  else {
    // It may have passed and come back: look at the extremum, where there is one.
    const turning = above ? slope(0) < 0 && slope(h) > 0 : slope(0) > 0 && slope(h) < 0;
    if (turning) {
      const rising = slope(0) > 0;
      const extremum = bisect((t) => slope(t) > 0 === rising, h);
      if (passed(extremum)) outside = extremum;
    }
  }
  if (outside === undefined) return move(h);
  const crossing = bisect((t) => !passed(t), outside);
  const rest = h - crossing;
  if (!(crossing > 0) || !(rest > 0)) return move(h);
  return piece(m, 0, ge * Math.exp(-crossing / m.tauEx), gi * Math.exp(-crossing / m.tauIn), rest);
}

/** Where `before` changes from true to false between 0 and `end`, to rounding. */
function bisect(before: (t: number) => boolean, end: number): number {
  let low = 0;
  let high = end;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (low + high);
    if (before(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** F at time t, mV/ms. */
function force(m: Membrane, ge: number, gi: number, t: number): number {
  const { C, steady, toEx, toIn, tauEx, tauIn } = m;
  return (steady + ge * Math.exp(-t / tauEx) * toEx + gi * Math.exp(-t / tauIn) * toIn) / C;
}

/** a at time t, 1/ms. */
function leakage({ C, leak, tauEx, tauIn }: Membrane, ge: number, gi: number, t: number): number {
  return (leak + ge * Math.exp(-t / tauEx) + gi * Math.exp(-t / tauIn)) / C;
}

function integralOfForce(m: Membrane, ge: number, gi: number, t: number): number {
  const { C, steady, toEx, toIn, tauEx, tauIn } = m;
  const effect = (g: number, tau: number): number => -g * tau * Math.expm1(-t / tau);
  return (steady * t + effect(ge, tauEx) * toEx + effect(gi, tauIn) * toIn) / C;
}

/** The linear equation over h ms. */
function linear(m: Membrane, u: number, ge: number, gi: number, h: number): number {
  const { C, leak, tauEx, tauIn } = m;
  /** A(h) - A(s). */
  const rest = (s: number): number =>
    (leak * (h - s) -
      ge * tauEx * Math.exp(-s / tauEx) * Math.expm1((s - h) / tauEx) -
      gi * tauIn * Math.exp(-s / tauIn) * Math.expm1((s - h) / tauIn)) /
    C;
  let sum = 0;
  for (let i = 0; i < NODES.length; i++) {
    const s = NODES[i] * h;
    sum += WEIGHTS[i] * Math.exp(-rest(s)) * force(m, ge, gi, s);
  }
  return Math.exp(-rest(0)) * u + h * sum;
}
