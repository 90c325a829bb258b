import { type Change, diffOf, edited, withTest } from "./fake-exercise.ts";

/** A fault that the gate must refuse: its name, the change that makes it, and the sentence of the refusal. */
export type Rule = readonly [rule: string, change: Change, refusal: string];

/** Faults in files and declarations. Rules that do not affect each other share one exercise. */
export const brokenParts: readonly (readonly Rule[])[] = [
  [["a manifest that is no JSON", { "exercise.json": "{" }, "exercise.json is not JSON"]],
  [["a task with two hints", edited("exercise.json", '"Think of who knocks.",', ""), "tasks.0.hints"]],
  [
    ["a missing README", { "README.md": undefined }, "README.md is missing."],
    ["a starter with a file too many", { "starter/key.ts": "// TODO\n" }, "starter/ holds door.ts, key.ts"],
    [
      "tasks numbered otherwise",
      edited("exercise.json", '"9.2"', '"9.3"'),
      "Task 9.3 in exercise.json should be 9.2.",
    ],
    [
      "a missing wrong answer that is always worth having",
      { "wrong/accept-all.diff": undefined },
      "wrong/accept-all.diff is missing",
    ],
    ["five wrong answers", {}, "There are 5 wrong answers; at least 6"],
    [
      "a kind of mistake that no wrong answer has, and no reason",
      { "kinds.json": JSON.stringify([{ kind: "stdout", why: "The door has no console." }]) },
      "Task 9.1 has no wrong answer of the kind “guessable”, and kinds.json does not say why.",
    ],
    [
      "a right answer of which nothing is said",
      { "right/members.diff": "Right: knows members.\n" },
      "right/members.diff must begin with “Right: …” and “Why: …”",
    ],
    [
      "a wrong answer that changes a file of its own",
      edited("wrong/prefix.diff", "solution/door.ts", "solution/key.ts"),
      "wrong/prefix.diff changes key.ts, which solution/ does not have.",
    ],
    [
      "a wrong answer that is stored as a folder",
      { "wrong/any-door/door.ts": "export const key = 1;\n" },
      "wrong/any-door/door.ts is not the diff of a mistake",
    ],
    [
      "a solution that logs a token",
      edited(
        "solution/door.ts",
        "return role",
        "console.warn(`eyJhbGciOiJub25lIn0.${role}`);\n  return role",
      ),
      "A token or secret was written to the console.",
    ],
  ],
  [
    [
      "a wrong answer whose diff no longer applies",
      edited("wrong/prefix.diff", "-  return role", "-  return theRole"),
      "wrong/prefix.diff no longer applies to solution/door.ts, near line 1. Mend it with: pnpm exercise:wrong 9 prefix",
    ],
    [
      "a wrong answer that is no diff",
      edited("wrong/no-stop.diff", "@@ -", "@@ "),
      "wrong/no-stop.diff is not a unified diff",
    ],
    [
      "a wrong answer without a change",
      { "wrong/nameless.diff": "Mistake: none.\n" },
      "wrong/nameless.diff changes nothing.",
    ],
  ],
  [
    ["a solution without its file", { "solution/door.ts": undefined }, "solution/door.ts is missing."],
    [
      "a given file that the solution changes",
      {
        ...edited("exercise.json", '["door.ts"]', '["door.ts"],"given":["bell.ts"]'),
        "starter/bell.ts": "export const sound = 440;\n",
        "solution/bell.ts": "export const sound = 880;\n",
      },
      "bell.ts is given, but starter/ and solution/ differ in it.",
    ],
    [
      "a skipped test",
      edited("tests/door.test.ts", 'test("[9.1] keeps a guest out"', 'test.skip("[9.1] keeps a guest out"'),
      "tests/door.test.ts uses .skip.",
    ],
  ],
  [
    [
      "a wrong answer that is right",
      edited("wrong/guests-too.diff", '["member", "guest"].includes(role)', 'role === "member"'),
      "wrong/guests-too.diff changes no code in door.ts.",
    ],
    [
      "a task whose file is none to edit",
      edited("exercise.json", '"id":"9.2"', '"file":"bell.ts","id":"9.2"'),
      "Task 9.2 is done in bell.ts, which “edit” in exercise.json does not list.",
    ],
    [
      "a test singled out",
      edited("tests/door.test.ts", 'test("[9.2] names', 'test.only("[9.2] names'),
      "tests/door.test.ts uses .only.",
    ],
  ],
  [
    [
      "a test that is planned",
      withTest('test.todo("[9.2] later");'),
      "tests/door.test.ts uses .todo or .fails.",
    ],
    [
      "a README without an end",
      edited("README.md", "Done when", "The end"),
      "README.md does not mention “Done when”.",
    ],
    ["a starter without TODO", edited("starter/door.ts", "TODO: ", ""), "starter/door.ts has no TODO."],
    [
      "a happy path that is no test",
      edited("exercise.json", "[9.1] lets a member in", "[9.1] lets Ada in"),
      "“happyPath” lists “[9.1] lets Ada in”",
    ],
    ["a solution with lint", edited("solution/door.ts", "return `", "debugger;\n  return `"), "debugger"],
    [
      "a reason for what is there",
      {
        "kinds.json": JSON.stringify([{ kind: "missing-check", tasks: ["9.1"], why: "No check is needed." }]),
      },
      "kinds.json says why task 9.1 has no wrong answer of the kind “missing-check”, but accept-all,",
    ],
    [
      "a wrong answer of no kind",
      edited("wrong/deny-all.diff", "Kind: missing-check\n", ""),
      "wrong/deny-all.diff needs a line “Kind: …”",
    ],
    [
      "a right answer that fails",
      {
        "right/guests.diff": `Right: knows guests.\nWhy: they are people.\n\n${diffOf("guests-too")}`,
      },
      "“[9.1] keeps a guest out” fails",
    ],
    [
      "an alternative that fails",
      edited("alternative/door.ts", '"member"', '"guest"'),
      "“[9.1] lets a member in” fails",
    ],
    [
      "a wrong answer that does not say what the mistake is",
      edited("wrong/prefix.diff", "Mistake: ", ""),
      "wrong/prefix.diff must begin with",
    ],
    [
      "a wrong answer that does not say what an attacker gains",
      edited("wrong/nameless.diff", "An attacker: walks in.\n", ""),
      "wrong/nameless.diff must begin with",
    ],
    [
      "a wrong answer that more tests catch",
      edited("wrong/accept-all.diff", "Caught by: [9.1] keeps a guest out\n", ""),
      "fails with wrong/accept-all, which does not name it",
    ],
    [
      "a wrong answer that names no test",
      edited("wrong/guests-too.diff", "[9.1] keeps a guest", "[9.1] keeps a dog"),
      "which is not a test.",
    ],
    [
      "a task without a wrong answer",
      edited("wrong/no-stop.diff", "[9.2] makes a sentence", "[9.1] keeps a guest out"),
      "No wrong answer is caught by task 9.2.",
    ],
  ],
];
