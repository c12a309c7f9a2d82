/** The figure of a probe: everything to scale, names legible, surroundings where they are given. */
import { describe, expect, it } from 'vitest';
import { ParameterError } from '../../src/errors.ts';
import { probeFigure, type ProbeFigureData } from '../../src/figures/probeFigure.ts';
import { facePolygon } from '../../src/figures/probeDrawing.ts';
import { probeGeometry, type GeometryName } from '../../src/forward/probe/geometries.ts';
import { placeProbe } from '../../src/forward/probe/placement.ts';
import { createProbe } from '../../src/forward/probe/probe.ts';
import { expectGolden } from './golden.ts';
import { collisions, NOT_A_NUMBER, paths, texts } from './readSvg.ts';

const column: ProbeFigureData = {
  columns: [{ name: 'E', radius: 150, depth: [-300, 1000], somata: { depth: 0, sd: 75 } }],
};
/** Width of the first filled contact of every drawing, pt. */
function contactWidths(svg: string): number[] {
  return paths(svg, 'fill', '#0072B2').map((d) => {
    const x = [...d.split('z')[0]!.matchAll(/[ML](-?[\d.]+),/g)].map((m) => Number(m[1]));
    return Math.max(...x) - Math.min(...x);
  });
}

describe('probeFigure', () => {
  it('draws a Neuropixels probe beside a column', () => {
    const probe = placeProbe(probeGeometry('neuropixels-1.0', { rows: 30 }), {
      position: [170, 0, -450],
      tilt: 8,
    });
    const svg = probeFigure(probe, column, { title: 'Beside a column', enlarged: 8 });
    expectGolden(svg, 'probe-neuropixels');
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['E', 'Beside a column', '8 of the 60 contacts, enlarged']),
    );
  });

  it('shows contacts to scale with the bar', () => {
    // One contact of 40 um; the detail is all of it.
    const probe = createProbe({
      contacts: [
        {
          name: 'only',
          position: [0, 0, 0],
          shape: 'square',
          width: 40,
          axes: [
            [1, 0, 0],
            [0, 0, 1],
          ],
        },
      ],
    });
    const svg = probeFigure(probe);
    const bars = paths(svg, 'stroke-width', '1.4').map((d) => Number(/h([\d.]+)$/.exec(d)![1]));
    const lengths = texts(svg)
      .filter((t) => /^\d+ µm$/.test(t))
      .map((t) => Number.parseFloat(t));
    expect(bars).toHaveLength(2);
    for (const [k, width] of contactWidths(svg).entries())
      expect(width / 40).toBeCloseTo(bars[k]! / lengths[k]!, 2); // coordinates have 0.01 pt
  });

  it.each<GeometryName>(['neuropixels-2.0-four-shank', 'linear-23', 'mea-60', 'ecog', 'tetrode'])(
    'all texts of %s are legible',
    (name) => {
      const probe = placeProbe(probeGeometry(name), { position: [0, 0, -100] });
      for (const svg of [probeFigure(probe, column), probeFigure(probe)]) {
        expect(collisions(svg)).toEqual([]);
        expect(svg).not.toMatch(NOT_A_NUMBER);
      }
    },
  );

  it('leaves out the view from above where it would be a line, and takes the wider plane', () => {
    const alone = probeFigure(probeGeometry('linear-16'));
    expect(texts(alone)).not.toContain('From above');
    expect(texts(probeFigure(probeGeometry('mea-60')))).toContain('From above');
    const turned = placeProbe(probeGeometry('neuropixels-2.0-four-shank', { rows: 2 }), { turn: 90 });
    expect(texts(probeFigure(turned)).filter((t) => t === 'y')).not.toHaveLength(0);
    expect(texts(probeFigure(turned)).filter((t) => t === 'x')).toHaveLength(0);
  });

  it('does not shrink contacts for the sake of a long shank', () => {
    const linear = probeGeometry('linear-16');
    const long = createProbe({
      ...linear,
      contours: [
        {
          points: [
            [-60, 0, 0],
            [60, 0, 0],
            [60, 0, 50_000],
            [-60, 0, 50_000],
          ],
        },
      ],
    });
    const size = (probe: typeof linear) => contactWidths(probeFigure(probe))[0]!;
    expect(size(long)).toBeGreaterThan(0.7 * size(linear));
  });

  it('draws the outlines of a cell', () => {
    const triangle = { x: Float64Array.of(0, 10, 5), y: Float64Array.of(0, 0, 30) };
    const cell = { side: [triangle], top: [triangle] };
    const svg = probeFigure(probeGeometry('tetrode'), { cell });
    expect([...svg.matchAll(/stroke-width="0.45"/g)]).toHaveLength(2);
  });

  it('refuses columns without extent', () => {
    const probe = probeGeometry('tetrode');
    expect(() => probeFigure(probe, { columns: [{ radius: 0, depth: [0, 1] }] })).toThrow(ParameterError);
    expect(() => probeFigure(probe, { columns: [{ radius: 1, depth: [1, 1] }] })).toThrow(
      /columns\[0\]\.depth/,
    );
    expect(() => probeFigure(probe, {}, { height: 0 })).toThrow(ParameterError);
  });
});

describe('facePolygon', () => {
  const axes = [
    [1, 0, 0],
    [0, 0, 1],
  ] as const;

  it('is empty for a point, four corners of a rectangle, and close to the area of a disc', () => {
    const [point, rect, disc] = createProbe({
      contacts: [
        [0, 0, 0],
        { name: 'r', position: [1, 2, 3], shape: 'rect', width: 4, height: 6, axes },
        { name: 'c', position: [0, 0, 9], radius: 5, axes },
      ],
    }).contacts;
    expect(facePolygon(point!)).toEqual([]);
    expect(facePolygon(rect!)).toEqual([
      [-1, 2, 0],
      [3, 2, 0],
      [3, 2, 6],
      [-1, 2, 6],
    ]);
    for (const [x, y, z] of facePolygon(disc!)) {
      expect(Math.hypot(x, z - 9)).toBeCloseTo(5, 12);
      expect(y).toBe(0);
    }
  });
});
