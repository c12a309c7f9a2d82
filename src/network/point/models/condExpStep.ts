/**
 * One step of a membrane with exponentially decaying conductances, to rounding. With u = V - V_th,
 *
 *     du/dt = F(t) - a(t) min(u, 0),   a = (g_L + g_ex(t) + g_in(t))/C_m,
 *     F = (g_L (E_L - V_th) + g_ex(t) (E_ex - V_th) + g_in(t) (E_in - V_th) + I)/C_m.
 *
 * Below threshold this is linear: u(h) = e^{-A(h)} u(0) + int_0^h e^{-(A(h) - A(s))} F(s) ds with A, the integral of a, in closed form. The
 * integral by Gauss-Legendre quadrature with n nodes: for exponentials of x = h (1/tau + a) its relative error is
 * x^(2n+1) (n!)^4/((2n+1) ((2n)!)^3), kept below 1e-14. Only where u may pass 0 inside the step the exact order of events matters: that goes
 * to `carefulStep`.
 */
import { gaussLegendre } from '../../../numerics/quadrature.ts';
import type { Columns } from '../model.ts';
import { carefulStep, type Membrane } from './condExpCareful.ts';

/** Numbers per node: weight, time left, both exponentials, both integrals of them over the time left. */
const STRIDE = 6;

/** Largest a h of a sub-step: up to it `smallExp` is exact to 3e-15. */
const MOST_LEAK = 0.1;

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
  const { kindOf, tables } = kinds(p, dt);
  const perC = column((n) => 1 / C_m[n]);
  const toLeak = column((n) => p.E_L[n] - V_th[n]);
  const toEx = column((n) => p.E_ex[n] - V_th[n]);
  const toIn = column((n) => p.E_in[n] - V_th[n]);

  return (u, gEx, gIn, refractory, begin, end, current, currentAt) => {
    for (let n = begin; n < end; n++) {
      if (refractory[n] > 0) continue;
      let ge = gEx[n];
      let gi = gIn[n];
      let v = u[n];
      const leak = g_L[n];
      const c = perC[n];
      const steady = leak * toLeak[n] + I_e[n] + current[currentAt + n];
      // Bounds on a and F over the step: conductances only fall.
      const a = (leak + ge + gi) * c;
      const steepest = (steady + Math.max(0, ge * toEx[n]) + Math.max(0, gi * toIn[n])) * c;
      const below = v < 0 && v + dt * (Math.max(0, steepest) - a * v) < 0;
      const { nodes, subSteps } = tables[kindOf[n]];
      if (!(below && a * dt <= MOST_LEAK * subSteps)) {
        const membrane: Membrane = {
          C: C_m[n],
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
      const last = nodes.length - STRIDE;
      for (let part = 0; part < subSteps; part++) {
        const cEx = ge * toEx[n];
        const cIn = gi * toIn[n];
        let sum = 0;
        for (let i = 0; i < last; i += STRIDE) {
          const fall = c * (leak * nodes[i + 1] + ge * nodes[i + 4] + gi * nodes[i + 5]);
          sum += nodes[i] * smallExp(-fall) * (steady + cEx * nodes[i + 2] + cIn * nodes[i + 3]);
        }
        const fall = c * (leak * nodes[last + 1] + ge * nodes[last + 4] + gi * nodes[last + 5]);
        v = smallExp(-fall) * v + c * sum;
        ge *= nodes[last + 2];
        gi *= nodes[last + 3];
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

/** What neurons of equal synaptic time constants share. */
interface Kind {
  /** Sub-steps of dt, none longer than a time constant. */
  readonly subSteps: number;
  /** `STRIDE` numbers per node, and the last ones for the whole sub-step. */
  readonly nodes: Float64Array;
}

function kinds(
  { tau_syn_ex, tau_syn_in }: Columns,
  dt: number,
): { kindOf: Int32Array; tables: readonly Kind[] } {
  const known = new Map<string, number>();
  const tables: Kind[] = [];
  const kindOf = Int32Array.from(tau_syn_ex, (tauEx, n) => {
    const key = `${tauEx} ${tau_syn_in[n]}`;
    let kind = known.get(key);
    if (kind === undefined) {
      kind = tables.push(kindFor(tauEx, tau_syn_in[n], dt)) - 1;
      known.set(key, kind);
    }
    return kind;
  });
  return { kindOf, tables };
}

function kindFor(tauEx: number, tauIn: number, dt: number): Kind {
  const shortest = Math.min(tauEx, tauIn);
  const subSteps = Math.ceil(dt / shortest);
  const h = dt / subSteps;
  const x = h / shortest + MOST_LEAK;
  const rule = gaussLegendre(x < 0.079 ? 3 : x < 0.297 ? 4 : x < 0.716 ? 5 : 6);
  const nodes = new Float64Array(STRIDE * (rule.nodes.length + 1));
  // int_s^h e^{-t/tau} dt = -tau e^{-s/tau} expm1(-(h - s)/tau).
  const rest = (tau: number, s: number): number => -tau * Math.exp(-s / tau) * Math.expm1((s - h) / tau);
  rule.nodes.forEach((node, i) => {
    const s = 0.5 * h * (1 + node);
    const w = 0.5 * h * rule.weights[i];
    nodes.set(
      [w, h - s, Math.exp(-s / tauEx), Math.exp(-s / tauIn), rest(tauEx, s), rest(tauIn, s)],
      STRIDE * i,
    );
  });
  nodes.set(
    [0, h, Math.exp(-h / tauEx), Math.exp(-h / tauIn), rest(tauEx, 0), rest(tauIn, 0)],
    nodes.length - STRIDE,
  );
  return { subSteps, nodes };
}
