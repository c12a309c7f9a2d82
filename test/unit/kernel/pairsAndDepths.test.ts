/** Two conventions that a study may choose: autapses, and depths that move with the population. */
import { describe, expect, it } from 'vitest';
import { KernelApprox } from '../../../src/kernel/KernelApprox.ts';
import { placementProbabilities } from '../../../src/kernel/synapsePlacement.ts';
import { place, somaMidpoint } from '../../../src/morphology/placement.ts';
import { constant, normal } from '../../../src/numerics/distributions/index.ts';
import { yCell } from '../../support/cells.ts';

const cell = yCell('passive');

function predictor(autapses?: boolean): KernelApprox {
  const population = {
    size: 100,
    probability: 0.1,
    multapse: constant({ value: 2 }),
    delay: constant({ value: 1 }),
    synapse: { type: 'exponential', tau: 2, weight: 1e-3, reversal: 0 },
    placement: { sections: 'all' },
    ...(autapses === undefined ? {} : { autapses }),
  } as const;
  return new KernelApprox({ cell, Y: 'E', size: 100, presynaptic: { E: population, I: population } });
}

describe('autapses', () => {
  it('count unless excluded, and only within one population', () => {
    expect(predictor().counts('E').K).toBeAllclose(0.1 * 100 * 100 * 2);
    expect(predictor(false).counts('E').K).toBeAllclose(0.1 * 100 * 99 * 2);
    expect(predictor(false).counts('E').kIn).toBeAllclose(0.1 * 99 * 2);
    expect(predictor(false).counts('I').K).toBeAllclose(0.1 * 100 * 100 * 2);
  });
});

describe('depths of synapses', () => {
  const layers = [{ law: normal({ mean: 60, sd: 40 }) }];
  const centred = place(cell.geometry);
  const moved = place(cell.geometry, {}, [0, 0, 350]);

  it('relative to the soma move with the population', () => {
    expect(somaMidpoint(moved)[2]).toBeAllclose(350);
    const p = placementProbabilities(centred, { sections: 'all', layers }, 20);
    const q = placementProbabilities(moved, { sections: 'all', layers, relativeTo: 'soma' }, 20);
    expect(q).toBeAllclose(p, { rtol: 1e-9 });
    const windowed = { sections: 'all', zMin: -20, zMax: 90 } as const;
    expect(placementProbabilities(moved, { ...windowed, relativeTo: 'soma' }, 0)).toBeAllclose(
      placementProbabilities(centred, windowed, 0),
    );
  });

  it('are absolute by default', () => {
    const p = placementProbabilities(centred, { sections: 'all', layers }, 20);
    const q = placementProbabilities(
      moved,
      { sections: 'all', layers: [{ law: normal({ mean: 410, sd: 40 }) }] },
      20,
    );
    expect(q).toBeAllclose(p, { rtol: 1e-9 });
  });
});
