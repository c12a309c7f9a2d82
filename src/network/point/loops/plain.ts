/** The loops of a simulation in plain TypeScript. */
import { resumeStream } from '../../../numerics/random.ts';
import { plainStore } from '../../synapseStore.ts';
import type { Current, Loops, Membranes } from './loops.ts';

export const plainLoops: Loops = {
  ...plainStore,
  kind: 'plain',
  int32: (length) => new Int32Array(length),
  fourSteps: (membranes, first, second, begin, end, time) =>
    second === undefined
      ? oneCurrent(membranes, first, begin, end, time)
      : twoCurrents(membranes, first, second, begin, end, time),
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

// The two loops call nothing and work on few arrays: a call would make the engine look up the addresses of all arrays again,
// for every neuron.

function oneCurrent(
  { state, until, left, Pm, threshold }: Membranes,
  { input, row: row1, neurons, counts, weight, A, P }: Current,
  begin: number,
  end: number,
  time: number,
): number {
  const size = until.length;
  const shifts = 3 * size;
  const row2 = row1 + neurons;
  const row3 = row2 + neurons;
  const row4 = row3 + neurons;
  let count = 0;
  for (let n = begin; n < end; n++) {
    const shift = state[shifts + n];
    const c12 = counts[2 * n];
    const c34 = counts[2 * n + 1];
    const i0 = state[size + n];
    const i1 = P * i0 + (input[row1 + n] + weight * (c12 & 255));
    const i2 = P * i1 + (input[row2 + n] + weight * (c12 >> 8));
    const i3 = P * i2 + (input[row3 + n] + weight * (c34 & 255));
    const i4 = P * i3 + (input[row4 + n] + weight * (c34 >> 8));
    const u1 = Pm * state[n] + A * i0 + shift;
    const u2 = Pm * u1 + A * i1 + shift;
    const u3 = Pm * u2 + A * i2 + shift;
    const u4 = Pm * u3 + A * i3 + shift;
    if (u1 >= threshold || u2 >= threshold || u3 >= threshold || u4 >= threshold || until[n] > time)
      left[count++] = n;
    else {
      state[n] = u4;
      state[size + n] = i4;
      input[row1 + n] = 0;
      input[row2 + n] = 0;
      input[row3 + n] = 0;
      input[row4 + n] = 0;
    }
  }
  return count;
}

function twoCurrents(
  { state, until, left, Pm, threshold }: Membranes,
  { input: ex, row: row1, neurons, counts: countsEx, weight: weightEx, A: A_ex, P: P_ex }: Current,
  { input: inh, counts: countsIn, weight: weightIn, A: A_in, P: P_in }: Current,
  begin: number,
  end: number,
  time: number,
): number {
  const size = until.length;
  const inhibitory = 2 * size;
  const shifts = 3 * size;
  const row2 = row1 + neurons;
  const row3 = row2 + neurons;
  const row4 = row3 + neurons;
  let count = 0;
  for (let n = begin; n < end; n++) {
    const shift = state[shifts + n];
    const a12 = countsEx[2 * n];
    const a34 = countsEx[2 * n + 1];
    const e0 = state[size + n];
    const e1 = P_ex * e0 + (ex[row1 + n] + weightEx * (a12 & 255));
    const e2 = P_ex * e1 + (ex[row2 + n] + weightEx * (a12 >> 8));
    const e3 = P_ex * e2 + (ex[row3 + n] + weightEx * (a34 & 255));
    const e4 = P_ex * e3 + (ex[row4 + n] + weightEx * (a34 >> 8));
    const b12 = countsIn[2 * n];
    const b34 = countsIn[2 * n + 1];
    const i0 = state[inhibitory + n];
    const i1 = P_in * i0 + (inh[row1 + n] + weightIn * (b12 & 255));
    const i2 = P_in * i1 + (inh[row2 + n] + weightIn * (b12 >> 8));
    const i3 = P_in * i2 + (inh[row3 + n] + weightIn * (b34 & 255));
    const i4 = P_in * i3 + (inh[row4 + n] + weightIn * (b34 >> 8));
    const u1 = Pm * state[n] + A_ex * e0 + A_in * i0 + shift;
    const u2 = Pm * u1 + A_ex * e1 + A_in * i1 + shift;
    const u3 = Pm * u2 + A_ex * e2 + A_in * i2 + shift;
    const u4 = Pm * u3 + A_ex * e3 + A_in * i3 + shift;
    if (u1 >= threshold || u2 >= threshold || u3 >= threshold || u4 >= threshold || until[n] > time)
      left[count++] = n;
    else {
      state[n] = u4;
      state[size + n] = e4;
      state[inhibitory + n] = i4;
      ex[row1 + n] = 0;
      ex[row2 + n] = 0;
      ex[row3 + n] = 0;
      ex[row4 + n] = 0;
      inh[row1 + n] = 0;
      inh[row2 + n] = 0;
      inh[row3 + n] = 0;
      inh[row4 + n] = 0;
    }
  }
  return count;
}
