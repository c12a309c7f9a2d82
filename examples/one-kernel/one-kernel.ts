/** The kernel I -> E of Hagen et al. (2022): what one spike of one inhibitory neuron adds to the LFP of the excitatory population. */
import { createCell, CurrentDipoleMoment, GaussCylinderPotential, KernelApprox } from 'spikefield';
import { normal, row, truncatedNormal, type PresynapticPopulation, type Section } from 'spikefield';
import { kernelFigure } from 'spikefield/figures';
import { svgToPng, writeFileAtomic } from 'spikefield/node';

// A soma with a basal and an apical stick; x, y, z, diameter in um.
const sections: Section[] = [
  { name: 'soma', points: [[0, 0, -15, 30], [0, 0, 15, 30]] },
  { name: 'dend', parent: 'soma', parentX: 0, points: [[0, 0, -15, 2], [0, 0, -215, 2]] },
  { name: 'apic', parent: 'soma', points: [[0, 0, 15, 3], [0, 0, 1015, 3]] },
];
const cell = createCell({
  morphology: { sections },
  axialResistivity: 100, // Ohm cm
  capacitance: 1, // uF/cm2
  segments: { counts: { dend: 5, apic: 21 } },
  membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 3e-4 }] }, // mV, S/cm2
});

// Who projects to E, with which synapses (uS, ms, mV), where, and at which rates (spikes/s): all load the membrane.
const excitation = { type: 'double_exponential', tau1: 0.2, tau2: 1.8, weight: 1.2e-4, reversal: 0 } as const;
const inhibition = { type: 'double_exponential', tau1: 0.1, tau2: 9, weight: 2e-3, reversal: -80 } as const;
const E: PresynapticPopulation = {
  size: 8192, probability: 0.05, rate: 2.5, synapse: excitation,
  multapse: truncatedNormal({ mean: 2, sd: 0.6, min: 1, max: 10 }),
  delay: truncatedNormal({ mean: 1.3, sd: 0.5, min: 0.2 }),
  placement: { sections: ['apic', 'dend'], layers: [{ law: normal({ mean: 50, sd: 100 }) }] },
};
const I: PresynapticPopulation = {
  size: 1024, probability: 0.05, rate: 5, synapse: inhibition,
  multapse: truncatedNormal({ mean: 5, sd: 1.1, min: 1, max: 10 }),
  delay: truncatedNormal({ mean: 1.2, sd: 0.6, min: 0.3 }),
  placement: { sections: 'all', layers: [{ law: normal({ mean: -100, sd: 100 }) }] },
};
const external = { synapses: 450, rate: 40, synapse: { ...excitation, weight: 2e-4 } };
const population = new KernelApprox({ cell, Y: 'E', size: 8192, depthSd: 75, presynaptic: { E, I }, external });

// Contacts every 100 um on the population's axis; lags up to 50 ms in steps of 2^-4 ms.
const z = Array.from({ length: 13 }, (_, k) => 1000 - 100 * k);
const probes = { lfp: new GaussCylinderPotential({ z, radius: 150, sigmaZ: 75 }), p: new CurrentDipoleMoment() };
const { lfp, p } = population.getKernels('I', probes, { dt: 2 ** -4, tau: 50 });

const peak = (a: Float64Array) => a.reduce((x, y) => (Math.abs(y) > Math.abs(x) ? y : x), 0);
for (const [k, { name }] of lfp.channels.entries()) console.log(name.padEnd(8), (1e3 * peak(row(lfp.H, k))).toFixed(4), 'uV');
console.log('P_z     ', peak(row(p.H, 2)).toFixed(3), p.unit);
await writeFileAtomic('results/one-kernel/kernel.png', svgToPng(kernelFigure([lfp])));
