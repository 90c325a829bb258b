const window = 6;

/**
 * How similar two sources are, without names, texts and comments: the share of sequences of six tokens that
 * both have, from 0 to 1.
 */
export function likeness(one: string, other: string): number {
  const first = runsOf(tokensOf(one));
  const second = runsOf(tokensOf(other));
  if (first.size === 0 || second.size === 0) return first.size === second.size ? 1 : 0;
  const shared = [...first].filter((run) => second.has(run)).length;
  return (2 * shared) / (first.size + second.size);
}

const keywords = new Set(
  "async await class const do else export extends for from function if implements import in instanceof interface let new of return static switch throw try catch finally type typeof void while yield".split(
    " ",
  ),
);

function tokensOf(source: string): string[] {
  const text = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, " ");
  const tokens = text.match(/"[^"\n]*"|'[^'\n]*'|`[^`]*`|[A-Za-z_$][\w$]*|\d[\w.]*|=>|[^\s\w]/g) ?? [];
  return tokens.map((token) => {
    if (/^["'`]/.test(token)) return "text";
    if (/^\d/.test(token)) return "number";
    return /^[A-Za-z_$]/.test(token) && !keywords.has(token) ? "name" : token;
  });
}

function runsOf(tokens: readonly string[]): Set<string> {
  const counts = new Map<string, number>();
  return new Set(
    tokens.slice(0, Math.max(tokens.length - window + 1, 0)).map((_, start) => {
      const run = tokens.slice(start, start + window).join(" ");
      const count = (counts.get(run) ?? 0) + 1;
      counts.set(run, count);
      return `${run} #${count}`;
    }),
  );
}
