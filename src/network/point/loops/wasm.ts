/** The loops of a simulation in WebAssembly (`loops.wat`): two neurons per instruction, random numbers in registers. */
import { WasmCode, type ArraysIn } from '../../../numerics/wasmCode.ts';
import {
  MOST_PULLS,
  addCountsPlain,
  countingPlain,
  pullingPlain,
  type PullBatch,
} from '../../synapseStore.ts';
import type { Arrivals, Loops } from './loops.ts';
import { WASM } from './wasmBytes.ts';

/** Draws per stream at most. */
const MOST_DRAWS = 1024;
/** Of a batch of pulls, with a word more. */
const BATCH_BYTES = 12 * MOST_PULLS + 16;
/** Cache lines of a row that are fetched ahead, at most; the processor goes on by itself from there. */
const MOST_LINES = 8;

interface Exports {
  readonly stepsMerged: (...values: number[]) => number;
  readonly stepsApart: (...values: number[]) => number;
  readonly stepsDelta: (...values: number[]) => number;
  readonly draw: (...values: number[]) => void;
  readonly drawFour: (...values: number[]) => void;
  readonly pull: (...values: number[]) => number;
  readonly count: (...values: number[]) => number;
  readonly addCounts: (...values: number[]) => void;
}

const CODE = new WasmCode<Exports>(WASM, 'unsigned');

/** Undefined where there is no WebAssembly with SIMD, where a page's policy forbids it, or not so much memory can be had. */
export function wasmLoops(bytes: number, synapses: number): Loops | undefined {
  const own = bytes + BATCH_BYTES + 16;
  const found = CODE.instance(own + synapses > CODE.mostBytes ? own : own + synapses);
  return found && loopsIn(found.arrays, found.exports);
}

function loopsIn(
  arrays: ArraysIn,
  { stepsMerged, stepsApart, stepsDelta, draw, drawFour, pull, count, addCounts }: Exports,
): Loops {
  const float64 = (length: number): Float64Array => arrays.float64(length);
  const int32 = (length: number): Int32Array => arrays.int32(length);
  const uint32 = (length: number): Uint32Array => arrays.uint32(length);
  const uint16 = (length: number): Uint16Array => arrays.uint16(length);
  const whole = int32(3 * MOST_PULLS + 4);
  const [places, firsts, delays] = [0, 1, 2].map((i) => whole.subarray(i * MOST_PULLS, (i + 1) * MOST_PULLS));
  const batch: PullBatch = { places, firsts, delays };
  const firstRow = ({ input, row }: Arrivals): number => input.byteOffset + 8 * row;
  return {
    kind: 'wasm',
    get free() {
      return arrays.free;
    },
    holds: (array) => arrays.holds(array),
    float64,
    int32,
    uint32,
    uint16,
    counting(counts, words, format) {
      if (!arrays.holds(counts) || !arrays.holds(words)) return countingPlain(counts, words, format);
      const c = counts.byteOffset;
      const wideCounts = counts.BYTES_PER_ELEMENT === 4 ? 1 : 0;
      const w = words.byteOffset;
      const wide = format.wide ? 1 : 0;
      return (place) => count(c, wideCounts, w, wide, place);
    },
    addCounts(counts, weight, input, at) {
      if (!arrays.holds(counts) || counts.BYTES_PER_ELEMENT === 4) addCountsPlain(counts, weight, input, at);
      else addCounts(counts.byteOffset, counts.length, weight, input.byteOffset + 8 * at);
    },
    batch,
    pulling(input, neurons, words, format) {
      if (!arrays.holds(words)) return pullingPlain(input, neurons, words, format, batch);
      const to = input.byteOffset;
      const rowBytes = 8 * neurons;
      const w = words.byteOffset;
      const wide = format.wide ? 1 : 0;
      const double = format.weightWords === 2 ? 1 : 0;
      const limit = w + words.byteLength - 4;
      const at = batch.places.byteOffset;
      // As many lines as the last batch took of a row, on average.
      let lines = MOST_LINES;
      return (count, steps) => {
        const passed = pull(to, rowBytes, w, wide, double, limit, at, count, steps, lines);
        if (passed >= 0) lines = Math.min(MOST_LINES, 1 + Math.ceil(passed / 16));
      };
    },
    currents({ state, until, left, Pm, threshold }, a, b) {
      const size = until.length;
      const u = state.byteOffset;
      const last = until.byteOffset;
      const out = left.byteOffset;
      const rowBytes = 8 * a.neurons;
      const rowA = firstRow(a);
      const countsA = a.counts.byteOffset;
      const { weight, A, P } = a;
      if (b === undefined)
        return (begin, end, time, steps, at) =>
          stepsMerged(
            begin,
            end,
            time,
            steps,
            size,
            u,
            last,
            out,
            rowBytes,
            rowA + at * rowBytes,
            countsA,
            weight,
            A,
            P,
            Pm,
            threshold,
          );
      const rowB = firstRow(b);
      const countsB = b.counts.byteOffset;
      const { weight: weightB, A: AB, P: PB } = b;
      return (begin, end, time, steps, at) =>
        stepsApart(
          begin,
          end,
          time,
          steps,
          size,
          u,
          last,
          out,
          rowBytes,
          rowA + at * rowBytes,
          countsA,
          weight,
          A,
          P,
          rowB + at * rowBytes,
          countsB,
          weightB,
          AB,
          PB,
          Pm,
          threshold,
        );
    },
    jumps({ state, until, left, Pm, threshold }, a) {
      const size = until.length;
      const u = state.byteOffset;
      const last = until.byteOffset;
      const out = left.byteOffset;
      const rowBytes = 8 * a.neurons;
      const row = firstRow(a);
      const counts = a.counts.byteOffset;
      const { weight } = a;
      return (begin, end, time, steps, at) =>
        stepsDelta(
          begin,
          end,
          time,
          steps,
          size,
          u,
          last,
          out,
          rowBytes,
          row + at * rowBytes,
          counts,
          weight,
          Pm,
          threshold,
        );
    },
    sampling(sampler, streams, out, perStream, count) {
      const { drawsPerWord, used: entries } = sampler;
      const table = uint16(sampler.table.length);
      const values = uint16(sampler.values.length);
      const leftOver = float64(sampler.leftOver.length);
      const guide = uint16(sampler.guide.length);
      const states = int32(4 * streams.length);
      const marks = int32(4 * MOST_DRAWS);
      table.set(sampler.table);
      values.set(sampler.values);
      leftOver.set(sampler.leftOver);
      guide.set(sampler.guide);
      streams.forEach((stream, i) => states.set(stream.state(), 4 * i));
      return {
        save: () => states.slice(),
        restore: (saved) => states.set(saved),
        draw() {
          let i = 0;
          // Draws of three per word may run over into those of the next stream, which therefore have to come later.
          if (drawsPerWord === 2 && perStream % 2 === 0)
            for (; (i + 4) * perStream <= count; i += 4)
              drawFour(
                states.byteOffset + 16 * i,
                perStream / 2,
                table.byteOffset,
                entries,
                leftOver.byteOffset,
                leftOver.length,
                values.byteOffset,
                guide.byteOffset,
                out.byteOffset + 2 * i * perStream,
                2 * perStream,
                marks.byteOffset,
              );
          for (let at = i * perStream; i < streams.length; i++, at += perStream)
            draw(
              states.byteOffset + 16 * i,
              Math.ceil(Math.min(perStream, count - at) / drawsPerWord),
              drawsPerWord === 2 ? 1 : 0,
              table.byteOffset,
              entries,
              leftOver.byteOffset,
              leftOver.length,
              values.byteOffset,
              guide.byteOffset,
              out.byteOffset + 2 * at,
              marks.byteOffset,
            );
        },
      };
    },
  };
}

/** Bytes that `sampling` takes at most, with a law of so many probabilities. */
export function samplingBytes(probabilities: number, streams: number): number {
  return 10 * probabilities + 16 * streams + 2 * 8192 + 2 * 256 + 16 * MOST_DRAWS + 6 * 16;
}
