/** Starts threads in a browser. They share memory, which a page may only do where it is isolated from other origins (COOP and COEP headers). */
import { ParameterError } from '../../../errors.ts';
import type { ThreadPort } from './messages.ts';

// The part of the browser's interface that is used here.
interface WebWorker {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', handler: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'error', handler: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}
interface Page {
  readonly crossOriginIsolated?: boolean;
  readonly Worker?: new (url: URL, options: { type: 'module' }) => WebWorker;
}

/** Whether this page may use threads; where not, build the network with `buildNetworkAsync`. */
export function threadsAllowed(): boolean {
  const { crossOriginIsolated, Worker } = globalThis as Page;
  return crossOriginIsolated === true && Worker !== undefined && typeof SharedArrayBuffer !== 'undefined';
}

/**
 * A thread that runs `webWorker`.
 * @throws ParameterError where threads are not allowed
 */
export function startWebWorker(): ThreadPort {
  if (!threadsAllowed())
    throw new ParameterError(
      'threads',
      'a page that is isolated from other origins',
      'one that is not',
      'serve it with COOP and COEP headers, or use one thread',
    );
  const { Worker } = globalThis as Page;
  const worker = new Worker!(new URL('./webWorker.js', import.meta.url), { type: 'module' });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    listen: (handler) => worker.addEventListener('message', ({ data }) => handler(data)),
    onDeath: (handler) =>
      worker.addEventListener('error', ({ message }) =>
        handler(new Error(message ?? 'a thread of the simulation died')),
      ),
    terminate: () => worker.terminate(),
  };
}
