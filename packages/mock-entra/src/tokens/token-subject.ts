import type { Application, ServicePrincipal, Tenant, User } from "../directory/types.ts";
import type { RequestedScopes } from "../authorize/request-types.ts";

/** `azpacr` and `appidacr`: `0` a public client, `1` by secret, `2` by certificate or another's token. */
export type ClientAuthentication = "0" | "1" | "2";

/** The user, client and resource of the tokens in one answer. */
export interface TokenSubject {
  application: Application;
  tenant: Tenant;
  user: User;
  scopes: RequestedScopes;
  /** The scopes of the access token. */
  granted: string[];
  sessionId: string;
  nonce: string | undefined;
  /** The request has `max_age`: the id token then contains the time of the sign-in. */
  showsSignInTime: boolean;
  clientAuthentication: ClientAuthentication;
  accessTokenSeconds: number;
}

/** An application without a user, and its resource. */
export interface AppOnlySubject {
  tenant: Tenant;
  /** The client's service principal. Its object id is the subject of the token. */
  principal: ServicePrincipal;
  resource: ServicePrincipal;
  /** The spelling of the request: the audience of a version 1.0 token. */
  resourceName: string;
  /** How the client proved itself: `1` by secret, `2` by certificate or another's token. */
  clientAuthentication: "1" | "2";
  accessTokenSeconds: number;
}

/** Entra's tokens begin five minutes earlier, for clocks that are late. */
export const backdatingSeconds = 300;
