import type { User } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";
import { accountIn, homeAccount } from "../state/home-account.ts";
import type { RefreshToken } from "../state/records.ts";
import { findGrantUser } from "./grant-checks.ts";
import type { TokenRequest } from "./token-request.ts";

/**
 * The account of a refresh token's user in the tenant of this request. The token belongs to a user and a client, not to a
 * tenant: so the user's own tenant and each tenant with a guest account accept it.
 * @throws EntraError 50020 for a user who is not a guest here, 50034 or 50057
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export function accountHere(request: TokenRequest, token: RefreshToken): User {
  const { exchange, tenant, application } = request;
  const { state } = exchange;
  const issuer = state.findTenant(token.tenantId);
  const user = issuer?.directory.findUser(token.userId);
  if (!issuer || !user || token.tenantId === tenant.id) return findGrantUser(request, token.userId);
  const account = homeAccount(issuer, user);
  const here = accountIn(state, account);
  if (here) return findGrantUser(request, here.id);
  throw aadsts.userOfAnotherTenant(
    account.user.userPrincipalName,
    account.home.directory.tenant.id,
    tenant.displayName,
    application.appId,
    application.displayName,
  );
}
