import { type Claims, TokenRefused } from "./context.ts";

/** The token is valid now. @throws TokenRefused */
export function checkTime(claims: Claims): void {
  // TODO 5.4: compare the beginning and the end with the clock.
}
