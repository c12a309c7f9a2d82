/**
 * One step of a membrane with exponentially decaying conductances, to rounding. With u = V - V_th,
 *
 *     du/dt = F(t) - a(t) min(u, 0),   a = (g_L + g_ex(t) + g_in(t))/C_m,
 *     F = (g_L (E_L - V_th) + g_ex(t) (E_ex - V_th) + g_in(t) (E_in - V_th) + I)/C_m.
 *
 * Below threshold this is linear: u(h) = e^{-A(h)} u(0) + int_0^h e^{-(A(h) - A(s))} F(s) ds with A, the integral of a, in closed form. The
 * integral by Gauss-Legendre quadrature with 6 nodes: over x = h (1/tau + a) <= 1.5 its relative error is below 4e-14. Only where u may
 * pass 0 inside the step the exact order of events matters: that goes to `carefulStep`.
 */
import type { Columns } from '../model.ts';
import { carefulStep, NODES, WEIGHTS, type Membrane } from './condExpCareful.ts';

/** Numbers per kind of neuron: 4 per node, then decay and effect of both conductances over the whole sub-step. */
const STRIDE = 4 * NODES.length + 4;

/** Largest a h of a sub-step that the nodes resolve, as h/tau is at most 1. */
const MOST_LEAK = 0.5;

/** Largest argument for which `smallExp` is exact to 1e-14. */
const SMALL = 0.1;

export type ConductanceSolver = (
  u: Float64Array,
  gEx: Float64Array,
  gIn: Float64Array,
  refractory: Float64Array,
  begin: number,
  end: number,
  current: Float64Array,
  currentAt: number,
) => void;

/** A function that moves u of the neurons begin .. end - 1 that are not refractory by one step of dt; conductances stay as they are. */
export function conductanceSolver(
  p: Columns,
  dt: number,
  column: (value: (n: number) => number) => Float64Array,
): ConductanceSolver {
  const { C_m, g_L, V_th, I_e } = p;
  const { kindOf, tables, subSteps } = kinds(p, dt);
  const toLeak = column((n) => p.E_L[n] - V_th[n]);
  const toEx = column((n) => p.E_ex[n] - V_th[n]);
  const toIn = column((n) => p.E_in[n] - V_th[n]);

  return (u, gEx, gIn, refractory, begin, end, current, currentAt) => {
    for (let n = begin; n < end; n++) {
      if (refractory[n] > 0) continue;
      let ge = gEx[n];
      let gi = gIn[n];
      let v = u[n];
      const C = C_m[n];
      const leak = g_L[n];
      const parts = subSteps[kindOf[n]];
      const h = dt / parts;
      const steady = leak * toLeak[n] + I_e[n] + current[currentAt + n];
      // Bounds on a and F over the step: conductances only fall.
      const a = (leak + ge + gi) / C;
      const steepest = (steady + Math.max(0, ge * toEx[n]) + Math.max(0, gi * toIn[n])) / C;
      const below = v < 0 && v + dt * (Math.max(0, steepest) - a * v) < 0;
      if (!(below && a * h <= MOST_LEAK)) {
        const membrane: Membrane = {
          C,
          leak,
          steady,
          toEx: toEx[n],
          toIn: toIn[n],
          tauEx: p.tau_syn_ex[n],
          tauIn: p.tau_syn_in[n],
        };
        u[n] = carefulStep(membrane, v, ge, gi, dt);
        continue;
      }
      const first = kindOf[n] * STRIDE;
      const small = a * h <= SMALL;
      for (let part = 0; part < parts; part++) {
        const cEx = ge * toEx[n];
        const cIn = gi * toIn[n];
        let sum = 0;
        let i = first;
        for (let node = 0; node < 6; node++, i += 4) {
          const fall = (leak * (1 - NODES[node]) * h + ge * tables[i + 2] + gi * tables[i + 3]) / C;
          const weight = small ? smallExp(-fall) : Math.exp(-fall);
          sum += WEIGHTS[node] * weight * (steady + cEx * tables[i] + cIn * tables[i + 1]);
        }
        const fall = (leak * h + ge * tables[i + 2] + gi * tables[i + 3]) / C;
        v = (small ? smallExp(-fall) : Math.exp(-fall)) * v + (h * sum) / C;
        ge *= tables[i];
        gi *= tables[i + 1];
      }
      u[n] = v;
    }
  };
}

/** e^x for |x| <= 0.1: the series up to x^8. */
function smallExp(x: number): number {
  return (
    1 +
    x *
      (1 +
        x *
          (1 / 2 +
            x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720 + x * (1 / 5040 + x * (1 / 40320))))))))
  );
}

/** Neurons with equal synaptic time constants are of one kind, and share the exponentials at the nodes. */
function kinds(
  { tau_syn_ex, tau_syn_in }: Columns,
  dt: number,
): { kindOf: Int32Array; tables: Float64Array; subSteps: Int32Array } {
  const known = new Map<string, number>();
  const pairs: [number, number][] = [];
  const kindOf = Int32Array.from(tau_syn_ex, (tauEx, n) => {
    const key = `${tauEx} ${tau_syn_in[n]}`;
    let kind = known.get(key);
    if (kind === undefined) {
      kind = pairs.length;
      known.set(key, kind);
      pairs.push([tauEx, tau_syn_in[n]]);
    }
    return kind;
  });
  const tables = new Float64Array(STRIDE * pairs.length);
  const subSteps = Int32Array.from(pairs, ([tauEx, tauIn]) => Math.ceil(dt / Math.min(tauEx, tauIn)));
  pairs.forEach(([tauEx, tauIn], kind) => {
    const h = dt / subSteps[kind];
    // int_s^h e^{-t/tau} dt = -tau e^{-s/tau} expm1(-(h - s)/tau).
    const rest = (tau: number, s: number): number => -tau * Math.exp(-s / tau) * Math.expm1((s - h) / tau);
    let i = kind * STRIDE;
    for (const node of NODES) {
      const s = node * h;
      tables.set([Math.exp(-s / tauEx), Math.exp(-s / tauIn), rest(tauEx, s), rest(tauIn, s)], i);
      i += 4;
    }
    tables.set([Math.exp(-h / tauEx), Math.exp(-h / tauIn), rest(tauEx, 0), rest(tauIn, 0)], i);
  });
  return { kindOf, tables, subSteps };
}
