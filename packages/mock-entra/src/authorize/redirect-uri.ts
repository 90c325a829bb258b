import type { Application } from "../directory/types.ts";
import { aadsts } from "../errors/aadsts-catalogue.ts";

/** The kind of the redirect URI. It decides how the client has to prove its identity later. */
export type Platform = "web" | "spa" | "publicClient";

export interface ReplyAddress {
  redirectUri: string;
  platform: Platform;
}

/**
 * Finds the registered redirect URI that the request names.
 * @throws EntraError 500113, 900971 or 50011; none of them may be sent to the requested address (RFC 6749 §4.1.2.1).
 */
export function resolveReplyAddress(application: Application, requested: string | undefined): ReplyAddress {
  const registered = registeredAddresses(application);
  if (registered.length === 0) throw aadsts.noReplyAddressRegistered();
  if (requested === undefined) throw aadsts.noReplyAddressProvided();
  const match = registered.find(({ redirectUri }) => matchesRedirectUri(redirectUri, requested));
  if (!match) throw aadsts.redirectUriMismatch(requested, application.appId);
  return { redirectUri: requested, platform: match.platform };
}

export function isRegisteredAddress(application: Application, address: string): boolean {
  return registeredAddresses(application).some(({ redirectUri }) => matchesRedirectUri(redirectUri, address));
}

function registeredAddresses({ web, spa, publicClient }: Application): ReplyAddress[] {
  return [
    ...web.redirectUris.map((redirectUri) => ({ redirectUri, platform: "web" }) as const),
    ...spa.redirectUris.map((redirectUri) => ({ redirectUri, platform: "spa" }) as const),
    ...publicClient.redirectUris.map((redirectUri) => ({ redirectUri, platform: "publicClient" }) as const),
  ];
}

/** Exactly the same, character by character, except for the port of a loopback address (RFC 8252 §7.3). */
function matchesRedirectUri(registered: string, requested: string): boolean {
  return registered === requested || isSameLoopbackAddress(registered, requested);
}

function isSameLoopbackAddress(registered: string, requested: string): boolean {
  if (!URL.canParse(registered) || !URL.canParse(requested)) return false;
  const [left, right] = [new URL(registered), new URL(requested)];
  // A redirect URI must not contain credentials or a fragment, and `localhost@evil.example` is not loopback.
  if (right.username !== "" || right.password !== "" || right.hash !== "") return false;
  return (
    isLoopbackHttp(left) &&
    left.protocol === right.protocol &&
    left.hostname === right.hostname &&
    left.pathname === right.pathname &&
    left.search === right.search
  );
}

function isLoopbackHttp({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && (hostname === "localhost" || hostname === "127.0.0.1");
}
