/**
 * The kinds of mistakes that people, samples and code generators make, each with the question that an attacker asks. A wrong answer
 * names its kind in its head. For each task, docs/exercise-matrix.md has a wrong answer of each kind, or the reason why there is none.
 */
export const kinds = {
  "missing-check": "A check is missing",
  "no-comparison": "A check is there, and does not compare",
  forgeable: "A stranger can write the value",
  guessable: "The value can be guessed",
  repeats: "The value comes again, after a restart or for another user",
  "not-atomic": "Two at the same time both get it",
  "used-again": "What is good once is good again",
  "in-clear": "A secret is stored so that others can read it",
  "wrong-person": "It belongs to another person or client",
  "other-door": "There is another way in",
  "token-leaves": "A token or secret leaves the server",
  "log-tells": "A log gives something away",
  stdout: "Something else is written to stdout",
  reflected: "Text of a stranger comes back in an answer",
  "look-alike-host": "A host only looks like the right one",
  "look-alike-name": "A name only looks like the right one",
  "half-rotation": "Only a part is replaced, or has an end",
  "no-end": "It has no end in time, or the wrong one",
  "read-once": "What changes is read once and kept",
  "cache-race": "What ended meanwhile is kept all the same",
  "endless-wait": "It waits without a bound",
  "too-much": "More is asked for, or granted, than is needed",
  unhelpful: "A right use fails, or is told the wrong thing",
} as const;

export type Kind = keyof typeof kinds;

export const kindNames = Object.keys(kinds).filter(isKind);

export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
