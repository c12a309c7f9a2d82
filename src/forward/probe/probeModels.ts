/** From a probe to the options of forward models: the same contacts beside one cell, beside a population, or on its axis. */
import { ParameterError } from '../../errors.ts';
import type { CylinderPotentialOptions } from '../cylinderPotential.ts';
import type { PlacedChannel } from '../options.ts';
import type { RecExtElectrodeOptions } from '../recExtElectrode.ts';
import { contactNormal, probeSites, type Contact, type Probe } from './probe.ts';

/** What a RecExtElectrode needs of a probe: places, faces and their directions. */
export type ProbeElectrode = Pick<
  RecExtElectrodeOptions,
  'contacts' | 'normals' | 'contactRadius' | 'contactShape'
>;

/**
 * Contacts and faces for `new RecExtElectrode({ ...electrodeOptions(probe), sigma, method })`: the potential near one cell,
 * averaged over every contact's face. Throws ParameterError on a probe whose contacts differ in shape or size, or are
 * rectangles.
 */
export function electrodeOptions(probe: Probe): ProbeElectrode {
  const [first] = probe.contacts;
  const contacts = probeSites(probe);
  for (const [i, { shape, radius, width }] of probe.contacts.entries())
    if (shape !== first.shape || radius !== first.radius || width !== first.width || shape === 'rect')
      throw new ParameterError(`contacts[${i}]`, 'circles or squares, all of one size', shape);
  const contactRadius = first.shape === 'circle' ? first.radius! : first.width! / 2;
  if (contactRadius === 0) return { contacts };
  return {
    contacts,
    contactRadius,
    contactShape: first.shape === 'circle' ? 'circle' : 'square',
    normals: probe.contacts.map((c) => contactNormal(c)!),
  };
}

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
