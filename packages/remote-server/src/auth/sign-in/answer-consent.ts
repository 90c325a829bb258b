import type { RecordAuditEvent } from "@mcp-entra/auth-core";
import { authorizationErrorUrl } from "../consent/authorization-response.ts";
import type {
  ConsentAnswer,
  ConsentDecision,
  PendingConsent,
  PendingConsents,
} from "../consent/pending-consents.ts";
import type { SignInTickets } from "./pending-sign-ins.ts";
import type { SignInFlow } from "./sign-in-flow.ts";

interface AnswerConsentParts {
  issuer: string;
  consents: Pick<PendingConsents, "answer">;
  signInFlow: Pick<SignInFlow, "prepare" | "isWaiting" | "abandon">;
  audit: RecordAuditEvent;
}

/** A question that was found with the tickets of its page. */
interface Question {
  ticket: string;
  consent: PendingConsent;
}

/** Where the browser goes now. After an approval, also the secret that binds it to the new sign-in. */
interface AnsweredConsent {
  redirectTo: string;
  signIn?: SignInTickets;
}

/**
 * The user has pressed a button, once or several times. Several equal answers count as one, and all of them
 * lead to the same place. If the user presses again, the browser drops the response to the first answer. So
 * the response to the second has to be complete, too.
 *
 * @returns undefined for “yes” after “no”, and for “no” after “yes”.
 */
export async function answerConsent(
  parts: AnswerConsentParts,
  question: Question,
  decision: ConsentDecision,
): Promise<AnsweredConsent | undefined> {
  if (decision === "deny") return deny(parts, question);
  const answer = await approve(parts, question, decision);
  return answer === undefined || answer.decision === "deny"
    ? undefined
    : { redirectTo: answer.url, signIn: answer };
}

/**
 * First the sign-in, then the answer that names it: a crash in between leaves a sign-in whose cookie no
 * browser has.
 */
async function approve(
  { consents, signInFlow, audit }: AnswerConsentParts,
  { ticket, consent: { clientId, request, answer: earlier } }: Question,
  decision: Exclude<ConsentDecision, "deny">,
): Promise<ConsentAnswer | undefined> {
  // Entra may have answered already, and the browser may have dropped that redirect as well. Then a new
  // sign-in begins. For another account, a new sign-in begins, too.
  const isWaiting = earlier?.decision === decision && (await signInFlow.isWaiting(earlier.state));
  if (isWaiting) return earlier;
  const isOther = decision === "approve-another-account";
  // The user wants another account than the one that the client named.
  const account = isOther ? { prompt: "select_account" as const, loginHint: undefined } : {};
  const prepared = await signInFlow.prepare(clientId, { ...request, ...account });
  const counts = await consents.answer(ticket, { decision, ...prepared }, earlier);
  const isOurs = counts !== undefined && "state" in counts && counts.state === prepared.state;
  const superfluous = isOurs ? earlier : prepared;
  if (superfluous !== undefined && "state" in superfluous) await signInFlow.abandon(superfluous.state);
  if (!isOurs) return counts;
  if (earlier === undefined) audit({ event: "consent_given", outcome: "success", client: clientId });
  audit({ event: "sign_in_started", outcome: "success", client: clientId });
  return counts;
}

async function deny(
  { consents, audit, issuer }: AnswerConsentParts,
  { ticket, consent: { clientId, request } }: Question,
): Promise<AnsweredConsent | undefined> {
  const answer: ConsentAnswer = { decision: "deny" };
  const counts = await consents.answer(ticket, answer);
  if (counts?.decision !== "deny") return undefined;
  if (counts === answer) audit({ event: "consent_refused", outcome: "failure", client: clientId });
  const redirectTo = authorizationErrorUrl(
    { ...request, issuer },
    "access_denied",
    "The user did not allow it.",
  );
  return { redirectTo };
}
