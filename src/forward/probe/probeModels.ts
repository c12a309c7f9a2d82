/** From a probe to the options of forward models: its contacts in or about a population, or under a slice. Beside one cell: ProbeElectrode. */
import { ParameterError } from '../../errors.ts';
import type { CylinderPotentialOptions } from '../cylinderPotential.ts';
import type { PlacedChannel } from '../options.ts';
import type { RecMEAElectrodeOptions } from '../recMEAElectrode.ts';
import { contactNormal, probeSites, type Contact, type Probe } from './probe.ts';

/**
 * Contacts for `new CylinderPotential({ ...cylinderOptions(probe), radius, depth, sigma })`: beside, in or above a population.
 * Horizontal circles of one size (an ECoG grid) are averaged over; other faces are taken as points, which for a contact of
 * half width a changes the field of a disc of radius R by about (a/R)^2 / 8.
 */
export function cylinderOptions(probe: Probe): Pick<CylinderPotentialOptions, 'contacts' | 'contactRadius'> {
  const [first] = probe.contacts;
  const flat = (c: Contact) =>
    c.shape === 'circle' && c.radius === first.radius && Math.abs(contactNormal(c)?.[2] ?? 0) > 1 - 1e-9;
  const contacts: readonly PlacedChannel[] = probeSites(probe);
  return probe.contacts.every(flat) ? { contacts, contactRadius: first.radius! } : { contacts };
}

/**
 * Contacts for `new RecMEAElectrode({ ...slabOptions(probe), … })`. Throws ParameterError unless all contacts are points, or flat
 * circles or squares of one size.
 */
export function slabOptions(
  probe: Probe,
): Pick<RecMEAElectrodeOptions, 'contacts' | 'contactRadius' | 'contactShape' | 'sides'> {
  const [first] = probe.contacts;
  const contacts = probeSites(probe);
  for (const [i, c] of probe.contacts.entries()) {
    const alike = c.shape === first.shape && c.radius === first.radius && c.width === first.width;
    const flat = Math.abs(contactNormal(c)?.[2] ?? 1) > 1 - 1e-9;
    if (!alike || !flat || c.shape === 'rect')
      throw new ParameterError(`contacts[${i}]`, 'points, or flat circles or squares of one size', c);
  }
  const contactRadius = first.shape === 'circle' ? first.radius! : first.width! / 2;
  if (contactRadius === 0) return { contacts };
  if (first.shape === 'circle') return { contacts, contactRadius, contactShape: 'circle' };
  return { contacts, contactRadius, contactShape: 'square', sides: probe.contacts.map((c) => c.axes![0]) };
}
