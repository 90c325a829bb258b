import {
  type AccessRule,
  type AuditTrail,
  type GraphAccess,
  InvalidInputError,
  type UserDetails,
} from "@mcp-entra/auth-core";
import { z } from "zod";
import type { Role } from "../auth/rules/roles.ts";
import type { Scope } from "../auth/rules/scopes.ts";

/** What a tool gets. It does not know the transport, the SDK or any token. */
export interface ToolContext {
  graph: GraphAccess;
  /** The signed-in user's own profile, from Graph or from its recent answer. @throws as calls to Graph do */
  userDetails: () => Promise<UserDetails>;
  auditTrail: Pick<AuditTrail, "recent">;
  /** The name of a registered client, if it is safe to show: on one line, without quotation marks. */
  clientName: (clientId: string) => Promise<string | undefined>;
  /** The user was asked this call's `question`, and has agreed. False if the client cannot ask. */
  userAgreed: boolean;
}

/**
 * What a client may show its user before a call. These are hints, and no decision depends on them (MCP
 * 2025-11-25, Tool annotations).
 */
interface ToolAnnotations {
  readOnlyHint: boolean;
  /** Whether it can change or remove existing data, or do something that cannot be undone. */
  destructiveHint: boolean;
  /** Whether a second call with the same arguments changes nothing more. */
  idempotentHint: boolean;
  openWorldHint: boolean;
}

interface ToolDescription {
  name: string;
  title: string;
  /** For a model: what the tool does, and what a call needs. */
  description: string;
  /** Who may call it. Not optional: every tool needs a decision. */
  access: AccessRule<Scope, Role>;
  annotations: ToolAnnotations;
}

interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> extends ToolDescription {
  input: Input;
  output: Output;
  /**
   * For actions that cannot be undone: the question to the user before the action. It contains everything
   * that the user agrees to.
   */
  question?: (input: z.output<Input>) => string;
  /** @throws McpEntraError with a message that the user, or a model, can act on. */
  run: (input: z.output<Input>, context: ToolContext) => Promise<z.output<Output>>;
}

type JsonSchema = { type: "object"; [keyword: string]: unknown };

/** A tool, independent of how it is offered. */
export interface Tool extends ToolDescription {
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  /** @param received the unchecked arguments. @throws InvalidInputError that names each wrong argument. */
  prepare: (received: unknown) => PreparedCall;
}

/** A call with checked arguments. */
export interface PreparedCall {
  input: Record<string, unknown>;
  /** What the user has to agree to first, if anything. */
  question: string | undefined;
  /** @throws McpEntraError as the tool itself does. */
  run: (context: ToolContext) => Promise<Record<string, unknown>>;
}

/** Connects a tool's schemas with its code: arguments and results are checked. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { input, output, question, run, ...description } = definition;
  const inputSchema = toJsonSchema(input, "input");
  if (JSON.stringify(inputSchema).includes('"x-mcp-header":')) {
    // The header could tell a proxy one thing, and the body could tell this server another.
    throw new Error(
      `${description.name}: x-mcp-header is not supported, because this server does not compare it with the arguments.`,
    );
  }
  return {
    ...description,
    inputSchema,
    outputSchema: toJsonSchema(output, "output"),
    prepare: (received) => {
      const { data, error } = input.safeParse(received ?? {});
      if (error !== undefined) throw invalidArguments(error);
      return {
        input: data,
        question: question?.(data),
        run: async (context) => output.parse(await run(data, context)),
      };
    },
  };
}

/** The dialect of MCP since 2025-11-25 (Tools, JSON Schema usage). */
function toJsonSchema(schema: z.ZodObject, io: "input" | "output"): JsonSchema {
  return { ...z.toJSONSchema(schema, { target: "draft-2020-12", io }), type: "object" };
}

/**
 * Zod says what was expected and never repeats a value. The caller chose the names of unknown arguments, so
 * they are cut.
 */
function invalidArguments({ issues }: z.ZodError): InvalidInputError {
  const problems = issues.slice(0, 5).map(({ path, message }) => {
    const where = path.length === 0 ? "arguments" : path.join(".");
    return `${where}: ${message}`.slice(0, 200);
  });
  return new InvalidInputError(`The arguments cannot be used. ${problems.join("; ")}`);
}
