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
    // The operator has configured the host, so MSAL does not have to ask the public cloud whether it belongs
    // to Microsoft.
    knownAuthorities: [new URL(config.authorityHost).host],
    authorityMetadata: authority.metadata,
  };
}
