/** A case of the `cable` suite's dynamics as a cell and options of the library: areas and resistances as the case states them. */
import type { Cell } from '../../../src/cable/cell.ts';
import { activeMembrane } from '../../../src/cable/activeMembrane.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { linearMembrane, type MembraneOptions } from '../../../src/cable/membrane.ts';
import type { MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import { Ih } from '../../../src/cable/mechanisms/Ih.ts';
import { openFraction, type Channel, type Ion } from '../../../src/cable/mechanisms/channel.ts';
import { HH_DENSITIES, hh_k, hh_leak, hh_na } from '../../../src/cable/mechanisms/hh.ts';
import { linearise } from '../../../src/cable/mechanisms/linearise.ts';
import type { SimulateCellOptions } from '../../../src/cable/simulate.ts';
import { compartmentTree, type CompartmentTree } from '../../../src/cable/tree.ts';
import type { CellGeometry } from '../../../src/morphology/geometry.ts';
import { array2d, type Array2D } from '../../../src/numerics/array2d.ts';
import { list, matrix } from '../read.ts';
import type { ReferenceCase } from '../suite.ts';

/** The tree of a case: the resistances between neighbouring centres, all on the side towards the root. */
function caseTree({ input }: ReferenceCase): CompartmentTree {
  const { sections, segments, section_values } = input;
  const first = new Int32Array(sections.length + 1);
  for (const [s, { nseg }] of sections.entries()) first[s + 1] = first[s] + nseg;
  const ri = list(segments.ri_to_parent_node_MOhm);
  const startHalf = new Float64Array(ri.length);
  const endHalf = new Float64Array(ri.length);
  const childEnd = Uint8Array.from(sections, (s: any) => s.child_end ?? 0);
  for (const s of sections.keys()) {
    const [towards, away] = childEnd[s] === 1 ? [endHalf, startHalf] : [startHalf, endHalf];
    for (let i = first[s]; i < first[s + 1]; i++) towards[i] = ri[i];
    away[childEnd[s] === 1 ? first[s] : first[s + 1] - 1] = section_values.ri_last_centre_to_free_end_MOhm[s];
  }
  return compartmentTree({
    first,
    parentSection: Int32Array.from(sections, (s: any) => s.parent ?? -1),
    parentX: Float64Array.from(sections, (s: any) => s.parent_x ?? 0),
    childEnd,
    startHalf,
    endHalf,
  });
}

function columns(points: Array2D): Array2D {
  const [n, m] = points.shape;
  const out = array2d(m, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out.data[j * n + i] = points.data[i * m + j];
  return out;
}

function caseGeometry({ input }: ReferenceCase, tree: CompartmentTree): CellGeometry {
  const { sections, segments } = input;
  const segmentOf = new Int32Array(tree.nNodes).fill(-1);
  for (const [i, k] of tree.nodeOf.entries()) segmentOf[k] = i;
  return {
    n: tree.nSegments,
    start: columns(matrix(segments.start_um)),
    end: columns(matrix(segments.end_um)),
    diameter: list(segments.diam_um),
    length: list(segments.length_um),
    area: list(segments.area_um2),
    section: Int32Array.from(segments.section),
    // The type goes in front: sections are chosen by it.
    sectionNames: sections.map((s: any) => `<${s.type}>${s.name}`),
    parent: Int32Array.from(tree.nodeOf, (k) => segmentOf[tree.parent[k]] ?? -1),
  } as CellGeometry;
}

/** Names of a mechanism in a case, e.g. NaTa_t_frozen, and what of it we build. */
const FORMS: readonly [RegExp, 'frozen' | 'quasi_active'][] = [
  [/^(.+)_linearized_v2_frozen$/, 'frozen'],
  [/^(.+)_frozen$/, 'frozen'],
  [/^(.+)_linearized_v2$/, 'quasi_active'],
  [/^(.+)_linearized$/, 'quasi_active'],
];

/** The cell of a case. */
export function dynamicsCell(reference: ReferenceCase): Cell {
  const { input } = reference;
  const tree = caseTree(reference);
  const geometry = caseGeometry(reference, tree);
  const { sections, simulation, pas, g_pas_per_segment_S_per_cm2: gPas } = input;
  const mechanisms: MechanismSpec[] = [];
  /** Constant outward current (mA/cm2) of the peer's frozen Ih per section type. */
  const offset: Record<string, number> = {};
  if (pas !== null)
    mechanisms.push({
      type: 'pas',
      sections: 'all',
      conductance: gPas === null ? pas.g_S_per_cm2 : list(gPas),
      reversal: pas.e_mV,
    });
  let V_R: number | undefined;
  const ions: Partial<Record<Ion, number>> = {};
  for (const [type, { ions: given = {}, ...channels }] of Object.entries<any>(input.mechanisms)) {
    if (!sections.some((s: any) => s.type === type)) continue;
    const on = [`<${type}>`];
    for (const [key, ion] of [
      ['ena', 'na'],
      ['ek', 'k'],
      ['eca', 'ca'],
    ] as const)
      if (given[key] !== undefined) ions[ion] = given[key];
    for (const [name, parameters] of Object.entries<any>(channels)) {
      if (name === 'pas')
        mechanisms.push({ type: 'pas', sections: on, conductance: parameters.g, reversal: parameters.e });
      else if (name === 'hh') mechanisms.push(...hodgkinHuxley(on, parameters, simulation.hh_rate_table));
      else if (name === 'CaDynamics_E2') mechanisms.push({ type: name, sections: on, ...parameters });
      else {
        const [, base = name, form = 'active'] = FORMS.flatMap(([pattern, kind]) => {
          const match = pattern.exec(name);
          return match ? [[match[0], match[1], kind] as const] : [];
        })[0] ?? [name];
        const density = parameters[`g${base}bar`];
        mechanisms.push({ type: base, form, sections: on, density });
        if (form === 'active') continue;
        V_R = parameters.V_R ?? simulation.v_init_mV;
        if (name === 'Ih_linearized_v2_frozen') {
          const mu = -linearise(Ih, V_R!, Ih.reversal!).gates[0].coupling;
          offset[type] = -density * openFraction(Ih, V_R!) * mu;
        }
      }
    }
  }
  const options: MembraneOptions = {
    mechanisms,
    ions,
    uniformRest: false,
    temperature: simulation.celsius,
    ...(V_R === undefined ? {} : { rest: V_R }),
  };
  const active = activeMembrane(geometry, options);
  const linear = linearMembrane(geometry, tree, options);
  return {
    geometry,
    tree,
    capacitance: Float64Array.from(geometry.section, (s) => sections[s].cm_uF_per_cm2),
    membrane: {
      ...linear,
      restCurrent: linear.restCurrent.map((i, k) => i + (offset[sections[geometry.section[k]].type] ?? 0)),
    },
    ...(active === undefined ? {} : { active }),
  };
}

/** hh, its rates evaluated, or from a table as NEURON has them by default. */
function hodgkinHuxley(sections: string[], parameters: any, table: boolean): MechanismSpec[] {
  if (!table) return [{ type: 'hh', form: 'active', sections, ...parameters }];
  const { gna, gk, gl, el } = { ...HH_DENSITIES, el: hh_leak.reversal!, ...parameters };
  const on = { form: 'active', sections } as const;
  return [
    { ...on, type: TABULATED.na, density: gna },
    { ...on, type: TABULATED.k, density: gk },
    { ...on, type: hh_leak, density: gl, reversal: el },
  ];
}

/** A channel whose steady states and time constants are interpolated linearly between -100, -99 ... 100 mV, and held beyond. */
function tabulated(channel: Channel): Channel {
  const interpolated = (f: (v: number) => number) => {
    const values = Array.from({ length: 201 }, (_, k) => f(k - 100));
    return (v: number): number => {
      const x = Math.min(Math.max(v + 100, 0), 200);
      const k = Math.min(Math.floor(x), 199);
      return values[k] + (x - k) * (values[k + 1] - values[k]);
    };
  };
  return {
    ...channel,
    gates: channel.gates.map(({ name, power, inf, tau, q10 }) => ({
      name,
      power,
      inf: interpolated(inf),
      tau: interpolated(tau),
      ...(q10 === undefined ? {} : { q10 }),
    })),
  };
}

/** One of each: a cell has no two channels of one name. */
const TABULATED = { na: tabulated(hh_na), k: tabulated(hh_k) };

function caseInput({ type, segment, parameters, weight, times_ms }: any): Input {
  const events = times_ms === undefined ? {} : { times: times_ms, weight };
  if (type !== 'SEClamp') return { type, segment, ...parameters, ...events };
  const { dur1, dur2, dur3, amp1, amp2, amp3, rs } = parameters;
  return { type, segment, dur: [dur1, dur2, dur3], amp: [amp1, amp2, amp3], rs };
}

/** Options of a case's simulation, every step sampled. */
export function dynamicsOptions({ input }: ReferenceCase): SimulateCellOptions {
  const { simulation, extracellular } = input;
  return {
    dt: simulation.dt_ms,
    tstop: simulation.tstop_ms,
    tstart: simulation.tstart_ms,
    vInit: simulation.v_init_mV,
    method: simulation.secondorder === 2 ? 'crank_nicolson' : 'backward_euler',
    inputs: input.point_processes.map(caseInput),
    ...(extracellular === undefined
      ? {}
      : {
          extracellular: {
            v: matrix(extracellular.v_ext_mV),
            times: list(extracellular.t_ext_ms),
            interpolation: 'staircase' as const,
          },
        }),
  };
}
