/** Places in a JSON document as people write them: `kernels.connections[0].delay`, `counts["soma[0]"]`. */

const PLAIN = /^[A-Za-z_$][A-Za-z0-9_$+-]*$/;

/** The path of keys and indices as text; the empty string for the document itself. */
export function jsonPath(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else if (PLAIN.test(String(part))) out += out === '' ? String(part) : `.${String(part)}`;
    else out += `[${JSON.stringify(String(part))}]`;
  }
  return out;
}
