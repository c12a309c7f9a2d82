/**
 * Logarithm of the gamma function, the regularised incomplete gamma functions, and the Poisson weight on which they rest.
 *
 * Sources: M. Abramowitz, I. Stegun (1964), Handbook of Mathematical Functions, 6.1.33 (log-gamma about 2), 6.1.40
 * (Stirling's series), 6.5.29 and 6.5.31 (incomplete gamma: series, continued fraction); C. Loader (2000), "Fast and accurate
 * computation of binomial probabilities" (saddle-point form of the Poisson and binomial weights); W. J. Lentz (1976) and
 * I. J. Thompson, A. R. Barnett (1986) for the evaluation of continued fractions. Left out: arguments <= 0, complex arguments.
 */
import { ParameterError } from '../errors.ts';

const EULER_GAMMA = 0.5772156649015329;
const HALF_LOG_2PI = 0.9189385332046728;
const TINY = 1e-300;

/** zeta(k) - 1 for k = 2, 3, ... */
const ZETA_MINUS_1 = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
  0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 0.00006124813505870483,
  0.00003058823630702049, 0.00001528225940865187, 0.000007637197637899763, 0.00000381729326499984,
  0.000001908212716553939, 9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7,
  1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9,
];

/** log Gamma(2 + z), |z| <= 1/2 (A&S 6.1.33): no cancellation at the zero z = 0. */
function logGammaAbout2(z: number): number {
  let sum = 0;
  for (let k = ZETA_MINUS_1.length + 1; k >= 2; k--)
    sum = sum * z + ((k % 2 === 0 ? 1 : -1) * ZETA_MINUS_1[k - 2]) / k;
  return z * (1 - EULER_GAMMA) + z * z * sum;
}

/** log Gamma(x) - [(x - 1/2) log x - x + log(2 pi)/2] for x >= 10 (A&S 6.1.40). */
function stirlingTail(x: number): number {
  const t = 1 / (x * x);
  return (
    (1 / 12 -
      t *
        (1 / 360 -
          t *
            (1 / 1260 -
              t * (1 / 1680 - t * (1 / 1188 - t * (691 / 360360 - t * (1 / 156 - t * (3617 / 122400)))))))) /
    x
  );
}

/** log Gamma(1 + z), |z| <= 1/2. */
function logGammaAbout1(z: number): number {
  return logGammaAbout2(z) - Math.log1p(z);
}

/** log Gamma(x) for x > 0, to a few ulps also near its zeros 1 and 2; Infinity at 0. Throws ParameterError for x < 0 or NaN. */
export function logGamma(x: number): number {
  if (!(x >= 0)) throw new ParameterError('x', 'a number >= 0', x);
  if (x === 0 || x === Infinity) return Infinity;
  if (x < 0.5) return logGammaAbout1(x) - Math.log(x);
  if (x < 1.5) return logGammaAbout1(x - 1);
  if (x >= 10) return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingTail(x);
  let product = 1;
  let y = x;
  while (y > 2.5) product *= --y;
  return (product === 1 ? 0 : Math.log(product)) + logGammaAbout2(y - 2);
}

/** log(x!) less Stirling's log(sqrt(2 pi x) (x/e)^x), x > 0 (Loader's delta). */
function stirlingError(x: number): number {
  if (x >= 10) return stirlingTail(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_2PI;
}

/** x log(x / m) + m - x for x, m > 0, without cancellation about x = m (Loader's deviance part). */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/** m^x exp(-m) / Gamma(x + 1) for real x >= 0, m >= 0: the Poisson probability when x is an integer (Loader 2000). */
export function poissonWeight(x: number, m: number): number {
  if (m === 0) return x === 0 ? 1 : 0;
  if (x === 0) return Math.exp(-m);
  if (x === Infinity || m === Infinity) return 0;
  if (x < 1e-8 || m < x * TINY) return Math.exp(-m + x * Math.log(m) - logGamma(x + 1));
  return Math.exp(-stirlingError(x) - deviance(x, m)) / Math.sqrt(2 * Math.PI * x);
}

/**
 * Gamma(n+1) / (Gamma(x+1) Gamma(n-x+1)) p^x q^(n-x) for real 0 <= x <= n and q = 1 - p: the binomial probability when
 * x and n are integers (Loader 2000). p and q are both given so that neither loses digits when small.
 */
export function binomialWeight(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return x === n ? 1 : 0;
  if (x === 0) return Math.exp(n * (p < 0.5 ? Math.log1p(-p) : Math.log(q)));
  if (x === n) return Math.exp(n * (q < 0.5 ? Math.log1p(-q) : Math.log(p)));
  const exponent =
    stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p) - deviance(n - x, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * x * (n - x)));
}

/** P(a, x) by its ascending series (A&S 6.5.29): all terms positive. */
function gammaSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return poissonWeight(a, x) * sum;
}

/** Q(a, x) by its continued fraction (A&S 6.5.31), evaluated after Lentz. */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; ; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + an / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 2e-16 || i > 1e6) break;
  }
  return poissonWeight(a, x) * a * h;
}

/** Q(a, x) for a < 1, x < 1, where 1 - P would cancel: the two parts of 1 - x^a/Gamma(a) sum (-x)^n/(n! (a+n)) apart. */
function gammaQSmall(a: number, x: number): number {
  const logPower = a * Math.log(x) - logGamma(1 + a);
  let sum = 0;
  let term = 1;
  for (let n = 1; n < 40; n++) {
    term *= -x / n;
    sum += term / (a + n);
  }
  return -Math.expm1(logPower) - Math.exp(logPower) * a * sum;
}

function checkIncomplete(a: number, x: number): void {
  if (!(a > 0) || a === Infinity) throw new ParameterError('a', 'a finite number > 0', a);
  if (!(x >= 0)) throw new ParameterError('x', 'a number >= 0', x);
}

/** Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0; time grows with sqrt(a). Throws ParameterError outside. */
export function gammaP(a: number, x: number): number {
  checkIncomplete(a, x);
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? Math.min(1, gammaSeries(a, x)) : 1 - gammaFraction(a, x);
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without cancellation. Throws ParameterError outside a > 0, x >= 0. */
export function gammaQ(a: number, x: number): number {
  checkIncomplete(a, x);
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  if (a < 1 && x < 1) return gammaQSmall(a, x);
  return a < 1 || x >= a + 1 ? gammaFraction(a, x) : 1 - gammaSeries(a, x);
}
