import { createOpaqueToken, hashToken } from "@mcp-entra/auth-core";
import { InvalidGrantError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Grant, ProviderContext, Session } from "./provider-context.ts";

const accessTokenSeconds = 60 * 60;
const refreshTokenSeconds = 7 * 24 * 60 * 60;

/** The challenge that the client began with. */
export async function challengeOfCode({ options }: ProviderContext, code: string): Promise<string> {
  const record = await options.store.get(`code:${hashToken(code)}`);
  if (record === undefined) throw new InvalidGrantError("The code is unknown, used or expired.");
  const { codeChallenge }: Grant = JSON.parse(record);
  return codeChallenge;
}

/**
 * Our code for tokens of ours. The SDK has compared the client's verifier with the challenge.
 *
 * @param redirectUri the redirect URI of the client's request. It has to be the one that the code was sent to (RFC 6749 §4.1.3).
 */
export async function exchangeCode(
  context: ProviderContext,
  client: OAuthClientInformationFull,
  code: string,
  redirectUri?: string,
): Promise<OAuthTokens> {
  // take, and not get: only one of two requests with the same code gets it. The other may be a thief's.
  const record = await context.options.store.take(`code:${hashToken(code)}`);
  const grant: Grant | undefined = record === undefined ? undefined : JSON.parse(record);
  if (grant === undefined || grant.clientId !== client.client_id)
    throw new InvalidGrantError("The code is unknown, used, expired or another client's.");
  if (redirectUri !== undefined && redirectUri !== grant.redirectUri)
    throw new InvalidGrantError("The code was sent to another redirect URI.");
  return issueTokens(context, grant);
}

/** A session's two tokens. @param accessScopes what the access token is for, when that is less than the session's scopes. */
export async function issueTokens(
  { options }: ProviderContext,
  { clientId, scopes, homeAccountId }: Pick<Grant, "clientId" | "scopes" | "homeAccountId">,
  accessScopes: string[] = scopes,
): Promise<OAuthTokens> {
  const expiresAt = Math.floor(Date.now() / 1_000) + accessTokenSeconds;
  const keep = async (kind: "access" | "refresh", session: Session, seconds: number): Promise<string> => {
    const token = createOpaqueToken();
    // Under its hash: a reader of the store finds no token in it.
    await options.store.set(`${kind}:${hashToken(token)}`, JSON.stringify(session), seconds);
    return token;
  };
  const session: Session = { clientId, scopes, homeAccountId, expiresAt };
  return {
    access_token: await keep("access", { ...session, scopes: accessScopes }, accessTokenSeconds),
    token_type: "Bearer",
    expires_in: accessTokenSeconds,
    refresh_token: await keep("refresh", session, refreshTokenSeconds),
    scope: accessScopes.join(" "),
  };
}
