import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { authorizationUrl } from "../support/by-hand.ts";
import { sendRaw } from "../support/raw-request.ts";
import { createTestBrowser } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

/** The client ids of these three programs, if the server announces metadata documents. They then never register. */
const documents = [
  ["Claude Code", "https://claude.ai/oauth/claude-code-client-metadata"],
  ["Codex", "https://chatgpt.com/oauth/codex/client.json"],
  ["Copilot CLI", "https://github.com/copilot/cli/oauth-client-metadata.json"],
] as const;

const behindProxy = { PUBLIC_URL: "https://mcp.example.com", TRUST_PROXY: "loopback" };
const documentsOff = { CLIENT_METADATA_DOCUMENTS: "off" };

async function announcedBy(environment: Record<string, string>): Promise<unknown> {
  const { endpoints, listensAt } = await startTestServer(environment);
  const { body } = await sendRaw(listensAt, {
    method: "GET",
    target: "/.well-known/oauth-authorization-server",
    headers: [["host", new URL(endpoints.issuer).host]],
    body: new Uint8Array(),
  });
  return (JSON.parse(body) as Record<string, unknown>)["client_id_metadata_document_supported"];
}

describe("metadata documents of clients", () => {
  it.each<[string, Record<string, string>, boolean]>([
    ["on loopback, where a client that finds them announced would need the internet", {}, false],
    ["under a public name", behindProxy, true],
    ["on loopback, when asked to", { CLIENT_METADATA_DOCUMENTS: "on" }, true],
    ["under a public name, when told not to", { ...behindProxy, ...documentsOff }, false],
    [
      "on loopback, where the documents are on this machine as well",
      { DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" },
      true,
    ],
  ])("are announced or not: %s", async (_case, environment, isAnnounced) => {
    expect(await announcedBy(environment)).toBe(isAnnounced);
  });

  it("are read on loopback as well: not to announce them is not to refuse them", async () => {
    const hosts: string[] = [];
    const resolveHost = async (host: string) => {
      hosts.push(host);
      return [];
    };
    const { endpoints } = await startTestServer({}, undefined, undefined, { resolveHost });
    await fetch(authorizationUrl(endpoints, documents[0][1]));
    expect(hosts).toEqual(["claude.ai"]);
  });
});

describe.each(documents)("%s, without the internet", (_name, clientId) => {
  it("is shown a page that says that this server could not reach the document, and the log says so as well", async () => {
    const offline = { resolveHost: async () => Promise.reject(new Error("There is no DNS here.")) };
    const server = await startTestServer({}, undefined, undefined, offline);
    const page = await createTestBrowser().visit(authorizationUrl(server.endpoints, clientId).href);
    expect(page.status).toBe(400);
    expect(page.document.text).toContain("this server could not reach the web site that it is on");
    expect(page.document.text).toContain("CLIENT_METADATA_DOCUMENTS=off");
    expect(server.eventsNamed("client_document_refused")).toMatchObject([
      { reason: expect.stringContaining("this server could not reach the document's host") },
    ]);
    expect(server.bugs).toEqual([]);
  });

  it("is told to register, where documents are off; nothing is looked up", async () => {
    const hosts: string[] = [];
    const noting = { resolveHost: async (host: string) => (hosts.push(host), []) };
    const { endpoints } = await startTestServer(documentsOff, undefined, undefined, noting);
    const page = await createTestBrowser().visit(authorizationUrl(endpoints, clientId).href);
    expect(page.status).toBe(400);
    expect(page.document.text).toContain("does not read client metadata documents");
    expect(page.document.text).toContain("remove this server in your MCP client and add it again");
    expect(hosts).toEqual([]);
  });
});
