/** The loops of a linear cell in plain TypeScript, operation for operation as in WebAssembly. Places in records (linearRecords.ts) are written out as numbers. */
import type { LinearCable, LinearLoops } from './linear.ts';

export const plainLinearLoops: LinearLoops = {
  kind: 'plain',
  float64: (length) => new Float64Array(length),
  int32: (length) => new Int32Array(length),
  stepping: (cable) => (count) => steps(cable, count),
  multiplying: (M, { pairs, width, rows }, out) => {
    const channels = M.length / (2 * pairs);
    return (first, every, count) => {
      for (let s = 0; s < count; s++)
        for (let c = 0; c < channels; c++)
          out[s * channels + c] = dot(M, 2 * pairs * c, rows, width * (first + s * every), 2 * pairs);
    };
  },
};

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    even += a[fromA + i] * b[fromB + i];
    odd += a[fromA + i + 1] * b[fromB + i + 1];
  }
  return even + odd;
}

function steps(cable: LinearCable, count: number): number {
  const { groups, elimination, membrane, before, gates, inputs, changes, currents, most } = cable;
  const { imem, w, width, pairs } = cable;
  const nInputs = inputs.length / 2;
  for (let s = 0; s < count; s++) {
    const row = s * width;
    for (let j = 0; j < nInputs; j++) elimination[inputs[2 * j]] += changes[j * most + s];
    if (before !== undefined)
      for (let p = 0; p < pairs; p++) {
        before[2 * p] = elimination[4 * p + 2];
        before[2 * p + 1] = elimination[4 * p + 3];
      }
    eliminate(groups, elimination);
    if (before === undefined) substitute(groups, elimination, membrane, imem, row);
    else substituteTwice(groups, elimination, membrane, before, imem, row);
    for (let j = 0; j < nInputs; j++) imem[row + inputs[2 * j + 1]] += currents[j * most + s];
    for (const gate of gates) advance(gate, elimination, membrane, imem, row);
    if (w !== undefined)
      for (let p = 0; p < pairs; p++) {
        w[row + 2 * p] = membrane[10 * p + 6];
        w[row + 2 * p + 1] = membrane[10 * p + 7];
      }
    const root = membrane[6];
    if (root - root !== 0) return s + 1;
  }
  return count;
}

/** Right-hand sides, from the leaves to the root. */
function eliminate(groups: Int32Array, elimination: Float64Array): void {
  for (let g = groups.length - 6; g >= 0; g -= 6) {
    const stop = 4 * groups[g];
    let c0 = 0;
    let c1 = 0;
    for (let a = 4 * groups[g + 1] - 4; a >= stop; a -= 4) {
      const r0 = elimination[a + 2] + c0;
      const r1 = elimination[a + 3] + c1;
      elimination[a + 2] = r0;
      elimination[a + 3] = r1;
      c0 = elimination[a] * r0;
      c1 = elimination[a + 1] * r1;
    }
    elimination[groups[g + 2]] += c0;
    elimination[groups[g + 3]] += c1;
  }
}

/** Backward Euler: from the root to the leaves, changes of the potential, currents, right-hand sides of the next step but for inputs and gates. */
function substitute(
  groups: Int32Array,
  elimination: Float64Array,
  membrane: Float64Array,
  imem: Float64Array,
  row: number,
): void {
  for (let g = 0; g < groups.length; g += 6) {
    const stop = 4 * groups[g + 1];
    let d0 = membrane[groups[g + 4]];
    let d1 = membrane[groups[g + 5]];
    let b = 10 * groups[g];
    let m = row + 2 * groups[g];
    for (let a = 4 * groups[g]; a < stop; a += 4, b += 10, m += 2) {
      d0 = elimination[a + 2] * membrane[b] + elimination[a] * d0;
      d1 = elimination[a + 3] * membrane[b + 1] + elimination[a + 1] * d1;
      const capacitive0 = membrane[b + 2] * d0;
      const capacitive1 = membrane[b + 3] * d1;
      const w0 = membrane[b + 6] + d0;
      const w1 = membrane[b + 7] + d1;
      elimination[a + 2] = capacitive0;
      elimination[a + 3] = capacitive1;
      membrane[b + 6] = w0;
      membrane[b + 7] = w1;
      membrane[b + 8] = d0;
      membrane[b + 9] = d1;
      imem[m] = membrane[b + 4] * w0 + capacitive0;
      imem[m + 1] = membrane[b + 5] * w1 + capacitive1;
    }
  }
}

/** Crank-Nicolson: the same, with currents in the middle of the step and the change taken twice. */
function substituteTwice(
  groups: Int32Array,
  elimination: Float64Array,
  membrane: Float64Array,
  before: Float64Array,
  imem: Float64Array,
  row: number,
): void {
  for (let g = 0; g < groups.length; g += 6) {
    const stop = 4 * groups[g + 1];
    let d0 = membrane[groups[g + 4]];
    let d1 = membrane[groups[g + 5]];
    let b = 10 * groups[g];
    let m = 2 * groups[g];
    for (let a = 4 * groups[g]; a < stop; a += 4, b += 10, m += 2) {
      d0 = elimination[a + 2] * membrane[b] + elimination[a] * d0;
      d1 = elimination[a + 3] * membrane[b + 1] + elimination[a + 1] * d1;
      const capacitive0 = membrane[b + 2] * d0;
      const capacitive1 = membrane[b + 3] * d1;
      const half0 = membrane[b + 6] + d0;
      const half1 = membrane[b + 7] + d1;
      elimination[a + 2] = capacitive0 + capacitive0 - before[m];
      elimination[a + 3] = capacitive1 + capacitive1 - before[m + 1];
      membrane[b + 6] = half0 + d0;
      membrane[b + 7] = half1 + d1;
      membrane[b + 8] = d0;
      membrane[b + 9] = d1;
      imem[row + m] = membrane[b + 4] * half0 + capacitive0;
      imem[row + m + 1] = membrane[b + 5] * half1 + capacitive1;
    }
  }
}

/** The current of a gate, and its change over the step with the new potential. */
function advance(
  gate: Float64Array,
  elimination: Float64Array,
  membrane: Float64Array,
  imem: Float64Array,
  row: number,
): void {
  for (let g = 0, a = 2, b = 6, m = row; g < gate.length; g += 8, a += 4, b += 10, m += 2)
    for (let lane = 0; lane < 2; lane++) {
      const K = gate[g + lane];
      const y = gate[g + 6 + lane];
      const dy = gate[g + 2 + lane] * (membrane[b + lane] + gate[g + 4 + lane] - y);
      imem[m + lane] += K * y;
      elimination[a + lane] -= K * dy;
      gate[g + 6 + lane] = y + dy;
    }
}
