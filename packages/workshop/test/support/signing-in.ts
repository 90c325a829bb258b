import { createAuditLog, discoverAuthority, type TimedAuditEvent } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { browserFetch } from "@mcp-entra/mock-entra/vitest";
import { readRemoteServerConfig, startRemoteServer } from "@mcp-entra/remote-server";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { connectMcpClient, type McpClientOptions } from "../../src/client/mcp-client.ts";

type SeedUser = (typeof seed.users)["ada" | "grace"];

export async function startServer(variables: Record<string, string> = {}) {
  const config = readRemoteServerConfig({
    ...variables,
    AZURE_TENANT_ID: seed.tenant.id,
    AZURE_CLIENT_ID: seed.applications.remote.appId,
    AZURE_CLIENT_SECRET: seed.applications.remote.secret,
    PORT: "0",
  });
  const events: TimedAuditEvent[] = [];
  const server = await startRemoteServer(config, {
    authority: await discoverAuthority(config.entra),
    audit: createAuditLog([(event) => events.push(event)]),
  });
  onTestFinished(async () => server.close());
  const named = (name: string) => events.filter(({ event }) => event === name);
  return { endpoints: server.endpoints, named };
}

/** A user who agrees to everything, with a browser that stays signed in. */
export function person(user: SeedUser) {
  const browser = createHttpBrowser({ fetch: browserFetch });
  const pages: URL[] = [];
  const openPage = async (url: URL): Promise<void> => {
    pages.push(url);
    await signIn(browser, await browser.submit(await browser.visit(url.href), { decision: "approve" }), user);
  };
  return { openPage, pages };
}

export async function connect(options: Omit<McpClientOptions, "name">) {
  const connection = await connectMcpClient({ name: "Test client", ...options });
  onTestFinished(async () => connection.close());
  return connection;
}

/** A fetch that changes words in a server's documents, and notes all requests. */
export function changing(
  path: string,
  change: (document: Record<string, unknown>) => Record<string, unknown>,
) {
  const sent: { url: URL; body: string }[] = [];
  const fetchIt: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    sent.push({ url, body: await request.clone().text() });
    const response = await fetch(request);
    if (!url.pathname.includes(path) || !response.ok) return response;
    const document = z.record(z.string(), z.unknown()).parse(await response.json());
    return Response.json(change(document));
  };
  return { fetchIt, sent };
}
