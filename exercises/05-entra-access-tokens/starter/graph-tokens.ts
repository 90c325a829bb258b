import { ConfidentialClientApplication } from "@azure/msal-node";
import { type Caller, graphScopes, type ServerOptions } from "./context.ts";

export interface GraphTokens {
  /** An access token for Graph that acts for this caller. Errors of MSAL come through. */
  tokenFor(caller: Caller): Promise<string>;
}

/** Trades a caller's token for one of Graph's: this server acts on behalf of the user. */
export function openGraphTokens(options: ServerOptions): GraphTokens {
  return {
    tokenFor: async ({ token }) => {
      // TODO 5.8: ask Entra for a token for Graph, on behalf of the user, and keep it. As yet, Graph gets the client's token, and refuses it.
      return token;
    },
  };
}
