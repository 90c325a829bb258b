import { InvalidRequestError, InvalidTargetError, UnsupportedGrantTypeError } from "../../http/older-sdk.ts";
import type { OAuthClientInformationFull, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { RequestHandler } from "express";
import { z } from "zod";
import type { EntraIdServerAuthProvider } from "../entra-id-server-auth-provider.ts";
import { requireClient } from "./require-client.ts";
import { withoutEmptyValues } from "../rules/without-empty-values.ts";

const common = {
  resource: z
    .string()
    .refine((value) => URL.canParse(value))
    .optional(),
};
// defence:15-token Each parameter once (RFC 6749 §3.2), as at the authorization endpoint.
const tokenRequest = z.discriminatedUnion("grant_type", [
  z.object({
    ...common,
    grant_type: z.literal("authorization_code"),
    code: z.string().min(1),
    // defence:64 An attacker can guess a short verifier (RFC 7636 §4.1 and §7.1).
    code_verifier: z.string().regex(/^[\w.~-]{43,128}$/),
    redirect_uri: z.string().optional(),
  }),
  z.object({
    ...common,
    grant_type: z.literal("refresh_token"),
    refresh_token: z.string().min(1),
    scope: z.string().optional(),
  }),
]);

type TokenRequest = z.output<typeof tokenRequest>;
type Provider = Pick<
  EntraIdServerAuthProvider,
  "clientsStore" | "exchangeAuthorizationCode" | "exchangeRefreshToken"
>;

/**
 * `POST /token`. The SDK's handler answers an unknown client with 400, but RFC 6749 §5.2 requires 401. It
 * also allows caching of errors, hides our bugs, and counts all users behind one proxy as one.
 */
export function tokenRoute(provider: Provider): RequestHandler {
  return async (request, response) => {
    const client = await requireClient(request, provider.clientsStore);
    const tokens = await answer(provider, client, parse(request.body));
    response.json(tokens);
  };
}

function parse(body: unknown): TokenRequest {
  const parsed = tokenRequest.safeParse(withoutEmptyValues(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0] ?? "grant_type");
  if (name === "resource") throw new InvalidTargetError("resource: expected one absolute URI");
  const isUnknownGrant =
    name === "grant_type" && typeof z.looseObject({}).safeParse(body).data?.["grant_type"] === "string";
  throw isUnknownGrant
    ? new UnsupportedGrantTypeError("grant_type: expected authorization_code or refresh_token")
    : new InvalidRequestError(`${name}: expected exactly one value`);
}

async function answer(
  provider: Provider,
  client: OAuthClientInformationFull,
  request: TokenRequest,
): Promise<OAuthTokens> {
  const resource = request.resource === undefined ? undefined : new URL(request.resource);
  if (request.grant_type === "refresh_token") {
    return provider.exchangeRefreshToken(client, request.refresh_token, request.scope?.split(" "), resource);
  }
  const { code, code_verifier: codeVerifier, redirect_uri: redirectUri } = request;
  return provider.exchangeAuthorizationCode(client, code, codeVerifier, redirectUri, resource);
}
