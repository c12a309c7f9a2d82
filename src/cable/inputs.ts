/**
 * The inputs that come with the library, described by plain objects (JSON-able): NEURON's synapses and electrodes and the current-based
 * forms of the synapses. Potentials mV, times ms, conductances uS, currents nA.
 */
import { ParameterError, finite, integer, positive } from '../errors.ts';
import { alphaSynapse, iClamp, seClamp } from './electrodes.ts';
import type { PointProcess } from './pointProcess.ts';
import { vClamp } from './vClamp.ts';

interface Placed {
  /** Segment on which it sits. */
  readonly segment: number;
}

interface Events {
  /** Times of the events, ms, in any order. */
  readonly times: ArrayLike<number>;
  /** Weight of every event, or one for each. */
  readonly weight: number | ArrayLike<number>;
}

/** Conductance that jumps by the weight (uS) and decays: i = g (v - e). */
export interface ExpSyn extends Placed, Events {
  readonly type: 'ExpSyn';
  readonly tau: number;
  readonly e: number;
}

/** Conductance with rise tau1 and decay tau2 whose peak is the weight (uS): i = g (v - e). */
export interface Exp2Syn extends Placed, Events {
  readonly type: 'Exp2Syn';
  readonly tau1: number;
  readonly tau2: number;
  readonly e: number;
}

/** The current-based ExpSyn: weight in nA, positive inward (depolarising). */
export interface ExpSynI extends Placed, Events {
  readonly type: 'ExpSynI';
  readonly tau: number;
}

/** The current-based Exp2Syn: weight in nA, positive inward (depolarising). */
export interface Exp2SynI extends Placed, Events {
  readonly type: 'Exp2SynI';
  readonly tau1: number;
  readonly tau2: number;
}

/** One alpha function of conductance, gmax (uS) at onset + tau, cut off after 10 tau. */
export interface AlphaSynapse extends Placed {
  readonly type: 'AlphaSynapse';
  readonly onset: number;
  readonly tau: number;
  readonly gmax: number;
  readonly e: number;
}

/** One alpha function of current, imax (nA, positive inward) at onset + tau, cut off after 10 tau. */
export interface AlphaSynapseI extends Placed {
  readonly type: 'AlphaSynapseI';
  readonly onset: number;
  readonly tau: number;
  readonly imax: number;
}

/** Current clamp: amp (nA, positive inward) from delay for dur. */
export interface IClamp extends Placed {
  readonly type: 'IClamp';
  readonly delay: number;
  readonly dur: number;
  readonly amp: number;
}

/** Single-electrode voltage clamp through a series resistance rs (MOhm): levels amp[k] (mV) for dur[k], one after the other, then off. */
export interface SEClamp extends Placed {
  readonly type: 'SEClamp';
  readonly dur: readonly number[];
  readonly amp: readonly number[];
  readonly rs: number;
}

/** Two-electrode voltage clamp: levels amp[k] (mV) for dur[k], then off. See vClamp.ts for its amplifier. */
export interface VClamp extends Placed {
  readonly type: 'VClamp';
  readonly dur: readonly number[];
  readonly amp: readonly number[];
  /** Defaults 1e5, 1 MOhm, 0.001 ms, 0 ms. */
  readonly gain?: number;
  readonly rstim?: number;
  readonly tau1?: number;
  readonly tau2?: number;
}

export type ExponentialSynapse = ExpSyn | Exp2Syn | ExpSynI | Exp2SynI;

/** Anything that `simulate` takes as an input. */
export type Input =
  ExponentialSynapse | AlphaSynapse | AlphaSynapseI | IClamp | SEClamp | VClamp | PointProcess;

const EXPONENTIAL = new Set(['ExpSyn', 'Exp2Syn', 'ExpSynI', 'Exp2SynI']);
const TYPES = [...EXPONENTIAL, 'AlphaSynapse', 'AlphaSynapseI', 'IClamp', 'SEClamp', 'VClamp'];

export function isOwn(input: Input): input is PointProcess {
  return 'start' in input && typeof input.start === 'function';
}

export function isExponential(input: Input): input is ExponentialSynapse {
  return !isOwn(input) && EXPONENTIAL.has(input.type);
}

/** Whether its current is injected through an electrode and no part of the transmembrane current. */
export function isElectrode(input: Input): boolean {
  return isOwn(input) ? input.electrode === true : ['IClamp', 'SEClamp', 'VClamp'].includes(input.type);
}

/** Whether it changes the conductance of the cell. */
export function isConductance(input: Input): boolean {
  return isOwn(input) || !['ExpSynI', 'Exp2SynI', 'AlphaSynapseI', 'IClamp'].includes(input.type);
}

/** A built-in input of one current or conductance as a point process. */
export function asPointProcess(input: Exclude<Input, ExponentialSynapse>): PointProcess {
  if (isOwn(input)) return input;
  switch (input.type) {
    case 'AlphaSynapse':
    case 'AlphaSynapseI':
      return alphaSynapse(input);
    case 'IClamp':
      return iClamp(input);
    case 'SEClamp':
      return seClamp(input);
    case 'VClamp':
      return vClamp(input);
  }
}

/** Throws ParameterError, naming the input by its index, unless its parameters are admissible on a cell of n segments. */
export function checkInput(input: Input, index: number, n: number, start: number): void {
  const name = `inputs[${index}]`;
  integer(`${name}.segment`, input.segment, 0, n - 1);
  if ('times' in input && input.times !== undefined) {
    for (let k = 0; k < input.times.length; k++)
      if (!(input.times[k] >= start && input.times[k] < Infinity))
        throw new ParameterError(
          `${name}.times[${k}]`,
          `a time from the start of the simulation, ${start} ms, on`,
          input.times[k],
        );
    const { weight = 1 } = input;
    if (typeof weight === 'number') finite(`${name}.weight`, weight);
    else {
      if (weight.length !== input.times.length)
        throw new ParameterError(
          `${name}.weight`,
          `one number or ${input.times.length}, one per event`,
          `${weight.length} values`,
        );
      for (let k = 0; k < weight.length; k++) finite(`${name}.weight[${k}]`, weight[k]);
    }
  }
  if (isOwn(input)) return;
  if (!TYPES.includes(input.type))
    throw new ParameterError(
      `${name}.type`,
      `one of ${TYPES.join(', ')} (or a point process with start())`,
      (input as { type: unknown }).type,
    );
  const number = (key: string): void => void finite(`${name}.${key}`, (input as never)[key]);
  const above0 = (key: string): void => void positive(`${name}.${key}`, (input as never)[key]);
  switch (input.type) {
    case 'ExpSyn':
      number('e');
      return above0('tau');
    case 'ExpSynI':
      return above0('tau');
    case 'Exp2Syn':
    case 'Exp2SynI':
      if (input.type === 'Exp2Syn') number('e');
      above0('tau1');
      above0('tau2');
      if (!(input.tau1 < input.tau2))
        throw new ParameterError(`${name}.tau1`, `a number below tau2 = ${input.tau2}`, input.tau1);
      return;
    case 'AlphaSynapse':
      number('gmax');
      number('e');
      number('onset');
      return above0('tau');
    case 'AlphaSynapseI':
      number('imax');
      number('onset');
      return above0('tau');
    case 'IClamp':
      number('delay');
      number('dur');
      return number('amp');
    case 'SEClamp':
    case 'VClamp':
      if (input.dur.length !== input.amp.length)
        throw new ParameterError(
          `${name}.amp`,
          `${input.dur.length} levels, one per duration`,
          `${input.amp.length} values`,
        );
      for (const [k, d] of input.dur.entries()) finite(`${name}.dur[${k}]`, d);
      for (const [k, a] of input.amp.entries()) finite(`${name}.amp[${k}]`, a);
      if (input.type === 'SEClamp') above0('rs');
  }
}
