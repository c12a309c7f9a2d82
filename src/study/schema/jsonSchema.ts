/** The JSON Schema of study files, for editors: `study.schema.json` at the top of the package is this, checked by a test. */
import { z } from 'zod';
import { INHERITED, NEEDED, study } from './study.ts';

/** The schema as a JSON value (draft 2020-12). */
export function studyJsonSchema(): Record<string, unknown> {
  const { $schema, required, ...rest } = z.toJSONSchema(study, { io: 'input' }) as Record<string, unknown>;
  const inherited: readonly string[] = INHERITED;
  return {
    $schema,
    title: 'spikefield study',
    ...rest,
    required: (required as string[]).filter((key) => !inherited.includes(key)),
    // What a study must have unless it takes it from the study it extends.
    if: { not: { required: ['extends'] } },
    // eslint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { required: [...NEEDED] },
  };
}

/** The text of `study.schema.json`. */
export function studyJsonSchemaText(): string {
  return `${JSON.stringify(studyJsonSchema(), null, 2)}\n`;
}
