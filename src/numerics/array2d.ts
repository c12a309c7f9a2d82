/** Two-dimensional arrays: a row-major Float64Array with an explicit shape, the one form in which matrices travel. */
import { InternalError } from '../errors.ts';

/** Row-major matrix; element (i, j) is `data[i * shape[1] + j]`. */
export interface Array2D {
  readonly shape: readonly [rows: number, columns: number];
  readonly data: Float64Array;
}

/** A rows x columns matrix over `data` (not copied), or of zeros. Throws InternalError if the length does not fit. */
export function array2d(rows: number, columns: number, data?: Float64Array): Array2D {
  if (data !== undefined && data.length !== rows * columns)
    throw new InternalError(`array2d: ${data.length} values do not fill ${rows} x ${columns}`);
  return { shape: [rows, columns], data: data ?? new Float64Array(rows * columns) };
}

/** Copies nested rows of equal length. Throws InternalError on ragged rows. */
export function fromRows(rows: ArrayLike<ArrayLike<number>>): Array2D {
  const columns = rows.length === 0 ? 0 : rows[0]!.length;
  const out = array2d(rows.length, columns);
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]!.length !== columns) throw new InternalError(`fromRows: row ${i} is ragged`);
    out.data.set(rows[i]!, i * columns);
  }
  return out;
}

/** Row i as a view (no copy). */
export function row(a: Array2D, i: number): Float64Array {
  const n = a.shape[1];
  return a.data.subarray(i * n, (i + 1) * n);
}

/** The matrix product a b, (m x k) (k x n). Sums run over k in ascending order, so results repeat to the bit. */
export function multiply(a: Array2D, b: Array2D): Array2D {
  const [m, k] = a.shape;
  const [kb, n] = b.shape;
  if (k !== kb) throw new InternalError(`multiply: inner dimensions ${k} and ${kb} differ`);
  const out = array2d(m, n);
  const A = a.data;
  const B = b.data;
  const C = out.data;
  const whole = k - (k % 4);
  for (let i = 0; i < m; i++) {
    const c0 = i * n;
    // Four terms per sweep over the row of C: a quarter of its loads and stores, the same order of sums.
    for (let l = 0; l < whole; l += 4) {
      const x0 = A[i * k + l];
      const x1 = A[i * k + l + 1];
      const x2 = A[i * k + l + 2];
      const x3 = A[i * k + l + 3];
      if (x0 === 0 && x1 === 0 && x2 === 0 && x3 === 0) continue;
      const b0 = l * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++)
        C[c0 + j] = C[c0 + j] + x0 * B[b0 + j] + x1 * B[b1 + j] + x2 * B[b2 + j] + x3 * B[b3 + j];
    }
    for (let l = whole; l < k; l++) {
      const x = A[i * k + l];
      if (x === 0) continue;
      const b0 = l * n;
      for (let j = 0; j < n; j++) C[c0 + j] += x * B[b0 + j];
    }
  }
  return out;
}
