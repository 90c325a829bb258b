import { hashToken, type SealedStore } from "@mcp-entra/auth-core";

const daySeconds = 24 * 60 * 60;
/** Real ones have a few hundred characters. */
const longestClaims = 4_000;

/**
 * What Microsoft Graph or Entra demands of a user's next sign-in, beyond what the one before had: a second factor for this one action, say
 * (`acrs`). Without it the next sign-in would be as good as the last one, be refused as that was, and lead to another.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export interface ClaimsDemands {
  /** @param claims JSON, as it was demanded. */
  note(whose: Whose, claims: string): Promise<void>;
  /** Once: a demand that is still there after the sign-in is made again. */
  take(whose: Whose): Promise<string | undefined>;
}

interface Whose {
  userId: string;
  clientId: string;
}

/** @param store an encrypting one: a demand tells what a user does. */
export function createClaimsDemands(
  store: Pick<SealedStore, "set" | "take">,
  { tenantId }: { tenantId: string },
): ClaimsDemands {
  const keyOf = ({ userId, clientId }: Whose): string =>
    `claims:${hashToken(`${tenantId}.${userId}.${clientId}`)}`;
  return {
    note: async (whose, claims) => {
      if (claims.length <= longestClaims) await store.set(keyOf(whose), claims, daySeconds);
    },
    take: async (whose) => store.take(keyOf(whose)),
  };
}
