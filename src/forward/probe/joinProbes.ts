/** Several probes seen as one: all their contacts, as when one recording uses two of them. */
import { ParameterError } from '../../errors.ts';
import { createProbe, type Probe } from './probe.ts';

/**
 * All contacts and contours in order. Where names of contacts or shanks of two probes agree, they are preceded by the number of their
 * probe from 0, as in `p1-e0`. Throws ParameterError on an empty list, or two contacts at one place.
 */
export function joinProbes(probes: readonly Probe[]): Probe {
  if (probes.length === 0) throw new ParameterError('probes', 'at least one', probes);
  if (probes.length === 1) return probes[0];
  const contactName = prefixes(probes.map((p) => p.contacts.map((c) => c.name)));
  const shankName = prefixes(
    probes.map((p) => [...new Set([...p.contacts, ...p.contours].map(({ shank }) => shank ?? ''))]),
  );
  return createProbe({
    name: probes.map((p) => p.name).join(' + '),
    contacts: probes.flatMap((p, i) =>
      p.contacts.map((c) => ({
        ...c,
        name: contactName(i, c.name),
        shank: shankName(i, c.shank ?? ''),
      })),
    ),
    contours: probes.flatMap((p, i) => p.contours.map((c) => ({ ...c, shank: shankName(i, c.shank ?? '') }))),
    source: [...new Set(probes.map((p) => p.source))].join('; '),
    annotations: Object.assign({}, ...probes.map((p) => p.annotations)) as Record<string, unknown>,
  });
}

/** Names as they are if they differ between the lists, else with the list's number. */
function prefixes(lists: readonly (readonly string[])[]): (list: number, name: string) => string {
  const all = lists.flat();
  const distinct = new Set(all).size === all.length;
  return (list, name) => (distinct ? name : name === '' ? `p${list}` : `p${list}-${name}`);
}
