/**
 * How a multipole at the inside of concentric conducting shells falls off with radius: the radial functions of the
 * n-sphere head model, for any number of shells, without the overflow and cancellation of the textbook coefficients.
 *
 * In shell k the radial function of order n is A r^n + B r^-(n+1); it and sigma d/dr of it are continuous, and the outer
 * surface is insulated. Scaled to 1 at the shell's outer radius r_k it is a (r/r_k)^n + (1 - a) (r/r_k)^-(n+1), where
 * (2n+1) a = w = r f'/f + n + 1 follows from the next shell: with s = sigma_{k+1} / sigma_k (0 outside the scalp) and z the
 * same quantity just outside r_k,
 *
 *   w = (n + 1)(1 - s) + s z,     z at r_{k-1} = w tau / (1 - (1 - tau) a),     tau = (r_{k-1} / r_k)^(2n+1).
 *
 * Powers of radii are taken out of all results: the *gain* G_n(r) is the radial function over that of the same source in
 * an infinite brain, r^-(n+1); it is of order 1 for all n. What the head model sums is its excess over the limit for
 * n to infinity, a product of factors L (1 + delta); every delta is formed here without subtracting near-equal numbers.
 */

/** The gain at one radius: its limit for n to infinity, and by how much that of order n >= 1 exceeds it. */
export interface ShellGain {
  readonly limit: number;
  excess(n: number): number;
}

/**
 * Gains at radius r for a source inside the innermost shell.
 *
 * @param radii outer radii of the shells, um, ascending.
 * @param sigma conductivities of the shells, S/m.
 * @param r radius of the electrode, um, at most that of the outermost shell. In the innermost shell (r <= radii[0]) the
 * gain is that of the reflected part alone, A r^n over r^n r1^-(2n+1): the source's own field, whose series may diverge
 * there, is left to the caller.
 */
export function shellGain(radii: readonly number[], sigma: readonly number[], r: number): ShellGain {
  const last = radii.length - 1;
  const shell = radii.findIndex((outer) => r <= outer);
  const onBoundary = r === radii[shell];
  // Logarithms of inner over outer radius, exact also for thin shells.
  const logRatio = radii.map((outer, k) => (k === 0 ? 0 : Math.log1p((radii[k - 1] - outer) / outer)));
  const logHere = Math.log1p((r - radii[shell]) / radii[shell]);
  const step = sigma.map((s, k) => (k === last ? 0 : sigma[k + 1] / s));

  let limit = (1 - step[0]) / (1 + step[0]);
  if (shell > 0) {
    limit = onBoundary ? 2 / (1 + step[shell]) : 1;
    for (let k = 0; k < shell; k++) limit *= 2 / (1 + step[k]);
  }

  const excess = (n: number): number => {
    const order = 2 * n + 1;
    let z = 0;
    let delta = 0; // of the product of the factors so far
    for (let k = last; k > 0; k--) {
      const s = step[k];
      const a = ((n + 1) * (1 - s) + s * z) / order;
      const twoABeyond = (1 - s + 2 * s * z) / order; // 2 a - (1 - s)
      if (k === shell && !onBoundary) delta = (2 * a * Math.exp(order * logHere) - twoABeyond) / (1 + s);
      const tau = Math.exp(order * logRatio[k]);
      const kept = 1 + Math.expm1(order * logRatio[k]) * a;
      if (k <= shell) {
        const d = (twoABeyond - 2 * tau * a) / (2 * kept);
        delta += d + delta * d;
      }
      z = (order * a * tau) / kept;
    }
    const s = step[0];
    const rest = order - (n + 1) * (1 - s) - s * z;
    const beyond = 1 - s + 2 * s * z;
    if (shell === 0) return beyond / (rest * (1 + s));
    const d = beyond / (2 * rest);
    return limit * (delta + d + delta * d);
  };
  return { limit, excess };
}
