import { once } from "node:events";
import { request } from "node:http";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authorizationUrl, listTools, redeem, refresh, revoke, signInByHand } from "./support/by-hand.ts";
import { documentOf, sendJson, serveDocument } from "./support/document-server.ts";
import { clientRedirectUri, connectAs, createTestBrowser, displayName } from "./support/test-client.ts";
import { moveTime } from "./support/signed-in.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

async function startWithDocument() {
  const site = await serveDocument();
  const server = await startTestServer({ DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" });
  return { site, server, endpoints: server.endpoints };
}

describe("a client whose id is the address of its metadata document", () => {
  it.each(["streamable-http", "legacy-sse"] as const)(
    "signs in without registering, over %s",
    async (kind) => {
      const { site, server, endpoints } = await startWithDocument();
      const { client, memory } = await connectAs(seed.users.ada, endpoints, kind, {
        documentUrl: site.clientId,
      });
      expect(await displayName(client)).toBe("Ada Lovelace");
      expect(memory.registration).toMatchObject({ client_id: site.clientId });
      expect(server.eventsNamed("client_registered")).toEqual([]);
      expect(server.eventsNamed("session_created")).toMatchObject([{ client: site.clientId }]);
      expect(site.requests).toHaveLength(1);
    },
  );

  it("is shown by the host that vouches for it; its name is what it calls itself", async () => {
    const { site, endpoints } = await startWithDocument();
    site.answer = sendJson(
      documentOf(site.clientId, {
        client_name: "Claude",
        logo_uri: `https://localhost:${site.port}/logo.png`,
      }),
    );
    const page = await createTestBrowser().visit(authorizationUrl(endpoints, site.clientId).href);
    const host = new URL(site.clientId).host;
    expect(page.document.querySelector("h1")?.text).toBe(`Allow ${host} to act for you?`);
    const text = page.document.querySelector("main")?.text ?? "";
    for (const expected of ["Claude", site.clientId, clientRedirectUri, "says it belongs to"]) {
      expect(text).toContain(expected);
    }
    expect(page.document.querySelector("img")).toBeNull();
    expect(site.requests).toEqual(["/client.json"]);
  });

  it("may send users back to any port of its loopback address, and to nothing else", async () => {
    const { site, endpoints } = await startWithDocument();
    const statusFor = async (redirectUri: string): Promise<number> => {
      const url = authorizationUrl(endpoints, site.clientId, { redirect_uri: redirectUri });
      return (await fetch(url, { redirect: "manual" })).status;
    };
    expect(await statusFor("http://127.0.0.1:55611/callback")).toBe(200);
    expect(await statusFor("http://127.0.0.1/callback")).toBe(200);
    expect(await statusFor("http://localhost:55611/callback")).toBe(400);
    expect(await statusFor("http://127.0.0.1:55611/other")).toBe(400);
    expect(await statusFor("https://client.example/callback")).toBe(400);
  });
});

describe("a client whose document is of no use", () => {
  it("ends on a page that says why, never in a redirect", async () => {
    const { site, server, endpoints } = await startWithDocument();
    site.answer = sendJson(documentOf(site.clientId, { client_secret: "s3cret" }));
    const response = await fetch(authorizationUrl(endpoints, site.clientId), { redirect: "manual" });
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain("client_secret: expected none");
    expect(page).not.toContain("s3cret");
    expect(server.eventsNamed("client_document_refused")).toMatchObject([{ client: site.clientId }]);
    expect(server.bugs).toEqual([]);
  });

  it("is not even asked for it where documents on this machine are not allowed", async () => {
    const site = await serveDocument();
    const { endpoints } = await startTestServer();
    expect((await fetch(authorizationUrl(endpoints, site.clientId))).status).toBe(400);
    expect(site.connections()).toBe(0);
  });

  it("is asked to come again when too many are being fetched", async () => {
    const { site, endpoints } = await startWithDocument();
    site.answer = () => undefined;
    const slow = Array.from({ length: 4 }, async (_, index) =>
      fetch(authorizationUrl(endpoints, `${site.clientId}?${index}`)).catch(() => undefined),
    );
    while (site.requests.length < 4) await new Promise((next) => void setTimeout(next, 5));
    const response = await fetch(authorizationUrl(endpoints, `${site.clientId}?4`));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    site.close();
    await Promise.all(slow);
  });
});

/** A later change of the document does not matter: the code is bound to client, redirect URI and challenge. */
describe("a document that changes after the user has been asked", () => {
  it("changes nothing about that sign-in, nor about the session that it began", async () => {
    const { site, endpoints } = await startWithDocument();
    const answer = await signInByHand(endpoints, site.clientId, seed.users.ada);
    site.answer = (_request, response) => void response.writeHead(410).end();
    moveTime(30);
    const tokens = await redeem(endpoints, site.clientId, answer.get("code") ?? "");
    expect(await listTools(endpoints, tokens["access_token"])).toBe(200);
    moveTime(3_000);
    const renewed = await refresh(endpoints, site.clientId, tokens["refresh_token"]);
    expect(await listTools(endpoints, renewed["access_token"])).toBe(200);
    expect(await revoke(endpoints, site.clientId, renewed["access_token"])).toBe(200);
    expect(await listTools(endpoints, renewed["access_token"])).toBe(401);
    expect(site.requests).toHaveLength(1);
  });

  it("counts for the next sign-in", async () => {
    const { site, endpoints } = await startWithDocument();
    await signInByHand(endpoints, site.clientId, seed.users.ada);
    site.answer = sendJson(documentOf(site.clientId, { redirect_uris: ["https://client.example/callback"] }));
    moveTime(61);
    expect((await fetch(authorizationUrl(endpoints, site.clientId), { redirect: "manual" })).status).toBe(
      400,
    );
  });
});

describe("the token endpoint", () => {
  it("fetches nothing for strangers, and takes no client's word for another's code", async () => {
    const { site, endpoints } = await startWithDocument();
    const code = (await signInByHand(endpoints, site.clientId, seed.users.ada)).get("code") ?? "";
    const thief = `https://localhost:${site.port}/thief.json`;
    expect(await redeem(endpoints, thief, code)).toMatchObject({ error: "invalid_grant" });
    expect(await redeem(endpoints, `https://${"x".repeat(600)}/`, code)).toMatchObject({
      error: "invalid_client",
    });
    expect(site.requests).toEqual(["/client.json"]);
    expect(await redeem(endpoints, site.clientId, code)).toHaveProperty("access_token");
  });
});

describe("documents of silent hosts", () => {
  /** Starts sign-ins through a proxy, from this address. @returns the status of each. */
  async function askFrom(listensAt: string, address: string, clientIds: string[]): Promise<number[]> {
    const statuses = clientIds.map(async (clientId) => {
      const { pathname, search } = authorizationUrl({ issuer: listensAt }, clientId);
      const headers = { host: "localhost:4443", "x-forwarded-for": address };
      const [response] = await once(
        request(listensAt, { path: pathname + search, headers }).end(),
        "response",
      );
      response.resume();
      return response.statusCode as number;
    });
    return Promise.all(statuses);
  }

  it("do not lock out those who ask from another address for another document", async () => {
    const { listensAt } = await startTestServer({
      DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true",
      PUBLIC_URL: "https://localhost:4443",
      TRUST_PROXY: "loopback",
    });
    const silent = await Promise.all(Array.from({ length: 16 }, async () => serveDocument()));
    const waiting: (() => void)[] = [];
    for (const site of silent)
      site.answer = (_request, response) => void waiting.push(() => response.writeHead(404).end());
    const urls = silent.map(({ clientId }) => clientId);
    const strangers = askFrom(listensAt, "198.51.100.1", urls);
    await expect.poll(() => waiting).toHaveLength(8);
    const honest = await Promise.all(Array.from({ length: 40 }, async () => serveDocument()));
    const found = honest.map(async ({ clientId }, index) =>
      askFrom(listensAt, `203.0.113.${index}`, [clientId]),
    );
    expect((await Promise.all(found)).flat()).toEqual(honest.map(() => 200));
    for (const answer of waiting) answer();
    expect((await strangers).toSorted((one, other) => one - other)).toEqual([
      ...urls.slice(8).map(() => 400),
      ...urls.slice(8).map(() => 503),
    ]);
  });
});

describe("a server that reads documents of some hosts only", () => {
  it("says to the user whom to ask about the others", async () => {
    const site = await serveDocument();
    const server = await startTestServer({
      DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true",
      CLIENT_METADATA_DOCUMENT_HOSTS: "claude.ai, vscode.dev",
    });
    const page = await createTestBrowser().visit(authorizationUrl(server.endpoints, site.clientId).href);
    expect(page.status).toBe(400);
    expect(page.document.text).toContain("Ask the operator of this server");
    expect(site.connections()).toBe(0);
    expect(server.eventsNamed("client_document_refused")).toMatchObject([{ client: site.clientId }]);
  });

  it("reads those of its hosts", async () => {
    const site = await serveDocument();
    const { endpoints } = await startTestServer({
      DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true",
      CLIENT_METADATA_DOCUMENT_HOSTS: "localhost",
    });
    expect((await fetch(authorizationUrl(endpoints, site.clientId))).status).toBe(200);
  });
});
