/** Many texts to look for in one search. */
export interface Needles<Value> {
  /** A text shorter than `shortestNeedle` is not added: it would be found everywhere. */
  add(text: string, value: Value): void;
  /** Replaces all of them. If two begin at the same place, it replaces the longer. */
  replace(text: string, by: (value: Value) => string): string;
}

/** The length of the shortest text that is taken. */
export const shortestNeedle = 8;

/** The time of a search depends on the length of the text, and hardly on the number of needles. */
export function createNeedles<Value>(): Needles<Value> {
  const byPrefix = new Map<string, { text: string; value: Value }[]>();
  const at = (text: string, index: number) =>
    byPrefix
      .get(text.slice(index, index + shortestNeedle))
      ?.find((needle) => text.startsWith(needle.text, index));
  return {
    add: (text, value) => {
      if (text.length < shortestNeedle) return;
      const prefix = text.slice(0, shortestNeedle);
      const needles = byPrefix.get(prefix) ?? [];
      if (needles.some((needle) => needle.text === text)) return;
      needles.push({ text, value });
      byPrefix.set(
        prefix,
        needles.toSorted((one, other) => other.text.length - one.text.length),
      );
    },
    replace: (text, by) => {
      let result = "";
      let copied = 0;
      for (let index = 0; index <= text.length - shortestNeedle; index += 1) {
        const needle = at(text, index);
        if (needle === undefined) continue;
        result += text.slice(copied, index) + by(needle.value);
        copied = index + needle.text.length;
        index = copied - 1;
      }
      return result + text.slice(copied);
    },
  };
}
