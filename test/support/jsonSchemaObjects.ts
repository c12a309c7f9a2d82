/** Every object in a JSON value, with its path: what tests of JSON Schemas look through. */
export function* objects(value: unknown, path = ''): Generator<[string, any]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value];
  for (const [key, child] of Object.entries(value)) yield* objects(child, `${path}/${key}`);
}
