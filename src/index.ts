/** The public API, safe in a browser. Named re-exports only, grouped by topic. */

// Errors and units
export {
  UserError,
  ParameterError,
  StudyError,
  DataFileError,
  OutputError,
  InternalError,
} from './errors.ts';
export { UNITS, type Unit } from './units.ts';
export { VERSION } from './version.ts';

// Arrays and probability laws
export { array2d, fromRows, multiply, row, type Array2D } from './numerics/array2d.ts';
export {
  binomial,
  constant,
  discreteUniform,
  distribution,
  exponential,
  gamma,
  geometric,
  logNormal,
  normal,
  poisson,
  truncatedNormal,
  uniform,
  type ContinuousDistribution,
  type DiscreteDistribution,
  type Distribution,
  type DistributionSpec,
} from './numerics/distributions/index.ts';
export { randomStream, resumeStream, type RandomStream, type WordStream } from './numerics/random.ts';

// Cells
export { sectionType, type Morphology, type Section } from './morphology/morphology.ts';
export type { Rotation, RotationOrder } from './morphology/placement.ts';
export { nrnShape } from './morphology/nrnShape.ts';
export { readSwc, type SwcOptions, type SwcReading } from './morphology/swc.ts';
export { readAsc, type AscExtra, type AscOptions, type AscReading } from './morphology/asc.ts';
export type { SomaReading } from './morphology/pointTree.ts';
export type { SectionRule } from './morphology/treeSections.ts';
export { readMorphologyJson, writeMorphologyJson } from './morphology/morphologyJson.ts';
export { writeSwc, type WriteSwcOptions } from './morphology/writeSwc.ts';
export { mirror, rotate, scale, scaleCoordinates, translate } from './morphology/transform.ts';
export { segmentOutlines, type OutlineOptions, type Polygon } from './morphology/outline.ts';
export { closestSegments, type ClosestOptions } from './morphology/closest.ts';
export { drawProbabilities, drawSegments, type DepthLaw, type DrawOptions } from './morphology/draw.ts';
export { midpoints, type CellGeometry } from './morphology/geometry.ts';
export type { SegmentRule } from './morphology/segmentation.ts';
export { selectSegments, type SegmentSelection } from './morphology/select.ts';
export { createCell, type BySection, type Cell, type CellOptions } from './cable/cell.ts';
export type { MembraneOptions } from './cable/membrane.ts';
export type {
  CalciumSpec,
  ChannelForm,
  ChannelSpec,
  LeakSpec,
  MechanismSpec,
  Parameter,
} from './cable/mechanismSpec.ts';
export { linoid, rateGate, type Channel as IonChannel, type Gate } from './cable/mechanisms/channel.ts';
export { ION_CHANNELS } from './cable/mechanisms/registry.ts';
export type { Synapse, TimeCourse } from './cable/synapse.ts';
export {
  simulate,
  simulateAsync,
  simulation,
  type Probe,
  type SimulateCellOptions,
  type SimulationMethod,
} from './cable/simulate.ts';
export type {
  RecordOptions as CellRecordOptions,
  Recorded,
  Rows,
  Simulation,
} from './cable/simulationRecorder.ts';
export type {
  AlphaSynapse,
  AlphaSynapseI,
  Exp2Syn,
  Exp2SynI,
  ExpSyn,
  ExpSynI,
  IClamp,
  Input,
  SEClamp,
  VClamp,
} from './cable/inputs.ts';
export { linearised, steadyState, type LinearisedOptions, type SteadyState } from './cable/linearised.ts';
export type { PointProcess, PointProcessState } from './cable/pointProcess.ts';
export type { ExtracellularField, FieldFunction, SampledField } from './cable/extracellular.ts';
export { poissonTrain, spikeTrain, type SpikeTrainOptions } from './cable/trains.ts';

// Forward models
export type { Channel, DipoleForwardModel, ForwardModel } from './forward/forwardModel.ts';
export { CurrentDipoleMoment } from './forward/currentDipoleMoment.ts';
export { FourSphereVolumeConductor } from './forward/fourSphereVolumeConductor.ts';
export { fluxDensity, TESLA_PER_NA_UM } from './forward/magneticField.ts';
export { GaussCylinderPotential } from './forward/gaussCylinderPotential.ts';
export { InfiniteHomogeneousVolCondMEG } from './forward/infiniteHomogeneousVolCondMEG.ts';
export type { Conductivity, PlacedChannel, Point, Site } from './forward/options.ts';
export { InfiniteVolumeConductor } from './forward/infiniteVolumeConductor.ts';
export { LineSourcePotential } from './forward/lineSourcePotential.ts';
export { PointSourcePotential, type SourcePotentialOptions } from './forward/pointSourcePotential.ts';
export { LaminarCurrentSourceDensity } from './forward/laminarCurrentSourceDensity.ts';
export { RecExtElectrode, type RecExtElectrodeOptions } from './forward/recExtElectrode.ts';
export { RecMEAElectrode, type RecMEAElectrodeOptions } from './forward/recMEAElectrode.ts';
export {
  OneSphereVolumeConductor,
  type OneSphereVolumeConductorOptions,
} from './forward/oneSphereVolumeConductor.ts';
export { CylinderPotential, type CylinderPotentialOptions } from './forward/cylinderPotential.ts';
export type { DepthLaw as CylinderDepthLaw } from './forward/depthLaw.ts';
export { LeadField, type LeadFieldOptions } from './forward/leadField.ts';
export type { ContactFaceOptions, SourceMethod } from './forward/electrode.ts';
export type { ContactShape } from './forward/contactRule.ts';
export { scalpArc } from './forward/scalpArc.ts';
export { SphericallySymmetricVolCondMEG } from './forward/sphericallySymmetricVolCondMEG.ts';
export { VolumetricCurrentSourceDensity } from './forward/volumetricCurrentSourceDensity.ts';

// Kernels
export {
  KernelApprox,
  type ExternalInput,
  type KernelApproxOptions,
  type KernelOptions,
  type PresynapticPopulation,
} from './kernel/KernelApprox.ts';
export { lagTimes, type CurrentKernel, type Kernel, type LagAxis, type Provenance } from './kernel/kernel.ts';
export { delayWeights, type DelayRule, type DelayWeights } from './kernel/delay.ts';
export type { Layer, Placement } from './kernel/synapsePlacement.ts';

// Networks of point neurons
export type { SpikeCounts, Spikes } from './network/spikes.ts';
export type { Law, NetworkSpec, PopulationSpec, ProjectionSpec } from './network/populations.ts';
export { buildNetwork, buildNetworkAsync, type BuildOptions } from './network/point/buildNetwork.ts';
export { PointNetwork, type SimulateOptions, type SimulationResult } from './network/point/pointNetwork.ts';
export type { RecordOptions, Trace, TraceRequest } from './network/point/recording.ts';
export { IAF_PSC_EXP_DEFAULTS, type IafPscExpParameters } from './network/point/models/iafPscExp.ts';
export { exactLif, type ExactLif } from './network/singleNeuron/exactLif.ts';
export { EULER_LIF_DEFAULTS, eulerLif, type EulerLif } from './network/singleNeuron/eulerLif.ts';
export { withSpikes, type NeuronTrace } from './network/singleNeuron/trace.ts';
export {
  heldCurrent,
  ornsteinUhlenbeckCurrent,
  pulseCurrent,
  sinusoidalCurrent,
  whiteNoiseCurrent,
  type Noise,
  type Sinusoid,
} from './network/singleNeuron/currents.ts';
export {
  fiCurve,
  firingRate,
  intervalCV,
  intervals,
  thresholdCurrent,
} from './network/singleNeuron/firing.ts';
export {
  freeMembraneVariance,
  lifRate,
  ornsteinUhlenbeckMoments,
  sinusoidResponse,
  type ConstantDrive,
  type OrnsteinUhlenbeckMoments,
} from './network/singleNeuron/theory.ts';
export { downscale, type DownscaleOptions } from './network/downscale.ts';
export {
  BRUNEL_STATES,
  brunelNetwork,
  type BrunelOptions,
  type BrunelState,
} from './network/networks/brunel.ts';
export {
  MICROCIRCUIT_POPULATIONS,
  potjansDiesmannNetwork,
  type MicrocircuitOptions,
} from './network/networks/potjansDiesmann.ts';
export { siegertRate, type SiegertDrive } from './network/meanField/siegert.ts';
export { spikeCounts, type CountOptions } from './network/rates.ts';
export {
  activeNeurons,
  coefficientsOfVariation,
  crossCorrelations,
  fanoFactor,
  interspikeIntervals,
  neuronCounts,
  neuronRates,
  pairCorrelations,
  percentiles,
  populationRate,
} from './network/statistics.ts';

// Prediction
export type { Signal } from './predict/signal.ts';
export { predict } from './predict/predict.ts';
export type { PredictOptions, Prediction } from './predict/pathways.ts';
export { StreamingPredictor, type StreamingOptions } from './predict/streamingPredictor.ts';
export {
  compareSignals,
  pathwayShares,
  type Agreement,
  type CompareOptions,
  type Comparison,
  type PathwayShare,
} from './predict/compare.ts';
export {
  coherence,
  csd,
  welch,
  type SegmentOptions,
  type Spectrum as PowerSpectrum,
} from './numerics/spectra.ts';

// Studies
export { loadStudy, parseStudy } from './study/load.ts';
export { InvalidStudyError } from './study/problems.ts';
export { kernelRecipe, studyFromRecipe, type KernelRecipe } from './study/recipe.ts';
export { studyJsonSchema } from './study/schema/jsonSchema.ts';
export { Cancelled, Progress, type ProgressEvent } from './study/progress.ts';
export {
  headModel,
  kernelOptions,
  populationKernels,
  probeModel,
  representativeCell,
} from './study/models.ts';
export { computeCurrentKernels, probeKernels } from './study/kernelStage.ts';
export { runDynamics, type Activity, type ReadSource } from './study/dynamicsStage.ts';
export { predictSignals, type StudySignals } from './study/predictStage.ts';
export type { ResolvedStudy } from './study/resolved.ts';
export type { StudyFiles } from './study/files.ts';

// Files: text or bytes in, data out; the disk itself is in `spikefield/node`
export { canonicalJson, sha256Hex } from './io/hash.ts';
export { sourceFile, type SourceFile } from './io/text.ts';
export { idsKnown, type FilePopulation, type GridOptions } from './io/spikeGrid.ts';
export { readSpikesCsv, type SpikesCsvOptions } from './io/spikesCsv.ts';
export { readNestSpikes, type NestSpikesOptions } from './io/nest.ts';
export { readCountsCsv, readCountsJson, type CountsCsvOptions } from './io/counts.ts';
export type { FileProvenance } from './io/hdf5.ts';
export { readKernels, writeKernels, type KernelFile } from './io/kernelsHdf5.ts';
export { readRates, readSpikes, writeRates, writeSpikes } from './io/spikesHdf5.ts';
export { readSignals, writeSignals } from './io/signalsHdf5.ts';
export { signalsCsv, writeSignalsCsv, type SignalsCsvOptions } from './io/signalsCsv.ts';
export { applyToCurrents, applyToDipole, type ModelSignal } from './kernel/applyModel.ts';
export { applyDipoleModel, applyProbe, type DipolePlace } from './kernel/probe.ts';
export { DipoleSignal, projectDipole, turnToAxis, type DipoleOrientation } from './forward/dipoleSignal.ts';
export { readLeadField, type LeadFieldArrays, type ReadLeadFieldOptions } from './io/leadField.ts';
export { readLeadFieldJson, writeLeadFieldJson } from './io/leadFieldJson.ts';
export { writeChannelsCsv } from './io/channelsCsv.ts';
export { studyWithProbes, type ProbeStanding } from './study/probeFiles.ts';
export {
  contactNormal,
  createProbe,
  probeSites,
  selectContacts,
  type Contact,
  type Probe as RecordingProbe,
  type ProbeOptions,
} from './forward/probe/probe.ts';
export { placeProbe, type ProbePlacement } from './forward/probe/placement.ts';
export { joinProbes } from './forward/probe/joinProbes.ts';
export {
  PROBE_GEOMETRIES,
  probeGeometry,
  type GeometryName,
  type GeometryParameters,
} from './forward/probe/geometries.ts';
export { TEN_TWENTY, tenTwenty, type TenTwentyOptions } from './forward/probe/tenTwenty.ts';
export { ProbeElectrode, type ProbeElectrodeOptions } from './forward/probe/probeElectrode.ts';
export { cylinderOptions, slabOptions } from './forward/probe/probeModels.ts';
export { readProbeinterface, type ProbePlane } from './io/probeinterface.ts';
export { writeProbeinterface } from './io/writeProbeinterface.ts';
export { neuronModels } from './network/point/models/index.ts';
export type {
  Columns,
  NeuronModel,
  NeuronSetup,
  ParameterDefinition,
  ParameterProblem,
  ReceptorDefinition,
  RecordableDefinition,
  StateDefinition,
  StepFunction,
  StepInput,
  Values,
} from './network/point/model.ts';
export type { ParameterValue } from './network/populations.ts';
export type { NetworkState } from './network/point/state.ts';
export type { SpikeSink } from './network/point/recording.ts';
export {
  ThreadedNetwork,
  buildThreadedNetwork,
  type ThreadOptions,
} from './network/point/threads/threadedNetwork.ts';
export { startWebWorker, threadsAllowed, whyOneThread } from './network/point/threads/startWebWorker.ts';
export { buildPageNetwork, type PageNetwork } from './network/point/threads/pageNetwork.ts';
export { networkProblems } from './network/point/checkNetwork.ts';
export type { ClippedLaw, ConnectionRule } from './network/projectionSpec.ts';
export type { AllToAll } from './network/rules/allToAll.ts';
export type { PairwiseBernoulli } from './network/rules/bernoulli.ts';
export type { DistanceDelay, DistanceDependent, ProfileShape } from './network/rules/distanceDependent.ts';
export type { ExplicitConnections } from './network/rules/explicit.ts';
export type { FixedIndegree } from './network/rules/fixedIndegree.ts';
export type { FixedOutdegree } from './network/rules/fixedOutdegree.ts';
export type { FixedTotalNumber } from './network/rules/fixedTotalNumber.ts';
export type { OneToOne } from './network/rules/oneToOne.ts';
export { sheetPositions, type Layout, type Positions, type Sheet } from './network/rules/sheet.ts';
export type { Connectivity } from './network/synapseGroups.ts';
export type { Rates } from './cable/gateStates.ts';
export type {
  AcDrive,
  CorrelatedPoissonDrive,
  CurrentDrive,
  DcDrive,
  Drive,
  InhomogeneousPoissonDrive,
  NoiseDrive,
  OrnsteinUhlenbeckDrive,
  PoissonDrive,
  SampledCurrentDrive,
  SharedPoissonDrive,
  SinusoidalPoissonDrive,
  SpikeTrainDrive,
} from './network/stimuli.ts';
export type { SumRequest, Sums } from './network/point/sums.ts';
export { RateRecorder, ratePerNeuron } from './network/rateRecorder.ts';
export {
  WEIGHTED_SUM,
  lfpProxies,
  proxyRequest,
  referenceWeightedSum,
  standardised,
  type CurrentNames,
  type LfpProxies,
  type Proxy as LfpProxy,
  type WeightedSumOptions,
} from './network/proxies.ts';
export {
  cv,
  cv2,
  localVariation,
  perNeuron,
  revisedLocalVariation,
} from './network/analysis/irregularity.ts';
export { countFano, neuronFanoFactors } from './network/analysis/counts.ts';
export {
  autocovariance,
  crossCorrelogram,
  crossCovariance,
  type Correlogram,
  type CorrelogramOptions,
} from './network/analysis/correlogram.ts';
export {
  rateCoherence,
  rateSpectra,
  rateSpectrum,
  type PopulationSpectrum,
  type RateSpectrumOptions,
} from './network/analysis/rateSpectra.ts';
export type { LinearForm } from './cable/linearised.ts';
export {
  simulateLong,
  type Checkpoints,
  type KeptRun,
  type LongRunOptions,
  type LongRunResult,
} from './network/point/longRun.ts';
export type { RecordedQuantities } from './network/point/checkRecord.ts';
export type { PopulationProxies, Recordings } from './network/recordings.ts';
export { readRecordings, writeRecordings } from './io/recordingsHdf5.ts';
export { coursesCsv, proxyCourses, sumCourse, traceCourses, type Course } from './io/recordingsCsv.ts';
export type { NetworkRun } from './study/dynamicsStage.ts';
export { currentKernelsTask } from './study/kernelStage.ts';
export {
  meanFieldRates,
  type MeanField,
  type MeanFieldOptions,
  type PopulationMeanField,
} from './network/meanField/meanFieldRates.ts';
export { nsga2, type EvaluatedPoint, type Generation, type Nsga2Options } from './numerics/optimise/nsga2.ts';
export { loadFit, type ResolvedFit } from './study/fit/loadFit.ts';
export { runFit, type FitOptions, type FitPoint, type FitResult } from './study/fit/runFit.ts';
export type { Evaluation } from './study/fit/records.ts';
export { compareWithTargets } from './study/fit/compareBest.ts';
export type { Comparison as FitComparison } from './study/fit/objectives.ts';
export type { FitThreads } from './study/fit/evaluators.ts';
export { fitJsonSchema } from './study/schema/fitJsonSchema.ts';
export { hypervolume } from './numerics/optimise/hypervolume.ts';
