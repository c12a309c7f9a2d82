/** The laws: values of scipy.stats 1.17 and mpmath, the identities that bind density, distribution and mass, and the samplers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomial,
  constant,
  discreteUniform,
  exponential,
  gamma,
  geometric,
  logNormal,
  normal,
  poisson,
  truncatedNormal,
  uniform,
  type ContinuousDistribution,
  type DiscreteDistribution,
} from '../../../../src/numerics/distributions/index.ts';
import { integrateAdaptive, integrateTanhSinh } from '../../../../src/numerics/quadrature.ts';
import { randomStream } from '../../../../src/numerics/random.ts';
import { ParameterError } from '../../../../src/errors.ts';

interface Row {
  law: ContinuousDistribution | DiscreteDistribution;
  /** x, density or probability, distribution function. */
  points: [number, number, number][];
  mean: number;
  sd: number;
}

/** From scipy.stats 1.17; Poisson 200, where scipy loses three digits, from mpmath. */
const SCIPY: Record<string, Row> = {
  truncated_normal: {
    law: truncatedNormal({ mean: 1.3, sd: 0.5, min: 1.3 - 2.2 * 0.5 }),
    points: [
      [0.25, 0.08920748352586756, 0.004016820705163321],
      [1.5, 0.7469251147358911, 0.6505633677343247],
      [3, 0.002499185633224061, 0.9996583202072583],
    ],
    mean: 1.3179873830593871,
    sd: 0.47946880261947084,
  },
  normal: {
    law: normal({ mean: 3, sd: 0.5 }),
    points: [
      [1, 0.00026766045152977074, 0.00003167124183311986],
      [3, 0.7978845608028654, 0.5],
      [4.5, 0.008863696823876015, 0.9986501019683699],
    ],
    mean: 3,
    sd: 0.5,
  },
  log_normal: {
    law: logNormal({ median: 2, shape: 0.4, shift: 0.5 }),
    points: [
      [1, 0.004916475855107995, 0.00026439120652224093],
      [2, 0.5133789791773499, 0.2360072537711535],
      [6, 0.0074070564585339135, 0.9942806357808754],
    ],
    mean: 2.6665741353499173,
    sd: 0.902478572253429,
  },
  exponential: {
    law: exponential({ mean: 1.5, shift: 0.5 }),
    points: [
      [0.5, 0.6666666666666666, 0],
      [1, 0.4776875403825262, 0.28346868942621073],
      [9, 0.002306251557643172, 0.9965406226635353],
    ],
    mean: 2,
    sd: 1.5,
  },
  gamma: {
    law: gamma({ shape: 2.5, scale: 1.5 }),
    points: [
      [0.1, 0.00807574667302101, 0.0003292750879202105],
      [2, 0.20352667466866572, 0.2487882896338786],
      [12, 0.0038067264217567388, 0.9931559260775795],
    ],
    mean: 3.75,
    sd: 2.3717082451262845,
  },
  uniform: {
    law: uniform({ min: 0.5, max: 4 }),
    points: [
      [0.5, 0.2857142857142857, 0],
      [2, 0.2857142857142857, 0.42857142857142855],
      [4, 0.2857142857142857, 1],
    ],
    mean: 2.25,
    sd: 1.0103629710818451,
  },
  binomial: {
    law: binomial({ n: 7, p: 0.4 }),
    points: [
      [0, 0.027993599999999997, 0.027993599999999987],
      [3, 0.290304, 0.710208],
      [7, 0.0016384, 1],
    ],
    mean: 2.8,
    sd: 1.2961481396815722,
  },
  poisson: {
    law: poisson({ mean: 3.2 }),
    points: [
      [0, 0.04076220397836621, 0.04076220397836622],
      [3, 0.22261598332718394, 0.6025197244055571],
      [12, 0.00009811161704225882, 0.9999688623762014],
    ],
    mean: 3.2,
    sd: 1.7888543819998317,
  },
  'poisson 200': {
    law: poisson({ mean: 200 }),
    points: [
      [150, 0.000034570810220104607, 0.00013135703016944027],
      [200, 0.028197727685920822, 0.5187943096786846],
      [260, 6.69393528441146e-6, 0.9999790675029321],
    ],
    mean: 200,
    sd: 14.142135623730951,
  },
  discrete_uniform: {
    law: discreteUniform({ min: 1, max: 5 }),
    points: [
      [1, 0.2, 0.2],
      [5, 0.2, 1],
    ],
    mean: 3,
    sd: Math.SQRT2,
  },
  geometric: {
    law: geometric({ p: 0.3 }),
    points: [
      [1, 0.3, 0.3],
      [4, 0.1029, 0.7599],
    ],
    mean: 3.3333333333333335,
    sd: 2.7888667551135855,
  },
};

/** Laws of every shape for the identities. */
const CONTINUOUS: ContinuousDistribution[] = [
  normal({ mean: -1, sd: 0.3 }),
  truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
  truncatedNormal({ mean: 0, sd: 1, min: 3, max: 4 }),
  truncatedNormal({ mean: 0, sd: 1, max: -2 }),
  truncatedNormal({ mean: 0, sd: 1, min: -0.1, max: 0.2 }),
  truncatedNormal({ mean: 2, sd: 0.5 }),
  truncatedNormal({ mean: 0, sd: 1, min: 40 }),
  logNormal({ median: 2, shape: 0.4 }),
  logNormal({ median: 0.5, shape: 1.2, shift: -3 }),
  exponential({ mean: 1.5, shift: 0.5 }),
  gamma({ shape: 0.5, scale: 2 }),
  gamma({ shape: 1, scale: 0.7, shift: 1 }),
  gamma({ shape: 2, scale: 1.5 }),
  gamma({ shape: 400, scale: 0.01 }),
  uniform({ min: -1, max: 0.25 }),
];
const DISCRETE: DiscreteDistribution[] = [
  binomial({ n: 7, p: 0.4 }),
  binomial({ n: 500, p: 0.03, shift: 1 }),
  binomial({ n: 0, p: 0.5 }),
  binomial({ n: 3, p: 1 }),
  binomial({ n: 3, p: 0 }),
  poisson({ mean: 3.2 }),
  poisson({ mean: 0 }),
  poisson({ mean: 1234.5, shift: -2 }),
  discreteUniform({ min: -1, max: 4 }),
  discreteUniform({ min: 3, max: 3 }),
  geometric({ p: 0.3, shift: 2 }),
  geometric({ p: 1 }),
];
const title = (law: { name: string; parameters: object }) => `${law.name} ${JSON.stringify(law.parameters)}`;

/** Ends of an interval outside of which the mean does not change by 1e-12 sd. */
function range(law: ContinuousDistribution): [number, number] {
  let reach = 10 * law.sd;
  while (law.sf(law.mean + reach) * reach > 1e-16 * law.sd) reach *= 1.5;
  return [
    Math.max(law.support[0], law.mean - 60 * law.sd),
    Math.min(law.support[1], law.mean + Math.max(reach, 60 * law.sd)),
  ];
}

describe('values', () => {
  for (const [name, { law, points, mean, sd }] of Object.entries(SCIPY))
    it(`${name} agrees with the reference`, () => {
      // scipy's own rounding in the tails is some 1e-14.
      for (const [x, p, F] of points) {
        expect(law.kind === 'continuous' ? law.pdf(x) : law.pmf(x)).toBeAllclose(p, { rtol: 3e-14 });
        expect(law.cdf(x)).toBeAllclose(F, { rtol: 3e-14 });
        if (law.kind === 'continuous') expect(law.sf(x)).toBeAllclose(1 - F, { rtol: 1e-11, atol: 1e-16 });
      }
      expect(law.mean).toBeAllclose(mean, { rtol: 1e-14 });
      expect(law.sd).toBeAllclose(sd, { rtol: 1e-13 });
    });

  it('a normal truncated far out or narrowly keeps its digits', () => {
    // mpmath, 50 digits: min, max, x, density, distribution function, mean, sd
    for (const [min, max, x, p, F, mean, sd] of [
      [30, null, 30.0625, 4.5967627150266726, 0.8472617644207244, 30.033259667433676, 0.033223056931746826],
      [
        5, 5.0009765625, 5.000244140625, 1025.249876960912, 0.25045798703905914, 5.000487883847067,
        0.000281909138583177,
      ],
      [
        -40, -35, -35.015625, 20.270480362964612, 0.5784271474330633, -35.028524970596685,
        0.02850184499962472,
      ],
      [-1, 2, 0.5, 0.4300850759232247, 0.6508804213366272, 0.22963717909132897, 0.7209455868590458],
    ] as [number, number | null, number, number, number, number, number][]) {
      const law = truncatedNormal({ mean: 0, sd: 1, min, max });
      expect(law.pdf(x)).toBeAllclose(p, { rtol: 3e-15 });
      expect(law.cdf(x)).toBeAllclose(F, { rtol: 3e-15 });
      expect(law.sf(x)).toBeAllclose(1 - F, { rtol: 1e-14 });
      expect(law.mean).toBeAllclose(mean, { rtol: 2e-15 });
      expect(law.sd).toBeAllclose(sd, { rtol: 3e-14 });
    }
    // The limit of a far tail is an exponential law.
    const far = truncatedNormal({ mean: 0, sd: 1, min: 1e6 });
    expect(far.pdf(1e6)).toBeAllclose(1e6, { rtol: 1e-11 });
    expect(far.sd).toBeAllclose(1e-6, { rtol: 1e-9 });
  });
});

describe('continuous laws', () => {
  for (const law of CONTINUOUS)
    describe(title(law), () => {
      const [lo, hi] = range(law);

      it('the distribution function is the integral of the density', () => {
        for (const fraction of [0.01, 0.1, 0.4]) {
          const x = lo + fraction * (hi - lo);
          // tanh-sinh also takes the singular end of a gamma density of shape < 1; exact points near `lo` need the distance.
          const F = integrateTanhSinh((t, d) => law.pdf(t <= (lo + x) / 2 ? lo + d : t), lo, x, 1e-12);
          expect(law.cdf(x)).toBeAllclose(F, { rtol: 1e-10, atol: 1e-14 });
          expect(law.cdf(x) + law.sf(x)).toBeAllclose(1, { rtol: 4e-15 });
        }
      });

      it('mean and standard deviation are those of the density', () => {
        const options = {
          breakpoints: [law.mean - 2 * law.sd, law.mean, law.mean + 2 * law.sd],
          rtol: 1e-11,
        };
        // By parts, so that a singular density is not met: E x = lo + int sf, E (x - lo)^2 = 2 int (x - lo) sf.
        const first = integrateAdaptive((x) => law.sf(x), lo, hi, options);
        const second = 2 * integrateAdaptive((x) => (x - lo) * law.sf(x), lo, hi, options);
        expect(lo + first).toBeAllclose(law.mean, { rtol: 1e-9, atol: 1e-9 * law.sd });
        if (hi - lo < 100 * law.sd || law.name === 'exponential')
          expect(Math.sqrt(second - first * first)).toBeAllclose(law.sd, { rtol: 1e-6 });
      });

      it('masses of adjoining intervals add up, also in the tails', () => {
        fc.assert(
          fc.property(
            fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
            (fractions) => {
              const [a, b, c] = fractions
                .map((f) => lo - law.sd + f * f * f * (hi - lo + law.sd))
                .toSorted((x, y) => x - y);
              expect(law.mass(a, b) + law.mass(b, c)).toBeAllclose(law.mass(a, c), {
                rtol: 1e-12,
                atol: 1e-300,
              });
              expect(law.mass(a, c)).toBeAllclose(law.cdf(c) - law.cdf(a), { atol: 1e-14 });
              expect(law.mass(b, b)).toBe(0);
              expect(law.mass(c, a - 1)).toBe(0);
            },
          ),
        );
        expect(law.mass(-Infinity, Infinity)).toBeAllclose(1, { rtol: 1e-15 });
        expect(law.cdf(-Infinity)).toBe(0);
        expect(law.sf(Infinity)).toBe(0);
      });

      it('a narrow mass is density times width', () => {
        const x = law.mean + 0.37 * law.sd;
        const width = 1e-5 * law.sd;
        // Curvature adds (width/sd)^2/24 or so; the ends themselves carry a rounding of 1e-16 |x| / width.
        expect(law.mass(x - width / 2, x + width / 2)).toBeAllclose(law.pdf(x) * width, {
          rtol: 1e-9 + (1e-15 * Math.abs(x)) / width,
        });
      });

      it('vanishes outside its support, and lists its ends as break points', () => {
        for (const [end, outward] of [
          [law.support[0], -1],
          [law.support[1], 1],
        ]) {
          if (!Number.isFinite(end)) continue;
          expect(law.pdf(end + outward * 1e-9 * (1 + Math.abs(end)))).toBe(0);
          expect(law.cdf(end + outward)).toBe(outward > 0 ? 1 : 0);
          expect(law.breakpoints).toContain(end);
        }
        expect(law.atoms).toEqual([]);
      });

      it('samples follow it', () => {
        const stream = randomStream(7, title(law));
        const n = 4000;
        const draws = Float64Array.from({ length: n }, () => law.sample(stream)).toSorted();
        expect(draws[0]).toBeGreaterThanOrEqual(law.support[0]);
        expect(draws[n - 1]).toBeLessThanOrEqual(law.support[1]);
        // Kolmogorov-Smirnov: sqrt(n) D > 1.95 has probability 0.1 %; the seed is fixed.
        let D = 0;
        draws.forEach((x, i) => {
          const F = law.cdf(x);
          D = Math.max(D, Math.abs(F - i / n), Math.abs(F - (i + 1) / n));
        });
        expect(D * Math.sqrt(n)).toBeLessThan(1.95);
      });
    });

  it('constant is one point mass', () => {
    const law = constant({ value: 1.5 });
    expect(law.atoms).toEqual([{ x: 1.5, mass: 1 }]);
    expect([law.cdf(1.4), law.cdf(1.5), law.sf(1.4), law.sf(1.5)]).toEqual([0, 1, 1, 0]);
    expect([law.mass(1, 1.5), law.mass(1.5, 2), law.mass(1, 2)]).toEqual([1, 0, 1]);
    expect([law.pdf(1.5), law.pdf(1.4), law.mean, law.sd, law.sample(randomStream(1, 'x'))]).toEqual([
      Infinity,
      0,
      1.5,
      0,
      1.5,
    ]);
    expect(law.breakpoints).toEqual([1.5]);
  });

  it('edges belong to the support as in scipy', () => {
    expect(uniform({ min: 0.5, max: 4 }).pdf(4)).toBe(1 / 3.5);
    expect(exponential({ mean: 2, shift: 1 }).pdf(1)).toBe(0.5);
    expect(gamma({ shape: 0.5, scale: 1 }).pdf(0)).toBe(Infinity);
    expect(gamma({ shape: 1, scale: 2 }).pdf(0)).toBe(0.5);
    expect(gamma({ shape: 2, scale: 1 }).pdf(0)).toBe(0);
    expect(logNormal({ median: 1, shape: 1 }).pdf(0)).toBe(0);
    expect(truncatedNormal({ mean: 0, sd: 1, min: -1, max: 1 }).pdf(1)).toBeGreaterThan(0);
  });
});

describe('discrete laws', () => {
  for (const law of DISCRETE)
    it(`${title(law)}: probabilities add up, moments and samples fit`, () => {
      const lo = Math.max(law.support[0], Math.floor(law.mean - 40 * law.sd) - 1);
      const hi = Math.min(law.support[1], Math.ceil(law.mean + 60 * law.sd) + 1);
      let sum = 0;
      let mean = 0;
      let square = 0;
      for (let k = lo; k <= hi; k++) {
        sum += law.pmf(k);
        mean += k * law.pmf(k);
        square += (k - law.mean) ** 2 * law.pmf(k);
        expect(law.cdf(k)).toBeAllclose(sum, { rtol: 2e-12, atol: 1e-200 });
        expect(law.cdf(k + 0.5)).toBe(law.cdf(k));
      }
      expect(sum).toBeAllclose(1, { rtol: 1e-12 });
      expect(mean).toBeAllclose(law.mean, { rtol: 1e-12, atol: 1e-12 });
      expect(Math.sqrt(square)).toBeAllclose(law.sd, { rtol: 1e-11, atol: 1e-12 });
      expect(law.pmf(lo - 1e6)).toBe(0);
      expect(law.pmf(law.mean + 0.123456)).toBe(0);
      expect(law.cdf(law.support[0] - 1)).toBe(0);

      const stream = randomStream(11, title(law));
      const n = 4000;
      const drawn = new Map<number, number>();
      let total = 0;
      for (let i = 0; i < n; i++) {
        const k = law.sample(stream);
        expect(Number.isInteger(k) && k >= law.support[0] && k <= law.support[1]).toBe(true);
        drawn.set(k, (drawn.get(k) ?? 0) + 1);
        total += k;
      }
      // Five standard errors, seed fixed.
      expect(Math.abs(total / n - law.mean)).toBeLessThanOrEqual((5 * law.sd) / Math.sqrt(n));
      for (const [k, count] of drawn) {
        const p = law.pmf(k);
        expect(Math.abs(count - n * p)).toBeLessThanOrEqual(5 * Math.sqrt(n * p * (1 - p)) + 3);
      }
    });
});

describe('bad parameters', () => {
  it.each([
    [() => normal({ mean: NaN, sd: 1 }), 'mean: Expected a finite number, but received NaN'],
    [() => normal({ mean: 0, sd: 0 }), 'sd: Expected a finite number > 0, but received 0'],
    [() => truncatedNormal({ mean: 0, sd: -1 }), 'sd:'],
    [() => truncatedNormal({ mean: 0, sd: 1, min: 2, max: 2 }), 'max: Expected a number > min = 2'],
    [() => truncatedNormal({ mean: 0, sd: 1, min: NaN }), 'min: Expected a number or null'],
    [
      () => truncatedNormal({ mean: 1e9, sd: 1e9, min: 0, max: 1e-300 }),
      'max: Expected a number further above',
    ],
    [() => logNormal({ median: 0, shape: 1 }), 'median:'],
    [() => logNormal({ median: 1, shape: Infinity }), 'shape:'],
    [() => exponential({ mean: 0 }), 'mean:'],
    [() => exponential({ mean: 1, shift: NaN }), 'shift:'],
    [() => gamma({ shape: 0, scale: 1 }), 'shape:'],
    [() => gamma({ shape: 1, scale: -1 }), 'scale:'],
    [() => uniform({ min: 1, max: 1 }), 'max: Expected a finite number > min = 1'],
    [() => uniform({ min: -Infinity, max: 1 }), 'min:'],
    [() => constant({ value: NaN }), 'value:'],
    [() => binomial({ n: 2.5, p: 0.5 }), 'n: Expected an integer'],
    [() => binomial({ n: 2, p: 1.5 }), 'p: Expected a number from 0 to 1'],
    [() => binomial({ n: 2, p: 0.5, shift: 0.5 }), 'shift:'],
    [() => poisson({ mean: -1 }), 'mean:'],
    [() => discreteUniform({ min: 2, max: 1 }), 'max: Expected an integer'],
    [() => geometric({ p: 0 }), 'p:'],
  ])('%#', (make, message) => {
    expect(make).toThrow(ParameterError);
    expect(make).toThrow(message);
  });
});
