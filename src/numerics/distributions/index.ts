/** The family of probability laws: their factories, and the readers of laws written as data. */
export type { ContinuousDistribution, DiscreteDistribution, Distribution } from './distribution.ts';
export { binomial } from './binomial.ts';
export { constant } from './constant.ts';
export { discreteUniform } from './discreteUniform.ts';
export { exponential } from './exponential.ts';
export { fromScipy } from './fromScipy.ts';
export { gamma } from './gamma.ts';
export { geometric } from './geometric.ts';
export { logNormal } from './logNormal.ts';
export { normal } from './normal.ts';
export { distribution, distributionNames } from './parse.ts';
export type { DistributionName, DistributionSpec } from './parse.ts';
export { poisson } from './poisson.ts';
export { truncatedNormal } from './truncatedNormal.ts';
export { uniform } from './uniform.ts';
