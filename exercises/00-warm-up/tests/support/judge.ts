import { type CaseName, cases } from "./cases.ts";

/** For `assert`: whether the answer is right, and what to say if it is not. */
type Verdict = [isRight: boolean, message: string];

/** An answer as a learner writes it. Kept wide: what is wrong with it is for the tests to say, not for the compiler. */
interface GivenAnswer {
  place: string;
  client: string;
  permissions: { delegated?: readonly string[]; application?: readonly string[] };
}

const words = { place: ["local", "remote"], client: ["public", "confidential"] };

export function judgePlace(name: CaseName, { place }: GivenAnswer): Verdict {
  const { right, why } = cases[name];
  return [place === right.place, explain(name, "place", place, unknownWord("place", place) ?? why.place)];
}

export function judgeClient(name: CaseName, { client }: GivenAnswer): Verdict {
  const { right, why } = cases[name];
  return [
    client === right.client,
    explain(name, "client", client, unknownWord("client", client) ?? why.client),
  ];
}

export function judgePermissions(name: CaseName, { permissions }: GivenAnswer): Verdict {
  const { right, why } = cases[name];
  const kind = permissions.application === undefined ? "delegated" : "application";
  const asked = (permissions.application ?? permissions.delegated ?? []).toSorted();
  const isRight = kind === right.kind && asked.join() === right.permissions.join();
  const reasons = asked
    .map((permission) => why.permissions[permission] ?? "")
    .filter((reason) => reason !== "");
  const advice = kind === right.kind ? [why.need, ...reasons, ...surplus(asked, right)].join(" ") : why.kind;
  const given = asked.length === 0 ? "undecided" : `${kind}: ${asked.join(", ")}`;
  return [isRight, explain(name, "permissions", given, advice)];
}

/** A slip of the keyboard is no wrong decision. */
function unknownWord(field: keyof typeof words, given: string): string | undefined {
  return words[field].includes(given)
    ? undefined
    : `${field} is ${words[field].map((word) => `“${word}”`).join(" or ")}, in these letters.`;
}

/** Said when the right permission is among those that were asked for. */
function surplus(asked: readonly string[], right: { permissions: readonly string[] }): string[] {
  const rest = asked.filter((permission) => !right.permissions.includes(permission));
  const hasAll = right.permissions.every((permission) => asked.includes(permission));
  return hasAll && rest.length > 0 ? [`The tool does it without ${rest.join(" and ")}.`] : [];
}

/** Who has not answered yet is asked, not told. */
function explain(name: CaseName, field: string, given: string, why: string): string {
  return given === "undecided"
    ? `${name} has no answer yet. Read its description and fill in ${field}, in answers.ts.`
    : `“${given}” is not right for ${name}: ${why} Look at ${field}, in answers.ts.`;
}
