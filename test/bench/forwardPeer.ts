/** Times of the NumPy stand-in (forwardPeer.py) for the peers that cannot be installed here, taken beside ours where python3 has NumPy. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cwd, stderr } from 'node:process';
import type { CellGeometry } from '../../src/morphology/geometry.ts';

/** A case of forwardPeer.py: the model's name and its arguments. */
export type PeerCase = Readonly<Record<string, unknown>> & { readonly model: string };

/** A geometry as the stand-in takes it. */
export function peerGeometry({ n, start, end, diameter }: CellGeometry) {
  const rows = ({ data }: { data: Float64Array }) =>
    Array.from({ length: n }, (_, i) => [data[i], data[n + i], data[2 * n + i]]);
  return { start: rows(start), end: rows(end), diameter: Array.from(diameter) };
}

/** Median times in ms by the ids of the cases, with the versions in `name`; null where there is no NumPy. */
export function timePeer(
  cases: readonly (PeerCase & { id: string })[],
): { name: string; times: Readonly<Record<string, number>> } | null {
  const script = join(cwd(), 'test', 'bench', 'forwardPeer.py');
  const input = JSON.stringify({ cases, seconds: 0.4 });
  // One thread, as ours.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout, error } = spawnSync('python3', ['-W', 'ignore', script], {
    input,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined || status !== 0) {
    stderr.write('  no NumPy here: the forward models are timed without a peer\n');
    return null;
  }
  const { numpy, times } = JSON.parse(stdout);
  return { name: `NumPy ${numpy}`, times };
}
