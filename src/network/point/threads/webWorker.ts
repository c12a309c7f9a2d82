/** Entry of a thread in a browser: a module worker. */
import { serve } from './shareWorker.ts';

// The part of a worker's scope that is used here; TypeScript declares it with browsers only.
const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', handler: (event: { readonly data: unknown }) => void): void;
};

serve({
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  listen: (handler) => scope.addEventListener('message', ({ data }) => handler(data)),
});
