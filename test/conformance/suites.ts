/** The registry of conformance suites: one file per suite of reference cases. */
import type { Suite } from './suite.ts';
import { kernels } from './suites/kernels.ts';

export const suites: readonly Suite[] = [kernels];
