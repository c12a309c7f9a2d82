/**
 * How a multipole at the inside of concentric conducting shells falls off with radius: the radial functions of the
 * n-sphere head model, for any number of shells, without the overflow and cancellation of the textbook coefficients.
 *
 * In shell k the radial function of order n is A r^n + B r^-(n+1); it and sigma d/dr of it are continuous, and the outer
 * surface is insulated. Going inwards from there, y = r f'/f just inside radius r_k follows from its value outside,
 * times sigma_{k+1} / sigma_k. With f scaled to 1 at r_k, A + B = 1 and a = (n + 1 + y) / (2n + 1) the share that
 * grows outwards; with e = 1 - (r_{k-1} / r_k)^(2n+1),
 *
 *   f(r_{k-1}) = (r_{k-1} / r_k)^-(n+1) (1 - e a),   y(r_{k-1}) = (y - n e a) / (1 - e a),
 *
 * where y <= 0 keeps every denominator positive. Powers of radii are taken out of all results: the *gain* G_n(r) is the
 * radial function over that of the same source in an infinite brain, r^-(n+1); it is of order 1 for all n.
 */

/** The gain at one radius: for every order n >= 1, and its limit for n to infinity. */
export interface ShellGain {
  at(n: number): number;
  readonly limit: number;
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
  // Logarithms of inner over outer radius, exact also for thin shells.
  const logRatio = radii.map((outer, k) => (k === 0 ? 0 : Math.log1p((radii[k - 1] - outer) / outer)));
  const logHere = Math.log1p((r - radii[shell]) / radii[shell]);
  const step = sigma.map((s, k) => (k === last ? 0 : sigma[k + 1] / s));

  const at = (n: number): number => {
    let y = 0;
    let product = 1;
    for (let k = last; k > 0; k--) {
      y *= step[k];
      const a = (n + 1 + y) / (2 * n + 1);
      const ea = -Math.expm1((2 * n + 1) * logRatio[k]) * a;
      if (k === shell) product = 1 + a * Math.expm1((2 * n + 1) * logHere);
      if (k <= shell) product /= 1 - ea;
      y = (y - n * ea) / (1 - ea);
    }
    y *= step[0];
    return shell === 0 ? (n + 1 + y) / (n - y) : (product * (2 * n + 1)) / (n - y);
  };

  // For n to infinity a shell sees only its own outer surface: y = -(n + 1) there, in units of the outer conductivity.
  let limit = shell === 0 ? (1 - step[0]) / (1 + step[0]) : 1;
  for (let k = 0; shell > 0 && k <= shell; k++)
    if (k < shell || r === radii[shell]) limit *= 2 / (1 + step[k]);
  return { at, limit };
}
