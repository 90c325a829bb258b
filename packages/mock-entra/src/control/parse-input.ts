import type { z } from "zod";

/**
 * The input is not valid. The message names the place, the value found and a valid value.
 *
 * @example
 * ```ts
 * expect(() => createMockEntra().importDirectory({ users: "Ada" })).toThrow(InvalidInputError);
 * ```
 */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError";
}

/**
 * @param what the name of the input in messages, such as "fault"
 * @throws InvalidInputError with a line for every problem; values that could be secret are not in it
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${pathOf(what, issue.path)}: ${explain(issue)}`);
  throw new InvalidInputError(problems.join("\n"));
}

/** `directory.users[2].mail` */
function pathOf(what: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => text + (typeof key === "number" ? `[${key}]` : `.${String(key)}`),
    what,
  );
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `unknown field ${issue.keys.join(", ")}.`;
  if (issue.code === "custom") return issue.message;
  return `found ${found(issue.input, issue.path)}. ${issue.message}.`;
}

const secretNames = /password|secret|token|key/iu;

/** The value, if it helps and cannot be a secret; else its kind. */
function found(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  if (path.some((key) => secretNames.test(String(key)))) return `a ${typeof value}`;
  return JSON.stringify(value).slice(0, 80);
}
