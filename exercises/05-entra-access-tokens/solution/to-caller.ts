import { type Caller, type Claims, TokenRefused } from "./context.ts";

/** The caller and its permissions. @throws TokenRefused if no user is signed in. */
export function toCaller({ oid, azp, scp, roles }: Claims): Omit<Caller, "token"> {
  // An application's own token has no scp, and neither has an id token.
  if (typeof scp !== "string") throw new TokenRefused("It has no scp: it is no access token of a user.");
  if (typeof oid !== "string" || oid === "") throw new TokenRefused("It has no oid: no user is named.");
  return {
    // A user name or a mail address can be given to another user. sub is different for each application.
    userId: oid,
    clientId: String(azp),
    scopes: scp.split(" ").filter((scope) => scope !== ""),
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
  };
}
