import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { User } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import { secondsOf } from "../http/exchange.ts";
import { verifyGraphToken } from "../tokens/graph-token-signature.ts";
import { GraphError, invalidToken } from "./graph-error.ts";

export type GraphCaller = { user: User; scopes: string[] };

const audiences = new Set(["https://graph.microsoft.com", microsoftGraphAppId]);

/**
 * Who is calling, by an access token that was made for Graph, has not expired and has not been withdrawn.
 * @throws GraphError 401 InvalidAuthenticationToken
 */
export const authenticateCaller = async (exchange: Exchange): Promise<GraphCaller> => {
  const token = /^bearer (.+)$/iu.exec(exchange.request.headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw invalidToken("Access token is empty.");
  if (token.split(".").length !== 3) throw invalidToken("IDX14100: JWT is not well formed.");
  // An ordinary token of the same issuer fails here as well: it has no nonce in its header.
  const claims = await verifyGraphToken(exchange.state.signingKeys, token);
  if (!claims) throw invalidToken("Access token validation failure. Invalid audience or signature.");
  assertCurrent(exchange, claims);
  const user = exchange.state.directory.findUser(String(claims["oid"]));
  if (!user?.accountEnabled) throw invalidToken("The identity of the calling user could not be established.");
  exchange.observed.user = user.userPrincipalName;
  exchange.observed.clientId = String(claims["appid"]);
  return { user, scopes: String(claims["scp"]).split(" ") };
};

const assertCurrent = (exchange: Exchange, { aud, exp, uti }: Record<string, unknown>): void => {
  if (!audiences.has(String(aud))) throw invalidToken("Access token validation failure. Invalid audience.");
  const isLive = exchange.state.liveAccessTokens.get(String(uti)) === true;
  if (Number(exp) <= secondsOf(exchange) || !isLive) {
    throw invalidToken("Lifetime validation failed, the token is expired.");
  }
};

/** @throws GraphError 403 when the token has none of the scopes */
export const assertScope = ({ scopes }: GraphCaller, accepted: readonly string[]): void => {
  if (scopes.some((scope) => accepted.includes(scope))) return;
  throw new GraphError(
    403,
    "Authorization_RequestDenied",
    "Insufficient privileges to complete the operation.",
  );
};
