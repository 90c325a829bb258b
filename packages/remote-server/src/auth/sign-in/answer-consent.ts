import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import { authorizationErrorUrl } from "../consent/authorization-response.ts";
import type { ConsentAnswer, PendingConsent, PendingConsents } from "../consent/pending-consents.ts";
import type { SignInTickets } from "./pending-sign-ins.ts";
import type { SignInFlow } from "./sign-in-flow.ts";

interface AnswerConsentParts {
  issuer: string;
  consents: Pick<PendingConsents, "answer">;
  signInFlow: Pick<SignInFlow, "prepare" | "isWaiting" | "abandon">;
  audit: RecordAuditEvent;
}

/** Where the browser goes now. With an approval, also what ties it to the sign-in that has begun. */
interface AnsweredConsent {
  redirectTo: string;
  signIn?: SignInTickets;
}

/**
 * The user has pressed a button, once or several times: of any number of equal answers one counts, and all of them lead to the same place. A
 * browser forgets what the first answer was when its user presses again, so the first one alone would be lost with it.
 *
 * @param consent the question, found with the tickets of its page.
 * @returns undefined for an answer that contradicts an earlier one.
 */
export async function answerConsent(
  parts: AnswerConsentParts,
  ticket: string,
  consent: PendingConsent,
  approved: boolean,
): Promise<AnsweredConsent | undefined> {
  const answer = approved ? await approve(parts, ticket, consent) : await deny(parts, ticket, consent);
  if (answer === undefined || (answer.decision === "approve") !== approved) return undefined;
  if (answer.decision === "approve") return { redirectTo: answer.url, signIn: answer };
  const redirect = { ...consent.request, issuer: parts.issuer };
  return { redirectTo: authorizationErrorUrl(redirect, "access_denied", "The user did not allow it.") };
}

/** First the sign-in, then the answer that names it: a crash in between leaves a sign-in that no browser has the cookie of. */
async function approve(
  { consents, signInFlow, audit }: AnswerConsentParts,
  ticket: string,
  { clientId, request, answer: earlier }: PendingConsent,
): Promise<ConsentAnswer | undefined> {
  // Entra may have answered already, with a redirect that the browser has forgotten as well: then this sign-in is begun anew.
  if (earlier?.decision === "approve" && (await signInFlow.isWaiting(earlier.state))) return earlier;
  const prepared = await signInFlow.prepare(clientId, request);
  const counts = await consents.answer(ticket, { decision: "approve", ...prepared }, earlier);
  if (counts?.decision !== "approve" || counts.state !== prepared.state) {
    await signInFlow.abandon(prepared.state);
    return counts;
  }
  if (earlier === undefined) audit({ event: "consent_given", outcome: "success", client: clientId });
  audit({ event: "sign_in_started", outcome: "success", client: clientId });
  return counts;
}

async function deny(
  { consents, audit }: AnswerConsentParts,
  ticket: string,
  { clientId, answer: earlier }: PendingConsent,
): Promise<ConsentAnswer | undefined> {
  if (earlier !== undefined) return earlier;
  const answer: ConsentAnswer = { decision: "deny" };
  const counts = await consents.answer(ticket, answer);
  // Of two at the same time both write the same; the event is the one of whoever has written.
  if (counts === answer) audit({ event: "consent_refused", outcome: "failure", client: clientId });
  return counts;
}
