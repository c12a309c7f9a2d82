import { describe, expect, it } from 'vitest';
import { CurrentDipoleMoment } from '../../../src/forward/currentDipoleMoment.ts';
import { CylinderPotential } from '../../../src/forward/cylinderPotential.ts';
import { DipoleSignal } from '../../../src/forward/dipoleSignal.ts';
import type { DipoleForwardModel, ForwardModel } from '../../../src/forward/forwardModel.ts';
import { FourSphereVolumeConductor } from '../../../src/forward/fourSphereVolumeConductor.ts';
import { GaussCylinderPotential } from '../../../src/forward/gaussCylinderPotential.ts';
import { InfiniteHomogeneousVolCondMEG } from '../../../src/forward/infiniteHomogeneousVolCondMEG.ts';
import { InfiniteVolumeConductor } from '../../../src/forward/infiniteVolumeConductor.ts';
import { LaminarCurrentSourceDensity } from '../../../src/forward/laminarCurrentSourceDensity.ts';
import { LeadField } from '../../../src/forward/leadField.ts';
import { LineSourcePotential } from '../../../src/forward/lineSourcePotential.ts';
import { OneSphereVolumeConductor } from '../../../src/forward/oneSphereVolumeConductor.ts';
import { PointSourcePotential } from '../../../src/forward/pointSourcePotential.ts';
import { RecExtElectrode } from '../../../src/forward/recExtElectrode.ts';
import { RecMEAElectrode } from '../../../src/forward/recMEAElectrode.ts';
import { SphericallySymmetricVolCondMEG } from '../../../src/forward/sphericallySymmetricVolCondMEG.ts';
import { VolumetricCurrentSourceDensity } from '../../../src/forward/volumetricCurrentSourceDensity.ts';
import { readKernels, writeKernels } from '../../../src/io/kernelsHdf5.ts';
import { applyToCurrents, applyToDipole } from '../../../src/kernel/applyModel.ts';
import { KernelApprox } from '../../../src/kernel/KernelApprox.ts';
import { applyDipoleModel, applyProbe } from '../../../src/kernel/probe.ts';
import { array2d } from '../../../src/numerics/array2d.ts';
import { constant, truncatedNormal } from '../../../src/numerics/distributions/index.ts';
import { yCell } from '../../support/cells.ts';

const contacts = [
  { name: 'near', x: 40, y: 0, z: 20 },
  { name: 'far', x: -80, y: 30, z: 200 },
] as const;
const scalp = [
  { name: 'Cz', x: 0, y: 0, z: 90000 },
  { name: 'T8', x: 90000, y: 0, z: 0 },
] as const;
const location = [1000, 2000, 70000] as const;

const currentModels: readonly ForwardModel[] = [
  new PointSourcePotential({ contacts }),
  new LineSourcePotential({ contacts }),
  new RecExtElectrode({ contacts, sigma: [0.2, 0.3, 0.4], method: 'root_as_point' }),
  new RecMEAElectrode({ contacts: [[20, 0, -100]], h: 500, zShift: -100, sigmaG: 0, method: 'pointsource' }),
  new OneSphereVolumeConductor({ contacts, radius: 5000, sigmaO: 0.03 }),
  new LaminarCurrentSourceDensity({ zEdges: [[-20, 100]], radius: 100 }),
  new VolumetricCurrentSourceDensity({
    xEdges: [-100, 0, 100],
    yEdges: [-100, 100],
    zEdges: [-100, 300],
  }),
  new GaussCylinderPotential({ z: [0, 100], radius: 100, sigmaZ: 50 }),
  new CylinderPotential({ contacts, radius: 100, depth: { type: 'normal', sd: 50 } }),
  new CurrentDipoleMoment(),
];
const dipoleModels: readonly DipoleForwardModel[] = [
  new FourSphereVolumeConductor({ electrodes: scalp }),
  new InfiniteVolumeConductor({ electrodes: scalp }),
  new InfiniteHomogeneousVolCondMEG({ sensors: scalp, field: 'B' }),
  new SphericallySymmetricVolCondMEG({ sensors: scalp, field: 'B' }),
  new LeadField({ matrices: [1, 2, 3, 4, 5, 6], places: [location], sensors: scalp, unit: 'mV' }),
];

const kernels = new KernelApprox({
  cell: yCell('quasi_active'),
  Y: 'Y',
  size: 20,
  presynaptic: {
    X: {
      size: 100,
      probability: 0.1,
      multapse: constant({ value: 2 }),
      delay: truncatedNormal({ mean: 1.5, sd: 0.3, min: 0.3 }),
      synapse: { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1e-4, reversal: 0 },
      placement: { sections: 'all' },
    },
  },
});
const options = { dt: 0.25, tau: 5 };
/** The stored current kernel: written to a file and read again. */
const [stored] = (
  await readKernels(
    'k.h5',
    await writeKernels([kernels.currentKernel('X', options)], [], { version: '0', hash: '0' }),
  )
).currentKernels;
const moment = applyProbe(stored, 'P', new CurrentDipoleMoment(), { fir: true });

describe('a model of currents, applied to a stored current kernel', () => {
  it.each(currentModels.map((model) => [model.type, model] as const))('%s', (_, model) => {
    const { data, channels, unit } = applyToCurrents(stored.H, stored.geometry, model);
    expect([channels, unit]).toEqual([model.channels, model.unit]);
    // The kernel that is computed with the probe from the start, and the product as it stands.
    expect(kernels.getKernels('X', { mine: model }, { ...options, fir: true }).mine.H).toEqual(data);
    const M = model.transformationMatrix(stored.geometry);
    const [rows, n] = M.shape;
    const largest = data.data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
    expect(largest).toBeGreaterThan(0);
    for (let e = 0; e < rows; e++)
      for (let k = 0; k < stored.lags.count; k++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += M.data[e * n + i] * stored.H.data[i * stored.lags.count + k];
        expect(data.data[e * stored.lags.count + k]).toBeAllclose(sum, { atol: 1e-14 * largest });
      }
  });

  it('takes times as well as lags, and none', () => {
    const model = currentModels[0];
    const times = applyToCurrents(array2d(stored.geometry.n, 0), stored.geometry, model);
    expect(times.data.shape).toEqual([2, 0]);
  });

  it('refuses currents of another cell', () => {
    expect(() => applyToCurrents(array2d(2, 3), stored.geometry, currentModels[0])).toThrow(
      /^currents: Expected one row per segment of the geometry \(5\), but received 2/,
    );
  });
});

describe('a model of a dipole, applied to a stored dipole kernel', () => {
  it.each(dipoleModels.map((model) => [model.type, model] as const))('%s', (_, model) => {
    for (const axis of [undefined, [1, -2, 3] as const]) {
      const place = { location, ...(axis === undefined ? {} : { axis }) };
      const kernel = applyDipoleModel(moment, 'head', model, place);
      const direct = applyProbe(
        stored,
        'head',
        new DipoleSignal({ model, ...place, dipole: new CurrentDipoleMoment() }),
        { fir: true },
      );
      const largest = direct.H.data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
      expect(largest).toBeGreaterThan(0);
      // (M R) (M_P I) and ((M R) M_P) I: the same products, added in another order.
      expect(kernel.H.data).toBeAllclose(direct.H.data, { rtol: 0, atol: 1e-12 * largest });
      expect({ ...kernel, H: direct.H }).toEqual(direct);
      expect(applyToDipole(moment.H, model, location, place)).toEqual({
        data: kernel.H,
        channels: model.channels,
        unit: model.unit,
      });
    }
  });

  it('refuses a kernel that is no dipole moment', () => {
    const potential = applyProbe(stored, 'lfp', currentModels[0]);
    expect(() => applyDipoleModel(potential, 'head', dipoleModels[0], { location })).toThrow(
      /^unit of X->Y at lfp: Expected "?nA um"?, but received "mV"/,
    );
    expect(() => applyToDipole(array2d(2, 2), dipoleModels[0], location)).toThrow(/^P: Expected three rows/);
  });
});
