/** The package itself: what it exports exists, the version is one, the names of the public API are pinned. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as api from '../../src/index.ts';
import * as figures from '../../src/figures.ts';
import * as node from '../../src/node.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

describe('package.json', () => {
  it('exports modules that have a source', () => {
    for (const [name, entry] of Object.entries<{ default: string } | string>(manifest.exports)) {
      if (typeof entry === 'string') continue;
      const source = entry.default.replace('./dist/', 'src/').replace('.js', '.ts');
      expect(existsSync(source), `${name}: ${source}`).toBe(true);
    }
  });

  it('states the version of the code', () => {
    expect(api.VERSION).toBe(manifest.version);
  });

  it('ships the program with its first line', () => {
    expect(readFileSync('src/cli/main.ts', 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(manifest.bin.spikefield).toBe('dist/cli/main.js');
  });

  it('needs no script of a dependency that downloads', () => {
    expect(manifest.overrides['@tensorflow/tfjs-node']).toMatch(/^npm:@tensorflow\/tfjs-core@/);
    expect(manifest.engines.node).toBe('>=20.19');
  });
});

describe('public names', () => {
  it('of spikefield', () => {
    expect(Object.keys(api).toSorted()).toMatchInlineSnapshot(`
      [
        "BRUNEL_STATES",
        "Cancelled",
        "CurrentDipoleMoment",
        "CylinderPotential",
        "DataFileError",
        "DipoleSignal",
        "EULER_LIF_DEFAULTS",
        "FourSphereVolumeConductor",
        "GaussCylinderPotential",
        "IAF_PSC_EXP_DEFAULTS",
        "ION_CHANNELS",
        "InfiniteHomogeneousVolCondMEG",
        "InfiniteVolumeConductor",
        "InternalError",
        "InvalidStudyError",
        "KernelApprox",
        "LaminarCurrentSourceDensity",
        "LeadField",
        "LineSourcePotential",
        "MICROCIRCUIT_POPULATIONS",
        "OneSphereVolumeConductor",
        "OutputError",
        "ParameterError",
        "PointNetwork",
        "PointSourcePotential",
        "Progress",
        "RecExtElectrode",
        "RecMEAElectrode",
        "SphericallySymmetricVolCondMEG",
        "StreamingPredictor",
        "StudyError",
        "TESLA_PER_NA_UM",
        "UNITS",
        "UserError",
        "VERSION",
        "VolumetricCurrentSourceDensity",
        "activeNeurons",
        "applyProbe",
        "array2d",
        "binomial",
        "brunelNetwork",
        "buildNetwork",
        "buildNetworkAsync",
        "canonicalJson",
        "closestSegments",
        "coefficientsOfVariation",
        "coherence",
        "compareSignals",
        "computeCurrentKernels",
        "constant",
        "createCell",
        "crossCorrelations",
        "csd",
        "delayWeights",
        "discreteUniform",
        "distribution",
        "downscale",
        "drawProbabilities",
        "drawSegments",
        "eulerLif",
        "exactLif",
        "exponential",
        "fanoFactor",
        "fiCurve",
        "firingRate",
        "fluxDensity",
        "freeMembraneVariance",
        "fromRows",
        "gamma",
        "geometric",
        "headModel",
        "heldCurrent",
        "idsKnown",
        "interspikeIntervals",
        "intervalCV",
        "intervals",
        "kernelOptions",
        "kernelRecipe",
        "lagTimes",
        "lifRate",
        "linearised",
        "linoid",
        "loadStudy",
        "logNormal",
        "midpoints",
        "mirror",
        "multiply",
        "neuronCounts",
        "neuronRates",
        "normal",
        "nrnShape",
        "ornsteinUhlenbeckCurrent",
        "ornsteinUhlenbeckMoments",
        "pairCorrelations",
        "parseStudy",
        "pathwayShares",
        "percentiles",
        "poisson",
        "poissonTrain",
        "populationKernels",
        "populationRate",
        "potjansDiesmannNetwork",
        "predict",
        "predictSignals",
        "probeKernels",
        "probeModel",
        "projectDipole",
        "pulseCurrent",
        "randomStream",
        "rateGate",
        "readAsc",
        "readCountsCsv",
        "readCountsJson",
        "readKernels",
        "readMorphologyJson",
        "readNestSpikes",
        "readRates",
        "readSignals",
        "readSpikes",
        "readSpikesCsv",
        "readSwc",
        "representativeCell",
        "resumeStream",
        "rotate",
        "row",
        "runDynamics",
        "scale",
        "scaleCoordinates",
        "scalpArc",
        "sectionType",
        "segmentOutlines",
        "selectSegments",
        "sha256Hex",
        "siegertRate",
        "signalsCsv",
        "simulate",
        "simulateAsync",
        "simulation",
        "sinusoidResponse",
        "sinusoidalCurrent",
        "sourceFile",
        "spikeCounts",
        "spikeTrain",
        "steadyState",
        "studyFromRecipe",
        "studyJsonSchema",
        "thresholdCurrent",
        "translate",
        "truncatedNormal",
        "uniform",
        "welch",
        "whiteNoiseCurrent",
        "withSpikes",
        "writeKernels",
        "writeMorphologyJson",
        "writeRates",
        "writeSignals",
        "writeSignalsCsv",
        "writeSpikes",
        "writeSwc",
      ]
    `);
  });

  it('of spikefield/figures and spikefield/node', () => {
    expect([Object.keys(figures).toSorted(), Object.keys(node).toSorted()]).toMatchInlineSnapshot(`
      [
        [
          "cellFigure",
          "kernelFigure",
          "lineFigure",
          "studyFigure",
        ],
        [
          "MANIFEST",
          "OutputFolder",
          "describe",
          "formatTable",
          "groupBy",
          "nodeStudyFiles",
          "readBytes",
          "readSource",
          "svgToPng",
          "toFrame",
          "withOutputFolder",
          "writeFileAtomic",
        ],
      ]
    `);
  });
});
