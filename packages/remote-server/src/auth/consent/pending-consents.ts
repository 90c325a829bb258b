import { createOpaqueToken, hashToken, tokenMatches, type UpdatableStore } from "@mcp-entra/auth-core";
import { z } from "zod";
import { type AuthorizationRequest, authorizationRequest } from "./authorization-request.ts";

/** Long enough to read a page and to think about it. */
export const consentSeconds = 10 * 60;

const consentAnswer = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("deny") }),
  /**
   * An approval, with the sign-in that it began (see `SignInTickets`) and the address that the browser was
   * sent to.
   */
  z.object({
    decision: z.enum(["approve", "approve-another-account"]),
    state: z.string(),
    browserSecret: z.string(),
    url: z.string(),
  }),
]);

/** The button that the user has pressed, and its result. */
export type ConsentAnswer = z.output<typeof consentAnswer>;

/** The buttons of the page. */
export type ConsentDecision = ConsentAnswer["decision"];

const pendingConsent = z.object({
  clientId: z.string(),
  request: authorizationRequest,
  formTokenHash: z.string(),
  browserTokenHash: z.string(),
  answer: consentAnswer.optional(),
  /** The server that asks: several servers may share a store. An older version did not store this. */
  server: z.string().optional(),
});

/** A question that a user was asked. */
export type PendingConsent = z.output<typeof pendingConsent>;

/** The secrets of the question: the first two are in the form, the last is in a cookie. */
export interface ConsentTickets {
  ticket: string;
  formToken: string;
  browserToken: string;
}

type FoundConsent =
  | { kind: "found"; consent: PendingConsent }
  | { kind: "unknown" }
  /** The answer does not come from the page that we sent, or from the browser that we sent it to. */
  | { kind: "foreign" };

/**
 * The questions that users were asked. Each question belongs to one request of one client, and has one
 * answer. An answer is never used for another request. Other servers remembered the consent and had a
 * vulnerability: any page could start a sign-in that finished without a question (GHSA-rww4-4w9c-7733).
 *
 * An answer is kept for as long as its sign-in may take. If a user presses a button twice, the browser drops
 * the redirect of the first answer. So the second answer has to lead to the same place.
 */
export interface PendingConsents {
  ask(clientId: string, request: AuthorizationRequest): Promise<ConsentTickets>;
  /** The question that belongs to these tickets. This only reads. */
  find(tickets: Partial<ConsentTickets> & { ticket: string }): Promise<FoundConsent>;
  /**
   * Gives the question its answer.
   *
   * @param replacing its present answer, if that one is no longer of use.
   * @returns the valid answer, which is another one if that came first; undefined if the question no longer
   * exists.
   */
  answer(
    ticket: string,
    answer: ConsentAnswer,
    replacing?: ConsentAnswer,
  ): Promise<ConsentAnswer | undefined>;
}

/**
 * @param store a store that encrypts: an answer contains the secret that binds a sign-in to its browser.
 * @param server our issuer.
 */
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
      // defence:62 The user has agreed on the page of one server, and not of another.
      if ((consent.server ?? server) !== server) return { kind: "unknown" };
      // An attacker must not be able to answer for the user, or to repeat the user's answer.
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
