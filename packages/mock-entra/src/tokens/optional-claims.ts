import type { Application, OptionalClaim, User } from "../directory/types.ts";
import { isGuest } from "../directory/guests.ts";
import type { Exchange } from "../http/exchange.ts";
import { userNameClaim } from "./guest-claims.ts";
import { loginHintOf } from "./subjects.ts";
import type { TokenSubject } from "./token-subject.ts";

/** The data for optional claims. */
interface ClaimFacts {
  user: User;
  sessionId: string;
  /** When the user signed in, in seconds since 1970. */
  signedInAt: number | undefined;
  /** The scope `profile`. Without it, some claims are missing. */
  hasProfile: boolean;
  /** The tenant's verified domain. */
  domain: string;
}

/**
 * Each optional claim that has a value here. With `undefined`, the claim is missing, as in Entra without a
 * value: this tenant has no countries, no on-premises directory, no virtual network, and no
 * expiring passwords.
 */
const values = new Map<string, (facts: ClaimFacts) => unknown>([
  ["acct", ({ user }) => (isGuest(user) ? 1 : 0)],
  ["auth_time", ({ signedInAt }) => signedInAt],
  ["email", ({ user }) => user.mail ?? undefined],
  ["family_name", ({ user, hasProfile }) => (hasProfile ? (user.surname ?? undefined) : undefined)],
  ["given_name", ({ user, hasProfile }) => (hasProfile ? (user.givenName ?? undefined) : undefined)],
  // The address of the browser. The mock does not know it, because all users are on this machine.
  ["ipaddr", () => "127.0.0.1"],
  ["login_hint", ({ user }) => loginHintOf(user)],
  ["preferred_username", ({ user }) => userNameClaim(user)],
  ["sid", ({ sessionId }) => sessionId],
  ["tenant_region_scope", () => "EU"],
  ["upn", ({ user, hasProfile }) => (hasProfile && !isGuest(user) ? user.userPrincipalName : undefined)],
  ["verified_primary_email", ({ user }) => (user.mail === null ? undefined : [user.mail])],
  ["xms_pl", ({ user }) => user.preferredLanguage?.toLowerCase()],
]);

/**
 * The claims that the manifest asks for, of the client in an id token, of the API in an access token.
 * @see https://learn.microsoft.com/entra/identity-platform/optional-claims-reference
 */
export function optionalClaims(
  { state }: Exchange,
  wanted: readonly OptionalClaim[],
  { user, sessionId, scopes, tenant }: TokenSubject,
): Record<string, unknown> {
  const facts: ClaimFacts = {
    user,
    sessionId,
    signedInAt: state.signIns.get(sessionId)?.startedAt,
    hasProfile: scopes.asked.includes("profile"),
    domain: tenant.defaultDomain,
  };
  const claims = Object.fromEntries(wanted.map(({ name }) => [name, values.get(name)?.(facts)]));
  const known = Object.entries(claims).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...domainVerified(wanted, facts) };
}

/** Only together with `email`: whether the tenant has verified the domain of the address. */
function domainVerified(wanted: readonly OptionalClaim[], { user, domain }: ClaimFacts) {
  const names = new Set(wanted.map(({ name }) => name));
  if (!names.has("xms_edov") || !names.has("email") || user.mail === null) return {};
  return { xms_edov: user.mail.toLowerCase().endsWith(`@${domain.toLowerCase()}`) };
}

/** `idtyp` with `include_user_token`: without it, only tokens without a user have the claim. */
export function userTokenType(wanted: readonly OptionalClaim[]): { idtyp?: "user" } {
  return isAskedFor(wanted, "idtyp", "include_user_token") ? { idtyp: "user" } : {};
}

/**
 * `aud` with `use_guid`: the audience of version 1.0 tokens is then the API's client ID, independent of the
 * request.
 */
export function usesGuidAudience(api: Application | undefined): boolean {
  return isAskedFor(api?.optionalClaims.accessToken ?? [], "aud", "use_guid");
}

/** Whether a claim is requested with this additional property. */
export function isAskedFor(wanted: readonly OptionalClaim[], claim: string, property: string): boolean {
  return wanted.some(
    ({ name, additionalProperties }) => name === claim && (additionalProperties ?? []).includes(property),
  );
}
