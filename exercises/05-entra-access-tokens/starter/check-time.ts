import { type Claims, TokenRefused } from "./context.ts";

/** Checks that the token is valid now. @throws TokenRefused */
export function checkTime(claims: Claims): void {
  // TODO 5.4: compare the start and the end of the token with the clock.
}
