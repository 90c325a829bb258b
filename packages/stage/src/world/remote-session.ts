import { seed } from "@mcp-entra/mock-entra/seed";
import { connectMcpClient } from "@mcp-entra/workshop";
import type { Generation, ServerName } from "../protocol.ts";
import { inputOf } from "./tools.ts";
import { readAnswer, type ToolSession } from "./tool-session.ts";

export interface RemoteSessionOptions {
  origin: string;
  server: Exclude<ServerName, "local">;
  generation: Generation;
  openPage: (url: URL) => Promise<void>;
  /** Whether the user agrees to a question of the server. */
  ask: (question: string) => Promise<boolean>;
  fetch: typeof fetch;
}

/** Connects the workshop's own MCP client. */
export async function openRemoteSession(options: RemoteSessionOptions): Promise<ToolSession> {
  const { origin, server, generation, openPage, ask } = options;
  const connection = await connectMcpClient({
    name: "The stage’s MCP client",
    serverUrl: new URL(generation === "sse" ? "/sse" : "/mcp", origin),
    transport: generation === "sse" ? "legacy-sse" : "streamable-http",
    generation: generation === "2026-07-28" ? "auto" : "legacy",
    ...(server === "entra-tokens" && {
      registration: { client_id: seed.applications.client.appId },
      // Entra supports PKCE, but its metadata do not say so.
      acceptUnannouncedPkce: true,
    }),
    openPage,
    askUser: async ({ message }) => ({ action: (await ask(message)) ? "accept" : "decline" }),
    fetch: options.fetch,
  });
  return {
    protocol: connection.protocolVersion ?? "of an unknown version",
    listTools: async () => (await connection.listTools()).map(({ name }) => name),
    callTool: async (name) => readAnswer(await connection.callTool(name, inputOf(name))),
    renew: async () => connection.renewTokens(),
    signOut: async () => connection.signOut(),
    close: async () => connection.close(),
  };
}
