/** Special functions against values computed with mpmath at 60 digits, and their identities. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as special from '../../../src/numerics/special.ts';
import { ParameterError } from '../../../src/errors.ts';

/** Arguments, then the value. Arguments are exact doubles or the doubles nearest to what is written. */
const TABLE = {
  erf: [
    [1e-300, 1.1283791670955126e-300],
    [1e-8, 1.1283791670955126e-8],
    [0.1, 0.1124629160182849],
    [0.46875, 0.49261347321793797],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2.5, 0.999593047982555],
    [5.5, 0.9999999999999927],
  ],
  erfc: [
    [-3, 1.9999779095030015],
    [-0.3, 1.3286267594591274],
    [0, 1.0],
    [0.1, 0.887537083981715],
    [0.46875, 0.507386526782062],
    [1, 0.15729920705028513],
    [3.25, 0.000004302779463675122],
    [4, 1.541725790028002e-8],
    [5, 1.537459794428035e-12],
    [10, 2.088487583762545e-45],
    [20, 5.395865611607901e-176],
    [26.25, 1.191076770672623e-301],
  ],
  erfcx: [
    [-20.5, 6.50557990548002e182],
    [-2.25, 315.73888373164453],
    [-0.25, 1.358642370104722],
    [0, 1.0],
    [0.46875, 0.6320696892495561],
    [1, 0.427583576155807],
    [3.75, 0.14558972127503855],
    [5, 0.11070463773306863],
    [30, 0.01879588886141675],
    [1000, 0.0005641893014533876],
  ],
  normalSf: [
    [-9, 1.0],
    [-1.5, 0.9331927987311419],
    [0, 0.5],
    [0.7, 0.24196365222307303],
    [1, 0.15865525393145705],
    [3.1, 0.0009676032132183566],
    [10, 7.619853024160525e-24],
    [25.3, 1.5971151302422e-141],
    [37, 5.725571222524577e-300],
  ],
  logGamma: [
    [1e-10, 23.025850929882736],
    [0.01, 4.599479878042022],
    [0.5, 0.5723649429247001],
    [0.9990234375, 0.0005644719118551234],
    [1.0009765625, -0.0005629031799912047],
    [1.4921875, -0.12103872157136103],
    [1.9990234375, -0.0004125677359714894],
    [2.0009765625, 0.00041318279306425424],
    [2.75, 0.47521466691493713],
    [9.875, 12.521183639183654],
    [10, 12.801827480081469],
    [171.5, 709.1431630309282],
    [1e10, 220258509288.81058],
  ],
  gammaP: [
    [0.0078125, 1e-5, 0.9180666204703843],
    [0.5, 0.25, 0.5204998778130465],
    [1, 3, 0.950212931632136],
    [3.2, 0.001, 3.235882233478468e-11],
    [7, 7, 0.5502889441513011],
    [10, 40, 0.9999999960740678],
    [300, 250, 0.0011623936310546183],
    [100000, 100100, 0.6244451307044055],
  ],
  gammaQ: [
    [0.0009765625, 0.5, 0.000546933393669003],
    [0.0009765625, 1.25, 0.0001431482662442991],
    [0.5, 0.25, 0.4795001221869535],
    [1, 3, 0.049787068367863944],
    [3.2, 45, 5.377256086722325e-17],
    [7, 7, 0.44971105584869886],
    [200, 300, 3.3711032555258843e-10],
    [200, 400, 6.209511842996089e-29],
    [100000, 99900, 0.6237251072456567],
  ],
  betaI: [
    [0.5, 0.5, 0.25, 0.3333333333333333],
    [1, 4, 0.125, 0.413818359375],
    [3, 7, 0.25, 0.399322509765625],
    [3, 7, 0.75, 0.9986572265625],
    [200, 300, 0.375, 0.12647725919405156],
    [200, 300, 0.4375, 0.9556000941340389],
    [50.5, 2.25, 0.9375, 0.2032675189921788],
  ],
  normalMass: [
    [-1, 2, 0.8185946141203637],
    [-8, -7.5, 3.1286820671681786e-14],
    [30, 31, 4.9067139271479176e-198],
    [30, Infinity, 4.906713927148187e-198],
    [5, 5.0009765625, 1.4483354428350825e-9],
    [-0.0009765625, 0.0009765625, 0.000779184017561082],
    [20, 20.25, 2.735862119956738e-89],
    [1, 1.5, 0.09184805266259899],
    [-3, -2.25, 0.010874574623414608],
  ],
  normalQuantile: [
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798407],
    [1e-5, -4.264890793922825],
    [0.01, -2.326347874040841],
    [0.0625, -1.5341205443525463],
    [0.25, -0.6744897501960817],
    [0.5, 0],
    [0.875, 1.150349380376008],
  ],
};

/** Relative tolerances: a few ulps; larger where exp of a large exponent multiplies its rounding. */
const RTOL: Record<keyof typeof TABLE, number> = {
  erf: 6e-16,
  erfc: 1e-15,
  erfcx: 1e-15,
  normalSf: 1.2e-15,
  normalQuantile: 1.2e-15,
  normalMass: 1.5e-15,
  logGamma: 1.2e-15,
  gammaP: 5e-14,
  gammaQ: 5e-14,
  betaI: 5e-14,
};

describe('special functions', () => {
  for (const [name, rows] of Object.entries(TABLE) as [keyof typeof TABLE, number[][]][])
    it(`${name} agrees with values of 17 digits`, () => {
      const f = special[name] as (...x: number[]) => number;
      for (const row of rows)
        expect(f(...row.slice(0, -1)), `${name}(${row.slice(0, -1)})`).toBeAllclose(row.at(-1)!, {
          rtol: RTOL[name],
        });
    });

  it('give NaN for NaN', () => {
    for (const f of [special.erf, special.erfc, special.erfcx]) expect(f(NaN)).toBeNaN();
  });

  it('reach their limits without NaN', () => {
    expect(special.erf(Infinity)).toBe(1);
    expect(special.erf(-Infinity)).toBe(-1);
    expect(special.erfc(40)).toBe(0);
    expect(special.erfc(-Infinity)).toBe(2);
    expect(special.erfcx(Infinity)).toBe(0);
    expect(special.erfcx(-30)).toBe(Infinity);
    expect(special.normalCdf(-Infinity)).toBe(0);
    expect(special.normalCdf(Infinity)).toBe(1);
    expect(special.normalPdf(Infinity)).toBe(0);
    expect(special.normalQuantile(0)).toBe(-Infinity);
    expect(special.normalQuantile(1)).toBe(Infinity);
    expect(special.normalMass(-Infinity, Infinity)).toBe(1);
    expect(special.normalMass(3, 3)).toBe(0);
    expect(special.scaledNormalMass(1e8, Infinity)).toBeAllclose(1 / Math.sqrt(2 * Math.PI) / 1e8);
    expect(special.logGamma(0)).toBe(Infinity);
    expect(special.logGamma(1)).toBe(0);
    expect(special.logGamma(2)).toBe(0);
    expect(special.gammaP(2, 0)).toBe(0);
    expect(special.gammaQ(2, 0)).toBe(1);
    expect(special.gammaP(2, Infinity)).toBe(1);
    expect(special.gammaQ(2, Infinity)).toBe(0);
    expect(special.betaI(2, 3, 0)).toBe(0);
    expect(special.betaI(2, 3, 1)).toBe(1);
    expect(special.poissonWeight(0, 0)).toBe(1);
    expect(special.poissonWeight(3, 0)).toBe(0);
    expect(special.binomialWeight(0, 0, 0.5, 0.5)).toBe(1);
    expect(special.binomialWeight(2, 2, 1, 0)).toBe(1);
    expect(special.binomialWeight(1, 2, 0, 1)).toBe(0);
  });

  it('refuse arguments outside their domain, by name', () => {
    expect(() => special.logGamma(-1)).toThrow(ParameterError);
    expect(() => special.logGamma(NaN)).toThrow('x: Expected a number >= 0, but received NaN');
    expect(() => special.gammaP(0, 1)).toThrow('a: Expected');
    expect(() => special.gammaQ(1, -1)).toThrow('x: Expected');
    expect(() => special.betaI(1, 1, 2)).toThrow('x: Expected');
    expect(() => special.betaI(1, 0, 0.5)).toThrow('b: Expected');
    expect(() => special.normalQuantile(-0.1)).toThrow('p: Expected');
  });

  it('are odd, complementary and continuous across the seams of their approximations', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 25, noNaN: true }), (x) => {
        expect(special.erf(-x)).toBe(-special.erf(x));
        expect(special.erf(x) + special.erfc(x)).toBeAllclose(1, { rtol: 3e-16 });
        expect(special.erfc(-x) + special.erfc(x)).toBeAllclose(2, { rtol: 3e-16 });
        expect(special.normalCdf(x) + special.normalSf(x)).toBeAllclose(1, { rtol: 3e-16 });
      }),
    );
    // The function itself moves by 1e-12 of its value here; a seam may add an ulp or two.
    for (const [f, x] of [
      [special.erf, 0.46875],
      [special.erfcx, 0.46875],
      [special.erfcx, 4],
      [special.normalSf, 1],
      [special.logGamma, 1.5],
      [special.logGamma, 10],
    ] as const)
      expect(f(x * (1 + 1e-13))).toBeAllclose(f(x * (1 - 1e-13)), { rtol: 2e-12 });
  });

  it('normalQuantile inverts normalCdf', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 3, noNaN: true }), (x) => {
        // An ulp of p moves x by eps P / phi, below eps (1 + 1/|x|) in the lower tail, at most 1e-14 at x = 3.
        expect(special.normalQuantile(special.normalCdf(x))).toBeAllclose(x, { rtol: 2e-15, atol: 3e-14 });
      }),
    );
  });

  it('logGamma obeys its recurrence and doubling formula', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (x) => {
        const scale = 1 + Math.abs(special.logGamma(2 * x));
        expect(special.logGamma(x + 1) - special.logGamma(x)).toBeAllclose(Math.log(x), {
          atol: 4e-16 * scale * 4,
        });
        expect(special.logGamma(x) + special.logGamma(x + 0.5)).toBeAllclose(
          (1 - 2 * x) * Math.LN2 + 0.5 * Math.log(Math.PI) + special.logGamma(2 * x),
          { atol: 4e-16 * scale * 4 },
        );
      }),
    );
  });

  it('the incomplete functions add up, and sum the weights of the Poisson and binomial laws', () => {
    fc.assert(
      // The weights are exponentials of up to -190, whose rounding is 190 eps = 4e-14.
      fc.property(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.01, max: 80, noNaN: true }), (k, m) => {
        let sum = 0;
        for (let j = 0; j <= k; j++) sum += special.poissonWeight(j, m);
        expect(special.gammaQ(k + 1, m)).toBeAllclose(sum, { rtol: 1e-13 });
        expect(special.gammaP(k + 1, m) + special.gammaQ(k + 1, m)).toBeAllclose(1, { rtol: 1e-14 });
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (n, p, fraction) => {
          const k = Math.floor(fraction * n);
          let sum = 0;
          for (let j = 0; j <= k; j++) sum += special.binomialWeight(j, n, p, 1 - p);
          expect(special.betaI(n - k, k + 1, 1 - p, p)).toBeAllclose(sum, { rtol: 1e-13 });
        },
      ),
    );
  });
});
