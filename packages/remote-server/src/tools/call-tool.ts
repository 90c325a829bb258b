import {
  type AccessPolicy,
  type AuditTrail,
  AuthenticationError,
  auditSessionId,
  ConfigurationError,
  getUserDetails,
  type GraphAccess,
  GraphRequestError,
  InvalidInputError,
  type ProfileCache,
  type RecordAuditEvent,
  type UserDetails,
} from "@mcp-entra/auth-core";
import type { UserAccess } from "../auth/protected-resource.ts";
import type { ClientRegistry } from "../auth/clients/client-registry.ts";
import type { ToolQuestions } from "../auth/consent/tool-questions.ts";
import type { CallerSession } from "../auth/rules/caller-session.ts";
import { askUser, type ClientSide, type UserQuestion } from "./ask-user.ts";
import { explainDenial } from "./explain-denial.ts";
import type { Tool, ToolContext } from "./tool.ts";
import { toolError, type ToolResult } from "./tool-result.ts";

/** The time limit of a tool. */
const toolSeconds = 30;

/** The parts of this server that a tool call needs. */
export interface ToolServices {
  access: UserAccess;
  /** The name of our scope at the issuer of the tokens. */
  nameOfScope: (scope: string) => string;
  graphBaseUrl: string;
  /** Graph's answers about users, shared by all connections. */
  profiles: ProfileCache<UserDetails>;
  audit: RecordAuditEvent;
  auditTrail: Pick<AuditTrail, "recent">;
  clients: Pick<ClientRegistry, "nameOf">;
  questions: ToolQuestions;
  /** For errors that are bugs of ours. */
  logError: (error: unknown) => void;
  /**
   * Called if a tool finds that only a new sign-in helps. @param claims what that sign-in has to satisfy, as
   * JSON.
   */
  onSignInRequired?: (claims?: string) => void;
  /** Called if this server's configuration is wrong. */
  onServerFault?: () => void;
  /**
   * Called if the session does not have the scopes for a tool. @param needed all scopes that a new sign-in
   * has to ask for.
   */
  onScopesRequired?: (needed: readonly string[]) => void;
}

interface ToolCall extends ClientSide {
  tool: Tool;
  /** The arguments, not checked yet. */
  received: unknown;
  session: CallerSession;
  /** Aborted when the client cancels, or leaves. */
  signal: AbortSignal;
}

/**
 * Asks the policy. Asks the user, if the tool needs that. Runs the tool with the user's own access to Graph.
 * Answers with a text that a model can act on.
 *
 * @returns a question if the client has to ask the user and to call again with the answer.
 */
export async function callTool(
  call: ToolCall,
  policy: AccessPolicy,
  services: ToolServices,
): Promise<ToolResult | UserQuestion> {
  const { tool, session } = call;
  const decision = policy.decide(tool.name, session);
  if (decision.kind !== "allowed") {
    const { reason, advice } = explainDenial(decision, services.nameOfScope);
    services.audit({ event: "tool_denied", outcome: "failure", reason, ...who(call) });
    if (decision.kind === "scope_missing") services.onScopesRequired?.(decision.needed);
    return toolError(advice);
  }
  const deny = (reason: string): void =>
    services.audit({ event: "tool_denied", outcome: "failure", reason, ...who(call) });
  try {
    const prepared = tool.prepare(call.received);
    const outcome = await askUser(call, prepared, services.questions);
    if (outcome.kind === "ask") {
      if (outcome.isAnswerForeign) deny("the answer belongs to no open question");
      return outcome.ask;
    }
    if (outcome.kind === "declined") {
      deny("the user has declined");
      return toolError(
        "The user has declined, so nothing has been done. Try again only if the user asks for it.",
      );
    }
    services.audit({ event: "tool_allowed", outcome: "success", ...who(call) });
    const { userAgreed } = outcome;
    const output = await withinTime(call.signal, async (signal) =>
      prepared.run({ ...contextOf(call, services, signal), userAgreed }),
    );
    return { content: [{ type: "text", text: JSON.stringify(output, null, 2) }], structuredContent: output };
  } catch (error) {
    return toolFailure(error, call, services);
  }
}

/**
 * Not with `AbortSignal.any` and `AbortSignal.timeout`: they keep data of a call in memory for 30 seconds
 * after its answer, and its garbage collection took a fifth of the time of a protected call.
 *
 * @param work its signal is aborted when `signal` is, or at the time limit.
 */
async function withinTime<Result>(
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const end = (): void => ending.abort(signal.reason);
  const timer = setTimeout(
    () => ending.abort(new DOMException("The tool took too long.", "TimeoutError")),
    toolSeconds * 1_000,
  ).unref();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

function contextOf(
  { session }: ToolCall,
  services: ToolServices,
  signal: AbortSignal,
): Omit<ToolContext, "userAgreed"> {
  const { profiles, auditTrail, clients } = services;
  const graph: Omit<GraphAccess, "signal"> = {
    baseUrl: services.graphBaseUrl,
    getAccessToken: async (how) => {
      // Graph has refused the token, or demands another one: its earlier answers for that token are no longer
      // valid.
      if (how.forceRefresh) profiles.forget(session.id);
      return services.access.entraAccessToken(session, how);
    },
  };
  const load = async (ended: AbortSignal) => getUserDetails({ ...graph, signal: ended });
  return {
    graph: { ...graph, signal },
    // The token check of this request has found this session in the store. So a user who has signed out, here
    // or at another instance, was already refused.
    userDetails: async () => profiles.get(session, load, signal),
    auditTrail,
    clientName: clients.nameOf,
  };
}

async function toolFailure(
  error: unknown,
  call: ToolCall,
  { audit, logError, access, onSignInRequired, onServerFault }: ToolServices,
): Promise<ToolResult> {
  // These messages are written for people. Other errors could contain any text of a library.
  const isKnown =
    error instanceof AuthenticationError ||
    error instanceof GraphRequestError ||
    error instanceof InvalidInputError;
  const known = isKnown ? error : undefined;
  audit({ event: "tool_failed", outcome: "failure", reason: known?.code ?? "internal error", ...who(call) });
  if (known === undefined) logError(error);
  if (error instanceof ConfigurationError) onServerFault?.();
  if (known?.code === "sign_in_required") {
    // Graph, too, can learn that a sign-in has ended. If the session stayed, it would renew its token and
    // fail again.
    const claims = claimsOf(known);
    await access.endSession(call.session, "a new sign-in is needed", claims);
    onSignInRequired?.(claims);
  }
  return toolError(known?.message ?? "The tool failed for an internal reason. Try again later.");
}

function who({ tool, session }: ToolCall) {
  return {
    tool: tool.name,
    session: auditSessionId(session.id),
    user: session.userId,
    client: session.clientId,
  };
}

/** What Graph or Entra demands at the next sign-in, as JSON. */
function claimsOf(error: Error): string | undefined {
  return error instanceof AuthenticationError ? error.claims : undefined;
}
