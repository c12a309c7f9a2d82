/**
 * The images of a contact in a slice between two planes (Ness et al. 2015, Neuroinformatics 13:403; see recMEAElectrode.ts), the far
 * ones all at once. With s = 2nh, z and Z the heights of contact and source above the lower plane, rho their lateral distance,
 * delta = z - Z and sigma = z + Z the n-th images act from delta +- s (weight W^n), sigma - s (W_S W^(n-1)) and sigma + s (W_G W^n). For
 * r^2 = rho^2 + zeta^2 < s^2
 *
 *   1/sqrt(rho^2 + (zeta +- s)^2) = sum_j (-+1)^j Q_j(rho^2, zeta) / s^(j+1),   Q_j = r^j P_j(zeta / r),
 *
 * so that the sum over n of all images from the N-th on is one sum over j with coefficients that are the same for all
 * sources and contacts. N is such that r / s <= 1/3: what is left out after J terms is below (r/s)^J < 1e-16 of the image at s.
 * A disc parallel to the planes averages the coefficients, since d/dzeta Q_j = j Q_(j-1) (see axisRule.ts for its mean).
 */
/** A slice: its thickness h (um), the weights W_S of its upper and W_G of its lower plane, and the number N of terms of the series. */
export interface Slice {
  readonly h: number;
  readonly WS: number;
  readonly WG: number;
  readonly steps: number;
  /** Lines lack the last image of the series, that of the upper plane at s = 2Nh. */
  readonly short: boolean;
}

/** An image of the contact: at the height `turn` z + `shift`, um, with a weight. */
export interface Image {
  readonly turn: 1 | -1;
  readonly shift: number;
  readonly weight: number;
}

/** The images before the n-th, those without weight left out. */
export function imagesBelow(n: number, { h, WS, WG, steps, short }: Slice): readonly Image[] {
  const images: Image[] = [
    { turn: 1, shift: 0, weight: 1 },
    { turn: -1, shift: 0, weight: WG },
  ];
  const last = short ? steps - 1 : steps;
  let weight = 1;
  for (let k = 1; k < n && k <= last; k++) {
    images.push({ turn: -1, shift: 2 * k * h, weight: weight * WS });
    weight *= WS * WG;
    if (k < steps)
      images.push(
        { turn: -1, shift: -2 * k * h, weight: weight * WG },
        { turn: 1, shift: 2 * k * h, weight },
        { turn: 1, shift: -2 * k * h, weight },
      );
  }
  return images.filter((image) => image.weight !== 0);
}

/** r / s of the nearest far image, and the terms for which its power is below 1e-16. */
const RATIO = 1 / 3;
const TERMS = 34;
/** (2j + 1) / (j + 1) and j / (j + 1) of the recurrence of Q_j. */
const FORWARD = Float64Array.from({ length: TERMS }, (_, j) => (2 * j + 1) / (j + 1));
const BACK = Float64Array.from({ length: TERMS }, (_, j) => j / (j + 1));

/** The images from the n-th on: what they add to 1/distance, for lengths in units of 2h. */
export interface FarImages {
  /** The first of them. */
  readonly first: number;
  /** Coefficients of Q_j(delta) and of Q_j(sigma), 1/um. */
  readonly ofDelta: Float64Array;
  readonly ofSigma: Float64Array;
}

/**
 * The first image that is far for sources at most `reach` (um) from a contact and from its mirror image in the lower plane.
 */
export function firstFarImage(reach: number, { h }: Slice): number {
  return Math.max(1, Math.ceil(reach / (2 * h * RATIO)));
}

/** The images from `first` on; `discRadius` (um) of contacts parallel to the planes, 0 for points. */
export function farImages(first: number, slice: Slice, discRadius: number): FarImages {
  const { h, WS, WG, steps, short } = slice;
  const W = WS * WG;
  const ofDelta = new Float64Array(TERMS);
  const ofSigma = new Float64Array(TERMS);
  let weight = W ** (first - 1);
  for (let n = first; n <= steps; n++) {
    const upper = short && n === steps ? 0 : WS * weight;
    weight = n < steps ? weight * W : 0;
    let power = 1 / (2 * h * n);
    for (let j = 0; j < TERMS; j += 2) {
      ofDelta[j] += 2 * weight * power;
      ofSigma[j] += (upper + WG * weight) * power;
      power /= n;
      ofSigma[j + 1] += (upper - WG * weight) * power;
      power /= n;
      if (power < 1e-40) break;
    }
  }
  const a = discRadius / (2 * h);
  return { first, ofDelta: discMeans(ofDelta, a), ofSigma: discMeans(ofSigma, a) };
}

/** Coefficients of the mean over a disc of radius a: c_k a^(2k) (j + 2k)! / j! of the (j + 2k)-th goes to the j-th. */
function discMeans(coefficients: Float64Array, a: number): Float64Array {
  if (a === 0) return coefficients;
  return coefficients.map((own, j) => {
    let sum = own;
    let factor = 1; // P_2k(0) / (k + 1) binomial(j + 2k, 2k) a^(2k)
    for (let k = 1; j + 2 * k < TERMS; k++) {
      factor *= (-(2 * k - 1) / (2 * k)) * (k / (k + 1)) * a * a;
      factor *= ((j + 2 * k) * (j + 2 * k - 1)) / (2 * k * (2 * k - 1));
      sum += factor * coefficients[j + 2 * k];
    }
    return sum;
  });
}

/** What far images add to 1/distance, 1/um; rho2, delta and sigma in units of 2h. */
export function farSum(
  { first, ofDelta, ofSigma }: FarImages,
  rho2: number,
  delta: number,
  sigma: number,
): number {
  const d2 = rho2 + delta * delta;
  const s2 = rho2 + sigma * sigma;
  const q2 = Math.max(d2, s2) / (first * first);
  const most = q2 < 0.01 ? 16 : q2 < 0.04 ? 23 : TERMS;
  let [d, dBefore, s, sBefore] = [1, 0, 1, 0];
  let sum = 0;
  for (let j = 0; j < most; j++) {
    sum += ofDelta[j] * d + ofSigma[j] * s;
    const dNext = FORWARD[j] * delta * d - BACK[j] * d2 * dBefore;
    const sNext = FORWARD[j] * sigma * s - BACK[j] * s2 * sBefore;
    dBefore = d;
    d = dNext;
    sBefore = s;
    s = sNext;
  }
  return sum;
}
