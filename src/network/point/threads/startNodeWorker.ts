/** Starts threads in Node, from the compiled package and from its sources. */
import { Worker } from 'node:worker_threads';
import type { ThreadPort } from './messages.ts';

const compiled = import.meta.url.endsWith('.js');

/** A thread that runs `nodeWorker`. */
export function startNodeWorker(): ThreadPort {
  return startNodeThread(new URL('./nodeWorker', import.meta.url), 'the simulation');
}

/**
 * A thread that runs a module of this package.
 * @param module its URL without extension
 * @param what is lost when the thread dies, for messages
 */
export function startNodeThread(module: URL, what: string): ThreadPort {
  const entry = `${module.href}${compiled ? '.js' : '.ts'}`;
  // Sources run under tsx, which a thread has to set up for itself.
  const worker = compiled
    ? new Worker(new URL(entry))
    : new Worker(
        `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`,
        { eval: true },
      );
  let dying = false;
  return {
    post: (message, transfer) => worker.postMessage(message, [...(transfer ?? [])]),
    listen: (handler) => void worker.on('message', handler),
    onDeath(handler) {
      worker.on('error', handler);
      worker.on('exit', (code) => {
        if (!dying) handler(new Error(`a thread of ${what} ended with code ${code}`));
      });
    },
    terminate() {
      dying = true;
      return worker.terminate();
    },
  };
}
