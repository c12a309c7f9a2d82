/** What a conformance suite is: it claims reference cases, rebuilds each from its input alone, and reports errors. */

/** A reference case as read from disk. */
export interface ReferenceCase {
  /** Path of the file, for messages. */
  readonly file: string;
  /** File name without `.json` / `.json.gz`. */
  readonly name: string;
  readonly description: string;
  readonly kind?: string;
  // Reference files are plain JSON whose form each suite checks as it reads.
  readonly input: any;
  readonly output: any;
}

/** One compared quantity. It passes when error <= tolerance; NaN fails. */
export interface Check {
  readonly quantity: string;
  /** Worst error, in the sense that `quantity`'s tolerance has (relative to the largest value unless the name says otherwise). */
  readonly error: number;
  readonly tolerance: number;
}

export interface Suite {
  readonly name: string;
  /** Whether the case is of one of this suite's formats (decided by its content, not its folder). */
  claims(reference: ReferenceCase): boolean;
  run(reference: ReferenceCase): Promise<Check[]> | Check[];
}
