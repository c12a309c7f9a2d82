/**
 * Extracellular electrodes in an infinite homogeneous medium, isotropic or anisotropic, with point, line or mixed sources and
 * contacts of finite size over which the potential is averaged (Linden et al. 2014). See pointSourcePotential.ts and
 * lineSourcePotential.ts for the sources.
 *
 * Averaging is deterministic. In an isotropic medium it is exact, to 1e-12, everywhere (faceMeans.ts). In an anisotropic one a product rule
 * whose order follows from the distance of each segment (contactRule.ts): 1e-11 for segments further from the contact's centre than
 * twice its reach; nearer ones, which may touch it, get 1600 points.
 */
import type { CellGeometry } from '../morphology/geometry.ts';
import { ParameterError } from '../errors.ts';
import type { Array2D } from '../numerics/array2d.ts';
import {
  averagedPotentials,
  contactFaces,
  contactNormals,
  pointSegments,
  sourceMethod,
  sources,
  type ContactFaceOptions,
  type ContactFaces,
  type FaceMeansOf,
  type SourceMethod,
} from './electrode.ts';
import { faceMeans } from './faceMeans.ts';
import type { ForwardModel } from './forwardModel.ts';
import { anisotropicStretch } from './lineSourcePotential.ts';
import {
  checkDiameters,
  checkGeometry,
  conductivity,
  placedChannels,
  type Conductivity,
  type PlacedChannel,
  type Point,
  type Site,
} from './options.ts';

export interface RecExtElectrodeOptions extends ContactFaceOptions {
  /** Centres of the contacts, um, at least one. */
  readonly contacts: readonly Site[];
  /** Conductivity of the medium, S/m: a number, or [sx, sy, sz] along the axes. Default 0.3. */
  readonly sigma?: Conductivity;
  /** How segments are sources. Default `linesource`. */
  readonly method?: SourceMethod;
  /** Normal of all contacts or of each, of any length. Needed if `contactRadius` > 0. */
  readonly normals?: Point | readonly Point[];
}

/** Potential (mV per nA) at contacts of an electrode in an infinite medium. */
export class RecExtElectrode implements ForwardModel {
  readonly type = 'RecExtElectrode';
  readonly unit = 'mV';
  readonly channels: readonly PlacedChannel[];
  readonly parameters: Readonly<
    ContactFaces & {
      contacts: readonly PlacedChannel[];
      sigma: Conductivity;
      method: SourceMethod;
      normals: readonly Point[] | null;
    }
  >;

  /** Throws ParameterError on contacts, conductivities, a method or faces that break their rules. */
  constructor({ contacts, sigma = 0.3, method = 'linesource', normals, ...face }: RecExtElectrodeOptions) {
    this.channels = placedChannels('contacts', contacts, 'contact');
    const count = this.channels.length;
    const faces = contactFaces(face, count);
    if (faces.contactRadius > 0 && normals === undefined)
      throw new ParameterError(
        'normals',
        'the direction each contact faces, since contactRadius > 0',
        normals,
      );
    this.parameters = Object.freeze({
      contacts: this.channels,
      sigma: conductivity('sigma', sigma),
      method: sourceMethod('method', method),
      normals: normals === undefined ? null : contactNormals(normals, count),
      ...faces,
    });
  }

  /** M, shape (n_contacts, n_segments), mV per nA. Throws ParameterError on a geometry that is not finite, or a contact on a segment without diameter. */
  transformationMatrix(geometry: CellGeometry): Array2D {
    checkGeometry(geometry);
    checkDiameters(geometry);
    const { sigma, method, normals } = this.parameters;
    const add = sources(geometry, sigma, method);
    const average = (...how: [exact: FaceMeansOf | null, stretch?: Point]) =>
      averagedPotentials(geometry, this.channels, normals ?? [], this.parameters, add, ...how);
    if (typeof sigma !== 'number') return average(null, anisotropicStretch(sigma));
    const points = pointSegments(method, geometry.n);
    return average((shape, size) => faceMeans(geometry, sigma, points, shape, size, 'line', add));
  }
}
