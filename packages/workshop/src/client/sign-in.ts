import {
  auth,
  type AuthorizationServerMetadata,
  computeScopeUnion,
  extractWWWAuthenticateParams,
  InsufficientScopeError,
  validateAuthorizationResponseIssuer,
} from "@modelcontextprotocol/client";
import type { WorkshopOAuthProvider } from "./oauth-provider.ts";
import type { RedirectListener } from "./redirect-listener.ts";
import { revokeTokens } from "./revoke-tokens.ts";

/** The server does not accept the client's token, or the client has none (401). */
export class SignInRequired extends Error {
  readonly challenge: Challenge;

  constructor(response: Response) {
    super("The server still refuses after the user has signed in.");
    this.name = "SignInRequired";
    this.challenge = extractWWWAuthenticateParams(response);
  }
}

export interface SignInOptions {
  serverUrl: URL;
  /** Opens a page in the user's browser. It resolves when the browser has started. */
  openPage: (url: URL) => Promise<void> | void;
  fetch?: typeof fetch;
}

/** The scopes that a sign-in should ask for, from the server's challenge (RFC 6750 §3, RFC 9728 §5.1). */
interface Challenge {
  scope?: string | undefined;
  resourceMetadataUrl?: URL | undefined;
  /** The tokens are valid, but their scopes are not enough. */
  isStepUp?: boolean;
}

/** One for the connection, one for more scopes. A server that asks a third time may ask for ever. */
const signInsPerRequest = 2;

/** Runs requests. If requests are refused, the user signs in once for all of them, and they are repeated. */
export function repeatAfterSignIn(
  options: SignInOptions,
  provider: WorkshopOAuthProvider,
  listener: RedirectListener,
): <Result>(request: () => Promise<Result>) => Promise<Result> {
  let underWay: Promise<void> | undefined;
  let finished = 0;
  const signInOnce = async (challenge: Challenge): Promise<void> => {
    underWay ??= signIn(challenge, options, provider, listener).finally(() => {
      finished += 1;
      underWay = undefined;
    });
    await underWay;
  };
  return async (request) => {
    for (let attempt = 0; ; attempt += 1) {
      const finishedBefore = finished;
      try {
        return await request();
      } catch (error) {
        const challenge = challengeIn(error);
        if (challenge === undefined || attempt >= signInsPerRequest) throw error;
        // It was refused with old tokens, and a sign-in has ended meanwhile: it only has to be repeated.
        if (finished === finishedBefore) await signInOnce(challenge);
      }
    }
  };
}

function challengeIn(error: unknown): Challenge | undefined {
  if (error instanceof SignInRequired) return error.challenge;
  if (!(error instanceof InsufficientScopeError)) return undefined;
  return { scope: error.requiredScope, resourceMetadataUrl: error.resourceMetadataUrl, isStepUp: true };
}

/** Gets new tokens: with the refresh token if that is enough, otherwise with a sign-in. */
async function signIn(
  { scope, resourceMetadataUrl, isStepUp = false }: Challenge,
  { serverUrl, openPage, fetch: fetchFn = fetch }: SignInOptions,
  provider: WorkshopOAuthProvider,
  listener: RedirectListener,
): Promise<void> {
  const before = provider.tokens();
  const wanted = isStepUp ? computeScopeUnion(before?.scope, scope) : scope;
  const request = {
    serverUrl,
    fetchFn,
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
    ...(wanted !== undefined && { scope: wanted }),
    // A refresh never adds scopes.
    forceReauthorization: isStepUp,
  };
  try {
    if ((await auth(provider, request)) === "AUTHORIZED") return;
    const url = provider.pageToVisit();
    if (url === undefined)
      throw new Error("The server refused the request, and its answer names no address to sign in at.");
    const answer = listener.answerTo(url.searchParams.get("state") ?? "");
    const [received] = await Promise.all([answer, openPage(url)]);
    const metadata = provider.discoveryState()?.authorizationServerMetadata;
    await auth(provider, { ...request, ...codeIn(received, metadata) });
    // A client needs one session. Only a thief could still use the old one with fewer scopes.
    if (isStepUp && before !== undefined) await revokeTokens(before, provider, fetchFn);
  } finally {
    provider.finishSignIn();
  }
}

/**
 * The code in an authorization server's answer.
 *
 * @throws Error if the server refused, or if another server answers. Otherwise, another server that this
 * client uses could get the codes of this server, or could refuse in its name (RFC 9207 §2.4).
 */
function codeIn(answer: URLSearchParams, metadata: AuthorizationServerMetadata | undefined) {
  const iss = answer.get("iss") ?? undefined;
  validateAuthorizationResponseIssuer({
    iss,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  });
  const authorizationCode = answer.get("code");
  if (authorizationCode !== null) return { authorizationCode, ...(iss !== undefined && { iss }) };
  // The error's code is one of a list (RFC 6749 §4.1.2.1). Its description could contain any text.
  const error = /^[\w.-]{1,64}$/.exec(answer.get("error") ?? "")?.[0] ?? "no code";
  throw new Error(`The sign-in failed: ${error}.`);
}
