import { type Caller, type Claims, TokenRefused } from "./context.ts";

/** The caller and its permissions. @throws TokenRefused if no user is signed in. */
export function toCaller(claims: Claims): Omit<Caller, "token"> {
  // TODO 5.5: refuse a token that is not a user's access token, and name the user by an ID that never changes.
  return {
    userId: String(claims["preferred_username"]),
    clientId: String(claims["azp"]),
    scopes: String(claims["scp"]).split(" "),
    roles: [claims["roles"]].flat().map(String),
  };
}
