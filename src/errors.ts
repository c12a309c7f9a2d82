/**
 * The errors a user can meet, and the one that is our fault. Every message is one line: what is wrong, the rule,
 * the value received, the remedy. The command line exits 1 on a `UserError` and 2 on anything else.
 */

/** Base of every error that the user can mend. Catch this one to treat all bad input alike. */
export class UserError extends Error {
  override name = 'UserError';
}

/**
 * A parameter of the library API breaks its rule. Message: "NAME: Expected RULE, but received VALUE (REMEDY)".
 * Recover by passing a value that the rule admits.
 */
export class ParameterError extends UserError {
  override name = 'ParameterError';
  readonly parameter: string;
  readonly received: unknown;
  readonly expected: string;
  readonly remedy: string | undefined;

  constructor(parameter: string, expected: string, received: unknown, remedy?: string) {
    super(
      `${parameter}: Expected ${expected}, but received ${show(received)}${remedy ? ` (${remedy})` : ''}`,
    );
    this.parameter = parameter;
    this.expected = expected;
    this.received = received;
    this.remedy = remedy;
  }
}

/** A study file breaks the schema or a rule. Carries the file and the JSON path (e.g. `kernels.cells.E.rest`). */
export class StudyError extends UserError {
  override name = 'StudyError';
  readonly file: string;
  readonly path: string;

  constructor(file: string, path: string, message: string) {
    super(`${file}: ${path ? `${path}: ` : ''}${message}`);
    this.file = file;
    this.path = path;
  }
}

/** A data file (spikes, HDF5, morphology …) is unreadable or breaks its format. Carries the file and, for text, the line (1-based). */
export class DataFileError extends UserError {
  override name = 'DataFileError';
  readonly file: string;
  readonly line: number | undefined;

  constructor(file: string, line: number | undefined, message: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${message}`);
    this.file = file;
    this.line = line;
  }
}

/** An output exists already, or cannot be written. Recover by choosing another folder or asking for replacement. */
export class OutputError extends UserError {
  override name = 'OutputError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.path = path;
  }
}

/** A contradiction inside spikefield: a bug, never the user's fault. */
export class InternalError extends Error {
  override name = 'InternalError';
}

/** A short, one-line rendering of any value for an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${(value as Uint8Array).length} values`;
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? Object.prototype.toString.call(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Returns `value` if it is a finite number, else throws a ParameterError naming `parameter`. */
export function finite(parameter: string, value: unknown, remedy?: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ParameterError(parameter, 'a finite number', value, remedy);
  return value;
}

/** Returns `value` if it is a finite number > 0, else throws a ParameterError naming `parameter`. */
export function positive(parameter: string, value: unknown, remedy?: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
    throw new ParameterError(parameter, 'a finite number > 0', value, remedy);
  return value;
}

/** Returns `value` if it is a finite number >= 0, else throws a ParameterError naming `parameter`. */
export function nonNegative(parameter: string, value: unknown, remedy?: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new ParameterError(parameter, 'a finite number >= 0', value, remedy);
  return value;
}

/** Returns `value` if it is an integer in [min, max], else throws a ParameterError naming `parameter`. */
export function integer(parameter: string, value: unknown, min = 0, max = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max)
    throw new ParameterError(
      parameter,
      max === Number.MAX_SAFE_INTEGER ? `an integer >= ${min}` : `an integer from ${min} to ${max}`,
      value,
    );
  return value as number;
}
