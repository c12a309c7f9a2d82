/** Entry of a thread in Node. */
import { parentPort } from 'node:worker_threads';
import { serve } from './shareWorker.ts';

serve({
  post: (message, transfer) => parentPort!.postMessage(message, [...(transfer ?? [])]),
  listen: (handler) => parentPort!.on('message', handler),
});
