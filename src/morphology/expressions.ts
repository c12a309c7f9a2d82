/** The nested brackets of Neurolucida's ASCII files as a tree of items with their lines; nothing is interpreted. Comments run from `;` to the end of the line. */
import { DataFileError, show } from '../errors.ts';

/** Round brackets, or the angular ones of a spine. */
export interface Group {
  readonly kind: 'list' | 'spine';
  readonly line: number;
  readonly items: Item[];
}

export type Item =
  | Group
  | { readonly kind: 'number'; readonly line: number; readonly value: number; readonly text: string }
  | { readonly kind: 'word' | 'string'; readonly line: number; readonly text: string }
  | { readonly kind: 'bar'; readonly line: number };

const TOKEN = /[ \t\r\f\v,]+|;[^\n]*|\n|[()<>|]|"[^"\n]*"|[^\s()<>|;",]+/y;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const CLOSES: Readonly<Record<string, string>> = { list: ')', spine: '>' };

/**
 * The items of a text; commas count as blanks, and so does a line feed. Throws DataFileError for brackets that do not match, naming the line of the
 * bracket, and for a string that does not end in its line.
 */
export function parseExpressions(text: string, file: string): Item[] {
  const top: Item[] = [];
  const open: Group[] = [];
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  let line = 1;
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.[0];
    if (token === undefined)
      throw new DataFileError(file, line, 'Expected a string that ends in its line (add the closing ")');
    at += token.length;
    if (token === '\n') line++;
    const items = open.at(-1)?.items ?? top;
    if (token === '(' || token === '<') {
      const group: Group = { kind: token === '(' ? 'list' : 'spine', line, items: [] };
      items.push(group);
      open.push(group);
    } else if (token === ')' || token === '>') {
      const group = open.pop();
      if (group === undefined || CLOSES[group.kind] !== token)
        throw new DataFileError(
          file,
          line,
          `Expected no ${show(token)} here: ${group === undefined ? 'no bracket is open' : `the bracket of line ${group.line} ends with ${show(CLOSES[group.kind])}`}`,
        );
    } else if (token === '|') items.push({ kind: 'bar', line });
    else if (token[0] === '"') items.push({ kind: 'string', line, text: token.slice(1, -1) });
    else if (!/^[\s,;]/.test(token)) {
      const value = NUMBER.test(token) ? Number(token) + 0 : NaN;
      items.push(
        Number.isFinite(value)
          ? { kind: 'number', line, value, text: token }
          : { kind: 'word', line, text: token },
      );
    }
  }
  const last = open.at(-1);
  if (last !== undefined)
    throw new DataFileError(
      file,
      last.line,
      `Expected a closing ${show(CLOSES[last.kind])} for the bracket of this line, but the file ends (is it cut off?)`,
    );
  return top;
}
