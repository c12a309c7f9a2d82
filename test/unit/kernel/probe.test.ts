import { describe, expect, it } from 'vitest';
import type { ForwardModel } from '../../../src/forward/forwardModel.ts';
import { applyProbe } from '../../../src/kernel/probe.ts';
import { lagTimes, type CurrentKernel } from '../../../src/kernel/kernel.ts';
import { array2d, fromRows } from '../../../src/numerics/array2d.ts';
import { stick } from '../../support/cells.ts';

const currents: CurrentKernel = {
  X: 'E',
  Y: 'I',
  H: fromRows([
    [0, 1, 2],
    [0, -1, -2],
  ]),
  lags: { dt: 0.5, first: 0, count: 3 },
  geometry: stick(2).geometry,
  solver: 'exact',
  delayRule: 'binned',
};
const model: ForwardModel = {
  type: 'Weights',
  unit: 'mV',
  channels: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  parameters: {},
  transformationMatrix: ({ n }) => array2d(3, n, Float64Array.of(1, 0, 0.5, -0.5, 2, 2)),
};

describe('applying a probe to currents', () => {
  it('is a matrix product on lags 0 … n', () => {
    const { H, lags, channels, unit, probe, X, Y } = applyProbe(currents, 'mine', model, { fir: true });
    expect(H).toEqual(
      fromRows([
        [0, 1, 2],
        [0, 1, 2],
        [0, 0, 0],
      ]),
    );
    expect(lags).toEqual({ dt: 0.5, first: 0, count: 3 });
    expect([channels, unit, probe, X, Y]).toEqual([model.channels, 'mV', 'mine', 'E', 'I']);
  });

  it('adds zeros at negative lags by default', () => {
    const { H, lags } = applyProbe(currents, 'mine', model);
    expect(H.shape).toEqual([3, 5]);
    expect([...H.data.subarray(0, 5)]).toEqual([0, 0, 0, 1, 2]);
    expect([...lagTimes(lags)]).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it('hands the provenance on', () => {
    const provenance = { version: '1', hash: 'abc' };
    expect(applyProbe({ ...currents, provenance }, 'p', model).provenance).toBe(provenance);
    expect('provenance' in applyProbe(currents, 'p', model)).toBe(false);
  });
});
