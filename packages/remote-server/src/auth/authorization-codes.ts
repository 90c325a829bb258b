import { createOpaqueToken, hashToken, type Store } from "@mcp-entra/auth-core";
import { z } from "zod";

/** A client redeems its code at once; a code that is older was held back by somebody. */
export const codeSeconds = 60;
/** How long a redeemed code is remembered, to notice a second redemption. */
const replayMemorySeconds = 60 * 60;

const grant = z.object({
  sessionId: z.string(),
  clientId: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  codeChallenge: z.string(),
  scopes: z.array(z.string()),
});

/** What a code stands for. */
export type AuthorizationGrant = z.output<typeof grant>;

export interface AuthorizationCodes {
  issue(grant: AuthorizationGrant): Promise<string>;
  /** Looks without redeeming. */
  peek(code: string): Promise<AuthorizationGrant | undefined>;
  /** Redeems: of any number of parallel callers one gets the grant. */
  redeem(code: string): Promise<AuthorizationGrant | undefined>;
  /** The session that a code was redeemed for earlier: whoever presents such a code has stolen it, or was stolen from. */
  redeemedSession(code: string): Promise<string | undefined>;
}

/** @param store an encrypting one. */
export function createAuthorizationCodes(store: Omit<Store, "compareAndSet">): AuthorizationCodes {
  return {
    issue: async (granted) => {
      const code = createOpaqueToken();
      await store.set(liveKey(code), JSON.stringify(granted), codeSeconds);
      return code;
    },
    peek: async (code) => read(await store.get(liveKey(code))),
    redeem: async (code) => {
      const granted = read(await store.take(liveKey(code)));
      if (granted !== undefined) await store.set(usedKey(code), granted.sessionId, replayMemorySeconds);
      return granted;
    },
    redeemedSession: async (code) => store.get(usedKey(code)),
  };
}

function liveKey(code: string): string {
  return `code:${hashToken(code)}`;
}

function usedKey(code: string): string {
  return `code-used:${hashToken(code)}`;
}

function read(record: string | undefined): AuthorizationGrant | undefined {
  return record === undefined ? undefined : grant.parse(JSON.parse(record));
}
