/** The page of the test: computes, and tells the server that it came from. */
import { results } from './results.ts';

const tell = (outcome: object): Promise<unknown> =>
  fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) });

results().then(
  (result) => tell({ result }),
  (error: Error) => tell({ error: error.stack ?? String(error) }),
);
