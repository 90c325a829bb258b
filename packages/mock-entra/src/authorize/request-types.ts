import type { ClaimsRequest } from "../conditional-access/claims-request.ts";
import type { Application, ServicePrincipal, Tenant } from "../directory/types.ts";
import type { ReplyAddress } from "./redirect-uri.ts";

export const responseModes = ["query", "fragment", "form_post"] as const;
type ResponseMode = (typeof responseModes)[number];

export const prompts = ["login", "none", "consent", "select_account"] as const;
type Prompt = (typeof prompts)[number];

/** The parts of a `scope` parameter: one resource, and values on it. */
export interface RequestedScopes {
  /** The sent scopes, split, each in the spelling of its resource. */
  asked: string[];
  /** Microsoft Graph, if no scope names another resource. */
  resource: ServicePrincipal;
  /**
   * The resource's name in the scopes, such as `https://graph.microsoft.com`; empty for a short `User.Read`.
   */
  resourceName: string;
  /** Values on the resource, without those of OpenID Connect. */
  values: string[];
}

/** Where the answer goes. When this is known, errors are sent there, too. */
export interface ReturnTo extends ReplyAddress {
  responseMode: ResponseMode;
  /** Exactly as encoded in the query, so that it is sent back byte by byte; `undefined` if there is none. */
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
  /** `client_info=1`: MSAL asks for the account together with the code. */
  wantsClientInfo: boolean;
  /** The encoded parameters, unchanged, for the same request in another tenant. */
  encoded: string;
}
