/**
 * Inner loops in WebAssembly: code compiled once, and a memory of its own for everyone who runs it. Whoever uses it has the same loops
 * in plain TypeScript, for where WebAssembly with SIMD is missing, a page's policy forbids it, or memory is short.
 */

const PAGE = 65536;
/** Addresses have 32 bits; code that compares them as signed numbers can use 31. */
const MOST_BYTES = { signed: 2 ** 31 - PAGE, unsigned: 2 ** 32 - PAGE };

// The part of the WebAssembly interface that is used here; TypeScript declares it with browsers only.
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** A module that imports its memory as `spikefield.memory`. */
export class WasmCode<Exports> {
  /** Bytes of a memory at most. */
  readonly mostBytes: number;
  readonly #base64: string;
  #module: object | undefined;

  /**
   * @param base64 the compiled module
   * @param addresses how its code compares addresses
   */
  constructor(base64: string, addresses: 'signed' | 'unsigned' = 'signed') {
    this.#base64 = base64;
    this.mostBytes = MOST_BYTES[addresses];
  }

  /** Its functions at work on a new memory of so many bytes; undefined where that cannot be had. */
  instance(bytes: number): { readonly arrays: ArraysIn; readonly exports: Exports } | undefined {
    const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
    const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
    if (api === undefined || !littleEndian || !(bytes <= this.mostBytes)) return undefined;
    try {
      if (this.#module === undefined) {
        const code = Uint8Array.from(atob(this.#base64), (c) => c.charCodeAt(0));
        if (!api.validate(code)) return undefined;
        this.#module = new api.Module(code);
      }
      const memory = new api.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
      const { exports } = new api.Instance(this.#module, { spikefield: { memory } });
      return { arrays: new ArraysIn(memory.buffer), exports: exports as Exports };
    } catch (error) {
      // A page's security policy may forbid compiling, and memory may be short: plain loops do without both.
      if (error instanceof RangeError || (error as Error).name === 'CompileError') return undefined;
      throw error;
    }
  }
}

/** Bytes that arrays of so many bytes each take in a memory. */
export function bytesOfArrays(sizes: readonly number[]): number {
  return sizes.reduce((sum, bytes) => sum + 16 * Math.ceil(bytes / 16), 0);
}

/** Arrays side by side in one memory, each at a multiple of 16 bytes, all zero. Throws RangeError where there is no room left. */
export class ArraysIn {
  readonly #buffer: ArrayBuffer;
  #used = 0;

  constructor(buffer: ArrayBuffer) {
    this.#buffer = buffer;
  }

  /** Bytes left. */
  get free(): number {
    return this.#buffer.byteLength - this.#used;
  }

  /** Whether an array lies in this memory. */
  holds(array: ArrayBufferView): boolean {
    return array.buffer === this.#buffer;
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#take(8 * length), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(4 * length), length);
  }

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#take(4 * length), length);
  }

  uint16(length: number): Uint16Array {
    return new Uint16Array(this.#buffer, this.#take(2 * length), length);
  }

  #take(bytes: number): number {
    const at = this.#used;
    this.#used += bytesOfArrays([bytes]);
    return at;
  }
}
