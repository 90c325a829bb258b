import type { FactsByKey } from "./facts.ts";

const page = "remote-server.md#what-happens";
const routes = "packages/remote-server/src/auth/routes";
const transport = "packages/remote-server/src/transport";
const tools = "packages/remote-server/src/tools";

/** The endpoints of the remote server that are the same with its own tokens and with Entra's. */
export const protectedRoutes: FactsByKey = {
  "mcp without token": {
    step: 1,
    why: "The MCP client has no token yet. The server refuses, and says where its metadata is.",
    page,
    source: `${routes}/require-bearer-auth.ts#requireBearerAuth`,
  },
  "mcp token refused": {
    why: "The server does not accept this token. The client has to get a new one.",
    page: "tokens.md",
    source: `${routes}/require-bearer-auth.ts#requireBearerAuth`,
  },
  "mcp scope missing": {
    why: "The token is good, and does not cover this tool. The server names the scopes that are missing (step-up).",
    page: "best-practices.md",
    source: `${routes}/require-bearer-auth.ts#requireBearerAuth`,
  },
  mcp: {
    step: 5,
    why: "The client sends its token with each request, and the server checks it before anything else.",
    page,
    source: `${transport}/streamable-http.ts#streamableHttp`,
  },
  "/sse": {
    step: 5,
    why: "The client opens a stream over the older transport. Answers come back on it.",
    page: "names-then-and-now.md",
    source: `${transport}/legacy-sse.ts#legacySse`,
  },
  "/message": {
    step: 5,
    why: "The client sends a message over the older transport. The answer comes on the stream.",
    page: "names-then-and-now.md",
    source: `${transport}/legacy-sse.ts#legacySse`,
  },
  call: {
    step: 5,
    why: "The client calls a tool. The server looks up the user behind the token.",
    page,
    source: `${tools}/call-tool.ts#callTool`,
  },
  "call getUserDetails": {
    step: 5,
    why: "The client calls getUserDetails. The server asks Graph as the user behind the token.",
    page,
    source: `${tools}/get-user-details.ts#getUserDetailsTool`,
  },
  "call listDirectoryUsers": {
    step: 5,
    why: "The client calls listDirectoryUsers, which needs a further scope and the role Directory.Reader.",
    page: "best-practices.md",
    source: `${tools}/list-directory-users.ts#listDirectoryUsersTool`,
  },
  "call sendMailToSelf": {
    step: 5,
    why: "The client calls sendMailToSelf, and the server asks the user before it sends.",
    page: "best-practices.md",
    source: `${tools}/send-mail-to-self.ts#sendMailToSelfTool`,
  },
  "call getAuditLog": {
    step: 5,
    why: "The client calls getAuditLog, which needs the role Auditor.",
    page: "best-practices.md",
    source: `${tools}/get-audit-log.ts#getAuditLogTool`,
  },
  "protected resource metadata": {
    step: 1,
    why: "The client reads which authorization server issues tokens for this MCP server (RFC 9728).",
    page,
    source: `${routes}/discovery-routes.ts#discoveryRoutes`,
  },
  "authorization server metadata": {
    step: 1,
    why: "The client reads where users sign in and where codes are exchanged (RFC 8414).",
    page,
    source: `${routes}/discovery-routes.ts#discoveryRoutes`,
  },
};

/** The remote server that is the authorization server of its clients. */
export const remoteServer: FactsByKey = {
  ...protectedRoutes,
  "/register": {
    step: 1,
    why: "The client introduces itself, and gets a client id (RFC 7591).",
    page,
    source: `${routes}/register-route.ts#registerRoute`,
  },
  "/authorize": {
    step: 2,
    why: "The client has sent the browser here. The server asks the user before it goes on to Entra.",
    page: "remote-server.md#why-a-consent-page-of-our-own",
    source: `${routes}/authorize-route.ts#authorizeRoute`,
  },
  "/consent": {
    step: 2,
    why: "The user has answered. The server sends the browser to Entra, with a state, a nonce and a challenge of its own.",
    page: "remote-server.md#why-a-consent-page-of-our-own",
    source: `${routes}/consent-route.ts#consentRoute`,
  },
  "/auth/callback": {
    step: 3,
    why: "Entra has sent the browser back with a code. The server checks that it is the browser that began.",
    page,
    source: `${routes}/callback-route.ts#callbackRoute`,
  },
  "/auth/callback with an error": {
    step: 3,
    why: "Entra has sent the browser back with an error and without a code. The server ends this sign-in.",
    page,
    source: `${routes}/callback-route.ts#callbackRoute`,
  },
  "server token authorization_code": {
    step: 4,
    why: "The server exchanges Entra's code, with its own secret and verifier, and keeps Entra's tokens.",
    page,
  },
  "server token refresh_token": {
    step: 6,
    why: "Entra's access token has expired. The server gets a new one, and the client notices nothing.",
    page: "tokens.md#the-refresh-token",
  },
  "/callback": {
    step: 4,
    why: "The server has sent the browser back to the client, with a code of the server's own.",
    page,
  },
  "/callback with an error": {
    step: 4,
    why: "The server has sent the browser back to the client with an error and without a code.",
    page,
  },
  "/token authorization_code": {
    step: 4,
    why: "The client exchanges the server's code, and gets a session token that means nothing elsewhere.",
    page: "tokens.md#the-session-token",
    source: `${routes}/token-route.ts#tokenRoute`,
  },
  "/token refresh_token": {
    step: 5,
    why: "The session token has expired. The client gets a new pair; the old refresh token is used up.",
    page: "tokens.md#the-session-token",
    source: `${routes}/token-route.ts#tokenRoute`,
  },
  "/revoke": {
    why: "The client ends its session. The server forgets Entra's tokens behind it.",
    page: "tokens.md#the-session-token",
    source: `${routes}/revoke-route.ts#revokeRoute`,
  },
  "/consents": {
    why: "The user looks at the programs that they have allowed, and can take that back.",
    page: "best-practices.md",
    source: `${routes}/consents-route.ts#consentsRoute`,
  },
  graph: {
    step: 6,
    why: "The tool calls Graph with Entra's token for this user. The client never sees that token.",
    page,
  },
};
