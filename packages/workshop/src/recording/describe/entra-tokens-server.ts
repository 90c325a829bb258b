import type { FactsByKey } from "./facts.ts";
import { protectedRoutes } from "./remote-server.ts";

const page = "which-architecture.md#a-run-of-it";

/** The remote server that takes Entra's own tokens (AUTHORIZATION_SERVER=entra). */
export const entraTokensServer: FactsByKey = {
  ...protectedRoutes,
  mcp: {
    ...protectedRoutes["mcp"],
    step: 4,
    why: "The server checks key, issuer, audience, client and scopes of Entra's token.",
    page,
  },
  authorize: {
    step: 2,
    why: "The client has sent the browser to Entra itself.",
    page,
  },
  "client token authorization_code": {
    step: 3,
    why: "The client exchanges Entra's code. The access token that it gets is for the MCP server only.",
    page,
  },
  "client token refresh_token": {
    step: 3,
    why: "The client gets a new access token for the MCP server from Entra.",
    page: "tokens.md#the-refresh-token",
  },
  "/callback": { step: 3, why: "Entra has sent the browser back to the client with a code.", page },
  "/callback with an error": {
    step: 3,
    why: "Entra has sent the browser back to the client with an error and without a code.",
    page,
  },
  "server token on behalf": {
    step: 5,
    why: "The server exchanges the client's token for one that is for Graph, on behalf of the user.",
    page,
  },
  graph: {
    step: 6,
    why: "The tool calls Graph with the token that it got on behalf of the user.",
    page,
  },
};
