/** From transmembrane currents to the kernel of a probe: H_probe = M H (method, section 6), at any time after the simulation. */
import type { ForwardModel } from '../forward/forwardModel.ts';
import { array2d, multiply } from '../numerics/array2d.ts';
import type { CurrentKernel, Kernel } from './kernel.ts';

/**
 * Kernel of the probe `name` from a current kernel. `fir` (default false): lags 0 … n dt only, else -n dt … n dt with zeros
 * up to lag 0. The numbers do not depend on when the probe is applied.
 */
export function applyProbe(
  currents: CurrentKernel,
  name: string,
  model: ForwardModel,
  { fir = false }: { fir?: boolean } = {},
): Kernel {
  const causal = multiply(model.transformationMatrix(currents.geometry), currents.H);
  const { dt, count } = currents.lags;
  const common = {
    X: currents.X,
    Y: currents.Y,
    probe: name,
    channels: model.channels,
    unit: model.unit,
    ...(currents.provenance === undefined ? {} : { provenance: currents.provenance }),
  };
  if (fir) return { ...common, H: causal, lags: currents.lags };
  const rows = causal.shape[0];
  const n = count - 1;
  const H = array2d(rows, 2 * n + 1);
  for (let i = 0; i < rows; i++)
    H.data.set(causal.data.subarray(i * count, (i + 1) * count), i * (2 * n + 1) + n);
  return { ...common, H, lags: { dt, first: -n, count: 2 * n + 1 } };
}
