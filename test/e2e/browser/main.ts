/** The page of the test: computes, and tells the server that it came from. */
import { results } from './results.ts';

const tell = (outcome: object): Promise<unknown> =>
  fetch('/outcome', { method: 'POST', body: JSON.stringify(outcome) });

// A page that may not compile WebAssembly says so in its address, as the page does not know.
const { search } = (globalThis as unknown as { location: { search: string } }).location;
results(search !== '?plain').then(
  (result) => tell({ result }),
  (error: Error) => tell({ error: error.stack ?? String(error) }),
);
