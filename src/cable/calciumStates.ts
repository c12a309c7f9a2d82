/**
 * Calcium under the membrane in time: the exponential step of cai' = -gamma ica/(2 F depth) - (cai - minimum)/decay with the calcium current
 * of the step's start, and the reversal potential for the next.
 */
import type { CalciumPool } from './activeMembrane.ts';
import type { CalciumState } from './gateStates.ts';
import { CALCIUM_DEFAULTS, calciumInflux, calciumReversal } from './mechanisms/calcium.ts';
import type { MembranePart } from './nodeState.ts';

export class CalciumStates implements MembranePart {
  readonly state: CalciumState;
  readonly #pool: CalciumPool | undefined;
  readonly #temperature: number;
  /** mM/ms per nA of outward current. */
  readonly #influx: Float64Array;
  readonly #fraction: Float64Array;

  constructor(pool: CalciumPool | undefined, area: Float64Array, temperature: number, dt: number) {
    const n = area.length;
    this.state = {
      inside: new Float64Array(n).fill(CALCIUM_DEFAULTS.initial),
      reversal: new Float64Array(n).fill(NaN),
      current: new Float64Array(n),
    };
    this.#pool = pool;
    this.#temperature = temperature;
    const segments = pool?.segments ?? new Int32Array(0);
    // nA to mA/cm2: 100 / area.
    this.#influx = Float64Array.from(
      segments,
      (i, j) => (100 / area[i]) * calciumInflux(pool!.gamma[j], pool!.depth[j]),
    );
    this.#fraction = Float64Array.from(segments, (_, j) => -Math.expm1(-dt / pool!.decay[j]));
    for (const [j, i] of segments.entries()) this.state.inside[i] = pool!.initial[j];
    this.#updateReversal();
  }

  /** Clears the calcium currents, which the channels then add up. */
  addCurrents(): void {
    this.state.current.fill(0);
  }

  advance(): void {
    if (this.#pool === undefined) return;
    const { segments, minimum, decay } = this.#pool;
    const { inside, current } = this.state;
    for (let j = 0; j < segments.length; j++) {
      const i = segments[j];
      const target = minimum[j] + decay[j] * this.#influx[j] * current[i];
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
    const { segments, outside } = this.#pool;
    for (let j = 0; j < segments.length; j++) {
      const i = segments[j];
      this.state.reversal[i] = calciumReversal(this.state.inside[i], outside[j], this.#temperature);
    }
  }
}
