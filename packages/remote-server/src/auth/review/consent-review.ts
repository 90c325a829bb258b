import { AuthenticationError, StoreError, type RecordAuditEvent } from "@mcp-entra/auth-core";
import type { EntraUser } from "../entra/check-id-token.ts";
import type { EntraConfidentialClient } from "../entra/entra-confidential-client.ts";
import type { PendingReviews, SignInTickets } from "../sign-in/pending-sign-ins.ts";
import type { EntraAnswer } from "../sign-in/sign-in-flow.ts";
import type { AccountChoice } from "../rules/account-choice.ts";
import { minimalScopes } from "../rules/scopes.ts";
import type { SessionLifecycle } from "../sessions/session-lifecycle.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Approval, Approvals } from "../consent/approvals.ts";
import type { ReviewVisit, ReviewVisits } from "./review-visits.ts";

/** An approval, and whether a program is signed in with it right now. */
export interface ReviewedApproval {
  approval: Approval;
  isSignedIn: boolean;
}

/** Users see what they have approved, and can withdraw it. */
export interface ConsentReview {
  visits: ReviewVisits;
  /** Sends a user to Entra, to learn who they are. */
  startSignIn(account?: AccountChoice): Promise<{ tickets: SignInTickets; url: string }>;
  /**
   * Entra has answered the sign-in with this `state`.
   *
   * @returns the cookie of the new visit; undefined if no visit waits for this state.
   * @throws AuthenticationError
   */
  finishSignIn(answer: EntraAnswer, state: string): Promise<string | undefined>;
  approvalsOf(visit: ReviewVisit): Promise<ReviewedApproval[]>;
  /** Ends every session that the client has for this user. @returns whether there was an approval. */
  revoke(visit: ReviewVisit, clientId: string): Promise<boolean>;
}

export interface ConsentReviewParts {
  entra: EntraConfidentialClient;
  pendingReviews: PendingReviews;
  visits: ReviewVisits;
  approvals: Approvals;
  sessions: Pick<Sessions, "find">;
  sessionLifecycle: Pick<SessionLifecycle, "endById">;
  audit: RecordAuditEvent;
}

export function createConsentReview(parts: ConsentReviewParts): ConsentReview {
  const { entra, pendingReviews, visits, approvals, sessions, sessionLifecycle, audit } = parts;
  const settle = async (userId: string, reason: string): Promise<void> =>
    approvals.settle(userId, async (id) => sessionLifecycle.endById(id, reason));
  return {
    visits,
    startSignIn: async (account = {}) => {
      const { nonce, codeVerifier, codeChallenge } = await entra.newSignIn();
      const tickets = await pendingReviews.begin({ nonce, entraCodeVerifier: codeVerifier });
      audit({ event: "sign_in_started", outcome: "success", reason: "to review consents" });
      const { state } = tickets;
      const ours = { state, nonce, codeChallenge, scopes: minimalScopes };
      return { tickets, url: await entra.signInUrl({ ...ours, account }) };
    },
    finishSignIn: async (answer, state) => {
      const pending = await pendingReviews.finish(state);
      if (pending === undefined) return undefined;
      try {
        return await visits.begin(await whoAnswered(parts, answer, pending));
      } catch (error) {
        const entraCode = error instanceof AuthenticationError ? error.entraCode : undefined;
        audit({ event: "sign_in_failed", outcome: "failure", entraCode, reason: "to review consents" });
        // The state is used up: the same callback cannot be tried again, also after an error.
        if (!(error instanceof StoreError)) throw error;
        throw new AuthenticationError("sign_in_failed", "The store could not be reached.", { cause: error });
      }
    },
    approvalsOf: async ({ userId }) => {
      // If a process was killed while it ended sessions, they end now.
      await settle(userId, "taken back by its user");
      const listed = await approvals.list(userId);
      return Promise.all(
        listed.map(async (each) => ({ approval: each, isSignedIn: await hasSession(each, sessions) })),
      );
    },
    revoke: async ({ userId }, clientId) => {
      // First the approval: from now on, a code or a refresh token finds no approval and is refused.
      const wasThere = await approvals.takeBack(userId, clientId);
      await settle(userId, "taken back by its user");
      if (!wasThere) return false;
      audit({ event: "consent_revoked", outcome: "success", user: userId, client: clientId });
      return true;
    },
  };
}

/** We need only the user's identity. No token of Entra is stored. */
async function whoAnswered(
  { entra, audit }: ConsentReviewParts,
  answer: EntraAnswer,
  { nonce, entraCodeVerifier: codeVerifier }: { nonce: string; entraCodeVerifier: string },
): Promise<EntraUser> {
  if ("error" in answer) {
    const { entraCode } = answer;
    throw new AuthenticationError("sign_in_failed", "The sign-in was not completed.", { entraCode });
  }
  const user = await entra.redeemCode({ code: answer.code, nonce, codeVerifier, scopes: minimalScopes });
  audit({ event: "sign_in_finished", outcome: "success", user: user.userId, reason: "to review consents" });
  return user;
}

async function hasSession(
  { sessions: listed }: Approval,
  sessions: Pick<Sessions, "find">,
): Promise<boolean> {
  // The newest session most probably still exists.
  for (const { id } of listed.toReversed()) if ((await sessions.find(id)) !== undefined) return true;
  return false;
}
