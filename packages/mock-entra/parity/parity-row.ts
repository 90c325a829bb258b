/** One thing that the real service does, what the mock makes of it, and the proof. */
export interface ParityRow {
  /** kebab-case, unique over all areas. */
  id: string;
  feature: string;
  /** What the real service does, in one sentence. */
  entra: string;
  /**
   * How that is known: a public page, "capture" (of the live service), "library" (an unmodified library relies on it), "issue"
   * (a public report quotes it), or "unconfirmed".
   */
  source: string;
  /** "same", or in one sentence what differs and why. */
  ours: string;
  /** The test that witnesses it: its file relative to the package, and its full name (describe > it). */
  witness: { file: string; test: string };
  /** How to break the mock so that the witness goes red. `find` stands exactly once in `file` (relative to src/). */
  breakIt: { file: string; find: string; replace: string };
}
