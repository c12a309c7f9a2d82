/** Starts threads of a fit in Node. */
import type { ThreadPort } from '../../network/point/threads/messages.ts';
import { startNodeThread } from '../../network/point/threads/startNodeWorker.ts';

/** A thread that runs `fitWorker`. */
export function startFitWorker(): ThreadPort {
  return startNodeThread(new URL('./fitWorker', import.meta.url), 'the fit');
}
