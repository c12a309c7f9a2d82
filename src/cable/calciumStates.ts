/**
 * Calcium under the membrane in time: the exponential step of cai' = -gamma ica/(2 F depth) - (cai - minimum)/decay with the calcium current
 * of the step's start, and the reversal potential for the next.
 */
import type { CalciumPool } from './activeMembrane.ts';
import { CALCIUM_CURRENT } from './gateLoops/groups.ts';
import { CALCIUM_DEFAULTS, calciumInflux, nernstFactor } from './mechanisms/calcium.ts';

/** Calcium per segment: concentration inside (mM) and its natural logarithm, and the reversal potential (mV; NaN where there is no shell). */
export interface CalciumState {
  readonly inside: Float64Array;
  readonly logInside: Float64Array;
  readonly reversal: Float64Array;
}

export class CalciumStates {
  readonly state: CalciumState;
  readonly #pool: CalciumPool | undefined;
  /** mV per unit of the logarithm of the ratio of concentrations; logarithm of the one outside. */
  readonly #nernst: number;
  readonly #logOutside: Float64Array;
  /** Change per nA of outward current, mM, if it lasted. */
  readonly #influx: Float64Array;
  readonly #fraction: Float64Array;

  constructor(pool: CalciumPool | undefined, area: Float64Array, temperature: number, dt: number) {
    const n = area.length;
    this.state = {
      inside: new Float64Array(n).fill(CALCIUM_DEFAULTS.initial),
      logInside: new Float64Array(n).fill(Math.log(CALCIUM_DEFAULTS.initial)),
      reversal: new Float64Array(n).fill(NaN),
    };
    this.#pool = pool;
    this.#nernst = nernstFactor(temperature);
    const segments = pool?.segments ?? new Int32Array(0);
    this.#logOutside = Float64Array.from(segments, (_, j) => Math.log(pool!.outside[j]));
    // nA to mA/cm2: 100 / area.
    this.#influx = Float64Array.from(
      segments,
      (i, j) => pool!.decay[j] * (100 / area[i]) * calciumInflux(pool!.gamma[j], pool!.depth[j]),
    );
    this.#fraction = Float64Array.from(segments, (_, j) => -Math.expm1(-dt / pool!.decay[j]));
    for (const [j, i] of segments.entries()) this.state.inside[i] = pool!.initial[j];
    this.#updateReversal();
  }

  /** Advances calcium by the currents that stand in the segments' records. */
  advance(records: Float64Array, recordOf: Int32Array): void {
    if (this.#pool === undefined) return;
    const { segments, minimum } = this.#pool;
    const { inside } = this.state;
    for (let j = 0; j < segments.length; j++) {
      const i = segments[j];
      const target = minimum[j] + this.#influx[j] * records[recordOf[i] + CALCIUM_CURRENT];
      inside[i] += this.#fraction[j] * (target - inside[i]);
    }
    this.#updateReversal();
  }

  fault(): string | undefined {
    const i = this.state.inside.findIndex((ca) => !Number.isFinite(ca) || ca <= 0);
    return i < 0 ? undefined : `calcium in segment ${i}`;
  }

  #updateReversal(): void {
    if (this.#pool === undefined) return;
    const { segments } = this.#pool;
    const { inside, logInside, reversal } = this.state;
    for (let j = 0; j < segments.length; j++) {
      const i = segments[j];
      const log = Math.log(inside[i]);
      logInside[i] = log;
      reversal[i] = this.#nernst * (this.#logOutside[j] - log);
    }
  }
}
