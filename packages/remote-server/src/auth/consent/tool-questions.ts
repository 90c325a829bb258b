import { type AuthenticStore, createOpaqueToken, hashToken, type Now } from "@mcp-entra/auth-core";

/** Long enough to read a mail twice. */
export const questionSeconds = 5 * 60;

/** What a user is asked before a tool does it, and through which client. */
interface ToolQuestion {
  userId: string;
  clientId: string;
  tool: string;
  /** The arguments, after all checks. */
  input: unknown;
}

/**
 * Questions that wait for their users. The answer comes with the state that the question was sent with, and from a client, so it
 * could come from anybody, for anything, at any time (MCP 2026-07-28, Multi round-trip requests: a server must not trust the state).
 */
export interface ToolQuestions {
  /** @returns the state that stands for this question. */
  ask(question: ToolQuestion): Promise<string>;
  /** Whether this state stands for this very question. Once: afterwards, it stands for nothing. */
  settle(state: string, question: ToolQuestion): Promise<boolean>;
}

/** @param store one that vouches for its records: else a question could be written into the database. @param server our issuer. */
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
      // defence:91 Gone when it is read.
      const expiresAt = await store.take(recordKey(state, question));
      return Number(expiresAt) > now();
    },
  };
}

/** A question, and what it was sent with. */
interface AskedQuestion extends ToolQuestion {
  state: string;
  server: string;
}

/** All that a question is about is part of the key, so that there is nothing to find for another user or other arguments. */
function keyOf({ state, server, userId, clientId, tool, input }: AskedQuestion): string {
  const parts = [
    state,
    tool,
    // defence:62-tool Several servers may share a store, and a user may have agreed at another one.
    server,
    // defence:92 All of them: the user has agreed to these words and to no others.
    input,
    // defence:93-user
    userId,
    // defence:93-client
    clientId,
  ];
  return `question:${hashToken(JSON.stringify(parts))}`;
}
