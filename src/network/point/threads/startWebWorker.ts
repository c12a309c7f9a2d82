/** Starts threads in a browser. They share memory, which a page may only do where it is isolated from other origins (COOP and COEP headers). */
import { ParameterError } from '../../../errors.ts';
import type { ThreadPort } from './messages.ts';

// The part of the browser's interface that is used here.
interface WebWorker {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', handler: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'messageerror', handler: () => void): void;
  addEventListener(type: 'error', handler: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}
interface Page {
  readonly isSecureContext?: boolean;
  readonly crossOriginIsolated?: boolean;
  readonly Worker?: new (url: URL, options: { type: 'module' }) => WebWorker;
}

const HEADERS =
  'serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

/** Why there is one thread only, in one line that says what would help; undefined where a page may use more. */
export function whyOneThread(): string | undefined {
  const { isSecureContext, crossOriginIsolated, Worker } = globalThis as Page;
  if (Worker === undefined) return 'there are no web workers here';
  if (crossOriginIsolated === true && typeof SharedArrayBuffer !== 'undefined') return undefined;
  return isSecureContext === false
    ? `this page did not come safely, and is not isolated from other origins (use https or localhost, and ${HEADERS})`
    : `this page is not isolated from other origins (${HEADERS})`;
}

/** Whether this page may use threads; `buildPageNetwork` does without them where it may not. */
export function threadsAllowed(): boolean {
  return whyOneThread() === undefined;
}

/**
 * A thread that runs `webWorker`.
 * @throws ParameterError where threads are not allowed
 */
export function startWebWorker(): ThreadPort {
  const why = whyOneThread();
  if (why !== undefined)
    throw new ParameterError(
      'threads',
      'a page that may use threads',
      'one that may not',
      `${why}; or use one thread`,
    );
  const { Worker } = globalThis as Page;
  const worker = new Worker!(new URL('./webWorker.js', import.meta.url), { type: 'module' });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    listen: (handler) => worker.addEventListener('message', ({ data }) => handler(data)),
    onDeath(handler) {
      // An error without a message is that of a script that did not load.
      worker.addEventListener('error', ({ message }) =>
        handler(new Error(message ?? 'a thread could not be started: its script webWorker.js did not load')),
      );
      worker.addEventListener('messageerror', () =>
        handler(new Error('a thread sent what cannot be received')),
      );
    },
    terminate: () => worker.terminate(),
  };
}
