/** Complete elliptic integrals against mpmath. */
import { expect, it } from 'vitest';
import { completeElliptic } from '../../../src/numerics/elliptic.ts';

it.each([
  [1, 1, 1.5707963267948966, 1.5707963267948966, 0.7853981633974483],
  [0.5, 0.3, 1.8540746773013719, 1.3506438810476755, 2.440046818405059],
  [1e-6, 0.0001, 8.29405146361544, 1.000003897026172, 30080.628447095816],
  [0.01, 0.9, 3.6956373629898747, 1.015993545025224, 2.969182425227738],
  [0.999, 1e-8, 1.5711892469233444, 1.5704035540514236, 15714.251326673786],
])('mc %d, nc %d', (mc, nc, K, E, PiExcess) => {
  const value = completeElliptic(mc, nc);
  // Series cut at the sixth power of 1e-3, some ten roundings.
  expect(value.K).toBeAllclose(K, { rtol: 1e-15 });
  expect(value.E).toBeAllclose(E, { rtol: 2e-15 });
  expect(value.PiExcess).toBeAllclose(PiExcess, { rtol: 3e-15 });
});
