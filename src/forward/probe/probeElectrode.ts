/**
 * The potential that one cell makes at the contacts of a probe, each averaged over its own face: a RecExtElectrode for every set of
 * contacts with like faces. Rectangles are averaged by a product of Gauss-Legendre nodes, 1e-11 for segments further than about five half
 * diagonals; nearer ones get what 64 points give.
 */
import type { CellGeometry } from '../../morphology/geometry.ts';
import { array2d, type Array2D } from '../../numerics/array2d.ts';
import { faceRule } from '../contactRule.ts';
import type { SourceMethod } from '../electrode.ts';
import type { ForwardModel } from '../forwardModel.ts';
import { conductivity, type Conductivity, type PlacedChannel, type Point } from '../options.ts';
import { RecExtElectrode } from '../recExtElectrode.ts';
import { contactNormal, probeSites, type Contact, type Probe } from './probe.ts';

export interface ProbeElectrodeOptions {
  readonly probe: Probe;
  /** Conductivity of the medium, S/m: a number, or [sx, sy, sz]. Default 0.3. */
  readonly sigma?: Conductivity;
  /** How segments are sources. Default `linesource`. */
  readonly method?: SourceMethod;
}

/** A set of contacts with one electrode: every contact is the weighted sum of `weights.length` of its rows. */
interface Part {
  readonly rows: readonly number[];
  readonly electrode: RecExtElectrode;
  readonly weights: ArrayLike<number>;
}

/** Order of the rule for faces without a rule of their own: 8 x 8 points. */
const RECT_ORDER = 4;
const ONE = [1];

/** Potential (mV per nA) of one cell at the contacts of a probe. */
export class ProbeElectrode implements ForwardModel {
  readonly type = 'RecExtElectrode';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<{
    contacts: readonly Contact[];
    sigma: Conductivity;
    method: SourceMethod;
  }>;
  readonly #parts: readonly Part[];

  /** Throws ParameterError on a conductivity <= 0 or an unknown method. */
  constructor({ probe, sigma = 0.3, method = 'linesource' }: ProbeElectrodeOptions) {
    this.channels = probeSites(probe);
    this.parameters = Object.freeze({
      contacts: probe.contacts,
      sigma: conductivity('sigma', sigma),
      method,
    });
    const groups = new Map<string, number[]>();
    for (const [i, contact] of probe.contacts.entries()) {
      const key = faceKey(contact);
      const rows = groups.get(key);
      if (rows === undefined) groups.set(key, [i]);
      else rows.push(i);
    }
    this.#parts = [...groups].map(([key, rows]): Part => {
      const contacts = rows.map((i) => probe.contacts[i]);
      return key === RULE ? byRule(rows, contacts, sigma, method) : byFace(rows, contacts, sigma, method);
    });
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError as RecExtElectrode does. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    const { n } = geometry;
    const M = array2d(this.channels.length, n);
    for (const { rows, electrode, weights } of this.#parts) {
      const { data } = electrode.transformationMatrix(geometry);
      const points = weights.length;
      for (const [k, row] of rows.entries())
        for (let p = 0; p < points; p++) {
          const from = (k * points + p) * n;
          for (let i = 0; i < n; i++) M.data[row * n + i] += weights[p] * data[from + i];
        }
    }
    return M;
  }
}

const RULE = 'rule';

function faceKey({ shape, radius, width }: Contact): string {
  return shape === 'circle' ? `circle ${radius}` : shape === 'square' ? `square ${width}` : RULE;
}

function byFace(
  rows: readonly number[],
  contacts: readonly Contact[],
  sigma: Conductivity,
  method: SourceMethod,
): Part {
  const [{ shape, radius = 0, width = 0 }] = contacts;
  const sites = contacts.map(({ name, position: [x, y, z] }) => ({ name, x, y, z }));
  const reach = shape === 'circle' ? radius : width / 2;
  const faces =
    reach === 0
      ? {}
      : {
          contactRadius: reach,
          contactShape: shape as 'circle' | 'square',
          normals: contacts.map((c) => contactNormal(c)!),
          ...(shape === 'square' ? { sides: contacts.map((c) => c.axes![0]) } : {}),
        };
  return {
    rows,
    weights: ONE,
    electrode: new RecExtElectrode({ contacts: sites, sigma, method, ...faces }),
  };
}

function byRule(
  rows: readonly number[],
  contacts: readonly Contact[],
  sigma: Conductivity,
  method: SourceMethod,
): Part {
  const rule = faceRule('square', RECT_ORDER);
  const points = contacts.flatMap(({ position, axes, width = 0, height = width }) =>
    Array.from(rule.x, (x, k): Point => {
      const a = (x * width) / 2;
      const b = (rule.y[k] * height) / 2;
      const [u, v] = axes!;
      return [0, 1, 2].map((axis) => position[axis] + a * u[axis] + b * v[axis]) as unknown as Point;
    }),
  );
  return { rows, weights: rule.weights, electrode: new RecExtElectrode({ contacts: points, sigma, method }) };
}
