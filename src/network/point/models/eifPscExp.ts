/**
 * `eif_psc_exp`: exponential integrate-and-fire neurons (Fourcaud-Trocmé N et al. (2003) J. Neurosci. 23:11628) with exponential synaptic
 * currents: `aeif_psc_exp` without adaptation. An example of a model that is made out of another.
 */
import type { NeuronModel } from '../model.ts';
import { aeifPscExp } from './aeifPscExp.ts';

const { a: _a, b: _b, tau_w: _tau, ...parameters } = aeifPscExp.parameters;
const { w: _w, ...state } = aeifPscExp.state;
const { w: _recorded, ...recordables } = aeifPscExp.recordables;

export const eifPscExp: NeuronModel = {
  ...aeifPscExp,
  name: 'eif_psc_exp',
  description: 'exponential integrate-and-fire neuron with exponential synaptic currents',
  parameters,
  state,
  recordables,
  create(setup) {
    const none = setup.column(() => 0);
    return aeifPscExp.create({
      ...setup,
      parameters: { ...setup.parameters, a: none, b: none, tau_w: setup.column(() => 1) },
      state: { ...setup.state, w: setup.column(() => 0) },
    });
  },
};
