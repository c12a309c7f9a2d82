/** The special functions in one place, by name; each has its file with its sources. */
export { erf, erfc, erfcx } from './errorFunction.ts';
export { normalCdf, normalMass, normalPdf, normalQuantile, normalSf, scaledNormalMass } from './normal.ts';
export { binomialWeight, gammaP, gammaQ, logGamma, poissonWeight } from './gammaFunction.ts';
export { betaI } from './betaFunction.ts';
