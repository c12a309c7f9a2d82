/**
 * The shape that NEURON gives to a morphology: points in single precision, arc lengths measured along them before sections are moved, and every
 * section moved (define_shape) so that its first point, or the end of the wire that joins it, lies where it is attached: for NEURON that place is
 * on the straight line between the ends of the parent, however its points run. Read off the results of NEURON 8.2. Our own convention
 * leaves points where they are.
 */
import { rootsFirst, sectionParents, type Morphology, type Section } from './morphology.ts';

/** The morphology as NEURON holds it. Sections keep their order. Throws ParameterError for a malformed morphology. */
export function nrnShape(morphology: Morphology): Morphology {
  const parents = sectionParents(morphology);
  const shaped: Section[] = morphology.sections.map((section) => {
    const points = section.points.map(([x, y, z, d]) => rounded(x, y, z, d));
    const arc = singleArc(points);
    return { ...section, points, arc };
  });
  for (const s of rootsFirst(parents)) {
    const { points, wire, parentX = 1 } = shaped[s];
    if (parents[s] < 0) continue;
    const { points: along, childEnd } = shaped[parents[s]];
    const at = childEnd === 1 ? 1 - parentX : parentX;
    const [first, last] = [along[0], along.at(-1)!];
    const [dx, dy, dz] = ([0, 1, 2] as const).map((axis) =>
      Math.fround(Math.fround((1 - at) * first[axis] + at * last[axis]) - (wire ?? points[0])[axis]),
    );
    shaped[s] = {
      ...shaped[s],
      points: points.map(([x, y, z, d]) => rounded(x + dx, y + dy, z + dz, d)),
      ...(wire === undefined ? {} : { wire: [wire[0] + dx, wire[1] + dy, wire[2] + dz] as const }),
    };
  }
  return { sections: shaped };
}

function rounded(x: number, y: number, z: number, d: number): [number, number, number, number] {
  return [Math.fround(x), Math.fround(y), Math.fround(z), Math.fround(d)];
}

/** Arc lengths with coordinate differences in single precision, their sum in double. */
function singleArc(points: Section['points']): number[] {
  let sum = 0;
  return points.map(([x, y, z], k) => {
    const [px, py, pz] = points[Math.max(0, k - 1)];
    const [dx, dy, dz] = [Math.fround(x - px), Math.fround(y - py), Math.fround(z - pz)];
    sum += Math.sqrt(dx * dx + dy * dy + dz * dz);
    return sum;
  });
}
