import { formatDiff } from "../exercises/mistake-diff.ts";

/** An exercise with one small task, as an example of each part, by path. An author replaces these files. */
export function skeletonSources(number: number, title: string): Record<string, string> {
  const id = `${number}.1`;
  const happy = `[${id}] lets in a token with the scope`;
  const attack = `[${id}] keeps out a token without the scope`;
  return {
    "README.md": readme(number, title),
    "exercise.json": json(manifest(id, title, happy)),
    "starter/answer.ts": answer(
      "// TODO: compare the scopes of the token with User.Read.",
      'return scopes === "";',
    ),
    "solution/answer.ts": answer('return scopes.split(" ").includes("User.Read");'),
    "alternative/answer.ts": alternative,
    "tests/answer.test.ts": tests(happy, attack),
    "wrong/accept-all.diff": wrong(
      "Lets in every token.",
      attack,
      "reads the profile with a token for something else.",
      "return scopes.length >= 0;",
    ),
    "wrong/deny-all.diff": wrong(
      "Lets in no token.",
      happy,
      "gains nothing; but no user can work with the tool.",
      'return scopes === "User.Read and more";',
    ),
  };
}

function readme(number: number, title: string): string {
  return `# ${number}. ${title}

Say here what goes wrong without this, and what the learner builds.

## What to do

Run \`pnpm test\` here. It makes \`work/\` from the starter. Edit \`work/answer.ts\`.

Stuck? \`pnpm workshop hint ${number}.1\`.

## Done when

The task has a ✓.

## Afterwards

- See what your code stops: \`pnpm workshop replay ${number}\`.
- Compare with [solution/](solution) (\`pnpm workshop diff ${number}\`), and with [alternative/](alternative), and read [wrong/](wrong).
`;
}

function manifest(id: string, title: string, happy: string): object {
  return {
    title,
    minutes: 15,
    edit: ["answer.ts"],
    tasks: [
      {
        id,
        title: "Let in only a token with the scope",
        hints: [
          "A token has several scopes, with a space between them. One of them must be User.Read.",
          "mayReadProfile in answer.ts gets all scopes as one text: take it apart first.",
          'Return scopes.split(" ").includes("User.Read").',
        ],
        links: ["https://www.rfc-editor.org/rfc/rfc6749#section-3.3"],
      },
    ],
    happyPath: [happy],
  };
}

/** As the formatter writes it: a list of one text is one line. */
function json(value: object): string {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replaceAll(/\[\n\s+("[^"\n]*")\n\s+\]/g, "[$1]")}\n`;
}

function answer(...body: string[]): string {
  return `/** Whether a token with these scopes, separated by spaces, may read the user's profile. */
export function mayReadProfile(scopes: string): boolean {
${body.map((line) => `  ${line}\n`).join("")}}
`;
}

const alternative = `/** The same by a pattern: the scope stands between spaces, or at an end. */
export const mayReadProfile = (scopes: string): boolean => /(?:^| )User\\.Read(?: |$)/.test(scopes);
`;

function tests(happy: string, attack: string): string {
  return `import { expect, test } from "vitest";
import { mayReadProfile } from "#exercise/answer.ts";

test("${happy}", () => {
  expect(
    mayReadProfile("openid User.Read"),
    "A token with User.Read was refused, so the tool cannot work. Look at mayReadProfile in answer.ts.",
  ).toBe(true);
});

test("${attack}", () => {
  expect(
    mayReadProfile("openid User.ReadBasic.All"),
    "A token without User.Read was let in. It was given for something else, so compare each scope as a whole.",
  ).toBe(false);
});
`;
}

function wrong(mistake: string, caughtBy: string, gain: string, body: string): string {
  const head = [
    `Mistake: ${mistake}`,
    `Caught by: ${caughtBy}`,
    `An attacker: ${gain}`,
    'Hint: Take the scopes apart and look for "User.Read" among them.',
  ];
  const solution = answer('return scopes.split(" ").includes("User.Read");');
  return formatDiff(
    head.join("\n"),
    new Map([["answer.ts", solution]]),
    new Map([["answer.ts", answer(body)]]),
  );
}
