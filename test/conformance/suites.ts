/** The registry of conformance suites: one file per suite of reference cases. */
import type { Suite } from './suite.ts';
import { cable as cableDynamics } from './suites/cableDynamics.ts';
import { cable as cableGeometry } from './suites/cableGeometry.ts';
import { forward } from './suites/forward.ts';
import { kernels } from './suites/kernels.ts';
import { lif } from './suites/lif.ts';

export const suites: readonly Suite[] = [kernels, forward, lif, cableGeometry, cableDynamics];
