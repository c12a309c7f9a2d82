/** Which signal of a study plays which part in its figure: the first of each kind. */
import type { Signal } from '../predict/signal.ts';
import type { ResolvedStudy } from './resolved.ts';

export interface SignalRoles {
  readonly lfp?: Signal;
  readonly csd?: Signal;
  readonly dipole?: Signal;
  readonly eeg?: Signal;
  readonly meg?: Signal;
}

const ROLE_OF: Readonly<Record<string, keyof SignalRoles>> = {
  GaussCylinderPotential: 'lfp',
  CylinderPotential: 'lfp',
  PointSourcePotential: 'lfp',
  LineSourcePotential: 'lfp',
  RecExtElectrode: 'lfp',
  RecMEAElectrode: 'lfp',
  OneSphereVolumeConductor: 'lfp',
  LaminarCurrentSourceDensity: 'csd',
  CurrentDipoleMoment: 'dipole',
  FourSphereVolumeConductor: 'eeg',
  InfiniteVolumeConductor: 'eeg',
  InfiniteHomogeneousVolCondMEG: 'meg',
  SphericallySymmetricVolCondMEG: 'meg',
};

/** Sums of the study's signals (no pathways) by their part. */
export function signalRoles(study: ResolvedStudy, signals: readonly Signal[]): SignalRoles {
  const roles: Partial<Record<keyof SignalRoles, Signal>> = {};
  for (const { name, type } of [...study.probes, ...study.head]) {
    const signal = signals.find(({ probe, X }) => probe === name && X === undefined);
    if (signal === undefined) continue;
    const role = type === 'LeadField' ? (signal.unit === 'mV' ? 'eeg' : 'meg') : ROLE_OF[type];
    roles[role] ??= signal;
  }
  return roles;
}
