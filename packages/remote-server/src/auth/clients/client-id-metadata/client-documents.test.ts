import { describe, expect, it } from "vitest";
import { documentOf, sendJson, serveDocument } from "../../../../test/support/document-server.ts";
import { documents } from "../../../../test/support/documents.ts";

const hour = 3_600_000;

describe("a client that introduces itself by an address", () => {
  it("is fetched once, however many ask at the same time", async () => {
    const site = await serveDocument();
    const { read } = documents();
    const clients = await Promise.all(Array.from({ length: 50 }, async () => read(site.clientId)));
    expect(new Set(clients).size).toBe(1);
    expect(clients[0]).toMatchObject({ client_id: site.clientId, client_name: "Document client" });
    expect(site.requests).toHaveLength(1);
  });

  it("is fetched again when its time is up, and not before", async () => {
    const site = await serveDocument();
    const { read, clock } = documents();
    site.answer = sendJson(documentOf(site.clientId), { "cache-control": "max-age=600" });
    await read(site.clientId);
    site.answer = sendJson(documentOf(site.clientId, { client_name: "Renamed" }));
    clock.now = 599_000;
    expect((await read(site.clientId)).client_name).toBe("Document client");
    clock.now = 600_000;
    expect((await read(site.clientId)).client_name).toBe("Renamed");
    expect(site.requests).toHaveLength(2);
  });

  it("gets another chance after each failure: errors are not remembered", async () => {
    const site = await serveDocument();
    const good = site.answer;
    const { read } = documents();
    site.answer = sendJson(documentOf("https://other.example/"), { "cache-control": "max-age=3600" });
    await expect(read(site.clientId)).rejects.toThrow("client_id: expected its own address");
    site.answer = (_request, response) =>
      void response.writeHead(503, { "cache-control": "max-age=3600" }).end();
    await expect(read(site.clientId)).rejects.toThrow("status 200, not 503");
    site.answer = good;
    expect(await read(site.clientId)).toMatchObject({ client_id: site.clientId });
  });

  it("is unknown again when its document is gone, an hour later at the latest", async () => {
    const site = await serveDocument();
    site.answer = sendJson(documentOf(site.clientId), { "cache-control": "max-age=31536000" });
    const { read, clock } = documents();
    await read(site.clientId);
    site.answer = (_request, response) => void response.writeHead(410).end();
    clock.now = hour;
    await expect(read(site.clientId)).rejects.toThrow("status 200, not 410");
  });

  it("takes no more room in memory than it is given", async () => {
    const site = await serveDocument();
    site.answer = (request, response) =>
      sendJson(documentOf(`https://localhost:${site.port}${request.url ?? ""}`))(request, response);
    const { read } = documents({ maximumCached: 2 });
    for (const name of ["a", "b", "c", "c", "b", "a"]) await read(`${site.clientId}?${name}`);
    expect(site.requests.map((path) => path.slice(-1)).join("")).toBe("abca");
  });
});

describe("where only some hosts are allowed", () => {
  it("a document of another is refused without a look at it, and the log says why", async () => {
    const asked: string[] = [];
    const resolveHost = async (hostname: string) => (asked.push(hostname), []);
    const { read, events } = documents({ allowedHosts: ["claude.ai"], resolveHost });
    await expect(read("https://client.example/client.json")).rejects.toMatchObject({
      remedy: "ask the operator",
    });
    expect(asked).toEqual([]);
    expect(events).toMatchObject([{ reason: "the host is not in CLIENT_METADATA_DOCUMENT_HOSTS" }]);
    await expect(read("https://claude.ai/client.json")).rejects.toThrow("could not reach");
    expect(asked).toEqual(["claude.ai"]);
  });
});

describe("a client whose host is not on the public internet", () => {
  it.each([
    ["loopback", ["127.0.0.1"]],
    ["cloud metadata", ["169.254.169.254"]],
    ["a private address behind a public one", ["9.9.9.9", "10.0.0.1"]],
    ["an IPv4-mapped one", ["::ffff:127.0.0.1"]],
  ])("is refused without a connection: %s", async (_case, addresses) => {
    const site = await serveDocument();
    const clientId = "https://client.example/client.json";
    const asked: string[] = [];
    const { read, events } = documents({
      resolveHost: async (hostname) => {
        asked.push(hostname);
        return addresses;
      },
    });
    await expect(read(clientId)).rejects.toThrow("could not be fetched");
    // The name is resolved once. If the name server changes its answer, the server does not ask again.
    expect(asked).toEqual(["client.example"]);
    expect(site.connections()).toBe(0);
    expect(events).toEqual([
      {
        event: "client_document_refused",
        outcome: "failure",
        client: clientId,
        reason: "the host has an address that is not public",
      },
    ]);
  });

  it("and one that does not exist look the same from outside", async () => {
    const refusal = async (addresses: string[]): Promise<string> =>
      documents({ resolveHost: async () => addresses })
        .read("https://client.example/client.json")
        .then(() => "accepted", String);
    expect(await refusal([])).toBe(await refusal(["10.0.0.1"]));
  });

  it("is refused on this machine, unless the development switch is on", async () => {
    const site = await serveDocument();
    await expect(documents({ allowLoopback: false }).read(site.clientId)).rejects.toThrow("public host name");
    expect(site.connections()).toBe(0);
  });

  it("is refused with the development switch, too, when only its address is on this machine", async () => {
    const { read } = documents({ resolveHost: async () => ["127.0.0.1"] });
    await expect(read("https://client.example/client.json")).rejects.toThrow("could not be fetched");
  });
});
