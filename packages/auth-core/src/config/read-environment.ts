import { z } from "zod";
import { ConfigurationError } from "../errors/errors.ts";

/** What a person needs to set a variable right; attached to its schema with `.meta()`. */
export type VariableHelp = {
  /** Completes the sentence "Expected …". */
  expected: string;
  /** A good value. */
  example: string;
  /** The value itself must never be printed. */
  secret?: boolean;
};

const variableHelp = z.object({
  expected: z.string(),
  example: z.string(),
  secret: z.boolean().exactOptional(),
});

/** The environment as Node has it, or a merge of `.env` files with it. */
export type Environment = Record<string, string | undefined>;

/**
 * Reads the variables that `schema` names. All problems are reported at once: a person should not have to start a server
 * five times to learn five things.
 *
 * @throws ConfigurationError naming each variable, what was found and what is expected.
 *
 * @example
 * ```ts
 * const variables = z.object({
 *   PORT: z.coerce.number().default(3001).meta({ expected: "a port", example: "3001" }),
 * });
 * expect(readEnvironment(variables, environment)).toEqual({ PORT: 3001 });
 * expect(() => readEnvironment(variables, { PORT: "three" })).toThrow(ConfigurationError);
 * ```
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Environment,
): z.output<z.ZodObject<Shape>> {
  const names = Object.keys(schema.shape);
  // An empty value in a .env file (`AZURE_CLIENT_ID=`) means "not set".
  const present = names.map((name) => [name, environment[name]?.trim() || undefined] as const);
  const result = schema.safeParse(Object.fromEntries(present));
  if (result.success) return result.data;
  const broken = new Set(result.error.issues.map((issue) => String(issue.path[0])));
  const lines = [...broken].map(
    (name) => `  ${explain(name, environment[name]?.trim(), helpOf(schema, name))}`,
  );
  throw new ConfigurationError(
    `The configuration cannot be used:\n${lines.join("\n")}\nSet this in the environment or in a .env file; .env.example describes every variable.`,
  );
}

function explain(name: string, found: string | undefined, help: VariableHelp): string {
  // A mistyped secret is still a secret.
  const shown = help.secret ? "has a value that cannot be used" : `is ${JSON.stringify(found)}`;
  return `${name} ${found ? shown : "is not set"}. Expected ${help.expected}, for example ${name}=${help.example}`;
}

function helpOf(schema: z.ZodObject, name: string): VariableHelp {
  const field: unknown = schema.shape[name];
  const help = field instanceof z.ZodType ? variableHelp.safeParse(field.meta()).data : undefined;
  return help ?? { expected: "another value", example: "…", secret: true };
}
