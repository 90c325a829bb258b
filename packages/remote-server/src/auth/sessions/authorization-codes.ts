import { createOpaqueToken, hashToken, type SealedStore } from "@mcp-entra/auth-core";
import { z } from "zod";

/** A client redeems its code immediately. If a code is older, an attacker may have delayed it. */
export const codeSeconds = 60;
/** How long a code is remembered after it was issued, so that a second redemption is noticed. */
const replayMemorySeconds = 60 * 60;

const grant = z.object({
  sessionId: z.string(),
  clientId: z.string(),
  userId: z.string(),
  redirectUri: z.string(),
  /** The resource that the user has agreed to. A code without a resource is not valid for any. */
  audience: z.string().default(""),
  codeChallenge: z.string(),
  scopes: z.array(z.string()),
  /** The app roles that the user had at the sign-in. */
  roles: z.array(z.string()).default([]),
  correlationId: z.string().optional(),
});

/** The part of a code that is kept for longer: its client, and its session. */
const usedCode = z.object({
  sessionId: z.string(),
  clientId: z.string().optional(),
  codeChallenge: z.string().optional(),
});
type UsedCode = z.output<typeof usedCode>;

/** The content of a code. */
export type AuthorizationGrant = z.output<typeof grant>;

export interface AuthorizationCodes {
  issue(grant: AuthorizationGrant): Promise<string>;
  /** Reads the code without using it up. */
  peek(code: string): Promise<AuthorizationGrant | undefined>;
  /** Uses the code up: only one of several parallel callers gets the grant. */
  take(code: string): Promise<AuthorizationGrant | undefined>;
  /** What a code was issued for that cannot be redeemed any more, if we issued it. */
  findUsed(code: string): Promise<UsedCode | undefined>;
  /** Its own client has presented it twice. Marks it for a redemption that runs at this moment. */
  markReplayed(code: string): Promise<void>;
  wasReplayed(code: string): Promise<boolean>;
}

/** @param store a store that encrypts. */
export function createAuthorizationCodes(store: SealedStore): AuthorizationCodes {
  return {
    issue: async (granted) => {
      const code = createOpaqueToken();
      const used = usedCode.parse(granted);
      await store.set(recordKey("session", code), JSON.stringify(used), replayMemorySeconds);
      // defence:43
      await store.set(recordKey("live", code), JSON.stringify(granted), codeSeconds);
      return code;
    },
    peek: async (code) => read(await store.get(recordKey("live", code))),
    // defence:31-once
    take: async (code) => read(await store.take(recordKey("live", code))),
    findUsed: async (code) => readUsed(await store.get(recordKey("session", code))),
    markReplayed: async (code) => store.set(recordKey("replayed", code), "yes", codeSeconds),
    wasReplayed: async (code) => (await store.get(recordKey("replayed", code))) !== undefined,
  };
}

function recordKey(kind: "live" | "session" | "replayed", code: string): string {
  return `code-${kind}:${hashToken(code)}`;
}

function read(record: string | undefined): AuthorizationGrant | undefined {
  return record === undefined ? undefined : grant.parse(JSON.parse(record));
}

/** An older version stored only the session's id, for an hour. */
function readUsed(record: string | undefined): UsedCode | undefined {
  if (record === undefined) return undefined;
  return record.startsWith("{") ? usedCode.parse(JSON.parse(record)) : { sessionId: record };
}
