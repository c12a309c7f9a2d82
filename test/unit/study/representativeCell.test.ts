/** From the cell of a study to the linear cell that stands for its population: rest, calcium, scale, mirror and rotation. */
import { describe, expect, test } from 'vitest';
import { createCell, type Cell } from '../../../src/cable/cell.ts';
import { linearised } from '../../../src/cable/linearised.ts';
import { midpoints } from '../../../src/morphology/geometry.ts';
import { parseStudy } from '../../../src/study/load.ts';
import { populationKernels, representativeCell } from '../../../src/study/models.ts';
import type { ResolvedCell } from '../../../src/study/resolved.ts';
import { simulate } from '../../support/charge.ts';
import { changed, problemsOf } from './helpers.ts';

type Change = (cell: any) => void;
const studyOf = (change: Change) => changed((s) => change(s.kernels.cells.E));
const kernelsOf = async (change: Change) =>
  (await parseStudy(JSON.stringify(studyOf(change)), 's.json')).kernels!;
const resolved = async (change: Change): Promise<ResolvedCell> => (await kernelsOf(change)).cells[0];
const cellOf = async (change: Change): Promise<Cell> => representativeCell(await resolved(change));

/** More sodium on the soma than elsewhere, calcium on the dendrite: the rest differs between segments. */
const active = (form: string): any => ({
  rest: 'steady_state',
  mechanisms: [
    { type: 'pas', sections: 'all', conductance: 5e-5, reversal: -75 },
    { type: 'Ih', form: 'quasi_active', sections: ['apic'], density: 2e-3 },
    { type: 'Nap_Et2', form, sections: ['soma'], density: 1e-4 },
    { type: 'Ca_LVAst', form, sections: ['dend'], density: 2e-4 },
    { type: 'SK_E2', form: 'frozen', sections: ['dend'], density: 1e-4 },
    { type: 'CaDynamics_E2', sections: ['dend'], gamma: 5e-4, decay: 80 },
  ],
  ions: { na: 50, k: -85 },
  temperature: 34,
});
const withMembrane =
  (form = 'quasi_active', change: (membrane: any) => void = () => {}): Change =>
  (cell) => {
    cell.membrane = active(form);
    change(cell.membrane);
  };

/** The same cell with all channels active. */
function activeCell({ membrane, ...cell }: ResolvedCell): Cell {
  const { rest, mechanisms, ...others } = membrane;
  return createCell({
    ...cell,
    membrane: {
      ...others,
      ...(rest === 'steady_state' ? {} : { rest }),
      mechanisms: mechanisms.map((m) => ('form' in m ? { ...m, form: 'active' } : m)) as never,
    },
    position: [0, 0, cell.depth],
  });
}

describe('a cell around its steady state', () => {
  test('rests where the active cell settles', async () => {
    const cell = await resolved(withMembrane());
    const { membrane, active: none } = representativeCell(cell);
    expect(none).toBeUndefined();
    // Away from the leak, and not the same everywhere.
    expect(Math.max(...membrane.rest) - Math.min(...membrane.rest)).toBeGreaterThan(0.1);
    // 4 s later, with calcium at its start far below the rest: the active cell is still there.
    const nonlinear = activeCell(cell);
    const { v } = simulate(nonlinear, {
      dt: 0.1,
      tstop: 4000,
      vInit: membrane.rest,
      record: { every: 40_000 },
    });
    const later = Array.from(membrane.rest, (_, i) => v!.data[2 * i + 1]);
    // mV; 1e-9 mV/ms over the slowest time constant of some 100 ms.
    expect(later).toBeAllclose(membrane.rest, { rtol: 0, atol: 1e-6 });
    // And so is the linear one.
    const linear = simulate(representativeCell(cell), { dt: 0.5, tstop: 200, record: { every: 400 } });
    expect(Array.from(membrane.rest, (_, i) => linear.v!.data[2 * i + 1])).toBeAllclose(membrane.rest, {
      rtol: 0,
      atol: 1e-9,
    });
  });

  test('takes the driving force of synapses there, segment by segment', async () => {
    const kernels = await kernelsOf(withMembrane());
    const population = populationKernels(kernels, 'E');
    const { rest } = population.cell.membrane;
    const p = population.placement('E');
    const { kOut } = population.counts('E');
    expect(population.amplitude('E')).toBeAllclose(rest.map((V, i) => 1e-4 * (0 - V) * p[i] * kOut));
  });

  test('takes it elsewhere if the study says so', async () => {
    const cell = await resolved((c) => {
      withMembrane()(c);
      c.driving_potential = -60;
    });
    expect(cell.drivingPotential).toBe(-60);
  });

  test('gives every channel the form that the study gives it', async () => {
    const names = async (form: string) => {
      const { membrane } = await cellOf(withMembrane(form));
      return [...new Set(membrane.gates.map(({ name }) => name))].toSorted();
    };
    expect(await names('frozen')).toEqual(['m_Ih']);
    expect(await names('quasi_active')).toEqual([
      'h_Ca_LVAst',
      'h_Nap_Et2',
      'm_Ca_LVAst',
      'm_Ih',
      'm_Nap_Et2',
    ]);
  });

  test('one form here, another there', async () => {
    const { membrane, geometry } = await cellOf(
      withMembrane('frozen', ({ mechanisms }) =>
        mechanisms.push({ type: 'Ih', form: 'frozen', sections: ['soma', 'dend'], density: 1e-3 }),
      ),
    );
    const Ih = membrane.gates.filter(({ name }) => name === 'm_Ih');
    for (let i = 0; i < geometry.n; i++)
      expect(Ih.some(({ coupling }) => coupling[i] !== 0)).toBe(
        geometry.sectionNames[geometry.section[i]] === 'apic[0]',
      );
    expect(membrane.frozen[0]).toBeGreaterThan(0);
  });

  test('is found once', async () => {
    const cell = await resolved(withMembrane());
    expect(representativeCell(cell)).toBe(representativeCell(cell));
  });

  test('of a cell that spikes by itself is an error that says where', async () => {
    const cell = await resolved((c) => {
      c.membrane = {
        rest: 'steady_state',
        mechanisms: [
          { type: 'pas', sections: 'all', conductance: 2e-5, reversal: -40 },
          { type: 'hh', form: 'frozen', sections: ['soma'], el: 20 },
        ],
        ions: { na: 50, k: -77 },
      };
    });
    expect(() => representativeCell(cell)).toThrow(
      /kernels\.cells\.E\.membrane\.rest: Expected a cell that comes to rest, .*give the potential as a number/,
    );
  });
});

describe('calcium under the membrane', () => {
  test('is held at what is steady at a given rest', async () => {
    const change = withMembrane('frozen', (membrane) => {
      membrane.rest = -60;
      delete membrane.mechanisms[0].reversal;
    });
    const cell = await resolved(change);
    const own = representativeCell(cell);
    expect([...new Set(own.membrane.rest)]).toEqual([-60]);
    const form = (name: string) => (name === 'Ih' ? 'quasi_active' : 'frozen');
    const expected = linearised(activeCell(cell), { at: -60, form });
    expect(own.membrane.frozen).toBeAllclose(expected.membrane.frozen);
    expect(own.membrane.leakReversal).toBeAllclose(expected.membrane.leakReversal);
    const { v } = simulate(own, { dt: 1, tstop: 100, record: { every: 100 } });
    expect(v!.data).toBeAllclose(new Float64Array(v!.data.length).fill(-60), { rtol: 0, atol: 1e-9 });
  });

  test('opens SK_E2', async () => {
    const frozenOf = async (gamma: number) => {
      const { membrane } = await cellOf(
        withMembrane('frozen', ({ mechanisms }) => {
          mechanisms[3].density = 5e-3;
          mechanisms[5].gamma = gamma;
        }),
      );
      return membrane.frozen[1];
    };
    expect(await frozenOf(1)).toBeGreaterThan(2 * (await frozenOf(0)));
  });
});

describe('the shape of a cell', () => {
  const bent: Change = (cell) => {
    cell.morphology.sections[2].points = [
      [0, 0, 10, 2],
      [30, 0, 150, 2],
      [30, 80, 300, 1],
    ];
  };
  const last = (cell: Cell): number[] =>
    ([0, 1, 2] as const).map((axis) => cell.geometry.end.data[axis * cell.geometry.n + cell.geometry.n - 1]);
  const at = async (change: Change) =>
    last(
      await cellOf((cell) => {
        bent(cell);
        change(cell);
      }),
    );

  test('is scaled, then mirrored, then rotated about the soma, then moved to its depth', async () => {
    expect(await at(() => {})).toBeAllclose([30, 80, 310]);
    expect(await at((c) => (c.mirror = 'y'))).toBeAllclose([30, -80, 310]);
    expect(await at((c) => (c.scale = 2))).toBeAllclose([60, 160, 610]);
    expect(await at((c) => (c.scale = { coordinates: [1, 2, 3], diameters: 1 }))).toBeAllclose([
      30, 160, 910,
    ]);
    // A quarter turn about x takes y to z and z to -y; about z, x to y and y to -x.
    const quarter = Math.PI / 2;
    const turn =
      (order?: string): Change =>
      (c) =>
        (c.rotation = { x: quarter, z: quarter, ...(order && { order }) });
    expect(await at(turn())).toBeAllclose([300, 30, 90]);
    expect(await at(turn('xyz'))).toBeAllclose([300, 30, 90]);
    expect(await at(turn('zyx'))).toBeAllclose([-80, -300, 40]);
    expect(
      await at((c) => {
        c.scale = 2;
        c.mirror = 'z';
        turn('zyx')(c);
      }),
    ).toBeAllclose([-160, 600, 70]);
  });

  test('scales diameters as it says', async () => {
    const plain = await cellOf(bent);
    const areas = async (scale: unknown) =>
      (
        await cellOf((c) => {
          bent(c);
          c.scale = scale;
        })
      ).geometry;
    expect((await areas(2)).area).toBeAllclose(plain.geometry.area.map((a) => 4 * a));
    const thick = await areas({ coordinates: 1, diameters: 3 });
    expect(thick.diameter).toBeAllclose(plain.geometry.diameter.map((d) => 3 * d));
    expect(midpoints(thick, 2)).toBeAllclose(midpoints(plain.geometry, 2));
  });
});

describe('problems', () => {
  test.each<[string, Change, string]>([
    [
      'another word for the rest',
      withMembrane('frozen', (m) => (m.rest = 'steady')),
      'kernels.cells.E.membrane.rest: expected ',
    ],
    [
      'a leak without reversal in the steady state',
      withMembrane('frozen', (m) => delete m.mechanisms[0].reversal),
      'kernels.cells.E.membrane.mechanisms[0].reversal: missing; needed where "rest" is "steady_state" (mV)',
    ],
    [
      'a frozen channel without reversal in the steady state',
      withMembrane('frozen', (m) => delete m.ions.na),
      'kernels.cells.E.membrane.mechanisms[2].reversal: missing; it is needed to find the steady state, here or as membrane.ions.na (mV)',
    ],
    [
      'a calcium channel where calcium is not followed',
      withMembrane('frozen', (m) => (m.mechanisms[3].sections = 'all')),
      'kernels.cells.E.membrane.mechanisms[3].reversal: missing; it is needed to find the steady state, here or as membrane.ions.ca (mV)',
    ],
    [
      'a frozen channel without reversal with calcium dynamics',
      withMembrane('frozen', (m) => {
        m.rest = -65;
        delete m.mechanisms[0].reversal;
        delete m.ions.na;
      }),
      'kernels.cells.E.membrane.mechanisms[2].reversal: missing; it is needed with calcium dynamics, here or as membrane.ions.na (mV)',
    ],
    [
      'calcium dynamics twice',
      withMembrane('frozen', (m) => m.mechanisms.push(m.mechanisms[5])),
      'kernels.cells.E.membrane.mechanisms[6]: CaDynamics_E2 is on the section "dend[0]" already (mechanisms[5]); give each section one of them',
    ],
    [
      'a share above 1',
      withMembrane('frozen', (m) => (m.mechanisms[5].gamma = 2)),
      'kernels.cells.E.membrane.mechanisms[5].gamma: expected ',
    ],
    ['an unknown axis', (c) => (c.mirror = 'w'), 'kernels.cells.E.mirror: expected '],
    ['a scale of 0', (c) => (c.scale = 0), 'kernels.cells.E.scale: expected '],
    [
      'an unknown order',
      (c) => (c.rotation = { x: 1, order: 'xxz' }),
      'kernels.cells.E.rotation.order: expected ',
    ],
  ])('%s', async (_, change, message) => {
    const problems = await problemsOf(studyOf(change));
    expect(problems.join('\n')).toContain(message);
    expect(problems).toHaveLength(1);
  });
});
