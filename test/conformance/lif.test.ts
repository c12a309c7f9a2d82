/** The cases of the suite `lif` that take seconds; the statistics of whole networks run with `npm run conformance`. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseFiles, readCase } from './read.ts';
import { lif } from './suites/lif.ts';
import { networkStatistics } from './suites/lif/networkStatistics.ts';

const cases = caseFiles(join(import.meta.dirname, 'fixtures/lif')).map(readCase);

describe('lif', () => {
  it('claims every committed case', () => {
    expect(cases.length).toBeGreaterThan(10);
    expect(cases.filter((c) => !lif.claims(c)).map((c) => c.name)).toEqual([]);
  });

  it('does not claim other models and rules', () => {
    const net = cases.find((c) => c.kind === 'network_statistics')!;
    const change = (edit: (input: any) => void) => {
      const copy = structuredClone(net);
      edit(copy.input);
      return lif.claims(copy);
    };
    expect(change(() => {})).toBe(true);
    expect(change((input) => (input.network.populations[1].model = 'hh_psc_alpha'))).toBe(false);
    expect(change((input) => (input.network.projections[0].rule.rule = 'no_such_rule'))).toBe(false);
    expect(lif.claims({ ...net, kind: 'morphology' })).toBe(false);
  });

  const light = cases.filter(
    (c) =>
      c.kind !== 'network_statistics' &&
      (c.kind !== 'poisson_drive' || c.name === 'poisson_drive_psc_exp_ei'),
  );
  it.each(light.map((c) => [c.name, c] as const))('%s', async (_, reference) => {
    const checks = await lif.run(reference);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter((c) => !(c.error <= c.tolerance))).toEqual([]);
  });

  it('net_hagen2022_1024_128_unscaled with three seeds', () => {
    const reference = cases.find((c) => c.name === 'net_hagen2022_1024_128_unscaled')!;
    const checks = networkStatistics(reference, 3);
    expect(checks.length).toBeGreaterThan(30);
    expect(checks.filter((c) => !(c.error <= c.tolerance))).toEqual([]);
  });
});
