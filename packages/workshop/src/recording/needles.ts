/** Texts to look for, all at once. */
export interface Needles<Value> {
  /** Too short a text would be found everywhere, and is not taken. */
  add(text: string, value: Value): void;
  /** Each place of each of them is replaced; of two that begin at one place the longer. */
  replace(text: string, by: (value: Value) => string): string;
}

/** Also how long the shortest may be. */
const prefixLength = 8;

/** The time that a search takes depends on the text, and hardly on how many needles there are. */
export function createNeedles<Value>(): Needles<Value> {
  const byPrefix = new Map<string, { text: string; value: Value }[]>();
  const at = (text: string, index: number) =>
    byPrefix
      .get(text.slice(index, index + prefixLength))
      ?.find((needle) => text.startsWith(needle.text, index));
  return {
    add: (text, value) => {
      if (text.length < prefixLength) return;
      const prefix = text.slice(0, prefixLength);
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
      for (let index = 0; index <= text.length - prefixLength; index += 1) {
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
