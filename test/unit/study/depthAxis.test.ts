import { describe, expect, test } from 'vitest';
import { parseStudy } from '../../../src/study/load.ts';
import { mirror } from '../../../src/study/depthAxis.ts';
import { distribution, type ContinuousDistribution } from '../../../src/numerics/distributions/index.ts';
import type { ContinuousDistributionSpec } from '../../../src/study/schema/distribution.ts';
import { changed, problemsOf } from './helpers.ts';

/** The small study, its depths written below the pia (z = 500 um of the original). */
const down = () =>
  changed((s) => {
    s.depth_axis = 'down';
    s.kernels.cells.E.depth = 490;
    s.kernels.connections[0].placement.layers[0].depth.mean = 300;
    s.kernels.connections[1].placement = { sections: ['soma', 'dend'], depth_max: 550 };
    s.probes.lfp.z = [300, 400, 500];
    s.probes.csd.z_edges = [
      [450, 550],
      [350, 450],
    ];
  });

describe('depths below the pia', () => {
  test('become z up', async () => {
    const study = await parseStudy(JSON.stringify(down()), 's.json');
    const { cells, connections } = study.kernels!;
    expect(study.depthAxis).toBe('down');
    expect(study.source.depth_axis).toBe('up');
    expect(cells[0].depth).toBe(-490);
    expect(connections[0].placement.layers![0].depth).toEqual({ distribution: 'normal', mean: -300, sd: 50 });
    expect(connections[1].placement).toEqual({
      relativeTo: 'origin',
      sections: ['soma', 'dend'],
      zMin: -550,
    });
    expect(study.probes).toMatchObject([
      { z: [-300, -400, -500] },
      {
        zEdges: [
          [-550, -450],
          [-450, -350],
        ],
      },
    ]);
  });

  test('give no negative zero', async () => {
    const study = changed((s) => {
      s.depth_axis = 'down';
      s.kernels.cells.E.depth = 0;
    });
    const { kernels } = await parseStudy(JSON.stringify(study), 's.json');
    expect(Object.is(kernels!.cells[0].depth, 0)).toBe(true);
  });

  test('refuse a law that has no mirror image', async () => {
    const study = down();
    study.kernels.connections[0].placement.layers[0].depth = { distribution: 'gamma', shape: 2, scale: 100 };
    expect(await problemsOf(study)).toEqual([
      'kernels.connections[0].placement.layers[0].depth: a law gamma cannot be read downwards; use "depth_axis": "up", or a truncated_normal',
    ]);
  });
});

test.each<ContinuousDistributionSpec>([
  { distribution: 'normal', mean: 3, sd: 2 },
  { distribution: 'truncated_normal', mean: 3, sd: 2, min: 1, max: null },
  { distribution: 'truncated_normal', mean: 3, sd: 2, min: null, max: 4 },
  { distribution: 'uniform', min: -1, max: 5 },
  { distribution: 'constant', value: 3 },
])('the mirror image of %j is the law of -x', (spec) => {
  const law = distribution(spec) as ContinuousDistribution;
  const image = distribution(mirror(spec)!) as ContinuousDistribution;
  for (const x of [-7, -3.5, -2, -0.3, 0.1, 2.9])
    // Both sides are evaluated in different tails, so they agree to rounding only.
    expect(image.cdf(x)).toBeAllclose(law.sf(-x), { atol: 1e-14 });
});
