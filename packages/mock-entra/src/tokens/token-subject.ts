import type { Application, Tenant, User } from "../directory/types.ts";
import type { RequestedScopes } from "../authorize/requested-scopes.ts";

/** Whom and what the tokens of one answer are about. */
export type TokenSubject = {
  application: Application;
  tenant: Tenant;
  user: User;
  scopes: RequestedScopes;
  /** What the access token allows. */
  granted: string[];
  sessionId: string;
  nonce: string | undefined;
  /** How the client proved itself: `0` not at all, `1` by secret. */
  clientAuthentication: "0" | "1";
  accessTokenSeconds: number;
};

/** Entra dates its tokens five minutes back, for clocks that run late. */
export const backdatingSeconds = 300;
