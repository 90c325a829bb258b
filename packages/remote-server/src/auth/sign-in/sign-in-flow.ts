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

/** The way through Entra: from a client's checked request to our code. */
export interface SignInFlow {
  /**
   * @returns the secret that binds the sign-in to the browser, and the address at Entra to send the browser
   * to.
   */
  prepare(clientId: string, request: AuthorizationRequest): Promise<PreparedSignIn>;
  /** Whether a sign-in is still waiting for Entra's answer. */
  isWaiting(state: string): Promise<boolean>;
  /** No client knows this sign-in, and no client will. */
  abandon(state: string): Promise<void>;
  /**
   * Entra has answered the sign-in with this `state`.
   *
   * @returns undefined if no sign-in waits (any more).
   */
  finish(answer: EntraAnswer, state: string): Promise<FinishedSignIn | undefined>;
}

/**
 * Where to send the browser: to the client's redirect URI, with our code or an OAuth error; or to Entra once
 * more.
 */
interface FinishedSignIn {
  redirectTo: string;
  /** The secret that binds the browser to the next sign-in. */
  signIn?: SignInTickets;
}

interface PreparedSignIn extends SignInTickets {
  url: string;
}

/** Entra's answer, which came through the browser. */
export type EntraAnswer = { code: string } | EntraRefusal;

export interface EntraRefusal {
  error: string;
  /** The AADSTS number, if Entra sent one. */
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
  /** For errors that are our bugs, or the store's. */
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
        // For any error: the state is used up, and the client must not wait for ever.
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
  // Our own PKCE and nonce for Entra. The client's challenge protects the exchange with the client, and stays
  // here.
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
    // Until the client redeems its code. If it never does, the record expires.
    keep: { sessionId, ttlSeconds: codeSeconds * 2 },
  });
  audit({ event: "sign_in_finished", outcome: "success", client: signIn.clientId, user: userId });
  const { clientId, redirectUri, codeChallenge, scopes, correlationId } = signIn;
  const claims = await parts.claimsDemands.take({ userId, clientId });
  if (claims !== undefined && claims !== signIn.claims) {
    await parts.entraTokenStore.forget(sessionId);
    return signInOnceMore(parts, signIn, { claims, loginHint: accountName });
  }
  // The user is known now, and no session exists yet.
  await recordApproval(parts, { userId, clientId, scopes, sessionId });
  const bound = { clientId, redirectUri, audience, codeChallenge };
  const code = await codes.issue({ ...bound, sessionId, userId, scopes, roles, correlationId });
  audit({ event: "code_issued", outcome: "success", client: clientId, user: userId });
  return { redirectTo: authorizationSuccessUrl({ ...signIn, issuer }, code) };
}

/**
 * The sign-in has shown who the user is, and Entra has demanded more from this user before, for example a
 * second factor. So the browser goes to Entra once more. Entra asks only for the missing part.
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
  // Entra's own sentence can name the user. Its number is enough.
  const reason = entraCode === undefined ? message : "refused by Entra";
  audit({ event: "sign_in_failed", outcome: "failure", client: signIn.clientId, entraCode, reason });
  const redirect = { ...signIn, issuer };
  // The client gets the OAuth error, and its user sees Entra's number. The log says which of our checks
  // failed.
  return declined
    ? authorizationErrorUrl(redirect, "access_denied", withErrorNumber(message, entraCode))
    : authorizationErrorUrl(redirect, "server_error", withErrorNumber(notSignedIn, entraCode));
}

const notSignedIn = "The sign-in with Microsoft Entra ID did not succeed.";
