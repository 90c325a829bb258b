import { createOpaqueToken, hashToken, type SealedStore, tokenMatches } from "@mcp-entra/auth-core";
import { z } from "zod";
import type { EntraUser } from "../entra/check-id-token.ts";

/** Long enough to look through a page; the next person at this computer signs in themselves. */
export const visitSeconds = 10 * 60;

const visit = z.object({
  userId: z.string(),
  /** For the page to show; see `EntraUser`. */
  accountName: z.string().optional(),
  formToken: z.string(),
});

/** A signed-in user in front of their list. */
export type ReviewVisit = z.output<typeof visit>;

/** The page's own little sessions. They open nothing but the page, and no session of a client opens the page. */
export interface ReviewVisits {
  /** @returns what the browser keeps in a cookie. */
  begin(user: Pick<EntraUser, "userId" | "accountName">): Promise<string>;
  find(token: string | undefined): Promise<ReviewVisit | undefined>;
  end(token: string): Promise<void>;
}

/** @param store an encrypting one. @param issuer of the server whose page is visited: another one on the same store has its own. */
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

/** Whether a form was filled in on the page that this visit was shown, and not on an attacker's (CSRF). */
export function isOwnForm({ formToken }: ReviewVisit, presented: string): boolean {
  return tokenMatches(presented, hashToken(formToken));
}
