import type { FactsByKey } from "./facts.ts";

/** What an attacker does, by the keys of honest requests: an attacker sends the same ones. The code that answers is the same, too. */
export const attackersRequests: FactsByKey = {
  "/register": { why: "The attacker registers a client." },
  "/authorize": { why: "The attacker's browser opens the sign-in. The server asks before it goes on." },
  "/consent": { why: "The attacker agrees, in their own browser." },
  "/auth/callback": { why: "Entra has sent the attacker's browser back to the server." },
  "/callback": { why: "The attacker's own client gets a code." },
  "/token authorization_code": { why: "The attacker wants to exchange a code for tokens." },
  "/token refresh_token": { why: "The attacker wants to exchange a refresh token for new tokens." },
  "mcp token refused": { why: "The attacker sends a token. The server does not accept it." },
  "mcp scope missing": { why: "The attacker sends a token. It does not cover this tool." },
  "/sse": { why: "The attacker opens a stream with a token." },
  "/message": { why: "The attacker sends a message to a stream." },
  mcp: { why: "The attacker sends a token, and the server accepts it." },
  "openid-configuration": { why: "The attacker reads Entra's addresses." },
  authorize: { why: "The attacker's browser opens Entra's page." },
  login: { why: "The attacker signs in at Entra, with their own password." },
};

/** Where no honest request goes. */
export const attackersPages: FactsByKey = {
  "page of the attacker": { why: "The server has sent the browser on to the attacker's address." },
};
