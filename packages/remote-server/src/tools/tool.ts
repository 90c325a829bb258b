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

/** What a tool gets to work with. It knows neither the transport, nor the SDK, nor any token. */
export interface ToolContext {
  graph: GraphAccess;
  /** The signed-in user's own profile, from Graph or from what it said a moment ago. @throws as calls to Graph do */
  userDetails: () => Promise<UserDetails>;
  auditTrail: Pick<AuditTrail, "recent">;
  /** The name of a client that has registered, if it can be shown: on one line, without quotation marks. */
  clientName: (clientId: string) => Promise<string | undefined>;
  /** The user has been asked this call's `question`, and has agreed. False where the client cannot ask. */
  userAgreed: boolean;
}

/** What a client may show its user before a call. Hints: nothing is decided by them (MCP 2025-11-25, Tool annotations). */
interface ToolAnnotations {
  readOnlyHint: boolean;
  /** Whether it can change or remove something that is there, or do what cannot be taken back. */
  destructiveHint: boolean;
  /** Whether calling it again with the same arguments changes nothing more. */
  idempotentHint: boolean;
  openWorldHint: boolean;
}

interface ToolDescription {
  name: string;
  title: string;
  /** For a model: what it does, and what it takes to call it. */
  description: string;
  /** Who may call it. Not optional: every tool needs a decision. */
  access: AccessRule<Scope, Role>;
  annotations: ToolAnnotations;
}

interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> extends ToolDescription {
  input: Input;
  output: Output;
  /** For what cannot be taken back: asked of the user before it is done. It holds all that there is to agree to. */
  question?: (input: z.output<Input>) => string;
  /** @throws McpEntraError with a message that the user, or a model, can act on. */
  run: (input: z.output<Input>, context: ToolContext) => Promise<z.output<Output>>;
}

type JsonSchema = { type: "object"; [keyword: string]: unknown };

/** A tool, apart from how it is offered. */
export interface Tool extends ToolDescription {
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  /** @param received the arguments as they came. @throws InvalidInputError that names each argument that is wrong. */
  prepare: (received: unknown) => PreparedCall;
}

/** A call whose arguments have been checked. */
export interface PreparedCall {
  input: Record<string, unknown>;
  /** What the user has to agree to first, if anything. */
  question: string | undefined;
  /** @throws McpEntraError as the tool itself does. */
  run: (context: ToolContext) => Promise<Record<string, unknown>>;
}

/** Ties a tool's schemas to its code: what comes in has been checked, and so is what goes out. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { input, output, question, run, ...description } = definition;
  const inputSchema = toJsonSchema(input, "input");
  if (JSON.stringify(inputSchema).includes('"x-mcp-header":')) {
    // A proxy could be told one thing by the header, and this server another one by the body.
    throw new Error(
      `${description.name}: x-mcp-header is not supported, since nothing here compares it with the arguments.`,
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

/** Zod says what was expected and never repeats a value; names of unknown arguments are the caller's own, so they are cut. */
function invalidArguments({ issues }: z.ZodError): InvalidInputError {
  const problems = issues.slice(0, 5).map(({ path, message }) => {
    const where = path.length === 0 ? "arguments" : path.join(".");
    return `${where}: ${message}`.slice(0, 200);
  });
  return new InvalidInputError(`The arguments cannot be used. ${problems.join("; ")}`);
}
