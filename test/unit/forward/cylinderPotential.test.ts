/** The potential of cylindrical populations anywhere: against mpmath, on the axis, brute force, limits, layers and images. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CylinderPotential, type CylinderPotentialOptions } from '../../../src/forward/cylinderPotential.ts';
import { meanOverDepth } from '../../../src/forward/depthLaw.ts';
import { discGaussianMean, discMixture } from '../../../src/forward/discMixture.ts';
import { discMean } from '../../../src/forward/facePotential.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

/** R, rho, u, sd, mean of 1/distance: mpmath at 25 digits, elliptic integrals convolved with the Gaussian. */
const MPMATH = [
  [150, 0, 100, 75, 0.007551125017825898],
  [150, 40, 0, 75, 0.009284372928690773],
  [150, 149, 20, 75, 0.006584171195713255],
  [150, 151, -300, 75, 0.002976894498281851],
  [150, 200, 500, 75, 0.0018566828101058235],
  [150, 1500, 200, 75, 0.0006608173710569472],
  [150, 400, 0, 0, 0.002546448639290641],
  [150, 30, 0, 0, 0.013198982959302238],
  [150, 150, 10, 0, 0.008068750779245487],
  [150, 30, 400, 0, 0.0024120405363456743],
  [20, 25, 10, 200, 0.011336511762281126],
  [20, 500, 900, 200, 0.000994834013845716],
  [500, 450, -1000, 30, 0.0008784068762667],
  [500, 800, 3000, 300, 0.00032290133532732337],
  [100, 99.999, 0, 1, 0.012654031023749159],
  [1, 10000, 0.5, 3, 9.999999550000092e-5],
  [150, 150, 0, 75, 0.006592277661346027],
  [150, 150, 60, 75, 0.006175823883065085],
  [150, 150, 0, 0, 0.00848826363156775],
  [150, 150, 10, 0, 0.008068750779245487],
  [300, 299.9999999, 0.01, 2, 0.0042265711944164406],
  [1, 0.5, 20000.0, 3, 5.000000107812507e-5],
] as const;

type P = [number, number, number];
const CELL = lineGeometry(
  [
    [0, 0, -15],
    [5, 3, 40],
    [9, 0, 300],
  ],
  [
    [0, 0, 15],
    [80, -9, 61],
    [9, 0, 360],
  ],
);
const SCALE = 4 * Math.PI * 0.3;
const population = (o: Partial<CylinderPotentialOptions> & { contacts: P[] }) =>
  new CylinderPotential({ radius: 150, depth: { type: 'normal', sd: 75 }, ...o }).transformationMatrix(CELL)
    .data;
const one = (contact: P, radius: number, depth: CylinderPotentialOptions['depth'], o: object = {}) =>
  SCALE *
  new CylinderPotential({ contacts: [contact], radius, depth, ...o }).transformationMatrix(
    lineGeometry([[0, 0, 0]], [[0, 0, 0]]),
  ).data[0];

describe('discGaussianMean', () => {
  it('is the mean of a Gaussian over the disc, whatever the rule', () => {
    const decade = (low: number, high: number) =>
      fc.double({ min: low, max: high, noNaN: true }).map((x) => 10 ** x);
    fc.assert(
      fc.property(decade(-2, 1.5), decade(-2, 0.5), (t, rho) => {
        // Over rays from the axis: int_0^1 2 r exp(-t^2 (r^2 + rho^2)) I0(2 t^2 r rho) dr, I0 as a mean over the angle.
        const edges = [rho - 3 / t, rho - 1 / t, rho, rho + 1 / t, rho + 3 / t].filter((x) => x > 0 && x < 1);
        const n = Math.ceil(40 + 12 * t * Math.sqrt(rho));
        const ring = (r: number) => {
          let sum = 0;
          for (let k = 0; k < n; k++)
            sum += Math.exp(
              -t * t * ((r - rho) ** 2 + 4 * r * rho * Math.sin((Math.PI * (k + 0.5)) / (2 * n)) ** 2),
            );
          return (2 * r * sum) / n;
        };
        const naive = integrateAdaptive(ring, 0, 1, { breakpoints: edges, rtol: 1e-13 });
        expect(discGaussianMean(t, rho, 1)).toBeAllclose(naive, { rtol: 1e-11, atol: 1e-16 });
      }),
      { numRuns: 60 },
    );
  });

  it('is continuous from one rule to the other and across the rim', () => {
    for (const rho of [0.6, 0.999, 1, 1.001, 1.3]) {
      const t = 8 / Math.sqrt(rho);
      expect(discGaussianMean(t * (1 - 1e-14), rho, 1)).toBeAllclose(
        discGaussianMean(t * (1 + 1e-14), rho, 1),
        {
          rtol: 1e-12,
          atol: 1e-17,
        },
      );
    }
    expect(discGaussianMean(500, 1 - 1e-15, 1)).toBeAllclose(discGaussianMean(500, 1 + 1e-15, 1), {
      rtol: 1e-11,
    });
    expect(discGaussianMean(0.3, 0, 2)).toBeAllclose(-Math.expm1(-0.36) / 0.36, { rtol: 1e-14 });
  });
});

describe('CylinderPotential', () => {
  it.each(MPMATH)('R %d, rho %d, u %d, sd %d', (R, rho, u, sd, expected) => {
    // Sums of some hundred positive terms; worst here 1.2e-15.
    expect(one([rho, 0, u], R, { type: 'normal', sd })).toBeAllclose(expected, { rtol: 2e-14 });
    expect(one([0, -rho, -u], R, { type: 'normal', sd })).toBeAllclose(expected, { rtol: 2e-14 });
  });

  it('is GaussCylinderPotential on the axis', () => {
    const z = [1000, 300, 41, 0, -120];
    for (const [radius, sd] of [
      [150, 75],
      [150, 0],
      [20, 200],
      [500, 1],
    ]) {
      const onAxis = new GaussCylinderPotential({ z, radius, sigmaZ: sd }).transformationMatrix(CELL).data;
      const contacts = z.map((v): P => [30, -20, v]);
      expect(population({ contacts, radius, depth: { type: 'normal', sd }, axis: [30, -20] })).toBeAllclose(
        onAxis,
        {
          rtol: 1e-13,
        },
      );
      // Next to the axis the potential changes with the square of the distance.
      expect(
        population({ contacts, radius, depth: { type: 'normal', sd }, axis: [30, -20 + 1e-4] }),
      ).toBeAllclose(onAxis, { rtol: 1e-8 });
    }
  });

  it('is brute-force quadrature of its definition: elliptic disc times Gaussian, split at the kink', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        fc.double({ min: 5, max: 200, noNaN: true }),
        (rho, u, sd) => {
          fc.pre(Math.abs(rho - 150) > 1);
          const f = (w: number) =>
            (discMean([rho, 0, w], 150, 0)! * Math.exp(-(((w - u) / sd) ** 2) / 2)) /
            (sd * Math.sqrt(2 * Math.PI));
          fc.pre(Math.abs(u) + 8.6 * sd < 1400); // the elliptic formula declines beyond 10 R
          const gap = Math.abs(rho - 150);
          const naive = integrateAdaptive(f, u - 8.6 * sd, u + 8.6 * sd, {
            breakpoints: [-gap, -gap / 8, 0, gap / 8, gap, u].toSorted((a, b) => a - b),
            rtol: 1e-12,
          });
          expect(one([0, rho, u], 150, { type: 'normal', sd })).toBeAllclose(naive, { rtol: 1e-10 });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is the plain disc for sd 0, inside and outside its rim, in its plane too', () => {
    for (const contact of [
      [10, 5, 3],
      [149, 0, 0],
      [150, 0, 0],
      [151, 0, 0],
      [300, 40, -600],
      [0, 0, 0],
    ] as P[])
      expect(one(contact, 150, { type: 'normal', sd: 0 })).toBeAllclose(discMean(contact, 150, 0)!, {
        rtol: 1e-12,
      });
    // The closed tail takes over from its quadrature: nothing changes with sd -> 0.
    for (const sd of [1e-9, 1e-3, 0.5])
      expect(one([10, 0, 40], 150, { type: 'normal', sd })).toBeAllclose(discMean([10, 0, 40], 150, 0)!, {
        rtol: 1e-3 * sd ** 2 + 1e-12,
      });
  });

  it('is a dipole-free source far away: 1/r [1 + (s^2 - R^2/4) P2(cos) / r^2]', () => {
    const r = 1e5;
    for (const cosine of [0, 0.5, 1]) {
      const contact: P = [r * Math.sqrt(1 - cosine ** 2), 0, r * cosine];
      const expected = (1 + ((75 ** 2 - 150 ** 2 / 4) * (3 * cosine ** 2 - 1)) / 2 / r ** 2) / r;
      expect(one(contact, 150, { type: 'normal', sd: 75 })).toBeAllclose(expected, { rtol: 1e-11 }); // next: (R / r)^4
    }
  });

  it('is reciprocal: discs about two axes see each other alike, averaged over a contact', () => {
    // A contact of radius a in the field of a disc of radius R is a disc of radius R's contact in the field of a.
    const disc = { type: 'normal', sd: 0 } as const;
    // Apart, overlapping, one within the other, concentric.
    for (const [d, a] of [
      [260, 60],
      [260, 5],
      [140, 60],
      [30, 60],
      [0, 60],
      [60, 250],
    ])
      expect(one([d, 0, 40], 150, disc, { contactRadius: a })).toBeAllclose(
        one([0, d, 40], a, disc, { contactRadius: 150 }),
        { rtol: 1e-10 },
      );
    expect(one([260, 0, 40], 150, disc, { contactRadius: 1e-3 })).toBeAllclose(one([260, 0, 40], 150, disc), {
      rtol: 1e-10,
    });
  });

  it('takes uniform layers and histograms: quadrature, superposition, limits', () => {
    for (const [rho, u] of [
      [0, 20],
      [140, 0],
      [150, 70],
      [200, 500],
      [30, -60],
      [20, 60],
    ]) {
      const layer = one([rho, 0, u], 150, { type: 'uniform', from: -60, to: 100 });
      const breakpoints = [u - 10, u - 1, u, u + 1, u + 10];
      const mean =
        integrateAdaptive((dz) => discMean([rho, 0, u - dz], 150, 0)!, -60, 100, {
          breakpoints,
          rtol: 1e-13,
        }) / 160;
      expect(layer).toBeAllclose(mean, { rtol: 1e-11 });
      const histogram = one([rho, 0, u], 150, {
        type: 'histogram',
        edges: [-60, 0, 30, 100],
        weights: [6, 3, 7],
      });
      expect(histogram).toBeAllclose(layer, { rtol: 1e-13 });
    }
    expect(one([20, 0, 70], 150, { type: 'uniform', from: -1e-4, to: 1e-4 })).toBeAllclose(
      one([20, 0, 70], 150, { type: 'normal', sd: 0 }),
      { rtol: 1e-10 },
    );
    expect(one([20, 0, 70], 150, { type: 'histogram', edges: [0, 10, 20], weights: [0, 5] })).toBeAllclose(
      one([20, 0, 70], 150, { type: 'uniform', from: 10, to: 20 }),
      { rtol: 1e-14 },
    );
  });

  it('mirrors at a plane: no current into air, the ratio of slopes into saline, nothing without contrast', () => {
    const above = { z: 400, sigma: 0 };
    const at = (z: number, sigma = 0) => population({ contacts: [[80, 0, z]], above: { z: 400, sigma } });
    const d = 0.01;
    const slope = (z: number, sigma: number) => at(z + d, sigma).map((v, k) => (v - at(z, sigma)[k]) / d);
    const bulk = slope(300, 0);
    for (const [k, s] of slope(400 - d, 0).entries()) expect(Math.abs(s / bulk[k])).toBeLessThan(1e-3);
    const saline = slope(400, 1.5);
    for (const [k, s] of slope(400 - d, 1.5).entries())
      expect((0.3 * s) / (1.5 * saline[k])).toBeAllclose(1, { rtol: 1e-3 });
    const free = population({
      contacts: [
        [80, 0, 400],
        [0, 0, 100],
      ],
    });
    const covered = population({
      contacts: [
        [80, 0, 400],
        [0, 0, 100],
      ],
      above,
    });
    expect(covered.subarray(0, 3)).toBeAllclose(
      free.subarray(0, 3).map((v) => 2 * v),
      { rtol: 1e-14 },
    );
    expect(
      population({
        contacts: [
          [80, 0, 400],
          [0, 0, 100],
        ],
        above: { z: 400, sigma: 0.3 },
      }),
    ).toBeAllclose(free, {
      rtol: 1e-14,
    });
  });

  it('averages over contacts: the mean of many points', () => {
    const average = one([120, 0, 90], 150, { type: 'normal', sd: 30 }, { contactRadius: 40 });
    const inner = (r: number) => {
      const n = 64;
      let sum = 0;
      for (let k = 0; k < n; k++) {
        const a = (2 * Math.PI * k) / n;
        sum += one([120 + r * Math.cos(a), r * Math.sin(a), 90], 150, { type: 'normal', sd: 30 });
      }
      return (2 * r * sum) / n / 40 ** 2;
    };
    expect(average).toBeAllclose(integrateAdaptive(inner, 0, 40, { rtol: 1e-11 }), { rtol: 1e-9 });
  });

  it('is linear in its layers of nodes: places of one mixture', () => {
    const law = { type: 'normal', sd: 40 } as const;
    const two = meanOverDepth(law, discMixture([20, 170], [0.25, 0.75], 150, 500))(60);
    const each = [20, 170].map((rho) => meanOverDepth(law, discMixture([rho], [1], 150, 500))(60));
    expect(two).toBeAllclose(0.25 * each[0] + 0.75 * each[1], { rtol: 1e-14 });
  });

  it('accepts a cell without segments and describes itself', () => {
    const model = new CylinderPotential({
      contacts: [[1, 2, 3]],
      radius: 9,
      depth: { type: 'normal', sd: 1 },
    });
    expect(model.transformationMatrix(lineGeometry([], [])).shape).toEqual([1, 0]);
    expect(JSON.parse(JSON.stringify(model.parameters))).toMatchObject({
      axis: [0, 0],
      sigma: 0.3,
      contactRadius: 0,
      above: null,
      depth: { type: 'normal', sd: 1 },
    });
  });

  it('refuses bad input', () => {
    const contacts: P[] = [[0, 0, 10]];
    const bad = (o: object) => () => population({ contacts, ...o });
    expect(bad({ radius: 0 })).toThrow(/^radius: Expected a finite number > 0/);
    expect(bad({ sigma: -1 })).toThrow(/^sigma: Expected/);
    expect(bad({ contactRadius: -1 })).toThrow(/^contactRadius: Expected/);
    expect(bad({ axis: [0, 0, 0] })).toThrow(/^axis: Expected two coordinates/);
    expect(bad({ depth: { type: 'normal', sd: -1 } })).toThrow(/^depth\.sd: Expected/);
    expect(bad({ depth: { type: 'uniform', from: 1, to: 1 } })).toThrow(/^depth\.to: Expected a number > 1/);
    expect(bad({ depth: { type: 'histogram', edges: [0, 1], weights: [1, 2] } })).toThrow(
      /^depth\.weights: Expected 1 values/,
    );
    expect(bad({ depth: { type: 'histogram', edges: [0, 1], weights: [0] } })).toThrow(
      /^depth\.weights: Expected a finite sum > 0/,
    );
    expect(bad({ depth: { type: 'cauchy' } })).toThrow(/^depth: Expected a law of type/);
    expect(bad({ above: { z: 5, sigma: 0 } })).toThrow(
      /^contacts \(contact0\): Expected a depth of at most 5 um/,
    );
    expect(bad({ above: { z: 50, sigma: 0.1 } })).toThrow(/^geometry: Expected mid-points in the tissue/);
    expect(bad({ above: { z: 500, sigma: -1 } })).toThrow(/^above\.sigma: Expected/);
  });
});
