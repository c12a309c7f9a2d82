import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellGain } from '../../../src/forward/concentricShells.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import type { Point } from '../../../src/forward/options.ts';
import { scalpArc } from '../../../src/forward/scalpArc.ts';

const RADII = [79000, 80000, 85000, 90000];
const HEAD = [0.3, 1.5, 0.015, 0.3];

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const scaled = (a: Point, k: number): Point => [k * a[0], k * a[1], k * a[2]];
const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs));

/** A direction from the two coordinates that fast-check draws. */
const direction = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }))
  .map(([z, phi]): Point => [Math.sqrt(1 - z * z) * Math.cos(phi), Math.sqrt(1 - z * z) * Math.sin(phi), z]);

/**
 * Potential of a dipole in one insulated sphere of radius R: the same series summed in closed form, since
 * G_n = 1 + (n+1)/n (r/R)^(2n+1) there, sum q^n P_n = 1/d - 1 and sum q^n P_n' / n = q (1 + 1/d) / (1 - q x + d).
 */
function homogeneousSphere(sigma: number, R: number, dipole: Point, electrode: Point): Point {
  const r0 = Math.hypot(...dipole);
  const r = Math.hypot(...electrode);
  const axis = scaled(dipole, 1 / r0);
  const x = dot(axis, electrode) / r;
  const q = (r / R) * (r0 / R);
  const d = Math.sqrt((1 - q) ** 2 + 2 * q * (1 - x));
  const radial = (x - q) / d ** 3 + (1 / d - 1) / q;
  const tangential = 1 / d ** 3 + (1 + 1 / d) / (1 - q * x + d);
  const distance = Math.hypot(...electrode.map((v, c) => v - dipole[c]));
  return [0, 1, 2].map((c) => {
    const own = (electrode[c] - dipole[c]) / distance ** 3;
    const reflected = (r / R ** 3) * (radial * axis[c] + tangential * (electrode[c] / r - x * axis[c]));
    return (own + reflected) / (4 * Math.PI * sigma);
  }) as unknown as Point;
}

describe('FourSphereVolumeConductor', () => {
  it('equals the closed form of one sphere for four equal conductivities, in every shell', () => {
    fc.assert(
      fc.property(
        direction,
        direction,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (u, v, depth, height) => {
          const dipole = scaled(u, depth * RADII[0]);
          const electrode = scaled(v, height * RADII[3]);
          fc.pre(Math.hypot(...dipole.map((x, c) => x - electrode[c])) > 500);
          const expected = homogeneousSphere(0.3, RADII[3], dipole, electrode);
          const M = new FourSphereVolumeConductor({
            conductivities: [0.3, 0.3, 0.3, 0.3],
            electrodes: [electrode],
          }).transformationMatrix(dipole);
          // The oracle loses 1e-16 / (1 - q) of its digits, and cancels in 1/d - 1 by 1/q.
          expect(M.data).toBeAllclose(expected, { rtol: 0, atol: 2e-12 * largest(expected) });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('converges where the dipole all but touches the brain surface and the electrode lies across it', () => {
    const dipole: Point = [0, 0, 79000 - 20];
    for (const electrode of [
      [0, 0, 79020],
      [3, 4, 79001],
      [0, 60, 79000],
      [0, 0, -79000],
    ] as Point[]) {
      const M = new FourSphereVolumeConductor({
        conductivities: [0.3, 0.3, 0.3, 0.3],
        electrodes: [electrode],
      }).transformationMatrix(dipole);
      const expected = homogeneousSphere(0.3, RADII[3], dipole, electrode);
      // Places are known to 1e-16 of 79 mm, 1e-12 of their distance or better.
      expect(M.data).toBeAllclose(expected, { rtol: 0, atol: 1e-11 * largest(expected) });
    }
  });

  it('does not feel a boundary between equal conductivities', () => {
    const electrodes = [...scalpArc({ polarAngles: [0, 40, 120, 180] }), [0, 3000, 82000] as Point];
    const at: Point = [10000, 0, 70000];
    const M = (r2: number) =>
      new FourSphereVolumeConductor({
        radii: [79000, r2, 85000, 90000],
        conductivities: [0.3, 0.02, 0.02, 0.4],
        electrodes,
      }).transformationMatrix(at).data;
    expect(M(84000)).toBeAllclose(M(79001), { rtol: 1e-11, atol: 1e-22 }); // values are about 1e-11
  });

  it('is continuous across every boundary', () => {
    for (const radius of RADII.slice(0, 3)) {
      const model = new FourSphereVolumeConductor({
        electrodes: [1 - 1e-12, 1, 1 + 1e-12].map((k) => scaled([0.36, 0.48, 0.8], k * radius)),
      });
      const M = model.transformationMatrix([0, 20000, 60000]).data;
      expect(M.subarray(0, 3)).toBeAllclose(M.subarray(3, 6), { rtol: 1e-10 });
      expect(M.subarray(6, 9)).toBeAllclose(M.subarray(3, 6), { rtol: 1e-10 });
    }
  });

  it('becomes the infinite medium as the head grows', () => {
    const radii = RADII.map((r) => 1e5 * r);
    const electrodes: Point[] = [[100, 200, -300]];
    const M = new FourSphereVolumeConductor({ radii, electrodes }).transformationMatrix([10, -20, 50]).data;
    const expected = new InfiniteVolumeConductor({ electrodes }).transformationMatrix([10, -20, 50]).data;
    expect(M).toBeAllclose(expected, { rtol: 1e-13 }); // the reflected part is (distance / radius)^3 = 1e-22
  });

  it('turns with the head', () => {
    fc.assert(
      fc.property(direction, fc.double({ min: 0, max: 6, noNaN: true }), (k, angle) => {
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turn = (v: readonly number[]): Point => {
          // Rodrigues' formula
          const cross = [k[1] * v[2] - k[2] * v[1], k[2] * v[0] - k[0] * v[2], k[0] * v[1] - k[1] * v[0]];
          return [0, 1, 2].map(
            (i) => c * v[i] + s * cross[i] + (1 - c) * dot(k, v) * k[i],
          ) as unknown as Point;
        };
        const dipole: Point = [1000, -2000, 75000];
        const electrodes: Point[] = [
          [0, 0, 90000],
          [0, 48000, -64000],
          [100, 0, 0],
        ];
        const p: Point = [1, -2, 0.5];
        const V = (at: Point, places: Point[], moment: Point) => {
          const M = new FourSphereVolumeConductor({ electrodes: places }).transformationMatrix(at);
          return places.map((_, e) => dot(moment, [...M.data.subarray(3 * e, 3 * e + 3)]));
        };
        expect(V(turn(dipole), electrodes.map(turn), turn(p))).toBeAllclose(V(dipole, electrodes, p), {
          rtol: 1e-11,
        });
      }),
      { numRuns: 30 },
    );
  });

  it('is symmetric about the axis of a radial dipole, also exactly opposite it', () => {
    fc.assert(
      fc.property(direction, (u) => {
        const electrodes = [scaled(u, 90000), scaled(u, -90000)];
        const M = new FourSphereVolumeConductor({ electrodes }).transformationMatrix(scaled(u, 78000)).data;
        const onAxis = new FourSphereVolumeConductor({
          electrodes: [
            [0, 0, 90000],
            [0, 0, -90000],
          ],
        }).transformationMatrix([0, 0, 78000]).data;
        for (const e of [0, 1]) {
          const expected = scaled(u, onAxis[3 * e + 2]);
          expect(M.subarray(3 * e, 3 * e + 3)).toBeAllclose(expected, {
            rtol: 0,
            atol: 1e-13 * largest(onAxis),
          });
        }
        expect([onAxis[0], onAxis[1], onAxis[3], onAxis[4]]).toEqual([0, 0, 0, 0]);
      }),
    );
  });

  it('has only the first order for a dipole at the centre: V = G_1 p·r / (4 pi sigma_1 r^3)', () => {
    const electrodes: Point[] = [
      [0, 0, 90000],
      [30000, 0, 40000],
    ];
    const M = new FourSphereVolumeConductor({ electrodes }).transformationMatrix([0, 0, 0]).data;
    const near = new FourSphereVolumeConductor({ electrodes }).transformationMatrix([0, 0, 1e-7]).data;
    expect(M).toBeAllclose(near, { rtol: 1e-11 });
    const { limit, excess } = shellGain(RADII, HEAD, 90000);
    const G = limit + excess(1);
    expect(M.subarray(0, 3)).toBeAllclose([0, 0, G / (4 * Math.PI * 0.3 * 90000 ** 2)], { rtol: 1e-14 });

    // An electrode at the centre sees the dipole alone: all reflected potentials vanish there.
    const centre = new FourSphereVolumeConductor({ electrodes: [[0, 0, 0]] }).transformationMatrix([
      0, 0, 100,
    ]).data;
    expect(centre[2]).toBeAllclose(-1 / (4 * Math.PI * 0.3 * 100 ** 2), { rtol: 1e-13 });
  });

  it('accepts electrodes a rounding outside the scalp', () => {
    const M = (z: number) =>
      new FourSphereVolumeConductor({ electrodes: [[0, 0, z]] }).transformationMatrix([0, 0, 1]).data;
    expect(M(90000.01)).toBeAllclose(M(90000), { rtol: 1e-15 });
  });

  it('names its electrodes and freezes its parameters', () => {
    const model = new FourSphereVolumeConductor({ electrodes: scalpArc({ polarAngles: [0, 10] }) });
    expect(model.channels.map((c) => c.name)).toEqual(['theta=0', 'theta=10']);
    expect(model.parameters.radii).toEqual(RADII);
    expect(model.parameters.conductivities).toEqual(HEAD);
    expect(Object.isFrozen(model.parameters.electrodes[0])).toBe(true);
    expect(model.unit).toBe('mV');
  });

  const electrodes: Point[] = [[0, 0, 90000]];
  it.each([
    [{ radii: [1, 2, 3], electrodes }, /^radii: Expected at least 4 values/],
    [{ radii: [1, 2, 3, 4, 5], electrodes }, /^radii: Expected four radii/],
    [{ radii: [79000, 79000, 85000, 90000], electrodes }, /^radii\[1\]: Expected a number > 79000/],
    [{ radii: [-1, 80000, 85000, 90000], electrodes }, /^radii\[0\]: Expected a finite number > 0/],
    [
      { conductivities: [0.3, 1.5, 0, 0.3], electrodes },
      /^conductivities\[2\]: Expected a finite number > 0/,
    ],
    [{ conductivities: [0.3], electrodes }, /^conductivities: Expected at least 4/],
    [{ conductivities: [1, 1, 1, 1, 1], electrodes }, /^conductivities: Expected four values/],
    [
      { electrodes: [[0, 0, 90001]] },
      /^electrodes \(electrode0\): Expected a place within the scalp's radius/,
    ],
    [{ electrodes: [[0, 0, NaN]] }, /^electrodes\[0\]\[2\]: Expected a finite number/],
  ] as [{ electrodes: Point[] }, RegExp][])('refuses %j', (options, message) => {
    expect(() => new FourSphereVolumeConductor(options)).toThrow(message);
  });

  it('refuses dipoles outside the brain, on an electrode, or all but on one across the surface', () => {
    const model = new FourSphereVolumeConductor({ electrodes: [[0, 0, 79000]] });
    expect(() => model.transformationMatrix([0, 0, 79000])).toThrow(
      /^location: Expected a place inside the brain/,
    );
    expect(() => model.transformationMatrix([NaN, 0, 0])).toThrow(/^location\[0\]: Expected a finite number/);
    expect(() => model.transformationMatrix([0, 0, 78999.99])).toThrow(
      /^location: Expected a place further from/,
    );
    const inside = new FourSphereVolumeConductor({ electrodes: [[0, 0, 5]] });
    expect(() => inside.transformationMatrix([0, 0, 5])).toThrow(
      /^location: Expected a place other than that of/,
    );
  });
});

describe('shellGain', () => {
  it('is (n + 1) / n (r / R)^(2n+1) plus the source for one insulated sphere in disguise', () => {
    for (const r of [85000, 87000, 90000]) {
      const gain = shellGain(RADII, [0.2, 0.2, 0.2, 0.2], r);
      for (const n of [1, 2, 10, 1000])
        expect(gain.limit + gain.excess(n)).toBeAllclose(1 + ((n + 1) / n) * (r / 90000) ** (2 * n + 1), {
          rtol: 1e-12,
        });
    }
  });

  it('tends to its limit without overflow', () => {
    for (const r of [40000, 79000, 79500, 80000, 83000, 85000, 89000, 90000]) {
      const gain = shellGain(RADII, HEAD, r);
      // Corrections are of order 1 / n, or a power of a ratio of radii that is gone by then.
      expect(gain.excess(1e7)).toBeAllclose(gain.excess(1e8) * 10, { rtol: 1e-6, atol: 1e-15 });
      expect(Math.abs(gain.excess(1e7))).toBeLessThan(1e-6 * Math.abs(gain.limit));
    }
  });
});
