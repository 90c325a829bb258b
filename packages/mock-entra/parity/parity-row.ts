/** One behaviour of the real service, the behaviour of the mock, and the proof. */
export interface ParityRow {
  /** kebab-case, unique over all areas. */
  id: string;
  feature: string;
  /** The behaviour of the real service, in one sentence. */
  entra: string;
  /**
   * The source: a public page, "capture" (of the live service), "library" (an unmodified library relies on it), "issue" (a public report
   * quotes it), or "unconfirmed".
   */
  source: string;
  /** "same", or the difference and its reason in one sentence. */
  ours: string;
  /** The test that shows it: its file relative to the package, and its full name (describe > it). */
  witness: { file: string; test: string };
  /** How to break the mock so that this test fails. `find` must be in `file` (relative to src/) exactly once. */
  breakIt: { file: string; find: string; replace: string };
}
