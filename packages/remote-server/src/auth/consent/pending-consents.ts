import { createOpaqueToken, hashToken, tokenMatches, type UpdatableStore } from "@mcp-entra/auth-core";
import { z } from "zod";
import { type AuthorizationRequest, authorizationRequest } from "./authorization-request.ts";

/** Long enough to read a page and to think about it. */
export const consentSeconds = 10 * 60;

const consentAnswer = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("deny") }),
  /** With the sign-in that it began: see `SignInTickets`, and where the browser was sent. */
  z.object({
    decision: z.enum(["approve", "approve-another-account"]),
    state: z.string(),
    browserSecret: z.string(),
    url: z.string(),
  }),
]);

/** What the user has pressed, and what came of it. */
export type ConsentAnswer = z.output<typeof consentAnswer>;

/** The buttons of the page. */
export type ConsentDecision = ConsentAnswer["decision"];

const pendingConsent = z.object({
  clientId: z.string(),
  request: authorizationRequest,
  formTokenHash: z.string(),
  browserTokenHash: z.string(),
  answer: consentAnswer.optional(),
  /** Whose question it is: several servers may share a store. The version before did not say. */
  server: z.string().optional(),
});

/** A question that has been put to a user. */
export type PendingConsent = z.output<typeof pendingConsent>;

/** What goes along with the question: the first two into the form, the last into a cookie. */
export interface ConsentTickets {
  ticket: string;
  formToken: string;
  browserToken: string;
}

type FoundConsent =
  | { kind: "found"; consent: PendingConsent }
  | { kind: "unknown" }
  /** The answer was not given on the page that we sent, or not in the browser that we sent it to. */
  | { kind: "foreign" };

/**
 * The questions that have been put to users. Each belongs to one client's one request, and has one answer; no answer is ever used for
 * another request. Remembered consent is how others were breached: it lets any page start a sign-in that finishes unasked
 * (GHSA-rww4-4w9c-7733).
 *
 * An answer is kept for as long as its sign-in may take. A user who presses a button twice makes the browser forget the first answer's
 * redirect; the second one has to lead to the same place.
 */
export interface PendingConsents {
  ask(clientId: string, request: AuthorizationRequest): Promise<ConsentTickets>;
  /** The question that is answered with these tickets. Looking changes nothing. */
  find(tickets: Partial<ConsentTickets> & { ticket: string }): Promise<FoundConsent>;
  /**
   * Gives the question its answer.
   *
   * @param replacing the answer that it has, when that one leads nowhere any more.
   * @returns the answer that counts, which is another one's if that was first; undefined when the question is gone.
   */
  answer(
    ticket: string,
    answer: ConsentAnswer,
    replacing?: ConsentAnswer,
  ): Promise<ConsentAnswer | undefined>;
}

/** @param store an encrypting one: an answer holds what ties a sign-in to its browser. @param server our issuer. */
export function createPendingConsents(
  store: Pick<UpdatableStore, "get" | "set" | "update">,
  server: string,
): PendingConsents {
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
        server,
      };
      // defence:41
      await store.set(recordKey(tickets.ticket), JSON.stringify(consent), consentSeconds);
      return tickets;
    },
    find: async ({ ticket, formToken = "", browserToken = "" }) => {
      const consent = read(await store.get(recordKey(ticket)));
      if (consent === undefined) return { kind: "unknown" };
      // defence:62 What a user has agreed to, they have agreed to at the server whose page it was.
      if ((consent.server ?? server) !== server) return { kind: "unknown" };
      // A stranger must not be able to answer for the user, nor to repeat the user's answer.
      // defence:18
      if (!tokenMatches(formToken, consent.formTokenHash)) return { kind: "foreign" };
      // defence:19
      if (!tokenMatches(browserToken, consent.browserTokenHash)) return { kind: "foreign" };
      return { kind: "found", consent };
    },
    answer: async (ticket, answer, replacing) => {
      let counts: ConsentAnswer | undefined;
      await store.update(recordKey(ticket), (value) => {
        const consent = read(value);
        // defence:81 The first answer stays: a second one cannot change it.
        const isOpen = consent?.answer === undefined || isSame(consent.answer, replacing);
        counts = isOpen ? answer : consent.answer;
        if (consent === undefined) counts = undefined;
        return consent === undefined || !isOpen
          ? undefined
          : { value: JSON.stringify({ ...consent, answer }), ttlSeconds: consentSeconds };
      });
      return counts;
    },
  };
}

function isSame(answer: ConsentAnswer, other: ConsentAnswer | undefined): boolean {
  return "state" in answer && other !== undefined && "state" in other && answer.state === other.state;
}

function read(record: string | undefined): PendingConsent | undefined {
  return record === undefined ? undefined : pendingConsent.parse(JSON.parse(record));
}

function recordKey(ticket: string): string {
  return `consent:${hashToken(ticket)}`;
}
