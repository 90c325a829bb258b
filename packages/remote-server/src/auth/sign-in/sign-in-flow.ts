import { AuthenticationError, type Correlation, type RecordAuditEvent } from "@mcp-entra/auth-core";
import { type AuthorizationCodes, codeSeconds } from "../sessions/authorization-codes.ts";
import { authorizationErrorUrl, authorizationSuccessUrl } from "../consent/authorization-response.ts";
import type { ClientRegistry } from "../clients/client-registry.ts";
import type { Approvals } from "../consent/approvals.ts";
import type { ClaimsDemands } from "../entra/claims-demands.ts";
import type { EntraTokenStore } from "../entra/entra-token-store.ts";
import type { EntraConfidentialClient } from "../entra/entra-confidential-client.ts";
import type { AuthorizationRequest } from "../consent/authorization-request.ts";
import type { PendingSignIn, PendingSignIns, SignInTickets } from "./pending-sign-ins.ts";
import type { SessionLifecycle } from "../sessions/session-lifecycle.ts";
import { createSessionId } from "../sessions/sessions.ts";
import { withErrorNumber } from "../entra/error-number.ts";

/** The round trip through Entra: from a checked request of a client to a code of ours. */
export interface SignInFlow {
  /** @returns what ties the sign-in to the browser, and the address at Entra to send the browser to. */
  prepare(clientId: string, request: AuthorizationRequest): Promise<PreparedSignIn>;
  /** Whether a sign-in is still waiting for Entra's answer. */
  isWaiting(state: string): Promise<boolean>;
  /** No client was told of this sign-in, and none will be. */
  abandon(state: string): Promise<void>;
  /**
   * Entra's answer to `state` has come.
   *
   * @returns undefined when no sign-in is waiting (any more).
   */
  finish(answer: EntraAnswer, state: string): Promise<FinishedSignIn | undefined>;
}

/** Where to send the browser: to the client's redirect URI, with a code of ours or an OAuth error; or once more to Entra. */
interface FinishedSignIn {
  redirectTo: string;
  /** What ties the browser to the sign-in that is to follow. */
  signIn?: SignInTickets;
}

interface PreparedSignIn extends SignInTickets {
  url: string;
}

/** What came back in the browser. */
export type EntraAnswer = { code: string } | EntraRefusal;

export interface EntraRefusal {
  error: string;
  /** The AADSTS number, where Entra gave one. */
  entraCode?: number | undefined;
}

export interface SignInFlowParts {
  issuer: string;
  /** The resource that all tokens are for. */
  audience: string;
  entra: EntraConfidentialClient;
  entraTokenStore: Pick<EntraTokenStore, "forget">;
  claimsDemands: Pick<ClaimsDemands, "take">;
  pendingSignIns: PendingSignIns;
  codes: AuthorizationCodes;
  approvals: Pick<Approvals, "record" | "settle">;
  sessionLifecycle: Pick<SessionLifecycle, "endById">;
  clients: Pick<ClientRegistry, "recognize">;
  audit: RecordAuditEvent;
  correlation: Correlation;
  /** For errors that are bugs of ours, or of the store. */
  logError: (error: unknown) => void;
}

export function createSignInFlow(parts: SignInFlowParts): SignInFlow {
  const { pendingSignIns } = parts;
  return {
    prepare: async (clientId, request) => prepare(parts, { ...request, clientId }),
    isWaiting: async (state) => pendingSignIns.isWaiting(state),
    abandon: async (state) => void (await pendingSignIns.finish(state)),
    finish: async (answer, state) => {
      const signIn = await pendingSignIns.finish(state);
      if (signIn === undefined) return undefined;
      parts.correlation.adopt(signIn.correlationId);
      if ("error" in answer)
        return { redirectTo: failSignIn(parts, signIn, refusalOf(answer), answer.error === "access_denied") };
      try {
        return await completeSignIn(parts, signIn, answer.code);
      } catch (error) {
        // Whatever it was: the state is used up, and the client must not wait for ever.
        if (!(error instanceof AuthenticationError)) parts.logError(error);
        return { redirectTo: failSignIn(parts, signIn, asAuthenticationError(error), false) };
      }
    },
  };
}

async function prepare(
  { entra, pendingSignIns }: SignInFlowParts,
  wanted: Omit<PendingSignIn, "nonce" | "entraCodeVerifier">,
): Promise<PreparedSignIn> {
  // PKCE and nonce of our own towards Entra; the client's challenge protects the other leg and stays here.
  const { nonce, codeVerifier, codeChallenge } = await entra.newSignIn();
  const tickets = await pendingSignIns.begin({ ...wanted, nonce, entraCodeVerifier: codeVerifier });
  const { scopes, prompt, loginHint, claims } = wanted;
  const account = { prompt, loginHint };
  const { state } = tickets;
  const url = await entra.signInUrl({ state, nonce, codeChallenge, scopes, account, claims });
  return { ...tickets, url };
}

async function completeSignIn(
  parts: SignInFlowParts,
  signIn: PendingSignIn,
  entraCode: string,
): Promise<FinishedSignIn> {
  const { entra, codes, audit, issuer, audience } = parts;
  const sessionId = createSessionId();
  const { userId, accountName, roles } = await entra.redeemCode({
    code: entraCode,
    nonce: signIn.nonce,
    codeVerifier: signIn.entraCodeVerifier,
    scopes: signIn.scopes,
    // Until the client has fetched its tokens; a client that never comes leaves nothing behind.
    keep: { sessionId, ttlSeconds: codeSeconds * 2 },
  });
  audit({ event: "sign_in_finished", outcome: "success", client: signIn.clientId, user: userId });
  const { clientId, redirectUri, codeChallenge, scopes, correlationId } = signIn;
  const claims = await parts.claimsDemands.take({ userId, clientId });
  if (claims !== undefined && claims !== signIn.claims) {
    await parts.entraTokenStore.forget(sessionId);
    return signInOnceMore(parts, signIn, { claims, loginHint: accountName });
  }
  // Now that the user is known, and before there is anything that could be taken back.
  await recordApproval(parts, { userId, clientId, scopes, sessionId });
  const bound = { clientId, redirectUri, audience, codeChallenge };
  const code = await codes.issue({ ...bound, sessionId, userId, scopes, roles, correlationId });
  audit({ event: "code_issued", outcome: "success", client: clientId, user: userId });
  return { redirectTo: authorizationSuccessUrl({ ...signIn, issuer }, code) };
}

/**
 * A sign-in has shown who the user is, and Entra has demanded more of this user before, such as a second factor. So the browser goes to
 * Entra once more. Entra asks only for what is missing.
 */
async function signInOnceMore(
  parts: SignInFlowParts,
  before: PendingSignIn,
  demanded: { claims: string; loginHint: string | undefined },
): Promise<FinishedSignIn> {
  const signIn = await prepare(parts, { ...before, prompt: undefined, ...demanded });
  const reason = "more is demanded of this user";
  parts.audit({ event: "sign_in_started", outcome: "success", client: before.clientId, reason });
  return { redirectTo: signIn.url, signIn };
}

async function recordApproval(
  { approvals, sessionLifecycle, clients }: SignInFlowParts,
  signIn: { userId: string; clientId: string; scopes: string[]; sessionId: string },
): Promise<void> {
  const clientName = await clients.recognize(signIn.clientId);
  await approvals.record({ ...signIn, clientName });
  await approvals.settle(signIn.userId, async (id) =>
    sessionLifecycle.endById(id, "too many sessions of one user"),
  );
}

function refusalOf({ error, entraCode }: EntraRefusal): AuthenticationError {
  const message =
    error === "access_denied" ? "The sign-in was declined." : "Entra could not sign the user in.";
  return new AuthenticationError("sign_in_failed", message, { entraCode });
}

function asAuthenticationError(error: unknown): AuthenticationError {
  if (error instanceof AuthenticationError) return error;
  return new AuthenticationError("sign_in_failed", "The sign-in failed because of an error in this server.");
}

function failSignIn(
  { audit, issuer }: SignInFlowParts,
  signIn: PendingSignIn,
  { entraCode, message }: AuthenticationError,
  declined: boolean,
): string {
  // Entra's own sentence can name the user; its number says as much.
  const reason = entraCode === undefined ? message : "refused by Entra";
  audit({ event: "sign_in_failed", outcome: "failure", client: signIn.clientId, entraCode, reason });
  const redirect = { ...signIn, issuer };
  // The client learns the OAuth error, and its user Entra's number; which check of ours failed is for the log.
  return declined
    ? authorizationErrorUrl(redirect, "access_denied", withErrorNumber(message, entraCode))
    : authorizationErrorUrl(redirect, "server_error", withErrorNumber(notSignedIn, entraCode));
}

const notSignedIn = "The sign-in with Microsoft Entra ID did not succeed.";
