import { describe, expect, it } from 'vitest';
import { inflateSync } from 'node:zlib';
import { ParameterError } from '../../src/errors.ts';
import { studyFigure } from '../../src/figures/studyFigure.ts';
import { svgToPng } from '../../src/io/node/png.ts';
import { sampleStudy } from './sample.ts';

/** Width, height and the share of pixels that are not white, from an 8-bit RGBA PNG without interlacing. */
function read(png: Uint8Array): { width: number; height: number; ink: number } {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  expect([...bytes.subarray(24, 26)]).toEqual([8, 6]);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (bytes.subarray(at + 4, at + 8).toString() === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + size));
    at += 12 + size;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = 4 * width;
  let ink = 0;
  const line = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    const above = line.slice();
    for (let i = 0; i < stride; i++) {
      const a = i >= 4 ? line[i - 4]! : 0;
      const b = above[i]!;
      const c = i >= 4 ? above[i - 4]! : 0;
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      line[i] = raw[y * (stride + 1) + 1 + i]! + [0, a, b, (a + b) >> 1, paeth][filter]!;
    }
    for (let x = 0; x < width; x++)
      if (Math.min(line[4 * x]!, line[4 * x + 1]!, line[4 * x + 2]!) < 200) ink++;
  }
  return { width, height, ink: ink / (width * height) };
}

describe('svgToPng', () => {
  const text =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 36"><text x="4" y="24" font-size="20">Hello</text></svg>';

  it('has the size asked for', () => {
    expect(read(svgToPng(text, { width: 100 }))).toMatchObject({ width: 100, height: 50 });
    expect(read(svgToPng(text, { dpi: 144 }))).toMatchObject({ width: 144, height: 72 });
    expect(read(svgToPng(text))).toMatchObject({ width: 300, height: 150 });
  });

  it('brings its fonts: text leaves ink, more of it if bold', () => {
    const normal = read(svgToPng(text, { width: 200 })).ink;
    const bold = read(svgToPng(text.replace('<text', '<text font-weight="bold"'), { width: 200 })).ink;
    expect(normal).toBeGreaterThan(0.02);
    expect(bold).toBeGreaterThan(1.2 * normal);
    expect(read(svgToPng(text.replace('Hello', ''), { width: 200 })).ink).toBe(0);
  });

  it('shows the signs that labels need, not the box of a missing glyph', () => {
    const of = (sign: string) => read(svgToPng(text.replace('Hello', sign), { width: 200 })).ink;
    const missing = of('\u{10FFFD}');
    for (const sign of ['µ', '²', '³', '·', '→', '−', '⁻⁴', '°', '…']) {
      expect(of(sign), sign).toBeGreaterThan(0);
      expect(of(sign), sign).not.toBe(missing);
    }
  });

  it('renders a whole figure', () => {
    const { width, height, ink } = read(svgToPng(studyFigure(sampleStudy()), { dpi: 100 }));
    expect(width).toBe(709); // 180 mm at 100 dpi
    expect(height).toBeGreaterThan(600);
    // Lines, text and the heat map, on mostly white paper.
    expect(ink).toBeGreaterThan(0.03);
    expect(ink).toBeLessThan(0.3);
  });

  it('refuses what it cannot render', () => {
    expect(() => svgToPng('<svg/>')).toThrow(ParameterError);
    expect(() => svgToPng(text, { width: 0 })).toThrow(ParameterError);
    expect(() => svgToPng(text, { dpi: NaN })).toThrow(ParameterError);
    expect(() => svgToPng(text, { width: 10, dpi: 10 })).toThrow(ParameterError);
    expect(() => svgToPng(text, { width: 1e6 })).toThrow(ParameterError);
  });
});
