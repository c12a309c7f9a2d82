/** Entry of a thread of a fit in Node. */
import { parentPort } from 'node:worker_threads';
import { startNodeWorker } from '../../network/point/threads/startNodeWorker.ts';
import { serveEvaluations } from './serveEvaluations.ts';

serveEvaluations(
  {
    post: (message, transfer) => parentPort!.postMessage(message, [...(transfer ?? [])]),
    listen: (handler) => parentPort!.on('message', handler),
  },
  startNodeWorker,
);
