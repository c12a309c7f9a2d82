/** The registry of conformance suites: one file per suite of reference cases. */
import type { Suite } from './suite.ts';

export const suites: readonly Suite[] = [];
