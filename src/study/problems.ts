/** The list of what is wrong with a study, collected before anything is thrown, so that one run shows all of it. */
import { StudyError } from '../errors.ts';
import { jsonPath } from './jsonPath.ts';

/** Thrown for a study with one or several faults: file, path and message are those of the first, `problems` holds all. */
export class InvalidStudyError extends StudyError {
  override name = 'InvalidStudyError';
  readonly problems: readonly StudyError[];

  constructor(problems: readonly StudyError[]) {
    const [first] = problems;
    super(
      first.file,
      first.path,
      first.message.slice(`${first.file}: ${first.path ? `${first.path}: ` : ''}`.length),
    );
    this.problems = problems;
  }
}

/** Collects problems (fatal) and notes (not) with their file and JSON path. */
export class Problems {
  readonly errors: StudyError[] = [];
  readonly notes: string[] = [];
  /** The file that holds a top-level key; the empty key stands for the study itself. */
  readonly fileOf: (topLevelKey: string) => string;

  /** `fileOf` tells which file holds a top-level key, as a study may extend another. */
  constructor(fileOf: (topLevelKey: string) => string) {
    this.fileOf = fileOf;
  }

  add(path: readonly PropertyKey[], message: string): void {
    this.errors.push(new StudyError(this.file(path), jsonPath(path), message));
  }

  note(path: readonly PropertyKey[], message: string): void {
    this.notes.push(`${this.file(path)}: ${jsonPath(path)}: ${message}`);
  }

  /** Throws an InvalidStudyError if anything was added. */
  throwIfAny(): void {
    if (this.errors.length > 0) throw new InvalidStudyError(this.errors);
  }

  private file(path: readonly PropertyKey[]): string {
    return this.fileOf(path.length === 0 ? '' : String(path[0]));
  }
}
