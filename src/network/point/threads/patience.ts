/**
 * Whether a thread that waits for others stays awake. Waking takes longer than a chunk of steps, so on a machine that is free a thread
 * looks again and again. Where other programs want its processor that is the worst to do: the one it waits for may be waiting for just this
 * processor, and who never sleeps gets no preference when it is their turn. So where waits awake keep failing, threads sleep at once for a
 * while: the paper's network on four threads then takes 1.3 s per second beside other programs, awake it takes 10 s.
 */

/** Looks before a thread goes to sleep: about 0.1 ms, as long as being woken takes. */
const LOOKS = 6_000;
/** So many waits are judged together; more failures among them than this, and the thread sleeps at once. */
const JUDGED = 16;
const MOST_FAILURES = 3;
/** Waits without staying awake: the first time, and, after doubling, the longest. */
const SHORTEST_REST = 32;
const LONGEST_REST = 8192;

export class Patience {
  #waits = 0;
  #failures = 0;
  /** Waits to be slept through before it is tried again. */
  #resting = 0;
  #rest = SHORTEST_REST;

  /** How often to look in the next wait before sleeping. */
  get looks(): number {
    return this.#resting > 0 ? 0 : LOOKS;
  }

  /** Tells how a wait ended. */
  learn(slept: boolean): void {
    if (this.#resting > 0) {
      this.#resting--;
      return;
    }
    if (slept) this.#failures++;
    if (++this.#waits < JUDGED) return;
    if (this.#failures > MOST_FAILURES) {
      this.#resting = this.#rest;
      this.#rest = Math.min(2 * this.#rest, LONGEST_REST);
    } else this.#rest = SHORTEST_REST;
    this.#waits = 0;
    this.#failures = 0;
  }
}
