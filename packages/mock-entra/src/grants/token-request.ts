import type { Application, Tenant } from "../directory/types.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Form } from "../http/read-form.ts";
import type { PresentedClient } from "./client-authentication.ts";

/** The part of a token request that is the same for every grant. */
export interface TokenRequest {
  exchange: Exchange;
  form: Form;
  tenant: Tenant;
  application: Application;
  /** Not authenticated yet: only the grant knows whether this client is public here. */
  client: PresentedClient;
}

/** One grant type. Each has its own file. */
export type GrantHandler = (request: TokenRequest) => Promise<TokenResponse | AppOnlyTokenResponse>;

/** Exactly this: no `scope`, and never a refresh token. */
type AppOnlyTokenResponse = Pick<
  TokenResponse,
  "token_type" | "expires_in" | "ext_expires_in" | "access_token"
>;

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#successful-response-2 */
export interface TokenResponse {
  token_type: "Bearer";
  scope: string;
  expires_in: number;
  ext_expires_in: number;
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  client_info?: string;
}
