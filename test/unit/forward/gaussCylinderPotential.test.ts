import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { gaussCylinderProfile } from '../../../src/forward/gaussCylinderProfile.ts';
import { integrateAdaptive } from '../../../src/numerics/quadrature.ts';
import { lineGeometry } from '../../support/lineGeometry.ts';

/** [u, R, s, mean of 1 / (sqrt(w^2 + R^2) + |w|)], mpmath 1.3 with 30 digits; one draw from each regime of R/s, u/s, u/R. */
const MPMATH = [
  [11.136605299232377, 17106.200695463944, 0.7797259862189019, 5.842028883864626e-5],
  [0.004892515913346143, 0.00048743496383849526, 4.344025604393338e-9, 101.94456063881097],
  [76089.2760570146, 0.004926400481106063, 3.1420167030628637e-6, 6.571228245427693e-6],
  [4.884547451592283, 0.06222836374966709, 0.4892525067663302, 0.10341876785768854],
  [4579.97855234024, 9.863199311305923, 17.20970642843202, 0.00010917223182996225],
  [1618616.8001451623, 2.4841492370038103, 172447.47237866846, 3.125388235021548e-7],
  [21.942788618126848, 38626.89682554002, 2.566646239989869, 2.5873993913708895e-5],
  [0.0012039362377146996, 0.045107654631210796, 0.00014464605078216993, 21.585493179987747],
  [0.028299576358966464, 10589.241680494448, 27441.6536121504, 3.2570734208008465e-5],
  [118.92781886947202, 8211.467940615432, 30275.14138873018, 3.396170322803482e-5],
  [66265.17854247325, 139.6745966394668, 7517.368138896676, 7.646552886402594e-6],
  [0.01120630607697979, 59693.465512648225, 296669369.8528129, 1.3127677659928569e-8],
  [54.31959681542042, 51.16487672425543, 932345.1513849131, 4.7331261441677985e-6],
  [13.226074969394405, 0.004116859873424282, 724.936682891576, 0.007334470738735437],
] as const;

const parameters = fc.record({
  R: fc.double({ min: -3, max: 3, noNaN: true }).map((x) => 10 ** x),
  ratio: fc.double({ min: -3, max: 3, noNaN: true }).map((x) => 10 ** x),
  inR: fc.boolean(),
  distance: fc.double({ min: -12, max: 12, noNaN: true }),
});

/** u in units of s or of R, so that all regimes are met. */
const cases = parameters.map(({ R, ratio, inR, distance }) => {
  const s = R * ratio;
  return { R, s, u: distance * (inR ? R : s) };
});

describe('gaussCylinderProfile', () => {
  it.each(MPMATH)('u %d, R %d, s %d', (u, R, s, expected) => {
    // Ten roundings of a sum of about 50 terms; worst over 500 draws: 1.6e-14.
    expect(gaussCylinderProfile(R, s)(u)).toBeAllclose(expected, { rtol: 3e-14 });
    expect(gaussCylinderProfile(R, s)(-u)).toBe(gaussCylinderProfile(R, s)(u));
  });

  it('equals adaptive quadrature of its definition, split at the kink', () => {
    fc.assert(
      fc.property(cases, ({ R, s, u }) => {
        const density = (w: number) => Math.exp(-((w - u) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
        const splits = [
          0,
          -R,
          R,
          -8 * R,
          8 * R,
          -64 * R,
          64 * R,
          u,
          u - 2 * s,
          u + 2 * s,
          u - 5 * s,
          u + 5 * s,
        ];
        const naive = integrateAdaptive(
          (w) => density(w) / (Math.hypot(w, R) + Math.abs(w)),
          u - 9 * s,
          u + 9 * s,
          {
            breakpoints: splits.toSorted((a, b) => a - b),
            rtol: 1e-13,
          },
        );
        expect(gaussCylinderProfile(R, s)(u)).toBeAllclose(naive, { rtol: 1e-12 });
      }),
      { numRuns: 150 },
    );
  });

  it('is continuous where one rule takes over from another', () => {
    for (const [R, s] of [
      [1, 1],
      [1e-3, 1],
      [100, 1],
    ]) {
      const profile = gaussCylinderProfile(R, s);
      for (const u of [9, 1.8, 3.6, 5.4, 7.2])
        // the slope changes the value by 1e-12 at most
        expect(profile(u * (1 - 1e-13))).toBeAllclose(profile(u * (1 + 1e-13)), { rtol: 1e-12 });
    }
    for (const u of [0, 1, 5, 20]) {
      expect(gaussCylinderProfile(2 * (1 - 1e-14), 1)(u)).toBeAllclose(gaussCylinderProfile(2, 1)(u), {
        rtol: 1e-13,
      });
      // The kink makes the first correction to the disc linear in s / R: sqrt(2 / pi) 1e-16 here.
      expect(gaussCylinderProfile(1, 1e-16)(u)).toBeAllclose(gaussCylinderProfile(1, 0)(u), { rtol: 1e-14 });
    }
  });

  it('scales: lengths in other units give the same potential', () => {
    fc.assert(
      fc.property(cases, ({ R, s, u }) => {
        const scaled = gaussCylinderProfile(1024 * R, 1024 * s)(1024 * u);
        expect(1024 * scaled).toBeAllclose(gaussCylinderProfile(R, s)(u), { rtol: 1e-15 });
      }),
    );
  });
});

describe('GaussCylinderPotential', () => {
  const z = [300, 0, -120];
  const cell = lineGeometry(
    [
      [0, 0, -15],
      [5, 3, 40],
    ],
    [
      [0, 0, 15],
      [80, -9, 61],
    ],
  );

  it('is the disc for sigmaZ = 0: [sqrt(u^2 + R^2) - |u|] / (2 sigma pi R^2) at the mid-points', () => {
    const M = new GaussCylinderPotential({ z, radius: 150, sigmaZ: 0, sigma: 0.4 }).transformationMatrix(
      cell,
    );
    const expected = z.flatMap((ze) =>
      [0, 50.5].map((zi) => {
        const u = Math.abs(ze - zi);
        return (Math.hypot(u, 150) - u) / (2 * 0.4 * Math.PI * 150 ** 2);
      }),
    );
    expect(M.shape).toEqual([3, 2]);
    expect(M.data).toBeAllclose(expected, { rtol: 1e-14 });
  });

  it('is a point source far away: 1 / (4 pi sigma u) (1 + s^2/u^2 - R^2/(4 u^2))', () => {
    const [R, s, u] = [150, 75, 3e5];
    const M = new GaussCylinderPotential({ z: [u], radius: R, sigmaZ: s }).transformationMatrix(
      lineGeometry([[0, 0, 0]], [[0, 0, 0]]),
    );
    const expected = (1 + (s / u) ** 2 - (R / u) ** 2 / 4) / (4 * Math.PI * 0.3 * u);
    expect(M.data).toBeAllclose([expected], { rtol: 1e-13 }); // the next term is (R / u)^4 = 6e-14
  });

  it('spreads twice: a Gaussian over cells of spread s1 is the population of spread sqrt(s1^2 + s2^2)', () => {
    const [R, s1, s2, u] = [40, 30, 55, 70];
    const narrow = gaussCylinderProfile(R, s1);
    let sum = 0;
    const h = 0.25; // trapezoid, in units of s2
    for (let x = -9; x <= 9; x += h)
      sum += (h * Math.exp((-x * x) / 2) * narrow(u + s2 * x)) / Math.sqrt(2 * Math.PI);
    expect(sum).toBeAllclose(gaussCylinderProfile(R, Math.hypot(s1, s2))(u), { rtol: 1e-13 });
  });

  it('is linear in the currents, decreasing with distance and positive', () => {
    const M = new GaussCylinderPotential({
      z: [0, 100, 200, 400, 1e4],
      radius: 100,
      sigmaZ: 60,
    }).transformationMatrix(lineGeometry([[0, 0, -1]], [[0, 0, 1]]));
    for (let i = 1; i < 5; i++) expect(M.data[i]).toBeLessThan(M.data[i - 1]);
    expect(M.data[4]).toBeGreaterThan(0);
  });

  it('names its channels, copies and freezes its parameters', () => {
    const depths = [10, 0, 10];
    const model = new GaussCylinderPotential({ z: depths, radius: 1, sigmaZ: 1 });
    depths[0] = 99;
    expect(model.channels.map((c) => c.name)).toEqual(['z=10', 'z=0', 'z=10#2']);
    expect(model.channels[0]).toEqual({ name: 'z=10', x: 0, y: 0, z: 10 });
    expect(model.parameters).toEqual({ z: [10, 0, 10], radius: 1, sigmaZ: 1, sigma: 0.3 });
    expect(Object.isFrozen(model.parameters) && Object.isFrozen(model.parameters.z)).toBe(true);
    expect(model.unit).toBe('mV');
    expect(new GaussCylinderPotential({ z: [1], radius: 1, sigmaZ: 1, names: ['a'] }).channels[0].name).toBe(
      'a',
    );
  });

  it('accepts a cell without segments', () => {
    const M = new GaussCylinderPotential({ z, radius: 1, sigmaZ: 1 }).transformationMatrix(
      lineGeometry([], []),
    );
    expect(M.shape).toEqual([3, 0]);
  });

  it.each([
    [{ z: [], radius: 1, sigmaZ: 1 }, /^z: Expected at least 1 value/],
    [{ z: [0, NaN], radius: 1, sigmaZ: 1 }, /^z\[1\]: Expected a finite number, but received NaN/],
    [{ z: 5 as unknown as number[], radius: 1, sigmaZ: 1 }, /^z: Expected a list of finite numbers/],
    [{ z, radius: 0, sigmaZ: 1 }, /^radius: Expected a finite number > 0, but received 0/],
    [{ z, radius: 1, sigmaZ: -1 }, /^sigmaZ: Expected a finite number >= 0, but received -1/],
    [{ z, radius: 1, sigmaZ: 1, sigma: NaN }, /^sigma: Expected/],
    [{ z, radius: 1, sigmaZ: 1, names: ['a', 'b'] }, /^names: Expected 3 names/],
    [
      { z, radius: 1, sigmaZ: 1, names: ['a', 'b', 'a'] },
      /^names\[2\]: Expected a name that no other channel has/,
    ],
  ])('refuses %j', (options, message) => {
    expect(() => new GaussCylinderPotential(options)).toThrow(message);
  });

  it('refuses a geometry with NaN, naming the segment', () => {
    const model = new GaussCylinderPotential({ z, radius: 1, sigmaZ: 1 });
    const broken = lineGeometry(
      [
        [0, 0, 0],
        [0, NaN, 0],
      ],
      [
        [0, 0, 1],
        [0, 0, 1],
      ],
    );
    expect(() => model.transformationMatrix(broken)).toThrow(
      /^geometry\.start: Expected finite coordinates \(segment 1, axis y\), but received NaN/,
    );
  });
});
