import type { Express } from "express";
import { challengeHeader, fullName, metadataPath } from "./challenge.ts";
import { type Caller, type McpHandler, type ServerOptions, TokenRefused } from "./context.ts";

export interface McpDoor {
  options: ServerOptions;
  /** Throws TokenRefused for a bad token, and another error if it could not check the token. */
  verify: (token: string) => Promise<Caller>;
  handleMcp: McpHandler;
}

/** Accepts requests to `/mcp` with a valid token, and tells other clients where to get one. */
export function protectMcp(app: Express, { options, verify, handleMcp }: McpDoor): void {
  // TODO 5.6: tell clients where to get a token, at metadataPath(options) and with each refusal.
  app.post("/mcp", async (request, response) => {
    // TODO 5.6: take the token from one place only. If Entra's keys cannot be fetched, do not answer that the token is bad.
    const inAddress = new URL(request.originalUrl, options.resource).searchParams.get("access_token");
    const token = request.headers.authorization?.split(" ")[1] ?? inAddress ?? "";
    try {
      await handleMcp(await verify(token), request, response);
    } catch (error) {
      // The operator reads why a token was refused.
      if (error instanceof TokenRefused) options.log(error.message);
      response.status(401).json({ error: String(error) });
    }
  });
}
