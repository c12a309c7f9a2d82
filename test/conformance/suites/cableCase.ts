/** A case of the `cable` suite's dynamics as a cell and options of the library: areas and resistances as the case states them. */
import type { Cell } from '../../../src/cable/cell.ts';
import { activeMembrane } from '../../../src/cable/activeMembrane.ts';
import type { Input } from '../../../src/cable/inputs.ts';
import { linearMembrane, type MembraneOptions } from '../../../src/cable/membrane.ts';
import type { ChannelForm, MechanismSpec } from '../../../src/cable/mechanismSpec.ts';
import { openFraction, type Channel } from '../../../src/cable/mechanisms/channel.ts';
import { HH_DENSITIES, hh_k, hh_leak, hh_na } from '../../../src/cable/mechanisms/hh.ts';
import { linearise } from '../../../src/cable/mechanisms/linearise.ts';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
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

/** Reversal potentials of ions that a case does not give: NEURON's own. */
const ION_DEFAULTS = { na: 50, k: -77, ca: 132.4579341637009 } as const;
const ION_KEYS = { na: 'ena', k: 'ek', ca: 'eca' } as const;

/** What a case puts on the sections of one type. */
interface TypeSpecs {
  readonly mechanisms: readonly MechanismSpec[];
  /** Where linearised gates are linearised. */
  readonly V_R?: number;
  /** Constant outward current (mA/cm2) of the peer's frozen form of the linearised Ih. */
  readonly offset: number;
}

/** The cell of a case. */
export function dynamicsCell(reference: ReferenceCase): Cell {
  const { input } = reference;
  const tree = caseTree(reference);
  const geometry = caseGeometry(reference, tree);
  const { sections, simulation, pas, g_pas_per_segment_S_per_cm2: gPas } = input;
  const types = new Map<string, TypeSpecs>();
  for (const [type, entries] of Object.entries<any>(input.mechanisms))
    if (sections.some((s: any) => s.type === type)) types.set(type, typeSpecs(type, entries, simulation));
  const specsOf = (s: number): TypeSpecs | undefined => types.get(sections[s].type);
  const options: MembraneOptions = {
    mechanisms: [
      ...(pas === null
        ? []
        : [
            {
              type: 'pas' as const,
              sections: 'all' as const,
              conductance: gPas === null ? pas.g_S_per_cm2 : list(gPas),
              reversal: pas.e_mV,
            },
          ]),
      ...[...types.values()].flatMap(({ mechanisms }) => mechanisms),
    ],
    uniformRest: false,
    temperature: simulation.celsius,
    rest: Float64Array.from(geometry.section, (s) => specsOf(s)?.V_R ?? simulation.v_init_mV),
  };
  const active = activeMembrane(geometry, options);
  const linear = linearMembrane(geometry, tree, options);
  return {
    geometry,
    tree,
    capacitance: Float64Array.from(geometry.section, (s) => sections[s].cm_uF_per_cm2),
    membrane: {
      ...linear,
      restCurrent: linear.restCurrent.map((i, k) => i + (specsOf(geometry.section[k])?.offset ?? 0)),
    },
    ...(active === undefined ? {} : { active }),
  };
}

function typeSpecs(type: string, { ions = {}, ...entries }: any, simulation: any): TypeSpecs {
  const on = [`<${type}>`];
  const mechanisms: MechanismSpec[] = [];
  const linearisedAt = new Set<number>();
  let offset = 0;
  const reversal = ({ ion, reversal: own }: Channel): number | undefined => {
    if (ion === undefined) return own;
    // With calcium dynamics the reversal potential follows the concentration.
    return ion === 'ca' && 'CaDynamics_E2' in entries
      ? undefined
      : (ions[ION_KEYS[ion]] ?? ION_DEFAULTS[ion]);
  };
  const channelOn = (channel: Channel, form: ChannelForm, density: number, E = reversal(channel)): void => {
    mechanisms.push({
      type: channel,
      form,
      sections: on,
      density,
      ...(E === undefined ? {} : { reversal: E }),
    });
  };
  for (const [name, parameters] of Object.entries<any>(entries)) {
    if (name === 'pas') {
      const { g, e } = only(name, parameters, ['g', 'e']);
      mechanisms.push({ type: 'pas', sections: on, conductance: g, reversal: e });
    } else if (name === 'hh') {
      const { gna, gk, gl, el } = {
        ...HH_DENSITIES,
        el: hh_leak.reversal,
        ...only(name, parameters, ['gna', 'gk', 'gl', 'el'], { gnabar: 'gna', gkbar: 'gk' }),
      };
      const [na, k] = simulation.hh_rate_table ? [TABULATED.na, TABULATED.k] : [hh_na, hh_k];
      channelOn(na, 'active', gna);
      channelOn(k, 'active', gk);
      channelOn(hh_leak, 'active', gl, el);
    } else if (name === 'CaDynamics_E2') {
      const known = only(name, parameters, ['gamma', 'decay', 'depth', 'minimum'], { minCai: 'minimum' });
      mechanisms.push({ type: name, sections: on, ...(known as { gamma: number; decay: number }) });
    } else {
      const [base, form] = FORMS.flatMap(([pattern, kind]) => {
        const match = pattern.exec(name);
        return match ? [[match[1], kind] as const] : [];
      })[0] ?? [name, 'active'];
      const channel = ION_CHANNELS[base];
      if (channel === undefined) throw new Error(`no mechanism ${name}`);
      const key = `g${base}bar`;
      const { [key]: density, V_R: given } = only(name, parameters, [key, 'V_R']);
      // Ih_frozen has no potential of its own.
      const V_R = given === undefined || name === 'Ih_frozen' ? simulation.v_init_mV : given;
      if (form === 'frozen') {
        // A constant conductance: every channel is held at a potential of its own.
        const held: Channel = { name, gates: [] };
        channelOn(held, 'frozen', density * openFraction(channel, V_R), reversal(channel));
        if (name === 'Ih_linearized_v2_frozen')
          offset +=
            density *
            openFraction(channel, V_R) *
            linearise(channel, V_R, channel.reversal!).gates[0].coupling;
      } else {
        channelOn(channel, form, density);
        if (form === 'quasi_active') linearisedAt.add(V_R);
      }
    }
  }
  if (linearisedAt.size > 1) throw new Error(`${type} is linearised around several potentials`);
  const [V_R] = linearisedAt;
  return { mechanisms, offset, ...(V_R === undefined ? {} : { V_R }) };
}

/** The parameters of a mechanism under our names. Throws if there is one that we do not know: it must not be lost. */
function only(
  mechanism: string,
  parameters: Readonly<Record<string, number>>,
  known: readonly string[],
  renamed: Readonly<Record<string, string>> = {},
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const own = renamed[name] ?? name;
      if (!known.includes(own)) throw new Error(`${mechanism} has no parameter ${name}`);
      return [own, value];
    }),
  );
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
