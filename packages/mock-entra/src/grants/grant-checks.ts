import type { Platform } from "../authorize/redirect-uri.ts";
import { missingConsent } from "../authorize/consent.ts";
import type { RequestedScopes } from "../authorize/request-types.ts";
import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { homeAccount } from "../state/home-account.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * The user of a grant, with the present data of the directory.
 * @throws EntraError 50034 or 50057 if the account was deleted or disabled since then, for a guest also the one at home
 */
export function findGrantUser({ exchange, tenant }: TokenRequest, userId: string): User {
  const user = exchange.state.directory.findUser(userId);
  if (!user) throw aadsts.userNotFound(tenant.displayName);
  const atHome = homeAccount(exchange.state, user).user;
  if (!user.accountEnabled || !atHome.accountEnabled) throw aadsts.userDisabled();
  return user;
}

/** @throws EntraError 65001 */
export function assertConsent(
  { exchange, application }: TokenRequest,
  userId: string,
  scopes: RequestedScopes,
): void {
  const missing = missingConsent(exchange.state, { application, userId, scopes });
  if (missing.length > 0) throw aadsts.consentRequired(application.appId, application.displayName);
}

/**
 * A browser sends `Origin` in cross-site requests. With it, Entra recognizes a single-page application.
 * @throws EntraError 9002326 or 9002327
 */
export function assertOrigin({ exchange }: TokenRequest, platform: Platform | undefined): void {
  const origin = exchange.request.headers.get("origin");
  if (platform === "spa" && origin === null) throw aadsts.spaCrossOriginOnly();
  if (platform !== "spa" && origin !== null) throw aadsts.crossOriginSpaOnly(origin);
}

/**
 * An unknown code or token has no information about its client. So the registration decides or, if it has
 * both platforms, the `Origin` of the request. A single-page application then needs no secret.
 */
export function fallbackPlatform({ exchange, application }: TokenRequest): Platform | undefined {
  const { web, spa } = application;
  const isFromBrowser = exchange.request.headers.has("origin");
  if (spa.redirectUris.length > 0 && (isFromBrowser || web.redirectUris.length === 0)) return "spa";
  return web.redirectUris.length > 0 ? "web" : undefined;
}
