/**
 * How to remove a guard, to see that it is necessary. Its place is the comment `// defence:ID` in `src/`, which is there exactly once.
 * Without `instead`, the statement (or property, or argument) behind the comment is removed.
 */
export interface Defence {
  /** What the defence does, as a sentence of the threat model. */
  title: string;
  /** Returns the careless code that replaces the guard. It gets the guard's code. JavaScript. */
  instead?: (guard: string) => string;
  /** For a protection that consists of missing code: this module of `twins/` replaces the module with the comment. */
  twin?: string;
}
