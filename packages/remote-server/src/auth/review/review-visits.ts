import { createOpaqueToken, hashToken, type SealedStore, tokenMatches } from "@mcp-entra/auth-core";
import { z } from "zod";
import type { EntraUser } from "../entra/check-id-token.ts";

/** Enough time to read a page. Later, another person at this computer has to sign in. */
export const visitSeconds = 10 * 60;

const visit = z.object({
  userId: z.string(),
  /** The page shows it; see `EntraUser`. */
  accountName: z.string().optional(),
  formToken: z.string(),
});

/** A signed-in user who looks at their list. */
export type ReviewVisit = z.output<typeof visit>;

/**
 * The page's own short sessions. They give access to the page only, and a client's session gives no access to
 * it.
 */
export interface ReviewVisits {
  /** @returns what the browser keeps in a cookie. */
  begin(user: Pick<EntraUser, "userId" | "accountName">): Promise<string>;
  find(token: string | undefined): Promise<ReviewVisit | undefined>;
  end(token: string): Promise<void>;
}

/**
 * @param store a store that encrypts. @param issuer of the server whose page it is: another server on the
 * same store has its own visits.
 */
export function createReviewVisits(
  store: Pick<SealedStore, "get" | "set" | "delete">,
  { issuer }: { issuer: string },
): ReviewVisits {
  const recordKey = (token: string): string => `review-visit:${hashToken(`${issuer} ${token}`)}`;
  return {
    begin: async ({ userId, accountName }) => {
      const token = createOpaqueToken();
      const record: ReviewVisit = { userId, accountName, formToken: createOpaqueToken() };
      await store.set(recordKey(token), JSON.stringify(record), visitSeconds);
      return token;
    },
    find: async (token) => {
      const record = token === undefined ? undefined : await store.get(recordKey(token));
      return record === undefined ? undefined : visit.parse(JSON.parse(record));
    },
    end: async (token) => store.delete(recordKey(token)),
  };
}

/** Whether a form comes from the page of this visit, and not from an attacker's page (CSRF). */
export function isOwnForm({ formToken }: ReviewVisit, presented: string): boolean {
  return tokenMatches(presented, hashToken(formToken));
}
