/**
 * How a guard is taken out, to see that it was needed. Its place is the comment `// defence:ID` in `src/`, which stands exactly
 * once. Without `instead` the statement (or property, or argument) behind the comment is dropped.
 */
export interface Defence {
  /** What it does, in the threat model's words. */
  title: string;
  /** The careless code that stands in the guard's place; given the guard as it is. JavaScript. */
  instead?: (guard: string) => string;
  /** For what is safe because something is not there: the module with the comment is replaced by this one of `twins/`. */
  twin?: string;
}
