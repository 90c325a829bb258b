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

/** A tool that has not answered by then will not. */
const toolSeconds = 30;

/** What a tool call needs of this server. */
export interface ToolServices {
  access: UserAccess;
  /** How those who issue the tokens know a scope of ours. */
  nameOfScope: (scope: string) => string;
  graphBaseUrl: string;
  /** What Graph has said about users, shared by all connections. */
  profiles: ProfileCache<UserDetails>;
  audit: RecordAuditEvent;
  auditTrail: Pick<AuditTrail, "recent">;
  clients: Pick<ClientRegistry, "nameOf">;
  questions: ToolQuestions;
  /** For errors that are bugs of ours. */
  logError: (error: unknown) => void;
  /** Called when a tool finds that only a new sign-in will help. @param claims what is demanded of that, as JSON. */
  onSignInRequired?: (claims?: string) => void;
  /** Called when this server itself is set up wrongly. */
  onServerFault?: () => void;
  /** Called when the session lacks scopes for a tool. @param needed what a new sign-in has to ask for, all in all. */
  onScopesRequired?: (needed: readonly string[]) => void;
}

interface ToolCall extends ClientSide {
  tool: Tool;
  /** The arguments as they came. */
  received: unknown;
  session: CallerSession;
  /** Aborted when the client cancels, or leaves. */
  signal: AbortSignal;
}

/**
 * Asks the policy, then the user where the tool wants that, runs the tool with the user's own access to Graph, and answers in words that a
 * model can act on.
 *
 * @returns a question where the client has to ask the user, and to call again with the answer.
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
 * Not with `AbortSignal.any` and `AbortSignal.timeout`: what those keep of a call stays in memory for 30 seconds after its answer,
 * and collecting it as garbage took a fifth of the time of a protected call.
 *
 * @param work its signal is aborted when `signal` is, or when a tool has had its time.
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
      // Graph has refused the token, or demands another one: what it said to the bearer of that token counts no more.
      if (how.forceRefresh) profiles.forget(session.id);
      return services.access.entraAccessToken(session, how);
    },
  };
  const load = async (ended: AbortSignal) => getUserDetails({ ...graph, signal: ended });
  return {
    graph: { ...graph, signal },
    // The session is the one that the token check of this very request has found in the store. So a user who has signed out, here
    // or at another instance, was refused before they could come here.
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
  // These are written for people; anything else could carry whatever a library put into it.
  const isKnown =
    error instanceof AuthenticationError ||
    error instanceof GraphRequestError ||
    error instanceof InvalidInputError;
  const known = isKnown ? error : undefined;
  audit({ event: "tool_failed", outcome: "failure", reason: known?.code ?? "internal error", ...who(call) });
  if (known === undefined) logError(error);
  if (error instanceof ConfigurationError) onServerFault?.();
  if (known?.code === "sign_in_required") {
    // Graph, too, can find a sign-in to be over. A session that lived on would only renew its token and fail again.
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

/** What Graph or Entra demands of the next sign-in, as JSON. */
function claimsOf(error: Error): string | undefined {
  return error instanceof AuthenticationError ? error.claims : undefined;
}
