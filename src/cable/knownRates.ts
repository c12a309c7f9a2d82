/**
 * Pieces of rate tables that earlier simulations made, for those that follow with the same gates and time step: short simulations would
 * otherwise spend most of their time on them. It changes no result: a piece is the same whoever makes it, and is compared with the functions again before it
 * is used (rateTable.ts), in case they have changed.
 */

/** Records by piece; empty where the functions must be evaluated. */
export type KnownPieces = Map<number, Float64Array>;

/** Tables that are remembered, the latest first. */
const recent: { readonly key: readonly unknown[]; readonly pieces: KnownPieces }[] = [];
const MOST_TABLES = 8;

/** The pieces known of a table. @param key what the table depends on: the same objects and numbers, the same table */
export function knownPieces(key: readonly unknown[]): KnownPieces {
  const at = recent.findIndex(
    (table) => table.key.length === key.length && table.key.every((part, k) => Object.is(part, key[k])),
  );
  const [table] = at < 0 ? [{ key, pieces: new Map<number, Float64Array>() }] : recent.splice(at, 1);
  recent.unshift(table);
  recent.length = Math.min(recent.length, MOST_TABLES);
  return table.pieces;
}
