import { type AuthenticStore, createOpaqueToken, hashToken, type Now } from "@mcp-entra/auth-core";

/** Enough time to read a mail twice. */
export const questionSeconds = 5 * 60;

/** A tool's question to a user, and the client that asks it. */
interface ToolQuestion {
  userId: string;
  clientId: string;
  tool: string;
  /** The arguments, after all checks. */
  input: unknown;
}

/**
 * Questions that wait for an answer. A client sends the answer with the state of the question. So it could
 * come from anybody, for any question, at any time (MCP 2026-07-28, Multi round-trip requests: a server must
 * not trust the state).
 */
export interface ToolQuestions {
  /** @returns the state that identifies this question. */
  ask(question: ToolQuestion): Promise<string>;
  /** Whether this state belongs to this question. It works once: afterwards, the state is not valid. */
  settle(state: string, question: ToolQuestion): Promise<boolean>;
}

/**
 * @param store a store that authenticates its records: otherwise an attacker could write a question into the
 * database. @param server our issuer.
 */
export function createToolQuestions(
  store: Pick<AuthenticStore, "get" | "set" | "take">,
  now: Now,
  server: string,
): ToolQuestions {
  const recordKey = (state: string, question: ToolQuestion): string => keyOf({ state, server, ...question });
  return {
    ask: async (question) => {
      const state = createOpaqueToken();
      // defence:94
      const expiresAt = now() + questionSeconds * 1_000;
      // defence:94-store
      await store.set(recordKey(state, question), String(expiresAt), questionSeconds);
      return state;
    },
    settle: async (state, question) => {
      // defence:91 Deleted when it is read.
      const expiresAt = await store.take(recordKey(state, question));
      return Number(expiresAt) > now();
    },
  };
}

/** A question, and the state that it was sent with. */
interface AskedQuestion extends ToolQuestion {
  state: string;
  server: string;
}

/**
 * The key contains everything that the question is about. So another user, or other arguments, find no
 * record.
 */
function keyOf({ state, server, userId, clientId, tool, input }: AskedQuestion): string {
  const parts = [
    state,
    tool,
    // defence:62-tool Several servers may share a store, and the user may have agreed at another server.
    server,
    // defence:92 All arguments: the user has agreed to exactly these.
    input,
    // defence:93-user
    userId,
    // defence:93-client
    clientId,
  ];
  return `question:${hashToken(JSON.stringify(parts))}`;
}
