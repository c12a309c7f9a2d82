import { describe, expect, it } from 'vitest';
import { drawProbabilities, drawSegments } from '../../../src/morphology/draw.ts';
import { midpoints } from '../../../src/morphology/geometry.ts';
import { constant, normal, uniform } from '../../../src/numerics/distributions/index.ts';
import { randomStream } from '../../../src/numerics/random.ts';
import { branchedCell } from '../../support/cells.ts';

const { geometry } = branchedCell(3, 3, 'passive');
const total = geometry.area.reduce((a, b) => a + b);

describe('drawing segments', () => {
  it('goes by area', () => {
    expect(drawProbabilities(geometry)).toBeAllclose(geometry.area.map((a) => a / total));
    const p = drawProbabilities(geometry, { sections: ['apic'], zMin: 50 });
    expect(p.reduce((a, b) => a + b)).toBeAllclose(1);
    const z = midpoints(geometry, 2);
    for (let i = 0; i < geometry.n; i++)
      expect(p[i] > 0).toBe(geometry.sectionNames[geometry.section[i]].includes('apic') && z[i] > 50);
  });

  it('goes by area times a mixture of depth laws', () => {
    const laws = [normal({ mean: 100, sd: 40 }), uniform({ min: -80, max: 20 })];
    const p = drawProbabilities(geometry, { depths: [{ law: laws[0], weight: 3 }, { law: laws[1] }] });
    const z = midpoints(geometry, 2);
    const weights = geometry.area.map((a, i) => a * (3 * laws[0].pdf(z[i]) + laws[1].pdf(z[i])));
    expect(p).toBeAllclose(weights.map((w) => w / weights.reduce((a, b) => a + b)));
  });

  it('draws as often as the probabilities say', () => {
    const n = 40_000;
    const depths = [{ law: normal({ mean: 60, sd: 60 }) }];
    const p = drawProbabilities(geometry, { depths });
    const drawn = drawSegments(geometry, n, randomStream(1, 'test'), { depths });
    const counts = new Float64Array(geometry.n);
    for (const i of drawn) counts[i]++;
    // Chi squared of n - 1 degrees of freedom: mean n - 1, s.d. sqrt(2 (n - 1)); five of these.
    const bins = [...p.keys()].filter((i) => p[i] * n > 5);
    const chi2 = bins.reduce((sum, i) => sum + (counts[i] - n * p[i]) ** 2 / (n * p[i]), 0);
    expect(Math.abs(chi2 - bins.length)).toBeLessThan(5 * Math.sqrt(2 * bins.length));
    expect(bins.length).toBeGreaterThan(10);
    for (let i = 0; i < geometry.n; i++) if (p[i] === 0) expect(counts[i]).toBe(0);
  });

  it('repeats itself with the same stream, and draws none if asked', () => {
    const draw = () => drawSegments(geometry, 20, randomStream(7, 'synapses', 3));
    expect(draw()).toEqual(draw());
    expect(drawSegments(geometry, 0, randomStream(7, 'synapses'))).toEqual(new Int32Array(0));
  });

  it('refuses what cannot be drawn', () => {
    const stream = randomStream(1, 'test');
    expect(() => drawSegments(geometry, -1, stream)).toThrow(
      'count: Expected an integer >= 0, but received -1',
    );
    expect(() => drawSegments(geometry, 1, stream, { zMin: 1e5 })).toThrow(
      'selection: Expected segments of positive, finite probability',
    );
    expect(() => drawProbabilities(geometry, { depths: [{ law: constant({ value: 3 }) }] })).toThrow(
      'depths[0]: Expected a law with a density',
    );
    expect(() =>
      drawProbabilities(geometry, { depths: [{ law: normal({ mean: 0, sd: 1 }), weight: -1 }] }),
    ).toThrow('depths[0].weight');
  });
});
