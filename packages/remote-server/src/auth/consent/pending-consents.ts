import { createOpaqueToken, hashToken, type Store, tokenMatches } from "@mcp-entra/auth-core";
import { z } from "zod";
import { type AuthorizationRequest, authorizationRequest } from "./authorization-request.ts";

/** Long enough to read a page and to think about it. */
export const consentSeconds = 10 * 60;

const pendingConsent = z.object({
  clientId: z.string(),
  request: authorizationRequest,
  formTokenHash: z.string(),
  browserTokenHash: z.string(),
});

/** A question that has been put to a user. */
type PendingConsent = z.output<typeof pendingConsent>;

/** What goes along with the question: the first two into the form, the last into a cookie. */
export interface ConsentTickets {
  ticket: string;
  formToken: string;
  browserToken: string;
}

type ConsentAnswer =
  | { kind: "answered"; consent: PendingConsent }
  | { kind: "unknown" }
  /** It was not given on the page that we sent, or not in the browser that we sent it to. */
  | { kind: "foreign" };

/**
 * The questions that wait for an answer. Each belongs to one client's one request and is answered once; no answer is ever
 * used for another request. Remembered consent is how others were breached: it lets any page start a sign-in that
 * finishes unasked (GHSA-rww4-4w9c-7733).
 */
export interface PendingConsents {
  ask(clientId: string, request: AuthorizationRequest): Promise<ConsentTickets>;
  answer(tickets: Partial<ConsentTickets> & { ticket: string }): Promise<ConsentAnswer>;
}

export function createPendingConsents(store: Pick<Store, "get" | "set" | "take">): PendingConsents {
  return {
    ask: async (clientId, request) => {
      const tickets = {
        ticket: createOpaqueToken(),
        formToken: createOpaqueToken(),
        browserToken: createOpaqueToken(),
      };
      const consent: PendingConsent = {
        clientId,
        request,
        formTokenHash: hashToken(tickets.formToken),
        browserTokenHash: hashToken(tickets.browserToken),
      };
      // defence:41
      await store.set(recordKey(tickets.ticket), JSON.stringify(consent), consentSeconds);
      return tickets;
    },
    answer: async ({ ticket, formToken = "", browserToken = "" }) => {
      const consent = read(await store.get(recordKey(ticket)));
      if (consent === undefined) return { kind: "unknown" };
      // Before it is used up: a stranger must not be able to answer for the user, nor to take the question away.
      // defence:18
      if (!tokenMatches(formToken, consent.formTokenHash)) return { kind: "foreign" };
      // defence:19
      if (!tokenMatches(browserToken, consent.browserTokenHash)) return { kind: "foreign" };
      const taken = read(await store.take(recordKey(ticket)));
      return taken === undefined ? { kind: "unknown" } : { kind: "answered", consent: taken };
    },
  };
}

function read(record: string | undefined): PendingConsent | undefined {
  return record === undefined ? undefined : pendingConsent.parse(JSON.parse(record));
}

function recordKey(ticket: string): string {
  return `consent:${hashToken(ticket)}`;
}
