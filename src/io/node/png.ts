/**
 * SVG to PNG with resvg and the DejaVu fonts that come with the package, never the system's, so that a figure has the
 * same pixels on every machine.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { ParameterError, positive } from '../../errors.ts';

/** Size of the picture: `width` in pixels, or `dpi` for the physical size that the SVG states. Default 300 dpi. */
export interface PngOptions {
  readonly width?: number;
  readonly dpi?: number;
}

const FONT_FILES = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'];

/** Largest picture, pixels: beyond it the renderer runs out of memory. */
const MAX_PIXELS = 2 ** 28;

/**
 * Renders SVG text with a `width`/`height` in mm or pt (or its `viewBox` in pt) to the bytes of a PNG. Throws ParameterError
 * if the text is no SVG, or if the picture would be empty or larger than 2^28 pixels.
 */
export function svgToPng(svg: string, options: PngOptions = {}): Uint8Array {
  const size = /viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(svg);
  if (size === null) throw new ParameterError('svg', 'SVG text with a viewBox', svg);
  const points = Number(size[1]);
  const aspect = Number(size[2]) / points;
  if (options.width !== undefined && options.dpi !== undefined)
    throw new ParameterError('options', 'width or dpi, not both', options);
  const width = Math.round(
    options.width === undefined
      ? (points / 72) * positive('dpi', options.dpi ?? 300)
      : positive('width', options.width),
  );
  if (width < 1 || width * width * aspect > MAX_PIXELS)
    throw new ParameterError(
      'width',
      `a picture of 1 to ${MAX_PIXELS} pixels`,
      width,
      'choose another width or dpi',
    );
  const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: FONT_FILES.map((file) => join(fonts, file)),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return new Uint8Array(resvg.render().asPng());
}
