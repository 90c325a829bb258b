import { ConfidentialClientApplication } from "@azure/msal-node";
import { type Caller, graphScopes, type ServerOptions } from "./context.ts";

export interface GraphTokens {
  /** An access token for Graph on behalf of this caller. @throws MSAL's error, unchanged. */
  tokenFor(caller: Caller): Promise<string>;
}

/** Exchanges a caller's token for one for Graph: this server acts on behalf of the user. */
export function openGraphTokens(options: ServerOptions): GraphTokens {
  return {
    tokenFor: async ({ token }) => {
      // TODO 5.8: ask Entra for a token for Graph, on behalf of the user, and keep it. Now, Graph gets the client's token, and refuses it.
      return token;
    },
  };
}
