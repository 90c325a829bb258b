import type { OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import { z } from "zod";

const serverMetadata = z.looseObject({
  issuer: z.string(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

/**
 * The code in an authorization server's answer.
 *
 * @throws Error when the server refused, or when the answer comes from another server than the one that was asked. Otherwise
 *   a server that this client also uses could have codes of this one sent to it (RFC 9207 §2.4). The SDK leaves this check
 *   to its users.
 */
export function codeIn(answer: URLSearchParams, discovered: OAuthDiscoveryState | undefined): string {
  const metadata = serverMetadata.safeParse(discovered?.authorizationServerMetadata).data;
  const issuer = answer.get("iss");
  const isMissing = issuer === null && metadata?.authorization_response_iss_parameter_supported === true;
  const isAnother = issuer !== null && metadata !== undefined && issuer !== metadata.issuer;
  if (isMissing || isAnother) throw new Error("The answer does not come from the server that was asked.");
  const code = answer.get("code");
  if (code !== null) return code;
  // The error's code is one of a list (RFC 6749 §4.1.2.1); its description could say anything.
  const error = /^[\w.-]{1,64}$/.exec(answer.get("error") ?? "")?.[0] ?? "no code";
  throw new Error(`The sign-in did not succeed: ${error}.`);
}
