/** The JSON Schema of the files of fits, for editors: `fit.schema.json` at the top of the package is this, checked by a test. */
import { z } from 'zod';
import { fit } from './fit.ts';

/** The schema as a JSON value (draft 2020-12). */
export function fitJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(fit, { io: 'input' }) as Record<string, unknown>;
  return { $schema, title: 'spikefield fit', ...rest };
}

/** The text of `fit.schema.json`. */
export function fitJsonSchemaText(): string {
  return `${JSON.stringify(fitJsonSchema(), null, 2)}\n`;
}
