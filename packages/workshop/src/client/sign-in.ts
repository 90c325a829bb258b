import { auth, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { codeIn } from "./check-answer.ts";
import type { WorkshopOAuthProvider } from "./oauth-provider.ts";
import type { RedirectListener } from "./redirect-listener.ts";
import { revokeTokens } from "./revoke-tokens.ts";

/** The server wants more scopes than the client's tokens have (403 insufficient_scope). */
export class StepUpRequired extends Error {
  readonly scope: string | undefined;
  readonly resourceMetadataUrl: URL | undefined;

  constructor(scope: string | undefined, resourceMetadataUrl: URL | undefined) {
    super("The server wants more scopes than the user has agreed to, even after a new sign-in.");
    this.name = "StepUpRequired";
    this.scope = scope;
    this.resourceMetadataUrl = resourceMetadataUrl;
  }
}

export interface SignInOptions {
  serverUrl: URL;
  /** Opens a page in the user's browser. Has done its work when the browser is on its way. */
  openPage: (url: URL) => Promise<void> | void;
  fetch?: typeof fetch;
}

type Refusal = UnauthorizedError | StepUpRequired;

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
  const signInOnce = async (refusal: Refusal): Promise<void> => {
    underWay ??= signIn(refusal, options, provider, listener).finally(() => {
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
        const isRefusal = error instanceof UnauthorizedError || error instanceof StepUpRequired;
        if (!isRefusal || attempt >= signInsPerRequest) throw error;
        // Refused with tokens from before a sign-in that has ended meanwhile: it only has to be repeated.
        if (finished === finishedBefore) await signInOnce(error);
        else provider.signIns.finish();
      }
    }
  };
}

async function signIn(
  refusal: Refusal,
  options: SignInOptions,
  provider: WorkshopOAuthProvider,
  listener: RedirectListener,
): Promise<void> {
  const { serverUrl, openPage, fetch: fetchFn = fetch } = options;
  let replaced: OAuthTokens | undefined;
  try {
    if (refusal instanceof StepUpRequired) await prepareStepUp(refusal, provider, { serverUrl, fetchFn });
    const prepared = provider.signIns.current();
    if (prepared === undefined) throw new Error("The server refuses, and has led to no sign-in.");
    const answer = listener.answerTo(prepared.state);
    const [received] = await Promise.all([answer, openPage(prepared.url)]);
    const authorizationCode = codeIn(received, provider.discoveryState());
    await auth(provider, { serverUrl, authorizationCode, fetchFn });
  } finally {
    provider.signIns.finish();
    replaced = provider.tokenMemory.finishStepUp();
  }
  // Two sessions for one client are one too many: the narrow one is of no use to anybody but a thief.
  if (replaced !== undefined) await revokeTokens(replaced, provider, fetchFn);
}

/** Has the SDK prepare a sign-in for what the server has named. */
async function prepareStepUp(
  { scope, resourceMetadataUrl }: StepUpRequired,
  provider: WorkshopOAuthProvider,
  request: { serverUrl: URL; fetchFn: typeof fetch },
): Promise<void> {
  provider.tokenMemory.prepareStepUp();
  await auth(provider, {
    ...request,
    ...(scope === undefined ? {} : { scope }),
    ...(resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl }),
  });
}
