import type { Express } from "express";
import { challengeHeader, fullName, metadataPath } from "./challenge.ts";
import { type Caller, type McpHandler, type ServerOptions, TokenRefused } from "./context.ts";

export interface McpDoor {
  options: ServerOptions;
  /** Throws TokenRefused for a token that is not good here, and another error when that could not be found out. */
  verify: (token: string) => Promise<Caller>;
  handleMcp: McpHandler;
}

/** Lets requests to `/mcp` in that bring a good token, and tells the others where to get one. */
export function protectMcp(app: Express, { options, verify, handleMcp }: McpDoor): void {
  // TODO 5.6: tell clients where to get a token, at metadataPath(options) and with each refusal.
  app.post("/mcp", async (request, response) => {
    // TODO 5.6: take the token from one place only, and do not blame the token when Entra cannot be asked.
    const inAddress = new URL(request.originalUrl, options.resource).searchParams.get("access_token");
    const token = request.headers.authorization?.split(" ")[1] ?? inAddress ?? "";
    try {
      await handleMcp(await verify(token), request, response);
    } catch (error) {
      response.status(401).json({ error: String(error) });
    }
  });
}
