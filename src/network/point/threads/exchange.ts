/**
 * Shared memory in which the threads of a network meet after every chunk: each leaves its spikes, waits for the others, and takes the
 * spikes of all, ordered by step and neuron. Threads that wait stay awake for a moment, as chunks are short (`patience.ts`), and then sleep.
 *
 * There are two sets of places for spikes, used in turn: who is first at the next meeting cannot overwrite what the last one still reads,
 * since it waits there for that one.
 */
import { MOST_STEPS } from '../share.ts';
import type { SpikeList } from '../state.ts';
import { Patience } from './patience.ts';

/** Numbers of 32 bits in a cache line: what one thread writes while another looks at something else is not in the same one. */
const LINE = 16;
/** Places in the control array. */
const ARRIVED = 0;
const MEETING = LINE;
const SLEEPERS = 2 * LINE;
const FAILED = 3 * LINE;
const CANCEL = 4 * LINE;
const STOP = 5 * LINE; // and the next: whether the run ends after the meeting, as the first thread saw it
const CONTROL = 6 * LINE;

/** The memory, to be sent to all threads. */
export interface ExchangeMemory {
  readonly control: Int32Array;
  /** Per set and thread: how many spikes, then these as step-of-the-chunk * neurons + neuron. */
  readonly spikes: Int32Array;
  /** Per thread: where its place begins within a set; and the length of a set. */
  readonly starts: readonly number[];
  /** Of the whole network. */
  readonly neurons: number;
}

/** @param sizes number of neurons per thread */
export function exchangeMemory(sizes: readonly number[]): ExchangeMemory {
  const shared = (length: number): Int32Array =>
    new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * length));
  const starts = [0];
  for (const size of sizes) starts.push(starts.at(-1)! + LINE * Math.ceil((1 + MOST_STEPS * size) / LINE));
  return {
    control: shared(CONTROL),
    spikes: shared(2 * starts.at(-1)!),
    starts,
    neurons: sizes.reduce((a, b) => a + b, 0),
  };
}

/** Asks the threads to end the run after the chunk they are in. */
export function cancel({ control }: ExchangeMemory, wanted = true): void {
  Atomics.store(control, CANCEL, wanted ? 1 : 0);
}

/** Makes all threads leave the meeting with an error, now and later. */
export function fail({ control }: ExchangeMemory): void {
  Atomics.store(control, FAILED, 1);
  Atomics.add(control, MEETING, 1);
  Atomics.notify(control, MEETING);
}

/** Another thread cannot go on. */
export class ThreadStopped extends Error {
  override name = 'ThreadStopped';
}

/** One thread's end. */
export class Exchange {
  readonly #memory: ExchangeMemory;
  readonly #thread: number;
  readonly #threads: number;
  /** While merging, per thread: where the next spike is, and where its spikes end. */
  readonly #next: Int32Array;
  readonly #ends: Int32Array;
  readonly #patience = new Patience();
  /** Of no meaning: keeps a compiler from leaving out what it comes from. */
  protected idle = 0;
  #set = 0;

  constructor(memory: ExchangeMemory, thread: number) {
    this.#memory = memory;
    this.#thread = thread;
    this.#threads = memory.starts.length - 1;
    this.#next = new Int32Array(this.#threads);
    this.#ends = new Int32Array(this.#threads);
  }

  /**
   * Gives the spikes of a chunk that began after step `from`, and waits for all.
   * @returns all spikes, and whether the run is to end here
   * @throws ThreadStopped if another thread failed
   */
  meet(own: SpikeList, from: number): { spikes: SpikeList; stop: boolean } {
    const { control, spikes, starts, neurons } = this.#memory;
    const set = this.#set;
    this.#set = 1 - set;
    const place = set * starts[this.#threads] + starts[this.#thread];
    spikes[place] = own.steps.length;
    for (let i = 0; i < own.steps.length; i++)
      spikes[place + 1 + i] = (own.steps[i] - from - 1) * neurons + own.neurons[i];
    if (this.#thread === 0) control[STOP + set] = Atomics.load(control, CANCEL);
    this.#wait();
    return { spikes: this.#merge(set, from), stop: control[STOP + set] !== 0 };
  }

  #wait(): void {
    const { control } = this.#memory;
    const meeting = Atomics.load(control, MEETING);
    if (Atomics.load(control, FAILED) !== 0) throw new ThreadStopped('another thread failed');
    if (Atomics.add(control, ARRIVED, 1) === this.#threads - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, MEETING, 1);
      // Who counts itself among the sleepers after this finds the meeting over, and does not sleep.
      if (Atomics.load(control, SLEEPERS) > 0) Atomics.notify(control, MEETING);
    } else {
      let idle = 0;
      for (let i = this.#patience.looks; i > 0 && Atomics.load(control, MEETING) === meeting; i--)
        // Slow and of no use: time between looks that leaves caches, and a processor core that two threads share, to others.
        idle = Math.sqrt(Math.sqrt(idle + i));
      this.idle = idle;
      const late = Atomics.load(control, MEETING) === meeting;
      this.#patience.learn(late);
      if (late) {
        Atomics.add(control, SLEEPERS, 1);
        while (Atomics.load(control, MEETING) === meeting) Atomics.wait(control, MEETING, meeting);
        Atomics.sub(control, SLEEPERS, 1);
      }
    }
    if (Atomics.load(control, FAILED) !== 0) throw new ThreadStopped('another thread failed');
  }

  /** The lists of all threads, each ascending, as one. */
  #merge(set: number, from: number): SpikeList {
    const { spikes, starts, neurons } = this.#memory;
    const threads = this.#threads;
    const base = set * starts[threads];
    const next = this.#next;
    const ends = this.#ends;
    let total = 0;
    for (let t = 0; t < threads; t++) {
      const place = base + starts[t];
      next[t] = place + 1;
      ends[t] = place + 1 + spikes[place];
      total += spikes[place];
    }
    const merged = { steps: new Int32Array(total), neurons: new Int32Array(total) };
    for (let i = 0; i < total; i++) {
      let least = -1;
      for (let t = 0; t < threads; t++)
        if (next[t] < ends[t] && (least < 0 || spikes[next[t]] < spikes[next[least]])) least = t;
      const packed = spikes[next[least]++];
      const k = Math.floor(packed / neurons);
      merged.steps[i] = from + 1 + k;
      merged.neurons[i] = packed - k * neurons;
    }
    return merged;
  }
}
