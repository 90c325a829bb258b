import { createOpaqueToken, hashToken, type SealedStore } from "@mcp-entra/auth-core";
import { z } from "zod";

/** A client redeems its code at once; a code that is older was held back by somebody. */
export const codeSeconds = 60;
/** How long a code is remembered after it was issued, to notice a second redemption. */
const replayMemorySeconds = 60 * 60;

const grant = z.object({
  sessionId: z.string(),
  clientId: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  /** The resource that the user has agreed to. A code without one is good for none. */
  audience: z.string().default(""),
  codeChallenge: z.string(),
  scopes: z.array(z.string()),
  /** The app roles that the user had at the sign-in. */
  roles: z.array(z.string()).default([]),
  correlationId: z.string().optional(),
});

/** What a code stands for. */
export type AuthorizationGrant = z.output<typeof grant>;

export interface AuthorizationCodes {
  issue(grant: AuthorizationGrant): Promise<string>;
  /** Looks, without using the code up. */
  peek(code: string): Promise<AuthorizationGrant | undefined>;
  /** Uses the code up: of any number of parallel callers one gets the grant. */
  take(code: string): Promise<AuthorizationGrant | undefined>;
  /**
   * A code has come that cannot be redeemed (any more). Marks it, for a redemption that is under way right now.
   *
   * @returns the session that it was redeemed for, if it ever was one of ours.
   */
  markReplayed(code: string): Promise<string | undefined>;
  wasReplayed(code: string): Promise<boolean>;
}

/** @param store an encrypting one. */
export function createAuthorizationCodes(store: SealedStore): AuthorizationCodes {
  return {
    issue: async (granted) => {
      const code = createOpaqueToken();
      await store.set(recordKey("session", code), granted.sessionId, replayMemorySeconds);
      // defence:43
      await store.set(recordKey("live", code), JSON.stringify(granted), codeSeconds);
      return code;
    },
    peek: async (code) => read(await store.get(recordKey("live", code))),
    // defence:31-once
    take: async (code) => read(await store.take(recordKey("live", code))),
    markReplayed: async (code) => {
      const sessionId = await store.get(recordKey("session", code));
      if (sessionId !== undefined) await store.set(recordKey("replayed", code), sessionId, codeSeconds);
      return sessionId;
    },
    wasReplayed: async (code) => (await store.get(recordKey("replayed", code))) !== undefined,
  };
}

function recordKey(kind: "live" | "session" | "replayed", code: string): string {
  return `code-${kind}:${hashToken(code)}`;
}

function read(record: string | undefined): AuthorizationGrant | undefined {
  return record === undefined ? undefined : grant.parse(JSON.parse(record));
}
