/** Starts threads in Node, from the compiled package and from its sources. */
import { Worker } from 'node:worker_threads';
import type { ThreadPort } from './messages.ts';

/** A thread that runs `nodeWorker`. */
export function startNodeWorker(): ThreadPort {
  const compiled = import.meta.url.endsWith('.js');
  const entry = new URL(compiled ? './nodeWorker.js' : './nodeWorker.ts', import.meta.url);
  // Sources run under tsx, which a thread has to set up for itself.
  const worker = compiled
    ? new Worker(entry)
    : new Worker(
        `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); })`,
        { eval: true },
      );
  let dying = false;
  return {
    post: (message, transfer) => worker.postMessage(message, [...(transfer ?? [])]),
    listen: (handler) => void worker.on('message', handler),
    onDeath(handler) {
      worker.on('error', handler);
      worker.on('exit', (code) => {
        if (!dying) handler(new Error(`a thread of the simulation ended with code ${code}`));
      });
    },
    terminate() {
      dying = true;
      return worker.terminate();
    },
  };
}
