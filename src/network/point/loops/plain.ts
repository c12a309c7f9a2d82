/** The loops of a simulation in plain TypeScript. */
import { resumeStream } from '../../../numerics/random.ts';
import { plainStore } from '../../synapseStore.ts';
import type { Arrivals, Current, Loops, Membranes, Move } from './loops.ts';

export const plainLoops: Loops = {
  ...plainStore,
  kind: 'plain',
  int32: (length) => new Int32Array(length),
  currents: (membranes, first, second) =>
    second === undefined ? oneCurrent(membranes, first) : twoCurrents(membranes, first, second),
  jumps,
  sampling(sampler, given, out, perStream, count) {
    let streams = given;
    return {
      draw() {
        for (let i = 0, at = 0; i < streams.length; i++, at += perStream)
          sampler.fill(streams[i], out, Math.min(perStream, count - at), at);
      },
      save() {
        const states = new Int32Array(4 * streams.length);
        streams.forEach((stream, i) => states.set(stream.state(), 4 * i));
        return states;
      },
      restore(states) {
        streams = streams.map((_, i) => resumeStream(states.slice(4 * i, 4 * i + 4)));
      },
    };
  },
};

// The loops call nothing and work on few arrays: a call would make the engine look up the addresses of all arrays again, for every
// neuron.

function oneCurrent(
  { state, until, left, Pm, threshold }: Membranes,
  { input, row, neurons, counts, weight, A, P }: Current,
): Move {
  const size = until.length;
  const shifts = 3 * size;
  return (begin, end, time, steps, before) => {
    const phase = 8 * (time & 3);
    const first = row + before * neurons;
    let noted = 0;
    for (let n = begin; n < end; n++) {
      const shift = state[shifts + n];
      let bits = (counts[2 * n] | (counts[2 * n + 1] << 16)) >>> phase;
      let u = state[n];
      let i = state[size + n];
      let late = until[n] > time;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons, bits >>>= 8) {
        u = Pm * u + A * i + shift;
        i = P * i + (input[at] + weight * (bits & 255));
        if (u >= threshold) late = true;
      }
      if (late) {
        left[noted++] = n;
        continue;
      }
      state[n] = u;
      state[size + n] = i;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons) input[at] = 0;
    }
    return noted;
  };
}

function twoCurrents(
  { state, until, left, Pm, threshold }: Membranes,
  { input: ex, row, neurons, counts: countsEx, weight: weightEx, A: A_ex, P: P_ex }: Current,
  { input: inh, counts: countsIn, weight: weightIn, A: A_in, P: P_in }: Current,
): Move {
  const size = until.length;
  const inhibitory = 2 * size;
  const shifts = 3 * size;
  return (begin, end, time, steps, before) => {
    const phase = 8 * (time & 3);
    const first = row + before * neurons;
    let noted = 0;
    for (let n = begin; n < end; n++) {
      const shift = state[shifts + n];
      let bitsEx = (countsEx[2 * n] | (countsEx[2 * n + 1] << 16)) >>> phase;
      let bitsIn = (countsIn[2 * n] | (countsIn[2 * n + 1] << 16)) >>> phase;
      let u = state[n];
      let e = state[size + n];
      let i = state[inhibitory + n];
      let late = until[n] > time;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons, bitsEx >>>= 8, bitsIn >>>= 8) {
        u = Pm * u + A_ex * e + A_in * i + shift;
        e = P_ex * e + (ex[at] + weightEx * (bitsEx & 255));
        i = P_in * i + (inh[at] + weightIn * (bitsIn & 255));
        if (u >= threshold) late = true;
      }
      if (late) {
        left[noted++] = n;
        continue;
      }
      state[n] = u;
      state[size + n] = e;
      state[inhibitory + n] = i;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons) {
        ex[at] = 0;
        inh[at] = 0;
      }
    }
    return noted;
  };
}

function jumps(
  { state, until, left, Pm, threshold }: Membranes,
  { input, row, neurons, counts, weight }: Arrivals,
): Move {
  const shifts = 3 * until.length;
  return (begin, end, time, steps, before) => {
    const phase = 8 * (time & 3);
    const first = row + before * neurons;
    let noted = 0;
    for (let n = begin; n < end; n++) {
      const shift = state[shifts + n];
      let bits = (counts[2 * n] | (counts[2 * n + 1] << 16)) >>> phase;
      let u = state[n];
      let late = until[n] > time;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons, bits >>>= 8) {
        u = Pm * u + shift + (input[at] + weight * (bits & 255));
        if (u >= threshold) late = true;
      }
      if (late) {
        left[noted++] = n;
        continue;
      }
      state[n] = u;
      for (let k = 0, at = first + n; k < steps; k++, at += neurons) input[at] = 0;
    }
    return noted;
  };
}
