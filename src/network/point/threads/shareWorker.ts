/** What a thread does: builds its share of a network, and takes it through time beside the others. Runs in any kind of worker. */
import { InternalError } from '../../../errors.ts';
import { buildShare } from '../buildShare.ts';
import type { NeuronModel } from '../model.ts';
import { resolveNetwork } from '../resolveNetwork.ts';
import type { NetworkShare } from '../share.ts';
import { concatenate, type SpikeList } from '../state.ts';
import { Exchange, ThreadStopped, fail, type ExchangeMemory } from './exchange.ts';
import { sendError, type Order, type Port, type Report } from './messages.ts';
import { fromWire, isModel } from './wire.ts';

/** Spikes that are sent to the leader at once, and the longest time between two reports, ms. */
const BATCH = 1 << 15;
const INTERVAL = 50;

/** Obeys orders until the thread ends. */
export function serve(port: Port): void {
  let share: NetworkShare | undefined;
  let exchange: Exchange | undefined;
  let memory: ExchangeMemory | undefined;
  let first = false;
  const report = (message: Report, transfer?: readonly ArrayBuffer[]): void => port.post(message, transfer);
  const built = (): NetworkShare => {
    if (share === undefined) throw new InternalError('a share was used before it was built');
    return share;
  };

  const obey = async (order: Order): Promise<void> => {
    switch (order.type) {
      case 'build': {
        memory = order.memory;
        first = order.thread === 0;
        exchange = new Exchange(memory, order.thread);
        const models = await modelsOf(order.modules);
        const network = resolveNetwork(fromWire(order.spec, models), order.options);
        share = build(buildShare(network, order.ranges), (done) => report({ type: 'progress', done }));
        const { count, bytes } = share.synapses;
        report({ type: 'built', count, bytes });
        return;
      }
      case 'simulate': {
        const own = built();
        const recorders = own.record(order.requests, order.from, order.end - order.from);
        const stopped = run(own, exchange!, order, first ? report : undefined);
        report({
          type: 'simulated',
          step: own.step,
          stopped,
          record: recorders.record(own.step),
        });
        return;
      }
      case 'save':
        report({ type: 'saved', state: built().save() });
        return;
      case 'restore':
        built().restore(order.state);
        report({ type: 'restored' });
    }
  };

  port.listen((order) => {
    obey(order as Order).catch((error: unknown) => {
      // The thread that made the others stop says why.
      if (error instanceof ThreadStopped) return;
      if (memory !== undefined) fail(memory);
      report({ type: 'failed', error: sendError(error) });
    });
  });
}

async function modelsOf(modules: readonly string[]): Promise<NeuronModel[]> {
  const exported = await Promise.all(modules.map((url) => import(url) as Promise<object>));
  return exported.flatMap((module) => Object.values(module).filter(isModel));
}

function build(task: Generator<number, NetworkShare>, onProgress: (done: number) => void): NetworkShare {
  let last = performance.now();
  for (;;) {
    const { done, value } = task.next();
    if (done) return value;
    const now = performance.now();
    if (now - last < INTERVAL) continue;
    onProgress(value);
    last = now;
  }
}

/** Advances to the end or until the leader cancels; returns whether it was cancelled. The first thread reports all spikes. */
function run(
  share: NetworkShare,
  exchange: Exchange,
  { from, end }: { readonly from: number; readonly end: number },
  report: ((message: Report, transfer?: readonly ArrayBuffer[]) => void) | undefined,
): boolean {
  let kept: SpikeList[] = [];
  let count = 0;
  let last = performance.now();
  const flush = (): void => {
    if (report === undefined) return;
    const none = new Int32Array(0);
    const list = {
      steps: concatenate([none, ...kept.map((l) => l.steps)]),
      neurons: concatenate([none, ...kept.map((l) => l.neurons)]),
    };
    report({ type: 'spikes', list, step: share.step }, [
      list.steps.buffer as ArrayBuffer,
      list.neurons.buffer as ArrayBuffer,
    ]);
    kept = [];
    count = 0;
    last = performance.now();
  };
  let stopped = false;
  for (let chunks = 1; share.step < end && !stopped; chunks++) {
    const before = share.step;
    const { spikes, stop } = exchange.meet(share.advance(share.chunk(end)), before);
    share.receive(spikes);
    stopped = stop;
    if (report === undefined) continue;
    if (spikes.steps.length > 0 && share.step > from) {
      kept.push(spikes);
      count += spikes.steps.length;
    }
    if (count >= BATCH || (chunks % 64 === 0 && performance.now() - last >= INTERVAL)) flush();
  }
  flush();
  return stopped && share.step < end;
}
