import type { ClaimsRequest } from "../conditional-access/claims-request.ts";
import type { Application, ServicePrincipal, Tenant } from "../directory/types.ts";
import type { ReplyAddress } from "./redirect-uri.ts";

export const responseModes = ["query", "fragment", "form_post"] as const;
type ResponseMode = (typeof responseModes)[number];

export const prompts = ["login", "none", "consent", "select_account"] as const;
type Prompt = (typeof prompts)[number];

/** What a `scope` parameter asks for, taken apart: one resource, and values on it. */
export interface RequestedScopes {
  /** As sent, split, each in the spelling that its resource registered. */
  asked: string[];
  /** Microsoft Graph when no scope names another resource. */
  resource: ServicePrincipal;
  /** How the scopes spell the resource, such as `https://graph.microsoft.com`; empty for a bare `User.Read`. */
  resourceName: string;
  /** Values on the resource, OpenID Connect's own left out. */
  values: string[];
}

/** Where the answer goes. Once this is known, errors travel there too. */
export interface ReturnTo extends ReplyAddress {
  responseMode: ResponseMode;
  /** Exactly as encoded in the query, so that it goes back byte for byte; `undefined` when none came. */
  rawState: string | undefined;
  application: Application;
  tenant: Tenant;
}

/** The challenge of a code (RFC 7636 §4.3). */
export interface Challenge {
  value: string;
  method: "S256" | "plain";
}

export interface AuthorizeRequest {
  returnTo: ReturnTo;
  scopes: RequestedScopes;
  prompt: Prompt | undefined;
  loginHint: string | undefined;
  claims: ClaimsRequest;
  nonce: string | undefined;
  /** Seconds since the user has signed in, at most. */
  maxAge: number | undefined;
  challenge: Challenge | undefined;
  /** `client_info=1`: MSAL wants to know the account with the code. */
  wantsClientInfo: boolean;
}
