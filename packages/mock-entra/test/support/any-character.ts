import * as fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };

/** Every character of Unicode, like fast-check's unit "binary". That unit first builds a table, which takes a second. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff - surrogates.count }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (character) => {
    const point = typeof character === "string" ? character.codePointAt(0) : undefined;
    if (point === undefined || String.fromCodePoint(point) !== character)
      throw new Error("Not one character.");
    return point < surrogates.first ? point : point - surrogates.count;
  },
);
