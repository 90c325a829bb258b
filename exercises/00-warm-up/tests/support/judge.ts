import { type CaseName, cases } from "./cases.ts";

/** For `assert`: whether the answer is right, and what to say if it is not. */
type Verdict = [isRight: boolean, message: string];

/** An answer as a learner writes it. The type is wide, because the tests report mistakes, and not the compiler. */
interface GivenAnswer {
  place: string;
  client: string;
  permissions: Permissions;
}

interface Permissions {
  delegated?: readonly string[] | string;
  application?: readonly string[] | string;
}

/** The value of an entry, or of a part of it, that was deleted. */
const unanswered: GivenAnswer = { place: "undecided", client: "undecided", permissions: {} };

const words = { place: ["local", "remote"], client: ["public", "confidential"] };

export function judgePlace(name: CaseName, given: GivenAnswer | undefined): Verdict {
  const { right, why } = cases[name];
  const { place } = { ...unanswered, ...given };
  return [place === right.place, explain(name, "place", place, unknownWord("place", place) ?? why.place)];
}

export function judgeClient(name: CaseName, given: GivenAnswer | undefined): Verdict {
  const { right, why } = cases[name];
  const { client } = { ...unanswered, ...given };
  return [
    client === right.client,
    explain(name, "client", client, unknownWord("client", client) ?? why.client),
  ];
}

export function judgePermissions(name: CaseName, given: GivenAnswer | undefined): Verdict {
  const { right, why } = cases[name];
  const { permissions } = { ...unanswered, ...given };
  const kind = permissions.application === undefined ? "delegated" : "application";
  const asked = namesIn(permissions[kind]);
  const slip = slipIn(permissions);
  if (slip !== undefined) return [false, explain(name, "permissions", asked.join(", "), slip)];
  const isRight = kind === right.kind && asked.join() === right.permissions.join();
  const reasons = asked
    .map((permission) => why.permissions[permission] ?? "")
    .filter((reason) => reason !== "");
  const advice = kind === right.kind ? [why.need, ...reasons, ...surplus(asked, right)].join(" ") : why.kind;
  if (asked.length === 0)
    return [
      false,
      `${name} has no permission yet. Each of the tools calls Microsoft Graph, so each server needs one. Read the description, and fill in permissions, in answers.ts.`,
    ];
  return [isRight, explain(name, "permissions", `${kind}: ${asked.join(", ")}`, advice)];
}

function namesIn(list: Permissions["delegated"] = []): string[] {
  return [...new Set([list].flat())].toSorted();
}

/** Why permissions cannot be judged. */
function slipIn({ delegated, application }: Permissions): string | undefined {
  if (namesIn(delegated).length > 0 && namesIn(application).length > 0)
    return "Delegated permissions are for a signed-in user. Application permissions are for a program without a user. List only one of the two kinds.";
  const misspelt = [...namesIn(delegated), ...namesIn(application)].find(
    (name) => !/^[A-Z]\w+(?:\.[A-Z]\w+)+$/.test(name),
  );
  return misspelt === undefined
    ? undefined
    : `“${misspelt}” is not the name of a permission. Choose one from the type Permission, at the top of answers.ts.`;
}

/** A word that is not one of the two is a typing mistake, and no wrong decision. */
function unknownWord(field: keyof typeof words, given: string): string | undefined {
  return words[field].includes(given)
    ? undefined
    : `Write ${words[field].map((word) => `“${word}”`).join(" or ")} for ${field}.`;
}

/** The message if the right permission is there, and others too. */
function surplus(asked: readonly string[], right: { permissions: readonly string[] }): string[] {
  const rest = asked.filter((permission) => !right.permissions.includes(permission));
  const hasAll = right.permissions.every((permission) => asked.includes(permission));
  return hasAll && rest.length > 0 ? [`The tool does not need ${rest.join(" and ")}.`] : [];
}

/** Without an answer, the message does not give a reason: it would contain the answer. */
function explain(name: CaseName, field: string, given: string, why: string): string {
  return given === "undecided"
    ? `${name} has no answer yet. Read its description and fill in ${field}, in answers.ts.`
    : `“${given}” is not right for ${name}: ${why} Look at ${field}, in answers.ts.`;
}
