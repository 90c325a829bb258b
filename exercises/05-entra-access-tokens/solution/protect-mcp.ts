import type { Express, Response } from "express";
import { type Challenge, challengeHeader, fullName, metadataPath } from "./challenge.ts";
import { type Caller, type McpHandler, type ServerOptions, TokenRefused } from "./context.ts";

export interface McpDoor {
  options: ServerOptions;
  /** Throws TokenRefused for a bad token, and another error if it could not check the token. */
  verify: (token: string) => Promise<Caller>;
  handleMcp: McpHandler;
}

/** What a client begins with. */
const firstScopes = ["tools.read"];

/** Accepts requests to `/mcp` with a valid token, and tells other clients where to get one. */
export function protectMcp(app: Express, { options, verify, handleMcp }: McpDoor): void {
  app.get(metadataPath(options), (_request, response) => {
    response.json({
      resource: options.resource,
      authorization_servers: [`https://login.microsoftonline.com/${options.tenantId}/v2.0`],
      scopes_supported: firstScopes.map((scope) => fullName(options, scope)),
      bearer_methods_supported: ["header"],
    });
  });

  app.all("/mcp", async (request, response) => {
    // Only from the header: addresses stay in logs, and browsers send cookies with requests of other sites.
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) return refuse(options, response);
    let caller: Caller;
    try {
      caller = await verify(token);
    } catch (error) {
      return refuseToken(options, response, error);
    }
    await handleMcp(caller, request, response);
  });
}

function refuseToken(options: ServerOptions, response: Response, error: unknown): void {
  if (error instanceof TokenRefused) {
    // The reason is for the operator. An attacker would learn from it which check refused the token.
    options.log(`A token was refused. ${error.message}`);
    return refuse(options, response, "invalid_token");
  }
  // The token may be valid. After 401, the user would sign in without a need.
  options.log("A token could not be checked. Are Entra's keys within reach?");
  response.status(503).set("Retry-After", "5").json({ error: "temporarily_unavailable" });
}

function refuse(options: ServerOptions, response: Response, error?: Challenge["error"]): void {
  const challenge = challengeHeader(options, { ...(error && { error }), scopes: firstScopes });
  response.status(401).set("WWW-Authenticate", challenge);
  response.json({ error: error ?? "unauthorized" });
}
