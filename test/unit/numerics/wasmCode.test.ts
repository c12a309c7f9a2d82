import { afterEach, describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import { WasmCode, bytesOfArrays } from '../../../src/numerics/wasmCode.ts';

const WAT = `(module (memory (import "spikefield" "memory") 1)
  (func (export "twice") (param $at i32)
    (v128.store (local.get $at) (f64x2.add (v128.load (local.get $at)) (v128.load (local.get $at))))))`;

async function base64(): Promise<string> {
  const { parseWat } = await wabt();
  return Buffer.from(parseWat('twice.wat', WAT).toBinary({}).buffer).toString('base64');
}

describe('WasmCode', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('runs on memories of their own', async () => {
    const code = new WasmCode<{ twice(at: number): void }>(await base64());
    const [one, two] = [code.instance(48)!, code.instance(48)!];
    const [a, b] = [one, two].map(({ arrays }) => {
      arrays.int32(1);
      return arrays.float64(2);
    });
    expect([a.byteOffset, b.byteOffset]).toEqual([16, 16]);
    a.set([1, 2]);
    b.set([3, 4]);
    one.exports.twice(a.byteOffset);
    expect([...a, ...b]).toEqual([2, 4, 3, 4]);
    // A page is 65536 bytes.
    expect(() => one.arrays.float64(8192)).toThrow(RangeError);
  });

  it('counts 16 bytes at least for an array', () => {
    expect(bytesOfArrays([])).toBe(0);
    expect(bytesOfArrays([0, 1, 16, 17])).toBe(64);
  });

  it('gives nothing where there is no WebAssembly, no SIMD, a policy against it, or not enough memory', async () => {
    const bytes = await base64();
    const code = new WasmCode(bytes);
    expect(code.instance(100)).toBeDefined();
    expect(code.instance(2 ** 32)).toBeUndefined();
    expect(code.instance(NaN)).toBeUndefined();
    const api = (globalThis as any).WebAssembly;
    vi.stubGlobal('WebAssembly', undefined);
    expect(code.instance(100)).toBeUndefined();
    const stubbed = (change: object) => {
      vi.stubGlobal('WebAssembly', {
        validate: api.validate,
        Module: api.Module,
        Instance: api.Instance,
        Memory: api.Memory,
        ...change,
      });
    };
    const throwing = (error: Error) =>
      function () {
        throw error;
      };
    const fresh = () => new WasmCode(bytes).instance(100);
    stubbed({ validate: () => false });
    expect(fresh()).toBeUndefined();
    const forbidden = new Error('refused by the policy');
    forbidden.name = 'CompileError';
    stubbed({ Module: throwing(forbidden) });
    expect(fresh()).toBeUndefined();
    stubbed({ Memory: throwing(new RangeError('no memory')) });
    expect(fresh()).toBeUndefined();
    stubbed({ Memory: throwing(new TypeError('something else')) });
    expect(fresh).toThrow('something else');
  });
});
