import { z } from "zod";
import { ConfigurationError } from "../errors/errors.ts";

/** The help for a variable; attached to its schema with `.meta()`. */
export type VariableHelp = {
  /** Completes the sentence "Expected …". */
  expected: string;
  /** A valid value. */
  example: string;
  /** The value must never be printed. */
  secret?: boolean;
};

const variableHelp = z.object({
  expected: z.string(),
  example: z.string(),
  secret: z.boolean().exactOptional(),
});

/** Node's environment, or the environment together with `.env` files. */
export type Environment = Record<string, string | undefined>;

/**
 * Reads the variables that `schema` names. It reports all problems together, so that a person does not have
 * to start a server five times to find five mistakes.
 *
 * @throws ConfigurationError that names each variable, the value found and the expected value.
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
  // A secret with a typing mistake is still a secret.
  const shown = help.secret ? "has a value that cannot be used" : `is ${JSON.stringify(found)}`;
  return `${name} ${found ? shown : "is not set"}. Expected ${help.expected}, for example ${name}=${help.example}`;
}

function helpOf(schema: z.ZodObject, name: string): VariableHelp {
  const field: unknown = schema.shape[name];
  const help = field instanceof z.ZodType ? variableHelp.safeParse(field.meta()).data : undefined;
  return help ?? { expected: "another value", example: "…", secret: true };
}
