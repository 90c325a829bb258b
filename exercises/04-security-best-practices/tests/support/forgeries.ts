/**
 * Forgeries of a token: cut, longer, with letters in the other case, and, if it is readable, with another user or a later end, with
 * its signature or without. None of them is the token itself.
 */
export function forgeriesOf(token: string, user: string, other: string): string[] {
  const middle = Math.floor(token.length / 2);
  const swapped = token.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const plain = [
    token.slice(0, -1),
    token.slice(0, middle),
    token.slice(middle),
    `${token}x`,
    `${token.slice(0, middle)}${token[middle] === "A" ? "B" : "A"}${token.slice(middle + 1)}`,
    swapped,
    ...token.split(/[._-]/),
  ];
  const changes = [
    (text: string) => text.replaceAll(user, other),
    (text: string) => text.replaceAll(/("\w*(?:exp|end|until)\w*":)(\d+)/gi, "$12$2"),
  ];
  const rewritten = changes.flatMap((change) => rewrite(token, change));
  return [...new Set([...rewritten, ...plain])].filter((forgery) => forgery !== token && forgery !== "");
}

/** Part by part: `a.b.c` has three, as a JSON Web Token has. */
function rewrite(token: string, change: (text: string) => string): string[] {
  const parts = token.split(".").map((part) => rewritePart(part, change));
  const unsigned = [Buffer.from('{"alg":"none"}').toString("base64url"), parts[1] ?? "", ""].join(".");
  return parts.length === 3 ? [parts.join("."), unsigned] : [parts.join(".")];
}

function rewritePart(part: string, change: (text: string) => string): string {
  for (const encoding of ["base64url", "hex"] as const) {
    const text = Buffer.from(part, encoding).toString();
    // Only readable text, without random bytes.
    if (/^[\x20-\x7e]{3,}$/.test(text)) return Buffer.from(change(text)).toString(encoding);
  }
  return change(part);
}

/** The beginning of one token with the end of another, cut at a separator. */
export function mixturesOf(one: string, other: string): string[] {
  const [begins, ends] = [one, other].map((token) => token.split(/([._-])/));
  const mixtures = (begins ?? []).map((_, index) =>
    [...(begins ?? []).slice(0, index), ...(ends ?? []).slice(index)].join(""),
  );
  return mixtures.filter((mixture) => mixture !== one && mixture !== other);
}
