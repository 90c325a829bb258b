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
  /** Opens a page in the user's browser. Has done its work when the browser is on its way. */
  openPage: (url: URL) => Promise<void> | void;
  fetch?: typeof fetch;
}

/** What the server says that a sign-in should ask for (RFC 6750 §3, RFC 9728 §5.1). */
interface Challenge {
  scope?: string | undefined;
  resourceMetadataUrl?: URL | undefined;
  /** The tokens are good, and not enough. */
  isStepUp?: boolean;
}

/** One for the connection, one for more scopes. A server that asks a third time will ask for ever. */
const signInsPerRequest = 2;

/** Runs requests; when one is refused, the user signs in, once for all that were refused meanwhile, and it is repeated. */
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
        // Refused with tokens from before a sign-in that has ended meanwhile: it only has to be repeated.
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

/** Gets new tokens: with the refresh token where that is enough, otherwise from the user. */
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
    // A refresh never widens scopes.
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
    // Two sessions for one client are one too many: the narrow one is of no use to anybody but a thief.
    if (isStepUp && before !== undefined) await revokeTokens(before, provider, fetchFn);
  } finally {
    provider.finishSignIn();
  }
}

/**
 * The code in an authorization server's answer.
 *
 * @throws Error when the server refused, or when the answer comes from another server than the one that was asked: a server that
 *   this client also uses could otherwise have codes of this one sent to it, or refuse in its name (RFC 9207 §2.4).
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
  // The error's code is one of a list (RFC 6749 §4.1.2.1); its description could say anything.
  const error = /^[\w.-]{1,64}$/.exec(answer.get("error") ?? "")?.[0] ?? "no code";
  throw new Error(`The sign-in failed: ${error}.`);
}
