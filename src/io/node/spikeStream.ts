/**
 * Spikes and samples on disk as they come: a file that only grows, of chunks with their length and a checksum (CRC-32). Whatever ended the program, the file is
 * whole up to the length that the last `sync` gave. Chunk of spikes, in 32-bit integers of the machine (little-endian): mark, bytes of the name,
 * number of spikes, checksum of all this and what follows; the name of the population, filled up to a multiple of 4; steps; ids. Chunk of samples: another
 * mark, index of the time course, number of samples, checksum; the samples as 64-bit floats.
 */
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { DataFileError } from '../../errors.ts';
import type { SpikeSink } from '../../network/point/recording.ts';
import type { KeptRun } from '../../network/point/longRun.ts';
import { outputError } from './files.ts';

const SPIKES = 0x4b505332;
const SAMPLES = 0x504d5332;
const HEADER = 16;

/** Checksum of a chunk: of its header up to there, and of what follows. */
const checksumOf = (header: Buffer, body: Buffer): number => crc32(body, crc32(header.subarray(0, 12)));

/** Appends spikes and samples to a file. */
export class SpikeStream implements SpikeSink {
  readonly #shown: string;
  readonly #file: number;
  #length: number;

  /**
   * Opens a file, new or as an earlier run left it, and cuts off what comes after `length` bytes. `shown` is the name in messages. Throws OutputError.
   */
  constructor(path: string, length = 0, shown = path) {
    this.#shown = shown;
    this.#length = length;
    this.#file = this.#try(() => openSync(path, length === 0 ? 'w' : 'r+'));
    if (length > 0) this.#try(() => ftruncateSync(this.#file, length));
  }

  /** Appends one chunk. Throws OutputError if the disk does not take it; what was there before stays whole. */
  spikes(population: string, steps: Int32Array, ids: Int32Array): void {
    const name = Buffer.from(population);
    const nameEnd = HEADER + 4 * Math.ceil(name.length / 4);
    const chunk = Buffer.alloc(nameEnd + 8 * steps.length);
    name.copy(chunk, HEADER);
    new Int32Array(chunk.buffer, chunk.byteOffset + nameEnd, steps.length).set(steps);
    new Int32Array(chunk.buffer, chunk.byteOffset + nameEnd + 4 * steps.length, ids.length).set(ids);
    this.#append(chunk, SPIKES, name.length, steps.length);
  }

  /** The same for samples of a recorded time course. */
  samples(course: number, values: Float64Array): void {
    const chunk = Buffer.alloc(HEADER + 8 * values.length);
    new Float64Array(chunk.buffer, chunk.byteOffset + HEADER, values.length).set(values);
    this.#append(chunk, SAMPLES, course, values.length);
  }

  #append(chunk: Buffer, mark: number, what: number, count: number): void {
    const header = new Uint32Array(chunk.buffer, chunk.byteOffset, HEADER / 4);
    header.set([mark, what, count]);
    header[3] = checksumOf(chunk, chunk.subarray(HEADER));
    this.#try(() => {
      for (let done = 0; done < chunk.length;)
        done += writeSync(this.#file, chunk, done, chunk.length - done, this.#length + done);
    });
    this.#length += chunk.length;
  }

  /** Makes sure that the disk has everything; gives the length of the file, bytes. Throws OutputError. */
  sync(): number {
    this.#try(() => fsyncSync(this.#file));
    return this.#length;
  }

  close(): void {
    closeSync(this.#file);
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw outputError(this.#shown, cause);
    }
  }
}

/**
 * What stands in the first `length` bytes of a file: spikes of the given populations in their order, samples by the index of their time course. A torn
 * chunk, or one whose checksum is wrong, is an error: below the length of a `sync` there is none. Throws DataFileError.
 */
export function readSpikeStream(
  path: string,
  length: number,
  populations: readonly { readonly name: string; readonly size: number }[],
  dt: number,
): KeptRun {
  const found = new Map(populations.map(({ name }) => [name, [] as SpikeChunk[]]));
  const samples: Float64Array[][] = [];
  for (const chunk of chunks(path, length)) {
    if ('course' in chunk) {
      (samples[chunk.course] ??= []).push(chunk.values);
      continue;
    }
    const list = found.get(chunk.population);
    if (list === undefined)
      throw new DataFileError(path, undefined, `holds spikes of ${chunk.population}, which is not simulated`);
    list.push(chunk);
  }
  const spikes = populations.map(({ name, size }) => {
    const list = found.get(name)!;
    const count = list.reduce((sum, { steps }) => sum + steps.length, 0);
    const all = { population: name, size, dt, steps: new Int32Array(count), ids: new Int32Array(count) };
    let at = 0;
    for (const { steps, ids } of list) {
      all.steps.set(steps, at);
      all.ids.set(ids, at);
      at += steps.length;
    }
    found.delete(name);
    return all;
  });
  return { spikes, samples };
}

interface SpikeChunk {
  readonly population: string;
  readonly steps: Int32Array;
  readonly ids: Int32Array;
}

interface SampleChunk {
  readonly course: number;
  readonly values: Float64Array;
}

function* chunks(path: string, length: number): Generator<SpikeChunk | SampleChunk> {
  const damaged = new DataFileError(
    path,
    undefined,
    'damaged: this is not what spikefield wrote (remove the folder and begin anew)',
  );
  const file = openSync(path, 'r');
  const read = (from: number, bytes: number): Buffer => {
    if (from + bytes > length) throw damaged;
    const buffer = Buffer.alloc(bytes);
    for (let done = 0; done < bytes;) {
      const got = readSync(file, buffer, done, bytes - done, from + done);
      if (got === 0) throw damaged;
      done += got;
    }
    return buffer;
  };
  try {
    for (let at = 0; at < length;) {
      const header = read(at, HEADER);
      const [mark, what, count, checksum] = [0, 4, 8, 12].map((i) => header.readUInt32LE(i));
      if (mark !== SPIKES && mark !== SAMPLES) throw damaged;
      const nameBytes = mark === SPIKES ? 4 * Math.ceil(what / 4) : 0;
      const body = read(at + HEADER, nameBytes + 8 * count);
      if (checksumOf(header, body) !== checksum) throw damaged;
      const { buffer, byteOffset } = body;
      if (mark === SAMPLES) yield { course: what, values: new Float64Array(buffer, byteOffset, count) };
      else
        yield {
          population: body.toString('utf8', 0, what),
          steps: new Int32Array(buffer, byteOffset + nameBytes, count),
          ids: new Int32Array(buffer, byteOffset + nameBytes + 4 * count, count),
        };
      at += HEADER + body.length;
    }
  } finally {
    closeSync(file);
  }
}
