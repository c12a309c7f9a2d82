/** A case of the `kernels` suite as options of the library: what its README says, translated to our API. */
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import type { MechanismSpec } from '../../../src/cable/membrane.ts';
import { openFraction } from '../../../src/cable/mechanisms/channel.ts';
import { Ih } from '../../../src/cable/mechanisms/Ih.ts';
import { linearise } from '../../../src/cable/mechanisms/linearise.ts';
import type { Synapse } from '../../../src/cable/synapse.ts';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import type { ForwardModel } from '../../../src/forward/forwardModel.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { LaminarCurrentSourceDensity } from '../../../src/forward/laminarCurrentSourceDensity.ts';
import { KernelApprox } from '../../../src/kernel/KernelApprox.ts';
import { fromScipy } from '../../../src/numerics/distributions/index.ts';
import type { ContinuousDistribution } from '../../../src/numerics/distributions/distribution.ts';
import { array2d, type Array2D } from '../../../src/numerics/array2d.ts';
import { list, matrix } from '../read.ts';
import type { ReferenceCase } from '../suite.ts';

/** Densities (S/cm2) of the frozen and linearised Hay channels. */
const HAY = {
  dendrites: { pas: 5.89e-5, Na: 0.0213, SK: 0.000261, Ih: 0.002 },
  // oxlint-disable-next-line approx-constant -- a density that happens to be near ln 2
  soma: { pas: 3.38e-5, Na: 2.04, SK: 0.693, Ih: 0.0002 },
};

function hayMechanisms(linearIh: boolean, hasSoma: boolean): MechanismSpec[] {
  const on = (sections: string[] | 'all', { pas, Na, SK, Ih }: typeof HAY.soma): MechanismSpec[] => [
    { type: 'pas', sections, conductance: pas },
    { type: 'NaTa_t', form: 'frozen', sections, density: Na },
    { type: 'SKv3_1', form: 'frozen', sections, density: SK },
    { type: 'Ih', form: linearIh ? 'quasi_active' : 'frozen', sections, density: Ih },
  ];
  return [...on('all', HAY.dendrites), ...(hasSoma ? on(['soma'], HAY.soma) : [])];
}

/**
 * The cell of a case: its tree from the sections; areas, resistances and ends of the segments as the case states them (the peer
 * keeps 3-d points in single precision and rounds the fractions at which it interpolates them to six decimals; our own are
 * compared by the geometry checks). The peer's frozen Ih carries the constant current -wInf phi.
 */
export function caseCell(reference: ReferenceCase): Cell {
  const { input } = reference;
  const own = sectionCell(reference);
  const { start_xyz_um, end_xyz_um, area_um2, ri_to_parent_node_MOhm } = input.segments;
  const axial = Float64Array.from(own.tree.axial);
  for (const [i, r] of list(ri_to_parent_node_MOhm).entries()) axial[own.tree.nodeOf[i]] = 1 / r;
  const cell: Cell = {
    ...own,
    tree: { ...own.tree, axial },
    geometry: {
      ...own.geometry,
      start: columns(matrix(start_xyz_um)),
      end: columns(matrix(end_xyz_um)),
      area: list(area_um2),
    },
  };
  if (input.biophysics.name !== 'frozen') return cell;
  const { rest, leak, restCurrent } = cell.membrane;
  const gbar = (i: number) => (isSoma(cell, i) ? HAY.soma : HAY.dendrites).Ih;
  const V_R = input.biophysics.V_R_mV;
  const phi = -linearise(Ih, V_R, Ih.reversal!).gates[0].coupling;
  const current = restCurrent.map((x, i) => x - openFraction(Ih, V_R) * gbar(i) * phi);
  return {
    ...cell,
    membrane: {
      ...cell.membrane,
      restCurrent: current,
      leakReversal: rest.map((v, i) => v + current[i] / leak[i]),
    },
  };
}

function isSoma({ geometry }: Cell, i: number): boolean {
  return geometry.sectionNames[geometry.section[i]].includes('soma');
}

/** Rows of points as columns. */
function columns(points: Array2D): Array2D {
  const [n, m] = points.shape;
  return array2d(
    m,
    n,
    Float64Array.from({ length: n * m }, (_, k) => points.data[(k % n) * m + Math.floor(k / n)]),
  );
}

/** The cell of a case from its sections alone. */
export function sectionCell({ input }: ReferenceCase): Cell {
  const { sections, biophysics, population, rotation_rad } = input;
  const hay = biophysics.name !== 'passive';
  const byName = (field: string) => Object.fromEntries(sections.map((s: any) => [s.name, s[field]]));
  return createCell({
    morphology: {
      sections: sections.map((s: any) => ({
        name: s.name,
        points: s.pt3d,
        ...(s.parent < 0 ? {} : { parent: sections[s.parent].name, parentX: s.parent_x }),
      })),
    },
    axialResistivity: byName('Ra'),
    capacitance: byName('cm'),
    segments: { counts: byName('nseg') },
    membrane: hay
      ? {
          rest: biophysics.V_R_mV,
          mechanisms: hayMechanisms(
            biophysics.name === 'lin',
            sections.some((s: any) => s.name.includes('soma')),
          ),
        }
      : {
          rest: biophysics.e_pas_mV,
          mechanisms: [
            {
              type: 'pas',
              sections: 'all',
              conductance: biophysics.g_pas_S_cm2,
              reversal: biophysics.e_pas_mV,
            },
          ],
          uniformRest: false,
        },
    rotation: rotation_rad,
    position: [0, 0, population.loc_um],
  });
}

function synapseOf(s: any): Synapse {
  return {
    type: 'double_exponential',
    tau1: s.tau1_ms,
    tau2: s.tau2_ms,
    weight: s.weight_uS ?? s.weight_nA,
    ...(s.e_mV === undefined ? {} : { reversal: s.e_mV }),
  };
}

/** The predictor of a case. */
export function caseKernelApprox(reference: ReferenceCase, cell: Cell): KernelApprox {
  const { input } = reference;
  const { extrinsic } = input;
  return new KernelApprox({
    cell,
    Y: input.Y,
    size: input.N_Y,
    depthSd: input.population.scale_um,
    drivingPotential: input.Vrest_mV,
    effectiveConductance: input.g_eff,
    conductanceBased: input.conductance_based,
    multapseZeros: 'counted',
    ...(extrinsic
      ? { external: { synapses: extrinsic.n, rate: extrinsic.rate_per_s, synapse: synapseOf(extrinsic) } }
      : {}),
    presynaptic: Object.fromEntries(
      input.presynaptic.map((p: any) => [
        p.name,
        {
          size: p.N_X,
          probability: p.C_YX,
          rate: p.rate_per_s,
          multapse: fromScipy(p.multapse),
          delay: fromScipy(p.delay) as ContinuousDistribution,
          synapse: synapseOf(p.synapse),
          placement: {
            sections: p.position.section === 'allsec' ? 'all' : p.position.section,
            zMin: p.position.z_min_um ?? -Infinity,
            zMax: p.position.z_max_um ?? Infinity,
            layers: p.position.components.map(({ weight = 1, ...law }: any) => ({
              law: fromScipy(law),
              weight,
            })),
          },
        },
      ]),
    ),
  });
}

/** A probe of a case as a forward model. */
export function caseProbe(probe: any): ForwardModel {
  switch (probe.type) {
    case 'GaussCylinderPotential':
      return new GaussCylinderPotential({
        z: probe.z_um,
        sigma: probe.sigma_S_m,
        radius: probe.R_um,
        sigmaZ: probe.sigma_z_um,
      });
    case 'KernelApproxCurrentDipoleMoment':
      return new CurrentDipoleMoment({ symmetric: true });
    case 'LaminarCurrentSourceDensity':
      return new LaminarCurrentSourceDensity({ zEdges: probe.z_edges_um, radius: probe.r_um });
    default:
      throw new Error(`unknown probe ${probe.type}`);
  }
}
