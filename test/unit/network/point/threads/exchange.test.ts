import { describe, expect, it } from 'vitest';
import {
  Exchange,
  ThreadStopped,
  cancel,
  exchangeMemory,
  fail,
} from '../../../../../src/network/point/threads/exchange.ts';
import { buildNetwork } from '../../../../../src/network/point/buildNetwork.ts';
import { serve } from '../../../../../src/network/point/threads/shareWorker.ts';
import { startWebWorker, threadsAllowed } from '../../../../../src/network/point/threads/startWebWorker.ts';
import { buildThreadedNetwork } from '../../../../../src/network/point/threads/threadedNetwork.ts';
import { fromWire, toWire } from '../../../../../src/network/point/threads/wire.ts';
import { normal, truncatedNormal } from '../../../../../src/numerics/distributions/index.ts';
import type { NetworkSpec } from '../../../../../src/network/populations.ts';
import { aeifPscExp } from '../../../../../src/network/point/models/aeifPscExp.ts';

const list = (...pairs: [step: number, neuron: number][]) => ({
  steps: Int32Array.from(pairs, (p) => p[0]),
  neurons: Int32Array.from(pairs, (p) => p[1]),
});

describe('Exchange', () => {
  it('one thread meets itself: spikes come back in both sets', () => {
    const exchange = new Exchange(exchangeMemory([10]), 0);
    for (let round = 0; round < 5; round++) {
      const from = 4 * round;
      const own = list([from + 1, 9], [from + 3, 0], [from + 3, 4]);
      expect(exchange.meet(own, from)).toEqual({ spikes: own, stop: false });
    }
    expect(exchange.meet(list(), 20).spikes.steps.length).toBe(0);
  });

  it('cancelling ends the run at the next meeting, and can be taken back', () => {
    const memory = exchangeMemory([1]);
    const exchange = new Exchange(memory, 0);
    cancel(memory);
    expect(exchange.meet(list(), 0).stop).toBe(true);
    cancel(memory, false);
    expect(exchange.meet(list(), 4).stop).toBe(false);
  });

  it('a failure is noticed by those who come later', () => {
    const memory = exchangeMemory([1, 1]);
    fail(memory);
    expect(() => new Exchange(memory, 0).meet(list(), 0)).toThrow(ThreadStopped);
  });
});

describe('wire', () => {
  const spec: NetworkSpec = {
    dt: 0.1,
    populations: [
      {
        name: 'A',
        size: 2,
        model: 'iaf_psc_exp',
        params: { V_th: [1, 2], C_m: normal({ mean: 250, sd: 1 }) },
      },
    ],
    projections: [
      {
        pre: 'A',
        post: 'A',
        rule: {
          rule: 'explicit',
          sources: [0],
          targets: Int32Array.of(1),
          weights: [1],
          delays: Float64Array.of(1),
        },
        delay: { clipped: normal({ mean: 1, sd: 1 }), min: 0.1 },
        weight: truncatedNormal({ mean: 1, sd: 1, min: 0, max: null }),
      },
    ],
  };

  it('comes back as it was, laws included', () => {
    const wire = structuredClone(toWire(spec, false));
    const back = fromWire(wire, []);
    const plain = (s: NetworkSpec) => JSON.stringify(s);
    expect(plain(back)).toBe(plain(spec));
    const law = back.projections![0]!.weight as ReturnType<typeof truncatedNormal>;
    expect(law.cdf(1.3)).toBe(truncatedNormal({ mean: 1, sd: 1, min: 0, max: null }).cdf(1.3));
    expect(back.projections![0]!.rule).toEqual(spec.projections![0]!.rule);
  });

  it('models of users need a module, functions cannot travel', () => {
    const own = { ...spec, populations: [{ name: 'A', size: 2, model: aeifPscExp }] };
    expect(() => toWire(own, false)).toThrow(/populations\[0\].model.*modules/);
    const wire = structuredClone(toWire(own, true));
    expect(fromWire(wire, [aeifPscExp]).populations[0]!.model).toBe(aeifPscExp);
    expect(() => fromWire(wire, [])).toThrow(/models.*aeif/);
    expect(() => toWire({ ...spec, dt: (() => 1) as never }, false)).toThrow(/dt.*plain data/);
  });
});

describe('threads of a browser', () => {
  /** A page with workers that run `serve` in this thread, message by message. */
  function page(isolated: boolean): () => void {
    class FakeWorker {
      readonly #toLeader: ((event: { data: unknown }) => void)[] = [];
      #handler: ((message: unknown) => void) | undefined;
      constructor(url: URL) {
        expect(url.pathname).toMatch(/webWorker\.js$/);
        serve({
          post: (data) => queueMicrotask(() => this.#toLeader.forEach((handler) => handler({ data }))),
          listen: (handler) => (this.#handler = handler),
        });
      }
      postMessage(message: unknown): void {
        const copy = structuredClone(message);
        queueMicrotask(() => this.#handler!(copy));
      }
      addEventListener(type: string, handler: (event: { data: unknown }) => void): void {
        if (type === 'message') this.#toLeader.push(handler);
      }
      terminate(): void {}
    }
    Object.assign(globalThis, { crossOriginIsolated: isolated, Worker: FakeWorker });
    return () => {
      Reflect.deleteProperty(globalThis, 'crossOriginIsolated');
      Reflect.deleteProperty(globalThis, 'Worker');
    };
  }
  const small: NetworkSpec = {
    dt: 0.1,
    populations: [{ name: 'A', size: 100, model: 'iaf_psc_exp' }],
    drives: [{ type: 'poisson', post: 'A', rate: 9000, weight: 60 }],
  };

  it('run a network where the page is isolated', async () => {
    const leave = page(true);
    try {
      expect(threadsAllowed()).toBe(true);
      const network = await buildThreadedNetwork(small, { threads: 1 }, startWebWorker);
      const result = await network.simulateAsync({ duration: 50 });
      expect(result.spikes[0]!.steps.length).toBeGreaterThan(20);
      expect(result).toEqual(buildNetwork(small).simulate({ duration: 50 }));
      await network.close();
    } finally {
      leave();
    }
  });

  it('are refused where it is not', () => {
    expect(threadsAllowed()).toBe(false);
    const leave = page(false);
    try {
      expect(threadsAllowed()).toBe(false);
      expect(() => startWebWorker()).toThrow(/isolated/);
    } finally {
      leave();
    }
  });
});
