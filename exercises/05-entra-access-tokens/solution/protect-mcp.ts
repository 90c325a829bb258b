import type { Express, Response } from "express";
import { type Challenge, challengeHeader, fullName, metadataPath } from "./challenge.ts";
import { type Caller, type McpHandler, type ServerOptions, TokenRefused } from "./context.ts";

export interface McpDoor {
  options: ServerOptions;
  /** Throws TokenRefused for a token that is not good here, and another error when that could not be found out. */
  verify: (token: string) => Promise<Caller>;
  handleMcp: McpHandler;
}

/** What a client begins with. */
const firstScopes = ["tools.read"];

/** Lets requests to `/mcp` in that bring a good token, and tells the others where to get one. */
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
    // From the header only: addresses stay in logs, and browsers send cookies by themselves.
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
    // The reason is for the operator. A stranger who gets it learns which check to get past next.
    options.log(`A token was refused. ${error.message}`);
    return refuse(options, response, "invalid_token");
  }
  // The token may be good. A 401 would send the user to a sign-in that changes nothing.
  options.log("A token could not be checked. Are Entra's keys within reach?");
  response.status(503).set("Retry-After", "5").json({ error: "temporarily_unavailable" });
}

function refuse(options: ServerOptions, response: Response, error?: Challenge["error"]): void {
  const challenge = challengeHeader(options, { ...(error && { error }), scopes: firstScopes });
  response.status(401).set("WWW-Authenticate", challenge);
  response.json({ error: error ?? "unauthorized" });
}
