import type { Application, ServicePrincipal, Tenant, User } from "../directory/types.ts";
import type { RequestedScopes } from "../authorize/request-types.ts";

/** `azpacr` and `appidacr`: `0` a public client, `1` by secret, `2` by certificate or another's token. */
export type ClientAuthentication = "0" | "1" | "2";

/** Whom and what the tokens of one answer are about. */
export interface TokenSubject {
  application: Application;
  tenant: Tenant;
  user: User;
  scopes: RequestedScopes;
  /** What the access token allows. */
  granted: string[];
  sessionId: string;
  nonce: string | undefined;
  /** `max_age` was asked for: the id token then says when the user signed in. */
  showsSignInTime: boolean;
  clientAuthentication: ClientAuthentication;
  accessTokenSeconds: number;
}

/** Which application acts as itself, and on what. */
export interface AppOnlySubject {
  tenant: Tenant;
  /** Of the client: its object id is who the token is about. */
  principal: ServicePrincipal;
  resource: ServicePrincipal;
  /** As the request spells it: the audience of a version 1.0 token. */
  resourceName: string;
  /** How the client proved itself: `1` by secret, `2` by certificate or another's token. */
  clientAuthentication: "1" | "2";
  accessTokenSeconds: number;
}

/** Entra dates its tokens five minutes back, for clocks that run late. */
export const backdatingSeconds = 300;
