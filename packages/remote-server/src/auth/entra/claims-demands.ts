import { hashToken, type SealedStore } from "@mcp-entra/auth-core";

const daySeconds = 24 * 60 * 60;
/** Real ones have a few hundred characters. */
const longestClaims = 4_000;

/**
 * What Microsoft Graph or Entra demands at a user's next sign-in, for example a second factor for this one
 * action (`acrs`). Without it, the next sign-in would be like the last one, would be refused in the same way,
 * and would lead to another sign-in.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export interface ClaimsDemands {
  /** @param claims JSON, as it was demanded. */
  note(whose: Whose, claims: string): Promise<void>;
  /** It works once: if the demand still exists after the sign-in, it comes again. */
  take(whose: Whose): Promise<string | undefined>;
}

interface Whose {
  userId: string;
  clientId: string;
}

/** @param store a store that encrypts: a demand shows what a user does. */
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
