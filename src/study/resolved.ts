/**
 * A study after checking: complete, frozen, camelCase, lists instead of name-keyed objects, every depth along z up,
 * morphologies read, section fragments resolved. What the pipeline executes.
 */
import type { BySection } from '../cable/cell.ts';
import type { Ion } from '../cable/mechanisms/channel.ts';
import type { Synapse } from '../cable/synapse.ts';
import type { DepthLaw } from '../forward/depthLaw.ts';
import type { SourceMethod } from '../forward/electrode.ts';
import type { Channel } from '../forward/forwardModel.ts';
import type { Conductivity } from '../forward/options.ts';
import type { Probe } from '../forward/probe/probe.ts';
import type { Morphology } from '../morphology/morphology.ts';
import type { Rotation } from '../morphology/placement.ts';
import type { SegmentRule } from '../morphology/segmentation.ts';
import type { SegmentSelection } from '../morphology/select.ts';
import type { TraceRequest } from '../network/point/recording.ts';
import type { SumRequest } from '../network/point/sums.ts';
import type { ContinuousDistributionSpec, DistributionSpec } from './schema/distribution.ts';
import type { DriveFile } from './schema/drives.ts';
import type { NeuronValue, ProjectionFile } from './schema/network.ts';
import type { StudyFile } from './schema/study.ts';

export interface ResolvedStudy {
  /** The study file as it was named. */
  readonly file: string;
  readonly name: string;
  /** Title for figures; the name if the file gives none. */
  readonly title: string;
  readonly description: string;
  /** How the file writes depths. All depths in this record are up. */
  readonly depthAxis: 'up' | 'down';
  /** In the order of the file. */
  readonly populations: readonly ResolvedPopulation[];
  readonly kernels?: ResolvedKernels;
  readonly dynamics?: ResolvedDynamics;
  readonly probes: readonly ResolvedProbe[];
  readonly head: readonly ResolvedHead[];
  readonly output: ResolvedOutput;
  /** What the user should know, though it is no error; one line each, with its JSON path. */
  readonly notes: readonly string[];
  /** The study in the form of the study file: defaults written out, depths up, files inlined. For provenance and hashing. */
  readonly source: StudyFile;
}

export interface ResolvedPopulation {
  readonly name: string;
  /** Number of neurons. */
  readonly size: number;
}

export interface ResolvedKernels {
  /** Name of the published set to use if its recipe is this one. */
  readonly set?: string;
  /** Time step, ms. */
  readonly dt: number;
  /** Largest lag, ms; a multiple of dt. */
  readonly tau: number;
  readonly solver: 'exact' | 'nrn';
  readonly delayRule: 'binned' | 'grid' | 'point';
  readonly synapses: 'conductance' | 'current';
  /** Whether synapses load the membrane (g_eff). */
  readonly effectiveConductance: boolean;
  /** Assumed mean rate of one neuron per presynaptic population, spikes/s; complete where effectiveConductance is true. */
  readonly rates: Readonly<Record<string, number>>;
  readonly cells: readonly ResolvedCell[];
  /** In the order of the file; (pre, post) is unique and post has a cell. */
  readonly connections: readonly ResolvedConnection[];
}

export interface ResolvedCell {
  /** The population Y that it stands for. */
  readonly population: string;
  /** Number of neurons of that population. */
  readonly size: number;
  /** Checked: one root, unique names, no cycle. Scaled and mirrored as the study asks, not yet rotated. */
  readonly morphology: Morphology;
  /** Ohm cm; one number, or every section by its full name. */
  readonly axialResistivity: BySection;
  /** uF/cm2; one number, or every section by its full name. */
  readonly capacitance: BySection;
  /** `counts` holds every section by its full name. */
  readonly segments: SegmentRule;
  readonly membrane: ResolvedMembrane;
  /** Mean depth of the somata, um. */
  readonly depth: number;
  /** Standard deviation of it, um. */
  readonly depthSd: number;
  /** Radius of the disc, um; defined wherever a probe needs it. */
  readonly radius?: number;
  /** rad. */
  readonly rotation: Required<Rotation>;
  /** Where driving forces are taken, mV: one number or one per segment; absent: at the rest of every segment. */
  readonly drivingPotential?: number | readonly number[];
  /** Conductance synapses from outside. */
  readonly external?: ResolvedExternal;
}

export interface ResolvedMembrane {
  /** Potential around which it is linearised, mV; or where the active cell settles. */
  readonly rest: number | 'steady_state';
  /** Leak reversal such that `rest` is at rest everywhere; false in the steady state. */
  readonly uniformRest: boolean;
  readonly mechanisms: readonly ResolvedMechanism[];
  /** Reversal potentials of ions, mV. */
  readonly ions?: Readonly<Partial<Record<Ion, number>>>;
  /** degC. */
  readonly temperature?: number;
}

export type ResolvedMechanism =
  | {
      readonly type: 'pas';
      readonly sections: SectionList;
      /** S/cm2. */
      readonly conductance: number;
      /** mV; present if and only if uniformRest is false. */
      readonly reversal?: number;
    }
  | {
      /** A name of `ION_CHANNELS`. */
      readonly type: string;
      readonly form: 'frozen' | 'quasi_active';
      readonly sections: SectionList;
      /** Maximal conductance per area, S/cm2. */
      readonly density: number;
      /** mV; that of its ion or the channel's own if absent. */
      readonly reversal?: number;
    }
  | {
      readonly type: 'hh';
      readonly form: 'frozen' | 'quasi_active';
      readonly sections: SectionList;
      /** S/cm2; those of the squid axon if absent. */
      readonly gna?: number;
      readonly gk?: number;
      readonly gl?: number;
      /** mV. */
      readonly el?: number;
    }
  | {
      readonly type: 'CaDynamics_E2';
      readonly sections: SectionList;
      readonly gamma: number;
      /** ms. */
      readonly decay: number;
      /** um. */
      readonly depth?: number;
      /** mM. */
      readonly minimum?: number;
      readonly outside?: number;
    };

/** Fragments of section names, each of which matches at least one section, or all. */
export type SectionList = readonly string[] | 'all';

export interface ResolvedExternal {
  /** Number per cell, spread by membrane area. */
  readonly synapses: number;
  /** Rate of each, spikes/s. */
  readonly rate: number;
  readonly synapse: Synapse;
}

export interface ResolvedConnection {
  readonly pre: string;
  readonly post: string;
  /** Number of neurons of `pre`. */
  readonly preSize: number;
  readonly probability: number;
  /** Whether, where pre is post, a neuron may connect to itself. */
  readonly autapses: boolean;
  readonly multapse: DistributionSpec;
  /** ms; no mass at negative delays unless delayRule is `point`. */
  readonly delay: ContinuousDistributionSpec;
  /** Weight uS and a reversal potential (conductance), or nA and none (current). */
  readonly synapse: Synapse;
  readonly placement: ResolvedPlacement;
}

/** Where the synapses are; depths um, up. */
export interface ResolvedPlacement extends SegmentSelection {
  /** Depths are absolute, or counted from the soma. */
  readonly relativeTo: 'origin' | 'soma';
  /** Depth laws and their shares; absent: uniform per membrane area. */
  readonly layers?: readonly { readonly depth: ContinuousDistributionSpec; readonly weight: number }[];
}

export type ResolvedDynamics = ResolvedLif | ResolvedSpikeFiles | ResolvedCountsFile;

export interface ResolvedLif {
  readonly type: 'lif';
  /** ms. */
  readonly dt: number;
  /** Simulated time, transient included, ms; a multiple of dt. */
  readonly duration: number;
  /** Left out at the start of rates, signals and figures, ms; a multiple of dt. */
  readonly transient: number;
  readonly seed: number;
  readonly neurons: readonly ResolvedNeurons[];
  readonly projections: readonly ResolvedProjection[];
  readonly drives: readonly ResolvedDrive[];
  readonly connectivity: 'stored' | 'procedural';
  /** Whether synaptic currents of equal time constants are kept apart. */
  readonly separateCurrents: boolean;
  /** What is recorded beside spikes; absent: nothing. */
  readonly record?: ResolvedRecord;
}

/** What is recorded from the start of the simulation; a quantity of a population at most once. */
export interface ResolvedRecord {
  readonly traces: readonly TraceRequest[];
  readonly sums: readonly SumRequest[];
  readonly proxies: readonly ResolvedProxies[];
}

/** LFP proxies of a population. */
export interface ResolvedProxies {
  readonly population: string;
  /** ms, a multiple of dt. */
  readonly interval: number;
  /** Of the weighted sum: ms, a multiple of the interval. */
  readonly delay: number;
  readonly alpha: number;
}

/** Neurons of one population: NEST's parameters, pF, ms, mV, pA. */
export interface ResolvedNeurons {
  readonly population: string;
  readonly size: number;
  /** Name of a model that comes with the simulator. */
  readonly model: string;
  /** In the model's names and units. */
  readonly params: Readonly<Record<string, NeuronValue | boolean>>;
  /** Initial potential, mV; default the model's, which is E_L. */
  readonly V_m?: NeuronValue;
  /** Initial values of other state variables. */
  readonly initial?: Readonly<Record<string, NeuronValue | undefined>>;
}

export type ResolvedProjection = ProjectionFile;
export type ResolvedDrive = DriveFile;

export type ResolvedSpikeFiles =
  | {
      readonly type: 'spikes';
      readonly format: 'csv' | 'nest';
      /** Paths that can be opened. */
      readonly files: readonly string[];
      /** Absent for NEST, whose files state it. */
      readonly timeUnit?: 'ms' | 's';
      /** ms. */
      readonly dt: number;
      /** Window (start, stop] of the signals, ms; both multiples of dt. */
      readonly start: number;
      readonly stop: number;
      readonly offGrid: 'error' | 'end_of_step';
      /** Whether the files name neurons by id (else populations by name). */
      readonly byId: boolean;
      /** Populations to read and the first id of each; 0 where not byId. */
      readonly populations: readonly (ResolvedPopulation & { readonly first: number })[];
    }
  | {
      readonly type: 'spikes';
      readonly format: 'hdf5';
      readonly file: string;
      /** Window (start, stop] of the signals, ms. */
      readonly start: number;
      readonly stop: number;
    };

export type ResolvedCountsFile =
  | {
      readonly type: 'counts';
      readonly format: 'json' | 'csv';
      /** A path that can be opened. */
      readonly file: string;
      /** Absent for JSON, which is in ms. */
      readonly timeUnit?: 'ms' | 's';
      /** ms; what the file states must agree. */
      readonly dt: number;
      /** Start of the signals, ms; absent: where the file starts. */
      readonly start?: number;
      readonly populations: readonly ResolvedPopulation[];
    }
  | { readonly type: 'counts'; readonly format: 'hdf5'; readonly file: string; readonly start?: number };

/** A probe under the user's name; z um up, sigma S/m. */
export type ResolvedProbe =
  | {
      readonly name: string;
      readonly type: 'GaussCylinderPotential';
      readonly z: readonly number[];
      readonly sigma: number;
      /** Absent: the postsynaptic population's radius. */
      readonly radius?: number;
      /** Absent: the postsynaptic population's depthSd. */
      readonly sigmaZ?: number;
    }
  | {
      readonly name: string;
      readonly type: 'LaminarCurrentSourceDensity';
      /** Lower and upper z of every volume. */
      readonly zEdges: readonly (readonly [number, number])[];
      /** Absent: the postsynaptic population's radius. */
      readonly radius?: number;
    }
  | { readonly name: string; readonly type: 'CurrentDipoleMoment'; readonly symmetry: 'radial' | 'none' }
  | {
      readonly name: string;
      readonly type: 'CylinderPotential';
      readonly probe: Probe;
      readonly sigma: number;
      /** Absent: the postsynaptic population's radius. */
      readonly radius?: number;
      /** Absent: normal with the postsynaptic population's depthSd. */
      readonly depth?: DepthLaw;
      readonly axis: readonly [x: number, y: number];
      readonly above?: { readonly z: number; readonly sigma: number };
    }
  | ResolvedCellProbe;

/** A probe of one cell, whose place matters: for populations of size 1. */
export type ResolvedCellProbe =
  | {
      readonly name: string;
      readonly type: 'PointSourcePotential' | 'LineSourcePotential';
      readonly probe: Probe;
      readonly sigma: Conductivity;
    }
  | {
      readonly name: string;
      readonly type: 'RecExtElectrode';
      readonly probe: Probe;
      readonly sigma: Conductivity;
      readonly method: SourceMethod;
    }
  | {
      readonly name: string;
      readonly type: 'RecMEAElectrode';
      readonly probe: Probe;
      readonly sigmaT: number;
      readonly sigmaS: number;
      readonly sigmaG: number;
      readonly thickness: number;
      readonly zPlane: number;
      readonly method: SourceMethod;
      readonly squeeze: number;
    }
  | {
      readonly name: string;
      readonly type: 'OneSphereVolumeConductor';
      readonly probe: Probe;
      readonly radius: number;
      readonly sigmaI: number;
      readonly sigmaO: number;
    }
  | {
      readonly name: string;
      readonly type: 'VolumetricCurrentSourceDensity';
      readonly xEdges: readonly number[];
      readonly yEdges: readonly number[];
      readonly zEdges: readonly number[];
    };

type Point = readonly [number, number, number];
type Four = readonly [number, number, number, number];

/** A head model under the user's name, in coordinates of the head, um. */
export type ResolvedHead = ResolvedConductor | ResolvedLeadField;

/** What all head models have. */
interface HeadCommon {
  readonly name: string;
  readonly dipoleLocation: Point;
  /** Direction of the population's z axis; absent: z. */
  readonly dipoleAxis?: Point;
}

/** A head model given as numbers, for a dipole at one place. */
export interface ResolvedLeadField extends HeadCommon {
  readonly type: 'LeadField';
  readonly unit: 'mV' | 'T';
  readonly sensors: readonly Channel[];
  /** Per sensor: `unit` per nA um along x, y, z. */
  readonly matrix: readonly Point[];
}

/** A head model given by its shape and conductivities. */
export type ResolvedConductor = HeadCommon & {
  readonly sensors: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly z: number;
  }[];
} & (
    | { readonly type: 'FourSphereVolumeConductor'; readonly radii: Four; readonly conductivities: Four }
    | { readonly type: 'InfiniteVolumeConductor'; readonly sigma: number }
    | {
        readonly type: 'InfiniteHomogeneousVolCondMEG' | 'SphericallySymmetricVolCondMEG';
        readonly field: 'H' | 'B';
      }
  );

export interface ResolvedOutput {
  /** Path of the folder that can be written. */
  readonly folder: string;
  readonly csv: boolean;
  readonly figure: boolean;
  readonly pathways: boolean;
}
