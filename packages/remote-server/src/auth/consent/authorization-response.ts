import type { AuthorizationRequest } from "./authorization-request.ts";

/** Where an answer goes: the client's redirect URI, the client's own `state`, and the issuer that answers. */
export interface ClientRedirect extends Pick<AuthorizationRequest, "redirectUri" | "clientState"> {
  /** Sent as `iss`, so that a client which uses several servers cannot be tricked into mixing them up (RFC 9207 §2). */
  issuer: string;
}

export function authorizationSuccessUrl(redirect: ClientRedirect, code: string): string {
  return withParameters(redirect, { code });
}

export function authorizationErrorUrl(redirect: ClientRedirect, error: string, description: string): string {
  return withParameters(redirect, { error, error_description: description });
}

function withParameters(redirect: ClientRedirect, parameters: Record<string, string>): string {
  const url = new URL(redirect.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (redirect.clientState !== undefined) url.searchParams.set("state", redirect.clientState);
  // defence:42
  url.searchParams.set("iss", redirect.issuer);
  return url.href;
}
