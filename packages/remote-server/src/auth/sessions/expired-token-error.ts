import { InvalidTokenError } from "../../http/older-sdk.ts";
import type { Session } from "./session.ts";

/** An access token that was valid once. Its bearer owns the session, and has to refresh. */
export class ExpiredTokenError extends InvalidTokenError {
  readonly session: Session;

  constructor(session: Session) {
    super("The session token has expired.");
    this.session = session;
  }
}
