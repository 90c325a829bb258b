import type { NodeAuthOptions } from "@azure/msal-node";
import type { EntraConfig } from "../config/entra-config.ts";
import type { Authority } from "./discover-authority.ts";

/**
 * The part of MSAL's configuration that is the same for the public and the confidential client.
 *
 * @example
 * ```ts
 * const auth = { ...msalAuthOptions(config, authority), ...credential.forMsal() };
 * const client = new ConfidentialClientApplication({ auth });
 * ```
 */
export function msalAuthOptions(config: EntraConfig, authority: Authority): NodeAuthOptions {
  return {
    clientId: config.clientId,
    authority: `${config.authorityHost}/${config.tenantId}`,
    // The host was configured by the operator, so MSAL need not ask the public cloud whether it is a Microsoft one.
    knownAuthorities: [new URL(config.authorityHost).host],
    authorityMetadata: authority.metadata,
  };
}
