import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { array2d } from '../../src/numerics/array2d.ts';
import { ParameterError } from '../../src/errors.ts';
import { studyFigure, type StudyFigureData } from '../../src/figures/studyFigure.ts';
import { POPULATION_COLORS } from '../../src/figures/palette.ts';
import { svgToPng } from '../../src/io/node/png.ts';
import type { Signal } from '../../src/predict/signal.ts';
import { expectGolden } from './golden.ts';
import { collisions, NOT_A_NUMBER, paths, textBoxes, texts } from './readSvg.ts';
import { counts, kernel, sampleStudy, signal, spikes } from './sample.ts';

/** Panel letters are the texts of 9 pt. */
const lettersOf = (svg: string) =>
  [...svg.matchAll(/<text[^>]*font-size="9"[^>]*>([A-Z])<\/text>/g)].map((m) => m[1]);

describe('studyFigure', () => {
  const data = sampleStudy();
  const svg = studyFigure(data);

  it('equals its golden file', () => expectGolden(svg, 'study'));

  it('is the same text at every call', () => expect(studyFigure(sampleStudy())).toBe(svg));

  it('is 180 mm wide and not taller than a page', () => {
    const [root] = /<svg[^>]*>/.exec(svg)!;
    const [width, height] = ['width', 'height'].map((name) =>
      Number(new RegExp(` ${name}="([\\d.]+)mm"`).exec(root)?.[1]),
    );
    expect(width).toBe(180);
    expect(height).toBeLessThan(250);
  });

  it('letters its panels in reading order and says what each shows', () => {
    expect(lettersOf(svg)).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']);
    for (const heading of [
      'Spikes (12 neurons)',
      'LFP',
      'Current dipole moment',
      'Scalp EEG',
      'MEG',
      'Power spectra',
    ])
      expect(texts(svg)).toContain(heading);
  });

  it('has a unit on every axis, colour bar and scale bar', () => {
    const all = texts(svg);
    for (const text of [
      'Time (ms)',
      'Rate (spikes/s)',
      'Lag (ms)',
      'Depth z (µm)',
      'CSD (µA/mm³)',
      'Pz (µA·µm)',
      'Frequency (Hz)',
      'PSD (mV²/Hz)',
      'PSD (µV²/Hz)',
    ])
      expect(all).toContain(text);
    expect(all.filter((t) => / (µV|mV)$/.test(t))).toHaveLength(4); // one scale bar per kernel
    expect(all.filter((t) => ['mV', 'µV', 'fT'].includes(t))).toEqual(['mV', 'µV', 'fT']); // LFP, EEG, MEG
  });

  it('has no overlapping texts, and none beyond the page', () => expect(collisions(svg)).toEqual([]));

  it('draws every spike of the window once, in its population’s colour', () => {
    const marks = paths(svg, 'class', 'spikes');
    expect(marks.map((d) => d.split('M').length - 1)).toEqual(data.spikes.map((s) => s.steps.length));
    const part = studyFigure(data, { window: { start: 20, stop: 50 } });
    const inside = data.spikes.map((s) => s.steps.filter((step) => step > 20 && step <= 50).length);
    expect(paths(part, 'class', 'spikes').map((d) => d.split('M').length - 1)).toEqual(inside);
    for (const color of POPULATION_COLORS.slice(0, 2)) expect(svg).toContain(`stroke="${color}"`);
  });

  it('takes colours, title and window from the options', () => {
    const other = studyFigure(data, {
      title: 'Half & half <1>',
      colors: { E: '#123456' },
      window: { start: 0, stop: 60 },
    });
    expect(other).toContain('stroke="#123456"');
    expect(other).toContain('Half &amp; half &lt;1&gt;');
    expect(svgToPng(other, { width: 200 }).length).toBeGreaterThan(1000); // resvg reads strict XML only
  });

  it('leaves out what is missing and closes the gap', () => {
    const heightOf = (text: string) => Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(text)![1]);
    for (const key of Object.keys(data) as (keyof StudyFigureData)[]) {
      const { [key]: _, ...rest } = data;
      const without = studyFigure(rest);
      expect(without, key).not.toMatch(NOT_A_NUMBER);
      expect(collisions(without), key).toEqual([]);
      expect(heightOf(without), key).toBeLessThanOrEqual(heightOf(svg));
      expect(lettersOf(without).length, key).toBeLessThan(lettersOf(svg).length);
    }
    const lfp = studyFigure({ lfp: data.lfp });
    expect(heightOf(lfp)).toBeLessThan(0.5 * heightOf(svg));
    // The only panel takes the whole width.
    expect(Math.max(...textBoxes(lfp).map((b) => b.right))).toBeGreaterThan(470);
  });

  it('keeps channels without depth in their order, sensors by name', () => {
    const boxes = textBoxes(svg);
    const y = ['left', 'top', 'right'].map((name) => boxes.find((b) => b.text === name)!.top);
    expect(y).toEqual(y.toSorted((a, b) => a - b));
  });

  it('shows the strongest kernels if there are many, and samples of many neurons and sensors', () => {
    const names = Array.from({ length: 4 }, (_, i) => `p${i}`);
    const sensors = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const many = studyFigure(
      {
        spikes: names.map((name) => spikes(name, 100)),
        kernels: names.flatMap((X, i) =>
          names.map((Y, j) => kernel(X, Y, 'lfp', 'mV', 1e-3 * (1 + i + 4 * j))),
        ),
        eeg: signal('eeg', 'mV', sensors, undefined, 1e-3),
      },
      { maxKernels: 3, maxSensors: 5, maxNeurons: 40 },
    );
    const all = texts(many);
    expect(all.filter((t) => / → p/.test(t) && !t.startsWith('Kernels'))).toEqual([
      'p1 → p3',
      'p2 → p3',
      'p3 → p3',
    ]);
    expect(all).toContain('Scalp EEG (5 of 40 sensors)');
    expect(all).toContain('Spikes (40 of 400 neurons)');
    expect(collisions(many)).toEqual([]);
  });

  it('thins out probes of hundreds of contacts', () => {
    const names = Array.from({ length: 384 }, (_, i) => `e${i}`);
    const z = names.map((_, i) => 20 * i);
    const dense = signal('lfp', 'mV', names, z, 0.1);
    const svg = studyFigure({ lfp: dense, csd: { ...dense, unit: 'nA/um3' } }, { maxContacts: 20 });
    expect(texts(svg)).toContain('LFP (20 of 384 contacts)');
    expect(paths(svg, 'stroke-linejoin', 'round')).toHaveLength(20);
    expect(collisions(svg)).toEqual([]);
    expect(svg.length).toBeLessThan(3e6);
  });

  it('refuses options that mean nothing', () => {
    const bad = [
      { window: { start: 5, stop: 5 } },
      { rateBin: 0 },
      { maxNeurons: 0 },
      { maxKernels: 1.5 },
      { maxSensors: 0 },
      { lagEnd: -1 },
      { csdShare: 0 },
      { band: [0, 10] as const },
      { kernelProbe: 'csd' },
    ];
    for (const options of bad)
      expect(() => studyFigure(data, options), JSON.stringify(options)).toThrow(ParameterError);
  });
});

describe('studyFigure on degenerate data', () => {
  const data = sampleStudy();
  const flat = (s: Signal, value: number): Signal => ({
    ...s,
    data: array2d(s.data.shape[0], s.data.shape[1], new Float64Array(s.data.data.length).fill(value)),
  });
  const firstChannel = (s: Signal): Signal => ({
    ...s,
    channels: s.channels.slice(0, 1),
    data: array2d(1, s.data.shape[1], s.data.data.slice(0, s.data.shape[1])),
  });
  const silent = { ...spikes('E', 8), steps: new Int32Array(0), ids: new Int32Array(0) };
  const cases: Record<string, StudyFigureData> = {
    nothing: {},
    'empty lists': { spikes: [], counts: [], kernels: [], spectra: [] },
    'no spikes': { spikes: [silent], counts: [counts(silent)] },
    'spikes without counts': { spikes: [spikes('E', 3)] },
    'a population of size 0': { spikes: [{ ...silent, size: 0 }], counts: [{ ...counts(silent), size: 0 }] },
    'all zero': {
      ...data,
      kernels: data.kernels.map((k) => ({ ...k, H: array2d(k.H.shape[0], k.H.shape[1]) })),
      lfp: flat(data.lfp, 0),
      csd: flat(data.csd, 0),
      dipole: flat(data.dipole, 0),
      eeg: flat(data.eeg, 0),
      spectra: data.spectra.map((s) => ({ ...s, values: Array.from(s.values, () => 0) })),
    },
    constant: { lfp: flat(data.lfp, 3), csd: flat(data.csd, -1), dipole: flat(data.dipole, 7) },
    'one channel, one population': {
      spikes: [spikes('E', 1)],
      counts: [counts(spikes('E', 1))],
      kernels: [kernel('E', 'E')],
      lfp: firstChannel(data.lfp),
      csd: firstChannel(data.csd),
      eeg: firstChannel(data.eeg),
    },
    'no samples': {
      lfp: { ...data.lfp, data: array2d(5, 0) },
      csd: { ...data.csd, data: array2d(0, 0), channels: [] },
    },
    'one sample': { lfp: { ...data.lfp, data: array2d(5, 1, new Float64Array(5).fill(1)) } },
    'values that are not finite': {
      lfp: flat(data.lfp, NaN),
      csd: flat(data.csd, NaN),
      dipole: flat(data.dipole, Infinity),
      eeg: flat(data.eeg, -Infinity),
      spectra: data.spectra.map((s) => ({ ...s, values: Array.from(s.values, () => NaN) })),
      kernels: [{ ...kernel('E', 'E'), H: array2d(5, 60, new Float64Array(300).fill(NaN)) }],
    },
  };
  for (const [name, study] of Object.entries(cases))
    for (const removeMean of [true, false])
      it(`${name}${removeMean ? '' : ', means kept'}: a figure without NaN that renders`, () => {
        const svg = studyFigure(study, { removeMean });
        expect(svg).not.toMatch(NOT_A_NUMBER);
        expect(collisions(svg)).toEqual([]);
        expect(svgToPng(svg, { width: 100 }).length).toBeGreaterThan(100);
      });

  it('a window outside the recording shows empty axes', () => {
    const svg = studyFigure(data, { window: { start: 1000, stop: 1100 } });
    expect(svg).not.toMatch(NOT_A_NUMBER);
    expect(paths(svg, 'class', 'spikes')).toEqual([]);
  });

  it('keeps every trace of a single channel inside its panel', () => {
    const svg = studyFigure({ lfp: firstChannel(data.lfp) });
    const [, height] = /viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(svg)!.map(Number);
    const ys = paths(svg, 'stroke-linejoin', 'round').flatMap((d) =>
      [...d.matchAll(/[ML]-?[\d.]+,(-?[\d.]+)/g)].map((m) => Number(m[1])),
    );
    expect(ys.length).toBeGreaterThan(100);
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThan(height!);
  });

  it('a long recording stays below 3 MB', () => {
    const n = 200_000;
    const lfp = {
      ...data.lfp,
      dt: 0.05,
      data: array2d(
        5,
        n,
        Float64Array.from({ length: 5 * n }, (_, i) => Math.sin(i)),
      ),
    };
    const csd = { ...lfp, probe: 'csd', unit: 'nA/um3' as const };
    const svg = studyFigure({ lfp, csd, eeg: lfp }, { window: { start: 0, stop: 10_000 } });
    expect(svg.length).toBeLessThan(3e6);
  });
});

it('the check for overlaps finds one', () => {
  const text = (x: number) => `<text x="${x}" y="20" font-size="7">label</text>`;
  const page = (x: number) =>
    `<svg viewBox="0 0 100 100">${text(10)}<g transform="translate(${x},3)">${text(0)}</g></svg>`;
  expect(collisions(page(20))).toEqual(['label | label']);
  expect(collisions(page(40))).toEqual([]);
  expect(collisions(page(95))).toEqual(['label leaves the page']);
});

it('the golden figures hold no clock, no generated id and no font of this machine', () => {
  const golden = readFileSync(new URL('./golden/study.svg', import.meta.url), 'utf8');
  expect(golden).not.toMatch(/ id="|clip-path|<style|20\d\d-\d\d/);
});
