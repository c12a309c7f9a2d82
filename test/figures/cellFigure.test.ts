/** The figure of one cell: what is drawn where, levels of equipotentials, and refusals. */
import { describe, expect, it } from 'vitest';
import { createCell } from '../../src/cable/cell.ts';
import { cellFigure } from '../../src/figures/cellFigure.ts';
import { levelsUpTo, prepareMap } from '../../src/figures/cellMap.ts';
import { windowAround, planeScales } from '../../src/figures/cellPlane.ts';
import { segmentOutlines } from '../../src/morphology/outline.ts';
import { array2d, fromRows } from '../../src/numerics/array2d.ts';
import { expectGolden } from './golden.ts';
import type { Section } from '../../src/morphology/morphology.ts';

const sections: Section[] = [
  {
    name: 'soma',
    points: [
      [0, 0, -10, 20],
      [0, 0, 10, 20],
    ],
  },
  {
    name: 'dend',
    parent: 'soma',
    parentX: 0,
    points: [
      [0, 0, -10, 2],
      [40, 0, -60, 1],
    ],
  },
  {
    name: 'apic',
    parent: 'soma',
    points: [
      [0, 0, 10, 3],
      [0, 30, 110, 2],
    ],
  },
];
const { geometry } = createCell({
  morphology: { sections },
  axialResistivity: 100,
  capacitance: 1,
  segments: { counts: { dend: 2, apic: 2 } },
  membrane: { rest: -65, mechanisms: [{ type: 'pas', sections: 'all', conductance: 1e-4 }] },
});

const outlines = segmentOutlines(geometry);

/** A dipole's potential on a coarse grid, mV: up positive, down negative. */
const right = [-60, -40, -20, 0, 20, 40, 60];
const up = [-80, -40, 0, 40, 80, 120];
const dipole = fromRows(
  up.map((z) => right.map((x) => (1e-3 * (z - 20)) / (1 + Math.hypot(x, z - 20) / 50) ** 3)),
);
const times = Float64Array.from({ length: 21 }, (_, k) => 0.5 * k);
const bump = times.map((t) => t * Math.exp(-t / 2));

const everything = {
  outlines,
  heading: 'All at once',
  map: { values: dipole, right, up, unit: 'mV', symbol: 'ϕ' },
  segments: { values: [0, 1, -1, 0.5, 2], unit: 'mV', symbol: 'Δv' },
  marks: [
    { at: [0, 0, 60], name: 'synapse', side: 'left', symbol: 'triangle', color: '#D55E00' },
    { at: [30, 0, 0], symbol: 'diamond' },
    { at: [30, 0, 60] },
  ],
  waveforms: {
    at: [[32, 0, 60]],
    data: fromRows([bump]),
    dt: 0.5,
    unit: 'mV',
    width: 25,
    height: 20,
  },
  panels: [
    {
      heading: 'Lines',
      x: times,
      lines: [
        { name: 'one', values: bump },
        { name: 'two', values: bump.map((v) => 2 * v), dashed: true },
      ],
      symbol: 'v',
      unit: 'mV',
    },
    {
      heading: 'Powers',
      x: [1, 10, 100],
      xTitle: 'Distance (µm)',
      lines: [{ name: '1/r', values: [1, 0.1, 0.01] }],
      symbol: 'ϕ',
      unit: 'mV',
      scales: 'log',
    },
  ],
} as const;

describe('cellFigure', () => {
  it('draws everything', () => expectGolden(cellFigure(everything, { height: 220 }), 'cell'));

  it('draws a cell alone, without letters', () => {
    const svg = cellFigure({ outlines }, { height: 200 });
    expectGolden(svg, 'cell-alone');
    expect(svg).not.toContain('font-weight="bold"');
  });

  it('is the same every time, and without ids', () => {
    expect(cellFigure(everything)).toBe(cellFigure(everything));
    expect(cellFigure(everything)).not.toMatch(/\bid="|clip-path|NaN|Infinity/);
  });

  it('shows flat and silent data', () => {
    const flat = { ...everything, map: { ...everything.map, values: array2d(6, 7) } };
    const silent = { ...flat.waveforms, data: fromRows([times.map(() => 0)]) };
    const svg = cellFigure({
      ...flat,
      waveforms: silent,
      segments: { ...flat.segments, values: [0, 0, 0, 0, 0] },
    });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it.each([
    ['segments.values', { segments: { values: [1], unit: 'mV', symbol: 'v' } }],
    ['waveforms.at', { waveforms: { ...everything.waveforms, at: [] } }],
    ['panels[0]', { panels: [{ ...everything.panels[0], x: [1, 2] }] }],
    ['map.values', { map: { ...everything.map, right: [0, 1] } }],
    ['map.values', { map: { ...everything.map, values: fromRows(up.map(() => right.map(() => NaN))) } }],
  ])('refuses %s that do not fit', (name, wrong) => {
    expect(() => cellFigure({ outlines, ...wrong })).toThrow(name);
  });

  it('refuses a cell of no segments, and a window that is empty', () => {
    expect(() => cellFigure({ outlines: [] })).toThrow('outlines');
    expect(() => cellFigure({ outlines }, { window: { right: [0, 0], up: [0, 1] } })).toThrow('window.right');
  });
});

describe('levels', () => {
  it('are 1, 2 and 5 times powers of ten over the decades', () => {
    expect(levelsUpTo(1, 1)).toEqual([0.1, 0.2, 0.5, 1]);
    expect(levelsUpTo(30, 2)).toEqual([0.5, 1, 2, 5, 10, 20]);
    expect(levelsUpTo(0, 2)).toEqual([]);
  });

  it('leave out what no value reaches, and have one colour more than levels', () => {
    const positive = array2d(6, 7, dipole.data.map(Math.abs));
    const { thresholds, fills } = prepareMap({ ...everything.map, values: positive, limit: 0.01 });
    expect(Math.min(...thresholds)).toBeGreaterThan(0);
    expect(fills.length).toBe(thresholds.length + 1);
    const both = prepareMap({ ...everything.map, limit: 0.01 });
    expect(both.thresholds).toEqual(both.thresholds.map((v) => -v).toReversed());
  });
});

describe('the plane', () => {
  it('has one scale in both directions, in the middle of the frame', () => {
    const scales = planeScales(
      { right: [-10, 10], up: [0, 100] },
      { left: 0, right: 100, top: 10, bottom: 60 },
    );
    expect(scales.x(10) - scales.x(0)).toBeCloseTo(scales.y(0) - scales.y(10), 12);
    expect([scales.y(100), scales.y(0), scales.x(0)]).toEqual([10, 60, 50]);
  });

  it('holds the outlines, and what is marked', () => {
    const window = windowAround(outlines, 'xz', [[500, 0, 0]]);
    expect(window.right[1]).toBeGreaterThan(500);
    expect(window.up[0]).toBeLessThan(-60);
    expect(windowAround(segmentOutlines(geometry, { plane: 'yz' }), 'yz', []).right[1]).toBeGreaterThan(30);
  });
});
