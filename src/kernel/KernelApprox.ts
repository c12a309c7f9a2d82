/**
 * Spike-signal kernels of a population Y from one representative linearised cell (Hagen et al. 2022, PLOS Comput Biol
 * 18(8):e1010353; method, sections 2-7): how many synapses a spike of X activates, where on the cell, after which delays, and the
 * transmembrane currents that follow. Kernels for any probe are a matrix product with these currents.
 */
import type { Cell } from '../cable/cell.ts';
import { linearSystem } from '../cable/linearSystem.ts';
import { perSegment } from '../cable/membrane.ts';
import { modalTasks, type ModalResponse } from '../cable/modes.ts';
import { checkSynapse, type Synapse } from '../cable/synapse.ts';
import { ParameterError, integer, nonNegative } from '../errors.ts';
import type { ForwardModel } from '../forward/forwardModel.ts';
import type { Array2D } from '../numerics/array2d.ts';
import type { ContinuousDistribution, Distribution } from '../numerics/distributions/distribution.ts';
import { partOf, runTask } from '../numerics/task.ts';
import { multapseMean, synapseCounts, type SynapseCounts } from './counts.ts';
import { delayWeights, lagSteps, negativeDelayMass, type DelayRule } from './delay.ts';
import { shiftedLeak, spreadByArea, type SynapticLoad } from './effectiveConductance.ts';
import { exactResponseTask } from './exactResponse.ts';
import type { CurrentKernel, Kernel } from './kernel.ts';
import { nrnResponseTask, type NrnResponse } from './nrnResponse.ts';
import { applyProbe } from './probe.ts';
import { placementProbabilities, type Placement } from './synapsePlacement.ts';

/** A presynaptic population X and its pathway onto Y. */
export interface PresynapticPopulation {
  /** Number of neurons. */
  readonly size: number;
  /** Connection probability C_YX, 0 … 1. */
  readonly probability: number;
  /** Of a population that projects to itself: whether a neuron may connect to itself (default true: all pairs count). */
  readonly autapses?: boolean;
  /** Synapses per connection. */
  readonly multapse: Distribution;
  /** Conduction delay, ms. */
  readonly delay: ContinuousDistribution;
  readonly synapse: Synapse;
  readonly placement: Placement;
  /** Assumed mean rate of one neuron, spikes/s: loads the membrane of Y (default 0). */
  readonly rate?: number;
}

/** Synapses from outside the modelled populations, spread over the cell by area; they load the membrane. */
export interface ExternalInput {
  /** Synapses per neuron of Y. */
  readonly synapses: number;
  /** Rate of each, spikes/s. */
  readonly rate: number;
  readonly synapse: Synapse;
}

export interface KernelApproxOptions {
  /** The representative cell of Y, placed at the population's mean depth. */
  readonly cell: Cell;
  /** Name of Y. */
  readonly Y: string;
  /** Number of neurons of Y. */
  readonly size: number;
  /** s.d. of soma depths in Y, um (default 0). */
  readonly depthSd?: number;
  /** All populations that project to Y, by name: together they load the membrane. */
  readonly presynaptic: Readonly<Record<string, PresynapticPopulation>>;
  readonly external?: ExternalInput;
  /** Shift the leak by the mean conductance of the external and of all conductance-based synapses (g_eff; default true). */
  readonly effectiveConductance?: boolean;
  /** Conductance-based synapses (weights in uS, default) or current-based ones (weights in nA, inward positive). */
  readonly conductanceBased?: boolean;
  /** Potential at which the synaptic driving force is taken, mV, one or per segment (default: the membrane's rest). */
  readonly drivingPotential?: number | ArrayLike<number>;
  /** Mean of a discrete multapse law: of counts >= 1 (`excluded`, default) or with zeros (`counted`, as LFPykernels has it). */
  readonly multapseZeros?: 'excluded' | 'counted';
}

export interface KernelOptions {
  /** Time step = spacing of lags, ms. */
  readonly dt: number;
  /** Largest lag, ms; a multiple of dt. */
  readonly tau: number;
  /** `exact` (default): no time-step error; `nrn`: NEURON's implicit Euler step. */
  readonly solver?: 'exact' | 'nrn';
  readonly delayRule?: DelayRule;
  /** `nrn` only: reproduce a run from `vInit` (mV) with the event at `tX` (ms); default: deviation from rest, event at 0. */
  readonly start?: { readonly vInit: number; readonly tX: number };
  /**
   * Accept delay laws with mass at negative delays (default: only with rule `point`). What such delays cause up to lag 0 is dropped; `nrn` also
   * subtracts its value at lag 0 from all lags, as LFPykernels does.
   */
  readonly allowNegativeDelays?: boolean;
  /** Kernels as finite impulse responses, lags 0 … tau (default false: -tau … tau, zero up to lag 0). */
  readonly fir?: boolean;
}

/** Kernels of the population Y, and every intermediate that leads to them. */
export class KernelApprox {
  readonly cell: Cell;
  readonly Y: string;
  readonly size: number;
  readonly #options: Required<Omit<KernelApproxOptions, 'external' | 'drivingPotential'>>;
  readonly #external: ExternalInput | undefined;
  readonly #drivingPotential: Float64Array;
  #leak: Float64Array | undefined;
  #modes: ((b: Float64Array) => Generator<number, ModalResponse>) | undefined;

  /** Throws ParameterError naming the option that breaks its rule. */
  constructor(options: KernelApproxOptions) {
    const {
      effectiveConductance = true,
      conductanceBased = true,
      depthSd = 0,
      multapseZeros = 'excluded',
    } = options;
    this.cell = options.cell;
    this.Y = options.Y;
    this.size = integer('size', options.size, 1);
    nonNegative('depthSd', depthSd);
    this.#options = { ...options, effectiveConductance, conductanceBased, depthSd, multapseZeros };
    this.#external = options.external;
    const n = options.cell.geometry.n;
    this.#drivingPotential = perSegment(
      'drivingPotential',
      options.drivingPotential ?? options.cell.membrane.rest,
      n,
    );
    for (const [X, population] of Object.entries(options.presynaptic)) {
      checkSynapse(`presynaptic.${X}.synapse`, population.synapse);
      nonNegative(`presynaptic.${X}.rate`, population.rate ?? 0);
    }
    if (options.external) {
      checkSynapse('external.synapse', options.external.synapse);
      nonNegative('external.rate', options.external.rate);
    }
  }

  /** Names of the presynaptic populations. */
  get presynaptic(): string[] {
    return Object.keys(this.#options.presynaptic);
  }

  /** Mean multapse count, K_YX, k_in and k_out of a pathway (method, section 3). */
  counts(X: string): SynapseCounts {
    const { size, probability, multapse, autapses = true } = this.#population(X);
    const mean = multapseMean(multapse, this.#options.multapseZeros);
    const pairs = size * this.size - (X === this.Y && !autapses ? size : 0);
    return synapseCounts(size, this.size, probability, mean, pairs);
  }

  /** Probability of a synapse of X per segment, summing to 1 (method, section 4). */
  placement(X: string): Float64Array {
    return placementProbabilities(this.cell.geometry, this.#population(X).placement, this.#options.depthSd);
  }

  /** Leak conductance per segment, S/cm2, shifted by the network's synapses if g_eff is on (method, section 2). */
  leak(): Float64Array {
    if (this.#leak) return this.#leak;
    const { leak } = this.cell.membrane;
    if (!this.#options.effectiveConductance) return (this.#leak = leak);
    const { geometry } = this.cell;
    const loads: SynapticLoad[] = [];
    const external = this.#external;
    if (external)
      loads.push({
        perSegment: spreadByArea(geometry, external.synapses),
        synapse: external.synapse,
        rate: external.rate,
      });
    for (const X of this.#options.conductanceBased ? this.presynaptic : []) {
      const { synapse, rate = 0 } = this.#population(X);
      const { kIn } = this.counts(X);
      loads.push({ perSegment: this.placement(X).map((p) => p * kIn), synapse, rate });
    }
    return (this.#leak = shiftedLeak(geometry, leak, loads));
  }

  /** Amplitude of the current per segment that one spike of X causes, nA, inward positive (method, section 5). */
  amplitude(X: string): Float64Array {
    const { synapse } = this.#population(X);
    const { kOut } = this.counts(X);
    const p = this.placement(X);
    if (!this.#options.conductanceBased) return p.map((x) => synapse.weight * x * kOut);
    const { reversal } = synapse;
    if (reversal === undefined || !Number.isFinite(reversal))
      throw new ParameterError(
        `presynaptic.${X}.synapse.reversal`,
        'a number (mV) for a conductance-based synapse',
        reversal,
      );
    return p.map((x, i) => -synapse.weight * (this.#drivingPotential[i] - reversal) * x * kOut);
  }

  /** Transmembrane currents per spike of X before any probe: (n_segments, tau/dt + 1), nA. */
  currentKernel(X: string, options: KernelOptions): CurrentKernel {
    return runTask(this.currentKernelTask(X, options));
  }

  /** The same as a task that yields the share done: `new Progress({ signal }).drain(task)` pauses for other events and hears a cancel on the way. */
  *currentKernelTask(X: string, options: KernelOptions): Generator<number, CurrentKernel> {
    const { dt, tau, solver = 'exact', delayRule = 'binned' } = options;
    const n = lagSteps(tau, dt);
    const { delay, synapse } = this.#population(X);
    if (solver === 'exact' && options.start !== undefined)
      throw new ParameterError('start', 'nothing with solver exact', options.start, 'use solver nrn');
    const negative = negativeDelayMass(delay);
    if (negative > 0 && !(options.allowNegativeDelays ?? delayRule === 'point'))
      throw new ParameterError(
        `presynaptic.${X}.delay`,
        'no mass at negative delays',
        `${negative.toPrecision(3)} of the mass of ${delay.name}`,
        'truncate the law at 0',
      );
    let H: Array2D;
    if (solver === 'exact') {
      const modes = yield* partOf(this.#modalResponse(X), 0, 0.3);
      H = yield* partOf(exactResponseTask(modes, synapse, delay, dt, n, delayRule), 0.3, 1);
    } else ({ H } = yield* this.#nrnTask(X, options));
    return {
      X,
      Y: this.Y,
      H,
      lags: { dt, first: 0, count: n + 1 },
      geometry: this.cell.geometry,
      solver,
      delayRule,
    };
  }

  /** The `nrn` solver with its intermediates: currents before the delays, and the kernel. */
  nrn(X: string, options: KernelOptions): NrnResponse {
    return runTask(this.#nrnTask(X, options));
  }

  #nrnTask(X: string, options: KernelOptions): Generator<number, NrnResponse> {
    const { dt, tau, delayRule = 'binned', start } = options;
    const n = lagSteps(tau, dt);
    const { delay, synapse } = this.#population(X);
    return nrnResponseTask(this.cell, {
      amplitude: this.amplitude(X),
      course: synapse,
      leak: this.leak(),
      dt,
      n,
      weights: delayWeights(delay, dt, n, delayRule).weights,
      ...(start === undefined ? {} : { start }),
    });
  }

  /** Kernels of X for several probes, by name. */
  getKernels<Name extends string>(
    X: string,
    probes: Readonly<Record<Name, ForwardModel>>,
    options: KernelOptions,
  ): Record<Name, Kernel> {
    const currents = this.currentKernel(X, options);
    const names = Object.keys(probes) as Name[];
    return Object.fromEntries(
      names.map((name) => [name, applyProbe(currents, name, probes[name], { fir: options.fir ?? false })]),
    ) as Record<Name, Kernel>;
  }

  /** Kernel of X for one probe (named after its class). */
  getKernel(X: string, probe: ForwardModel, options: KernelOptions): Kernel {
    return this.getKernels(X, { [probe.type]: probe }, options)[probe.type];
  }

  #modalResponse(X: string): Generator<number, ModalResponse> {
    this.#modes ??= modalTasks(linearSystem(this.cell, this.leak()));
    return this.#modes(this.amplitude(X));
  }

  #population(X: string): PresynapticPopulation {
    const population = Object.hasOwn(this.#options.presynaptic, X) ? this.#options.presynaptic[X] : undefined;
    if (population === undefined)
      throw new ParameterError(
        'X',
        `one of ${this.presynaptic.join(', ')}`,
        X,
        `it does not project to ${this.Y}`,
      );
    return population;
  }
}
