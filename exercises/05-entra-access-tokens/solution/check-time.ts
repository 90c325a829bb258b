import { type Claims, TokenRefused } from "./context.ts";

/** The clocks of two machines differ by some seconds. */
const toleranceSeconds = 60;

/** Checks that the token is valid now. @throws TokenRefused */
export function checkTime({ exp, nbf }: Claims): void {
  // exp and nbf are in seconds, Date.now() is in milliseconds.
  const now = Date.now() / 1_000;
  if (typeof exp !== "number") throw new TokenRefused("It has no exp, so it would never end.");
  if (exp + toleranceSeconds <= now) throw new TokenRefused("It has expired: the client has to refresh.");
  if (typeof nbf === "number" && nbf - toleranceSeconds > now) {
    throw new TokenRefused("It is not valid yet: compare the clock of this machine.");
  }
}
