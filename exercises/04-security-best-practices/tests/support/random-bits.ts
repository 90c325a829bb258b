/**
 * How many bits differ between texts of one kind: for each place in them, as many as the characters that were seen there can tell.
 * With some hundreds of texts it is close to the number of random bits in one, unless a hash has made them longer.
 */
export function bitsThatDiffer(texts: readonly string[]): number {
  const places = Math.min(...texts.map(({ length }) => length));
  const bits = Array.from({ length: places }, (_, place) =>
    Math.log2(new Set(texts.map((text) => text[place])).size),
  );
  return bits.reduce((sum, each) => sum + each, 0);
}
