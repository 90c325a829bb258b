import { createHash } from "node:crypto";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { type Caller, graphScopes, type ServerOptions } from "./context.ts";

export interface GraphTokens {
  /** An access token for Graph that acts for this caller. Errors of MSAL come through. */
  tokenFor(caller: Caller): Promise<string>;
}

/** A token that ends while Graph reads it is of no use. */
const spareMilliseconds = 60_000;

/** Trades a caller's token for one of Graph's: this server acts on behalf of the user. */
export function openGraphTokens(options: ServerOptions): GraphTokens {
  const { tenantId, clientId, clientSecret, keptTokens } = options;
  const authority = `https://login.microsoftonline.com/${tenantId}`;
  const kept = new Map<string, { accessToken: string; expiresAt: number }>();
  return {
    tokenFor: async ({ token }) => {
      // By the caller's token, which no other caller has. A user may have several, of clients with different scopes.
      const key = createHash("sha256").update(token).digest("base64url");
      const found = kept.get(key);
      if (found !== undefined && found.expiresAt - spareMilliseconds > Date.now()) return found.accessToken;
      // One for this exchange only: no cache in which two users could meet, or that grows without end.
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
