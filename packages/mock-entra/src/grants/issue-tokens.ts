import { randomUUID } from "node:crypto";
import { grantedScopes, scopeParameter } from "../authorize/granted-scopes.ts";
import type { RequestedScopes } from "../authorize/request-types.ts";
import { assertAccess } from "../conditional-access/assert-access.ts";
import { microsoftGraphAppId } from "../directory/microsoft-graph.ts";
import type { User } from "../directory/types.ts";
import { secondsOf } from "../http/exchange.ts";
import { accessTokenLifetime, defaultLifetimes } from "../state/lifetimes.ts";
import { newRefreshToken } from "../state/opaque-value.ts";
import type { Grant } from "../state/records.ts";
import { issueApiAccessToken } from "../tokens/api-access-token.ts";
import { clientInfo } from "../tokens/client-info.ts";
import { issueGraphAccessToken } from "../tokens/graph-access-token.ts";
import { issueIdToken } from "../tokens/id-token.ts";
import type { ClientAuthentication, TokenSubject } from "../tokens/token-subject.ts";
import type { TokenRequest, TokenResponse } from "./token-request.ts";

export interface Issuance {
  grant: Grant;
  user: User;
  scopes: RequestedScopes;
  nonce: string | undefined;
  showsSignInTime?: boolean;
  clientAuthentication: ClientAuthentication;
  /** All refresh tokens of a single-page application expire together with the first one. */
  refreshTokenEnd?: number;
  /** The family of the used refresh token. A code starts a new family. */
  refreshTokenFamily?: string;
}

/** The answer to every delegated grant: an access token, and the other tokens that the scopes ask for. */
export async function issueTokens(request: TokenRequest, issuance: Issuance): Promise<TokenResponse> {
  const { exchange, form } = request;
  const { scopes, user } = issuance;
  exchange.observed.user = user.userPrincipalName;
  assertAccess(request, { sessionId: issuance.grant.sessionId, user, scopes });
  const subject = subjectOf(request, issuance);
  const isGraph = scopes.resource.appId === microsoftGraphAppId;
  const issueAccessToken = isGraph ? issueGraphAccessToken : issueApiAccessToken;
  return {
    token_type: "Bearer",
    scope: scopeParameter(subject.granted, scopes),
    expires_in: subject.accessTokenSeconds,
    ext_expires_in: subject.accessTokenSeconds,
    access_token: await issueAccessToken(exchange, subject),
    ...(scopes.asked.includes("offline_access")
      ? { refresh_token: storeRefreshToken(request, issuance) }
      : {}),
    ...(scopes.asked.includes("openid") ? { id_token: await issueIdToken(exchange, subject) } : {}),
    ...(form.get("client_info") === "1" ? { client_info: clientInfo(exchange.state, user) } : {}),
  };
}

function subjectOf({ exchange, application, tenant }: TokenRequest, issuance: Issuance): TokenSubject {
  const { state } = exchange;
  const { user, scopes, grant, nonce, showsSignInTime = false, clientAuthentication } = issuance;
  return {
    application,
    tenant,
    user,
    scopes,
    granted: grantedScopes(state, application.appId, user.id, scopes),
    sessionId: grant.sessionId,
    nonce,
    showsSignInTime,
    clientAuthentication,
    accessTokenSeconds: accessTokenLifetime(state.lifetimes.get(application.appId) ?? {}, state.random),
  };
}

function storeRefreshToken({ exchange, application }: TokenRequest, issuance: Issuance): string {
  const { state } = exchange;
  const { grant, scopes, refreshTokenEnd, refreshTokenFamily = randomUUID() } = issuance;
  const issuedAt = secondsOf(exchange);
  const fallback =
    grant.platform === "spa" ? defaultLifetimes.spaRefreshTokenSeconds : defaultLifetimes.refreshTokenSeconds;
  const seconds = state.lifetimes.get(application.appId)?.refreshTokenSeconds ?? fallback;
  const token = newRefreshToken();
  state.refreshTokens.set(token, {
    appId: grant.appId,
    userId: grant.userId,
    tenantId: grant.tenantId,
    platform: grant.platform,
    sessionId: grant.sessionId,
    scopes: scopes.asked,
    issuedAt,
    expiresAt: refreshTokenEnd ?? issuedAt + seconds,
    killed: undefined,
    family: refreshTokenFamily,
    spent: false,
  });
  return token;
}
