/**
 * How many segments a section gets (an odd number by the lambda rule, so that the middle is a segment's centre).
 * Hines & Carnevale (2001), Neuroscientist 7:123-135: the d_lambda rule.
 */
import { ParameterError, integer, positive } from '../errors.ts';
import { arcLengths } from './arc.ts';
import type { Section } from './morphology.ts';

/** Segment counts given by name, a greatest length (um), or a fraction of the AC length constant at a frequency (Hz). */
export type SegmentRule =
  | { readonly counts: Readonly<Record<string, number>> }
  | { readonly maxLength: number }
  | { readonly dLambda: number; readonly frequency?: number };

/** Most segments that a section may have. */
const MOST = 32767;

/**
 * Number of segments of a section of axial resistivity `Ra` (Ohm cm) and capacitance `cm` (uF/cm2).
 * `counts`: looked up by name, 1 if absent; `maxLength`: floor(L / maxLength) + 1; `dLambda` (frequency 100 Hz by
 * default): 2 floor((L/(d lambda) + 0.9)/2) + 1, lambda integrated over the 3-d points.
 * Throws ParameterError for a rule that is none of these or that asks for more than 32767 segments.
 */
export function segmentCount(section: Section, rule: SegmentRule, Ra: number, cm: number): number {
  if ('counts' in rule) {
    const count = Object.hasOwn(rule.counts, section.name) ? rule.counts[section.name] : 1;
    return integer(`counts.${section.name}`, count, 1, MOST);
  }
  const arc = arcLengths(section);
  const L = arc[arc.length - 1];
  if ('maxLength' in rule)
    return integer(
      `segments of ${section.name}`,
      Math.floor(L / positive('maxLength', rule.maxLength)) + 1,
      1,
      MOST,
    );
  if ('dLambda' in rule) {
    const d = positive('dLambda', rule.dLambda);
    const lambda = lengthConstant(section, arc, rule.frequency ?? 100, Ra, cm);
    return integer(`segments of ${section.name}`, 2 * Math.floor((L / (d * lambda) + 0.9) / 2) + 1, 1, MOST);
  }
  throw new ParameterError('segments', 'counts, maxLength or dLambda', rule);
}

/** AC length constant lambda_f (um) of a section, its diameter integrated along the 3-d points. */
function lengthConstant(section: Section, arc: Float64Array, f: number, Ra: number, cm: number): number {
  positive('frequency', f);
  const factor = Math.SQRT2 * 1e-5 * Math.sqrt(4 * Math.PI * f * Ra * cm);
  let electrotonic = 0;
  for (let j = 1; j < arc.length; j++)
    electrotonic +=
      ((arc[j] - arc[j - 1]) / Math.sqrt(section.points[j - 1][3] + section.points[j][3])) * factor;
  return arc[arc.length - 1] / electrotonic;
}
