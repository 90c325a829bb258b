/** For a reader whose first language is not English, and who stops to think. */
const wordsPerMinute = 130;

/**
 * A page with its reading time, in the line that says `_Reading time: 3 minutes._`. Code and pictures do not
 * count. A page without such a line is not changed.
 */
export function withReadingTime(text: string): string {
  const prose = text.replaceAll(/^```[^]*?^```/gm, "").replaceAll(/\(\S+\)|[|#*_`<>-]/g, " ");
  const minutes = Math.ceil((prose.match(/\S+/g)?.length ?? 0) / wordsPerMinute);
  const time = `_Reading time: ${minutes === 1 ? "1 minute" : `${minutes} minutes`}._`;
  return text.replace(/^_Reading time: \d+ minutes?\._$/m, () => time);
}
