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

/** Places in the control array. */
const ARRIVED = 0;
const MEETING = 1;
const FAILED = 2;
const CANCEL = 3;
const STOP = 4; // and 5: whether the run ends after the meeting, as the first thread saw it
const CONTROL = 8;

/** The memory, to be sent to all threads. */
export interface ExchangeMemory {
  readonly control: Int32Array;
  /** Numbers of spikes: [set][thread]. */
  readonly counts: Int32Array;
  /** Spikes as step-of-the-chunk * neurons + neuron: [set][thread's place ...]. */
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
  for (const size of sizes) starts.push(starts.at(-1)! + MOST_STEPS * size);
  return {
    control: shared(CONTROL),
    counts: shared(2 * sizes.length),
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
  readonly #patience = new Patience();
  #set = 0;

  constructor(memory: ExchangeMemory, thread: number) {
    this.#memory = memory;
    this.#thread = thread;
    this.#threads = memory.starts.length - 1;
  }

  /**
   * Gives the spikes of a chunk that began after step `from`, and waits for all.
   * @returns all spikes, and whether the run is to end here
   * @throws ThreadStopped if another thread failed
   */
  meet(own: SpikeList, from: number): { spikes: SpikeList; stop: boolean } {
    const { control, counts, spikes, starts, neurons } = this.#memory;
    const set = this.#set;
    this.#set = 1 - set;
    const length = starts[this.#threads];
    const place = set * length + starts[this.#thread];
    for (let i = 0; i < own.steps.length; i++)
      spikes[place + i] = (own.steps[i] - from - 1) * neurons + own.neurons[i];
    counts[set * this.#threads + this.#thread] = own.steps.length;
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
      Atomics.notify(control, MEETING);
    } else {
      for (let i = this.#patience.looks; i > 0 && Atomics.load(control, MEETING) === meeting; i--);
      const late = Atomics.load(control, MEETING) === meeting;
      this.#patience.learn(late);
      while (Atomics.load(control, MEETING) === meeting) Atomics.wait(control, MEETING, meeting);
    }
    if (Atomics.load(control, FAILED) !== 0) throw new ThreadStopped('another thread failed');
  }

  /** The lists of all threads, each ascending, as one. */
  #merge(set: number, from: number): SpikeList {
    const { counts, spikes, starts, neurons } = this.#memory;
    const threads = this.#threads;
    const base = set * starts[threads];
    const next = new Int32Array(threads);
    const ends = new Int32Array(threads);
    let total = 0;
    for (let t = 0; t < threads; t++) {
      const count = counts[set * threads + t];
      next[t] = base + starts[t];
      ends[t] = next[t] + count;
      total += count;
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
