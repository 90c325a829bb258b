import * as fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };

/** As fast-check's unit "binary", every character of Unicode, but without the second that its table of them takes. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff - surrogates.count }).map(
  (index) => String.fromCodePoint(index < surrogates.first ? index : index + surrogates.count),
  (character) => {
    const point = typeof character === "string" ? character.codePointAt(0) : undefined;
    if (point === undefined || String.fromCodePoint(point) !== character)
      throw new Error("Not one character.");
    return point < surrogates.first ? point : point - surrogates.count;
  },
);
