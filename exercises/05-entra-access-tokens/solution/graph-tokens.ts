import { createHash } from "node:crypto";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { type Caller, graphScopes, type ServerOptions } from "./context.ts";

export interface GraphTokens {
  /** An access token for Graph on behalf of this caller. @throws MSAL's error, unchanged. */
  tokenFor(caller: Caller): Promise<string>;
}

/** A token must not expire on its way to Graph. */
const spareMilliseconds = 60_000;

/** Exchanges a caller's token for one for Graph: this server acts on behalf of the user. */
export function openGraphTokens(options: ServerOptions): GraphTokens {
  const { tenantId, clientId, clientSecret, keptTokens } = options;
  const authority = `https://login.microsoftonline.com/${tenantId}`;
  const kept = new Map<string, { accessToken: string; expiresAt: number }>();
  return {
    tokenFor: async ({ token }) => {
      // Under the caller's token, which no other caller has. A user may have several tokens, of clients with different scopes.
      const key = createHash("sha256").update(token).digest("base64url");
      const found = kept.get(key);
      if (found !== undefined && found.expiresAt - spareMilliseconds > Date.now()) return found.accessToken;
      // A new client for each exchange: its cache has no other user's token, and does not grow.
      const entra = new ConfidentialClientApplication({ auth: { clientId, clientSecret, authority } });
      const result = await entra.acquireTokenOnBehalfOf({ oboAssertion: token, scopes: graphScopes });
      if (result === null) throw new Error("Entra has answered without a token.");
      const { accessToken, expiresOn } = result;
      kept.delete(key);
      kept.set(key, { accessToken, expiresAt: expiresOn?.getTime() ?? 0 });
      const [oldest] = kept.keys();
      if (kept.size > keptTokens && oldest !== undefined) kept.delete(oldest);
      return accessToken;
    },
  };
}
