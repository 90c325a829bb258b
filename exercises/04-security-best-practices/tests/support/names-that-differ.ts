const long = "a".repeat(100);

/** Keys of two records that some encoding, or some rewriting of a text, makes equal. */
export const namesThatDiffer: readonly (readonly [string, string])[] = [
  ["ada", "ad"],
  ["ad", "ada"],
  ["ada", "ADA"],
  ["ada", "ada "],
  ["user-1", "user-2"],
  ["user:1", "user1"],
  ["ā", "\u0001"],
  ["ada", ""],
  // One letter, and two characters that look like it.
  ["\u00E9", "e\u0301"],
  // A ligature, and its two letters.
  ["\uFB01", "fi"],
  [`${long}1`, `${long}2`],
  [`1${long}`, `2${long}`],
  ["ab", "ba"],
  ["a/tokens", "b/tokens"],
  ["tokens/a", "tokens/b"],
  ["a:tokens", "b:tokens"],
  ["tokens:a", "tokens:b"],
];
