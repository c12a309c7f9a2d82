/**
 * What a model of point neurons is: one declarative definition. The models that come with the simulator (`models/`) are written with
 * nothing but this, and so are those of users, who pass the object itself as `model` of a population.
 *
 * A definition names parameters, state variables, receptors and recordable quantities, each once, with unit and meaning; checks, initial
 * values, per-neuron and drawn parameters, recording and checkpoints follow from it. The numerics are one function that takes a block of
 * neurons through one time step, in the order of operations of NEST:
 *
 * 1. the membrane moves from t_k to t_{k+1}, unless refractory, with the synaptic variables as they were at t_k and the external current
 *    of the interval;
 * 2. the synaptic variables decay to t_{k+1}, and what arrives at t_{k+1} is added;
 * 3. a neuron at or above its threshold spikes with the time stamp t_{k+1} and is reset.
 */

/** One array per name, one element per neuron. */
export type Columns = Readonly<Record<string, Float64Array>>;

/** The parameters or state variables of one neuron. */
export type Values = Readonly<Record<string, number>>;

export interface ParameterDefinition {
  readonly default: number;
  /** Empty for a pure number. */
  readonly unit: string;
  /** What values it may take; default: any finite number. A boolean is 1 or 0. */
  readonly rule?: 'positive' | 'nonNegative' | 'boolean';
  readonly description: string;
}

export interface StateDefinition {
  readonly unit: string;
  /** The value before the first step, where the population gives none: a number, or a function of the neuron's parameters. */
  readonly initial: number | ((parameters: Values) => number);
  readonly description: string;
}

/** An input that sums the weights of what arrives in a step. */
export interface ReceptorDefinition {
  readonly name: string;
  /** Unit of weights. */
  readonly unit: string;
  /**
   * The weights that it takes. Where an input names no receptor, its weight goes to the first one that takes its sign; 0 counts as
   * positive.
   */
  readonly weights: 'any' | 'positive' | 'negative';
}

export interface RecordableDefinition {
  readonly unit: string;
  /** The value for neuron n; default: the state variable of the same name. */
  readonly value?: (state: Columns, parameters: Columns, n: number) => number;
  readonly description: string;
}

/** What breaks a rule between parameters. */
export interface ParameterProblem {
  readonly parameter: string;
  /** What it may be, e.g. "a potential below V_th = -55 mV". */
  readonly expected: string;
}

export interface NeuronModel {
  /** As in NEST where it is NEST's. */
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, ParameterDefinition>>;
  /** Every number that changes during a simulation. */
  readonly state: Readonly<Record<string, StateDefinition>>;
  readonly receptors: readonly ReceptorDefinition[];
  readonly recordables: Readonly<Record<string, RecordableDefinition>>;
  /** Checks what the rules of single parameters cannot say, for one neuron. */
  readonly check?: (parameters: Values) => ParameterProblem | undefined;
  /** Sets the numerics up for some neurons. */
  readonly create: (setup: NeuronSetup) => StepFunction;
}

/** Some neurons of a population, for which the numerics are set up. */
export interface NeuronSetup {
  /** Number of neurons; 0 is possible. */
  readonly size: number;
  /** ms. */
  readonly dt: number;
  /** The numbers of all parameters; not to be changed. */
  readonly parameters: Columns;
  /**
   * State variables, with their initial values. The step function works on these arrays, and keeps nothing else that changes: they are
   * what a checkpoint holds. `create` may turn them into other variables (V into V - E_L), as long as `recordables` turns them back.
   */
  readonly state: Columns;
  /** Memory for columns of constants. */
  readonly column: (value: (n: number) => number) => Float64Array;
}

/** What a step takes and gives. */
export interface StepInput {
  /** The neurons begin .. end - 1 are to move, at most 128. */
  readonly begin: number;
  readonly end: number;
  /** Per receptor: the sum of what arrives at neuron n at the end of the step is input[receptor][at + n]. Read only. */
  readonly input: readonly Float64Array[];
  readonly at: number;
  /** External current during the step, pA: that of neuron n is current[currentAt + n]. Read only. */
  readonly current: Float64Array;
  readonly currentAt: number;
  /** Takes the indices of the neurons that spike, ascending, from 0 on. */
  readonly spikes: Int32Array;
}

/** Takes a block of neurons through one step; returns the number of spikes. */
export type StepFunction = (step: StepInput) => number;
