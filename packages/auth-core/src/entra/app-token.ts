import { ConfidentialClientApplication } from "@azure/msal-node";
import type { EntraConfig } from "../config/entra-config.ts";
import type { ClientCredential } from "../credentials/client-credential.ts";
import { AuthenticationError } from "../errors/errors.ts";
import type { Authority } from "./discover-authority.ts";
import { msalAuthOptions } from "./msal-auth-options.ts";
import { toAuthenticationError } from "./to-authentication-error.ts";

/** Tokens for the application itself, without a signed-in user. */
export interface AppTokens {
  /** @param scopes one resource's `/.default`. @throws AuthenticationError */
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>;
}

/**
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 *
 * @example
 * ```ts
 * const tokens = createAppTokens(config, authority, credential);
 * const { token } = await tokens.getToken("https://graph.microsoft.com/.default");
 * ```
 */
export function createAppTokens(
  config: EntraConfig,
  authority: Authority,
  credential: ClientCredential,
): AppTokens {
  return {
    getToken: async (scopes) => {
      const auth = { ...msalAuthOptions(config, authority), ...credential.forMsal() };
      const application = new ConfidentialClientApplication({ auth });
      try {
        const result = await application.acquireTokenByClientCredential({ scopes: [scopes].flat() });
        if (result === null) throw new AuthenticationError("sign_in_failed", "Entra gave no token.");
        return { token: result.accessToken, expiresOnTimestamp: result.expiresOn?.getTime() ?? 0 };
      } catch (error) {
        throw toAuthenticationError(error, config.authorityHost);
      }
    },
  };
}
