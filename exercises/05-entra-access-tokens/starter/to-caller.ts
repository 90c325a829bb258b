import { type Caller, type Claims, TokenRefused } from "./context.ts";

/** Who calls, and what for. @throws TokenRefused where no user is signed in. */
export function toCaller(claims: Claims): Omit<Caller, "token"> {
  // TODO 5.5: refuse what is no access token of a user, and name the user by what does not change.
  return {
    userId: String(claims["preferred_username"]),
    clientId: String(claims["azp"]),
    scopes: String(claims["scp"]).split(" "),
    roles: [claims["roles"]].flat().map(String),
  };
}
