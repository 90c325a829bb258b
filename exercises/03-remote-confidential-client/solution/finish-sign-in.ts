import { createOpaqueToken, hashToken } from "@mcp-entra/auth-core";
import { InvalidRequestError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { Request, RequestHandler } from "express";
import type { CallbackRequest, Grant, PendingSignIn, ProviderContext } from "./provider-context.ts";

const codeSeconds = 60;

/**
 * Entra has sent the browser back.
 *
 * @returns the address for the browser: the client's, with a code of ours or an error.
 * @throws OAuthError if this browser did not begin this sign-in.
 */
export async function finishSignIn(
  { options, entra }: ProviderContext,
  { state, code, error, cookie }: CallbackRequest,
): Promise<string> {
  if (cookie !== state) throw new InvalidRequestError("Another browser began this sign-in.");
  const record = await options.store.take(`sign-in:${hashToken(state)}`);
  if (record === undefined) throw new InvalidRequestError("There is no such sign-in (any more).");
  const signIn: PendingSignIn = JSON.parse(record);
  if (code === undefined) return clientAddress(signIn, "error", error ?? "server_error");
  const { account } = await entra.acquireTokenByCode({
    code,
    // MSAL compares it with the ID token's nonce, and so refuses a code of another sign-in.
    nonce: signIn.nonce,
    codeVerifier: signIn.codeVerifier,
    redirectUri: options.redirectUri,
    scopes: ["User.Read"],
  });
  if (account === null) throw new InvalidRequestError("Entra has not said who signed in.");
  const { clientId, redirectUri, codeChallenge, scopes } = signIn;
  const grant: Grant = {
    clientId,
    redirectUri,
    codeChallenge,
    scopes,
    homeAccountId: account.homeAccountId,
  };
  const ourCode = createOpaqueToken();
  await options.store.set(`code:${hashToken(ourCode)}`, JSON.stringify(grant), codeSeconds);
  return clientAddress(signIn, "code", ourCode);
}

interface CallbackProvider {
  handleCallback(request: CallbackRequest): Promise<string>;
}

/** `GET /auth/callback`: gives the request to the provider, and sends the browser to its answer. */
export function answerCallback(provider: CallbackProvider, issuer: string): RequestHandler {
  return async (request, response) => {
    const query = new URL(request.originalUrl, issuer).searchParams;
    try {
      const location = await provider.handleCallback({
        state: query.get("state") ?? "",
        code: query.get("code") ?? undefined,
        error: query.get("error") ?? undefined,
        cookie: cookieOf(request),
      });
      response.redirect(location);
    } catch {
      // A page of ours, and no redirect. It has no text of the address: an attacker can write the address.
      response.status(400).send("This sign-in cannot be completed here. Start again from your MCP client.");
    }
  };
}

function cookieOf(request: Request): string | undefined {
  const pairs = (request.headers.cookie ?? "").split("; ");
  return pairs.find((pair) => pair.startsWith("sign-in="))?.slice("sign-in=".length);
}

function clientAddress(
  { redirectUri, clientState }: PendingSignIn,
  name: "code" | "error",
  value: string,
): string {
  const url = new URL(redirectUri);
  url.searchParams.set(name, value);
  if (clientState !== undefined) url.searchParams.set("state", clientState);
  return url.href;
}
