import { describe, expect, it } from 'vitest';
import { linearMembrane, perSegment, type MechanismSpec } from '../../../src/cable/membrane.ts';
import { openFraction, type Channel } from '../../../src/cable/mechanisms/channel.ts';
import { ION_CHANNELS } from '../../../src/cable/mechanisms/registry.ts';
import { ParameterError } from '../../../src/errors.ts';
import { simulate } from '../../support/charge.ts';
import { ballAndSticks, hayMembrane } from '../../support/activeCells.ts';
import { branchedCell, yCell } from '../../support/cells.ts';

const { geometry, tree } = yCell('passive');
const pas: MechanismSpec = { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -70 };
const Ih = (
  form: 'frozen' | 'quasi_active',
  density: number,
  sections: 'all' | string[] = 'all',
): MechanismSpec => ({
  type: 'Ih',
  form,
  sections,
  density,
});

describe('the linear membrane', () => {
  it('adds frozen channels and sets the leak reversal so that no current flows at rest', () => {
    const { leak, leakReversal, frozen, restCurrent, rest } = linearMembrane(geometry, tree, {
      rest: -65,
      mechanisms: [pas, Ih('frozen', 2e-3, ['dend']), Ih('frozen', 2e-4, ['soma'])],
    });
    const m = openFraction(ION_CHANNELS.Ih, -65);
    const g = Float64Array.of(2e-4, 2e-3, 2e-3, 2e-3, 2e-3).map((x) => x * m);
    expect(frozen).toBeAllclose(g);
    expect(restCurrent).toBeAllclose(g.map((x) => x * (-65 + 45)));
    const total = leak.map((gl, i) => gl * (rest[i] - leakReversal[i]) + restCurrent[i]);
    expect(total).toBeAllclose([0, 0, 0, 0, 0], { atol: 1e-18 });
  });

  it('counts the currents between segments of different rest, so that a cell left alone stays where it is', () => {
    // Rests up to 12 mV apart from one segment to the next.
    const rest = (n: number) => Float64Array.from({ length: n }, (_, i) => -65 - 6 * Math.sin(2.3 * i));
    const active = ballAndSticks({ ...hayMembrane, rest: rest(27) });
    const cells = [branchedCell(3, 2, 'frozen', rest), branchedCell(3, 2, 'quasi_active', rest), active];
    for (const cell of cells)
      for (const method of ['backward_euler', 'crank_nicolson'] as const) {
        const { v } = simulate(cell, { dt: 0.25, tstop: 30, method, record: { every: 120 } });
        const stayed = Array.from(cell.membrane.rest).flatMap((V) => [V, V]);
        // mV; the rounding of axial currents over the conductance of the membrane.
        expect(v!.data).toBeAllclose(stayed, { rtol: 0, atol: 1e-10 });
      }
    // Without the currents along the cell the leak would reverse at the rest of each segment.
    const { leakReversal } = cells[0].membrane;
    expect(leakReversal.some((e, i) => Math.abs(e - cells[0].membrane.rest[i]) > 100)).toBe(true);
  });

  it('gives equal rests the same leak as without a tree to speak of', () => {
    const { membrane } = branchedCell(3, 2, 'passive');
    expect(new Set(membrane.leakReversal)).toEqual(new Set([-65]));
  });

  it('keeps the given reversal where the rest is not made uniform', () => {
    expect(
      linearMembrane(geometry, tree, { rest: -65, mechanisms: [pas], uniformRest: false }).leakReversal,
    ).toBeAllclose([-70, -70, -70, -70, -70]);
    const { reversal: _, ...bare } = pas;
    expect(() =>
      linearMembrane(geometry, tree, { rest: -65, mechanisms: [bare as MechanismSpec], uniformRest: false }),
    ).toThrow(/reversal: Expected a number for every leak/);
  });

  it('lets a later entry for a section replace an earlier one of the same mechanism, and adds different ones', () => {
    const { frozen, leak } = linearMembrane(geometry, tree, {
      rest: -65,
      mechanisms: [
        pas,
        Ih('frozen', 1),
        Ih('frozen', 3, ['soma']),
        { type: 'pas', sections: ['dend[1]'], conductance: 1e-4 },
        { type: 'SKv3_1', form: 'frozen', sections: ['soma'], density: 1, reversal: -85 },
      ],
    });
    const m = openFraction(ION_CHANNELS.Ih, -65);
    expect(frozen[0]).toBeAllclose(3 * m + openFraction(ION_CHANNELS.SKv3_1, -65));
    expect(frozen[1]).toBeAllclose(m);
    expect(leak).toBeAllclose([5e-5, 5e-5, 5e-5, 1e-4, 1e-4]);
  });

  it('gives a channel without a reversal of its own none at rest', () => {
    const { restCurrent } = linearMembrane(geometry, tree, {
      rest: -60,
      mechanisms: [pas, { type: 'NaTa_t', form: 'frozen', sections: 'all', density: 2 }],
    });
    expect(restCurrent).toEqual(new Float64Array(5));
  });

  it('makes one group of gates per time constant, zero where the channel is absent', () => {
    const { gates } = linearMembrane(geometry, tree, {
      rest: [-65, -65, -70, -65, -65],
      mechanisms: [pas, Ih('quasi_active', 2e-3, ['dend'])],
    });
    expect(gates.map(({ name }) => name)).toEqual(['m_Ih', 'm_Ih']);
    expect([...gates[0].coupling].map((c) => c !== 0)).toEqual([false, true, false, true, true]);
    expect([...gates[1].coupling].map((c) => c !== 0)).toEqual([false, false, true, false, false]);
    expect(gates[1].tau).toBe(ION_CHANNELS.Ih.gates[0].tau(-70));
  });

  it('takes channels of your own', () => {
    const mine: Channel = {
      name: 'mine',
      reversal: -90,
      gates: [{ name: 'x', power: 2, inf: () => 0.5, tau: () => 7 }],
    };
    const { frozen } = linearMembrane(geometry, tree, {
      rest: -65,
      mechanisms: [pas, { type: mine, form: 'frozen', sections: 'all', density: 4e-4 }],
    });
    expect(frozen).toBeAllclose([1e-4, 1e-4, 1e-4, 1e-4, 1e-4]);
  });

  it.each<[string, MechanismSpec[], RegExp]>([
    ['no leak anywhere', [Ih('frozen', 1)], /a leak \(pas\) on every section/],
    ['no leak on a section', [{ ...pas, sections: ['soma'] }], /none on dend\[0\]/],
    ['a leak of 0', [{ ...pas, conductance: 0 }], /a leak/],
    ['a negative density', [pas, Ih('frozen', -1)], /mechanisms\[1\]\.density/],
    ['a NaN conductance', [{ ...pas, conductance: NaN }], /mechanisms\[0\]\.conductance/],
    ['an unknown channel', [pas, { ...Ih('frozen', 1), type: 'Nat' } as MechanismSpec], /pas or one of/],
    [
      'a name of every object',
      [pas, { ...Ih('frozen', 1), type: 'toString' } as MechanismSpec],
      /pas or one of/,
    ],
    ['an unknown section', [pas, Ih('frozen', 1, ['axon'])], /fragments of/],
  ])('refuses %s', (_, mechanisms, message) => {
    expect(() => linearMembrane(geometry, tree, { rest: -65, mechanisms })).toThrow(message);
    expect(() => linearMembrane(geometry, tree, { rest: -65, mechanisms })).toThrow(ParameterError);
  });

  it('checks values per segment', () => {
    expect(perSegment('x', 2, 3)).toEqual(Float64Array.of(2, 2, 2));
    expect(perSegment('x', [1, 2], 2)).toEqual(Float64Array.of(1, 2));
    expect(() => perSegment('x', [1, 2], 3)).toThrow(/one number or 3, one per segment/);
    expect(() => perSegment('x', [1, NaN], 2)).toThrow(/x\[1\]: Expected a finite number/);
    expect(() => perSegment('x', Infinity, 1)).toThrow(ParameterError);
  });
});
