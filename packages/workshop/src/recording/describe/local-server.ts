import type { FactsByKey } from "./facts.ts";

const page = "local-server.md#what-happens";
const source = "packages/local-server/src/authentication-service.ts#AuthenticationService";

/** The local server: stdio, one user, public client. */
export const localServer: FactsByKey = {
  "stdio tools/call": {
    step: 1,
    why: "The MCP client calls a tool. It answers at the end, with what Graph says.",
    page,
    source: "packages/local-server/src/tools/get-user-details-from-graph.ts#registerGetUserDetailsFromGraph",
  },
  "stdio initialize": { why: "Client and server agree on a version of MCP, and say what they can do.", page },
  "stdio notifications/initialized": { why: "The client says that it is ready.", page },
  "stdio tools/list": { why: "The client asks which tools there are.", page },
  "stdio notifications/elicitation/complete": { why: "The server says that the user has signed in.", page },
  "server openid-configuration": {
    step: 2,
    why: "MSAL has no token for this user, so it reads Entra's addresses and issuer.",
    page: "msal.md",
  },
  "stdio elicitation/create": {
    step: 3,
    why: "The user has to sign in. The server asks the client to open a page of Entra's.",
    page,
    source: "packages/local-server/src/sign-in/client-prompt.ts#createClientPrompt",
  },
  authorize: {
    step: 3,
    why: "The browser opens Entra's page, with MSAL's challenge (PKCE).",
    page,
  },
  login: {
    step: 3,
    why: "The user signs in at Entra. Only Entra sees the password.",
    page,
  },
  "server page": {
    step: 3,
    why: "Entra has sent the browser to MSAL, which listens on this machine for a moment.",
    page,
    source,
  },
  "server token authorization_code": {
    step: 4,
    why: "MSAL exchanges the code with its verifier, and without a secret: a program on a user's machine cannot keep one.",
    page: "public-and-confidential-clients.md",
  },
  "server token refresh_token": {
    step: 4,
    why: "MSAL gets a new access token without the user.",
    page: "tokens.md#the-refresh-token",
  },
  "server devicecode": {
    step: 3,
    why: "MSAL asks for a code that the user types in on another device.",
    page: "msal.md",
  },
  "server token device_code": {
    step: 4,
    why: "MSAL asks whether the user has typed the code in.",
    page: "msal.md",
  },
  graph: { step: 5, why: "The tool calls Graph with the access token. The token stays in the server.", page },
};
