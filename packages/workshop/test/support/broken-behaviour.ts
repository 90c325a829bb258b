import { check, edited, withTest } from "./fake-exercise.ts";

import type { Rule } from "./broken-parts.ts";

/** Faults that only a run of the variants can show. Rules that do not affect each other share one exercise. */
export const brokenBehaviour: readonly (readonly Rule[])[] = [
  [
    [
      "tests that import the solution",
      edited("tests/door.test.ts", "#exercise/", "../solution/"),
      'expected an import of "#exercise/…"',
    ],
  ],
  [
    [
      "a test without a task",
      withTest(check("makes sense", "1", "1")),
      "“makes sense” does not begin with a task",
    ],
    [
      "a starter that does not compile",
      edited("starter/door.ts", 'return "";', "return 1;"),
      "Type 'number' is not assignable to type 'string'",
    ],
    [
      "a solution that is not well typed",
      edited("solution/door.ts", "return `", 'const no: number = name;\n  return no < 0 ? "" : `'),
      "Type 'string' is not assignable to type 'number'",
    ],
    [
      "a wrong answer that does not compile",
      edited("wrong/prefix.diff", 'return role.startsWith("member");', "return role;"),
      "wrong/prefix does not compile",
    ],
  ],
  [
    [
      "two tests of one name",
      withTest(check("[9.2] names the person", "1", "1")),
      "“[9.2] names the person” is the name of two tests.",
    ],
    [
      "a starter that throws",
      edited("starter/door.ts", 'return "";', 'throw new Error("not yet");'),
      "fails by an error instead of an assertion (not yet)",
    ],
    [
      "a solution that fails",
      edited("solution/door.ts", '"member"', '"guest"'),
      "“[9.1] lets a member in” fails: The door opened",
    ],
    [
      "a wrong answer that fails the happy path",
      edited("wrong/prefix.diff", "[9.1] keeps a member of something else out", "[9.1] lets a member in"),
      "a wrong answer worth having passes the happy path",
    ],
  ],
  [
    [
      "a test with a made-up name",
      withTest('test(["[9.2]", "joins"].join(" "), () => expect(1).toBe(1));'),
      "“[9.2] joins” runs, but no test()",
    ],
    [
      "a starter that passes a task untouched",
      edited("starter/door.ts", 'return "";', "return `${name}.`;"),
      "No assertion of task 9.2 fails in the starter",
    ],
    [
      "a solution with something to do",
      edited("solution/door.ts", "return `", "// TODO: more\n  return `"),
      "solution/door.ts still says TODO.",
    ],
    [
      "an alternative that is the solution",
      { "alternative/door.ts": edited("solution/door.ts", "role", "kind")["solution/door.ts"] },
      "100 % the same as solution/",
    ],
    [
      "a wrong answer that nothing catches",
      edited("wrong/prefix.diff", 'role.startsWith("member")', '"member" === role'),
      "should catch wrong/prefix, and passes.",
    ],
  ],
  [
    ["a task without tests", edited("tests/door.test.ts", "[9.2]", "[9.1]"), "Task 9.2 has no test."],
    [
      "a starter that cannot be imported",
      edited(
        "starter/door.ts",
        "// TODO: let members in",
        '// TODO: let members in\n  return role.includes("x");\n}\nconst broken = [].length > 0 ? "" : undefined;\nif (broken === undefined) throw new Error("It broke.");\nfunction unused(role: string) {',
      ),
      "It broke.",
    ],
  ],
  [
    [
      "a mistake that no message places",
      edited("tests/door.test.ts", "so look at isAllowed in door.ts.", "so look at your work again."),
      "No message that wrong/prefix gets names door.ts, or a function in it",
    ],
  ],
  [
    [
      "a failure without an instruction",
      withTest(check("[9.2] greets Bob", 'greet("Bob")', '"Bob has come in."', "Wrong.")),
      "which does not say what to do",
    ],
  ],
  [
    [
      "a port left open",
      withTest(
        'test("[9.2] listens", async () => {\n  if (isAllowed("member")) return;\n  const { createServer } = await import("node:http");\n  await new Promise((resolve) => createServer().listen(0, "127.0.0.1", () => resolve(0)));\n});',
      ),
      "Left running after the tests: TCPServerWrap.",
    ],
  ],
  [
    [
      "a process left running",
      withTest(
        'test("[9.2] starts", async () => {\n  if (isAllowed("member")) return;\n  const { spawn } = await import("node:child_process");\n  spawn(process.execPath, ["-e", "process.stdin.resume()"]);\n});',
      ),
      "Left running after the tests: ProcessWrap.",
    ],
  ],
  [
    [
      "a rejection that was not caught",
      withTest(
        'test("[9.2] forgets", async () => {\n  void Promise.reject(new Error("lost"));\n  await new Promise((resolve) => setTimeout(resolve, 10));\n});',
      ),
      "An error that was not caught: lost",
    ],
  ],
  [
    [
      "an error that was not caught, in a file that a wrong answer shares with the solution",
      {
        "tests/support/forget.ts":
          'export function forget(): void {\n  setTimeout(() => {\n    throw new Error("lost later");\n  });\n}\n',
        ...withTest(
          'test("[9.2] forgets", async () => {\n  const { forget } = await import("./support/forget.ts");\n  if (isAllowed("guest")) forget();\n  await new Promise((resolve) => setTimeout(resolve, 10));\n});',
        ),
      },
      "wrong/guests-too: An error that was not caught: lost later",
    ],
  ],
  [
    [
      "a wrong answer that hangs",
      {
        ...withTest(
          'test("[9.2] waits", { timeout: 50 }, async () => {\n  if (!isAllowed("member")) await new Promise(() => undefined);\n});',
        ),
        ...edited("wrong/deny-all.diff", "An attacker", "Caught by: [9.2] waits\nAn attacker"),
      },
      "fails by a time-out",
    ],
  ],
];
