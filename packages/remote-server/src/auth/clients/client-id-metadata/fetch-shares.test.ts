import { describe, expect, it } from "vitest";
import { documentOf, sendJson, serveDocument } from "../../../../test/support/document-server.ts";
import { documents, silentHost } from "../../../../test/support/documents.ts";

const hour = 3_600_000;

describe("fetches are shared out", () => {
  const stranger = "198.51.100.1";

  it("by host: a silent one takes four places, and is refused more, with any caller", async () => {
    const [silent, honest] = [await silentHost(), await serveDocument()];
    const { read } = documents();
    const first = [0, 1, 2, 3].map(async (index) => read(`${silent.clientId}?${index}`, `192.0.2.${index}`));
    await silent.arrived(4);
    await expect(read(`${silent.clientId}?4`)).rejects.toMatchObject({ isTemporary: true });
    expect(await read(honest.clientId)).toMatchObject({ client_id: honest.clientId });
    for (const answer of silent.waiting) answer();
    expect(await Promise.all(first)).toHaveLength(4);
    // The places are free again.
    const again = read(`${silent.clientId}?4`);
    await silent.arrived(5);
    silent.waiting[4]?.();
    expect(await again).toMatchObject({ client_name: "Document client" });
  });

  it("by address: one that asks for silent hosts takes eight places, and others do not notice", async () => {
    const silent = await Promise.all(Array.from({ length: 16 }, async () => silentHost()));
    const honest = await serveDocument();
    const { read } = documents();
    const asked = silent.map(async ({ clientId }) =>
      read(clientId, stranger).then(
        () => "read",
        () => "refused",
      ),
    );
    await Promise.all(silent.slice(0, 8).map(async ({ arrived }) => arrived(1)));
    await expect(read(honest.clientId, stranger)).rejects.toMatchObject({ isTemporary: true });
    expect(await read(honest.clientId)).toMatchObject({ client_id: honest.clientId });
    for (const { waiting } of silent) for (const answer of waiting) answer();
    expect((await Promise.all(asked)).filter((outcome) => outcome === "refused")).toHaveLength(8);
  });

  it("and sixty-four in all", async () => {
    const silent = await Promise.all(Array.from({ length: 16 }, async () => silentHost()));
    const honest = await serveDocument();
    const { read } = documents();
    const asked = silent.flatMap(({ clientId }, host) =>
      [0, 1, 2, 3].map(async (index) => read(`${clientId}?${index}`, `198.51.100.${host}`)),
    );
    await Promise.all(silent.map(async ({ arrived }) => arrived(4)));
    await expect(read(honest.clientId)).rejects.toMatchObject({ isTemporary: true });
    for (const { waiting } of silent) for (const answer of waiting) answer();
    expect(await Promise.all(asked)).toHaveLength(64);
  });
});

describe("a document that has been read", () => {
  /** Takes all places of this address, until the test ends the fetches. */
  async function occupy(read: (clientId: string) => Promise<unknown>): Promise<() => Promise<void>> {
    const hosts = [await silentHost(), await silentHost()];
    const asked = hosts.flatMap(({ clientId }) =>
      [0, 1, 2, 3].map(async (index) => read(`${clientId}?${index}`)),
    );
    await Promise.all(hosts.map(async ({ arrived }) => arrived(4)));
    return async () => {
      for (const { waiting } of hosts) for (const answer of waiting) answer();
      await Promise.all(asked);
    };
  }

  it("is used past its time while there is no place to read it again, for a day at most", async () => {
    const site = await serveDocument();
    const { read, clock } = documents();
    await read(site.clientId);
    clock.now = 24 * hour - 1;
    const release = await occupy(read);
    expect(await read(site.clientId)).toMatchObject({ client_id: site.clientId });
    clock.now = 24 * hour;
    await expect(read(site.clientId)).rejects.toMatchObject({ isTemporary: true });
    await release();
    expect(site.requests).toHaveLength(1);
    await read(site.clientId);
    expect(site.requests).toHaveLength(2);
  });

  it.each([
    ["is gone", (clientId: string) => void clientId, 404],
    ["describes no client any more", (clientId: string) => documentOf(clientId, { redirect_uris: [] }), 200],
  ])("is not used any more once it %s", async (_case, bodyFor, status) => {
    const site = await serveDocument();
    const { read, clock } = documents();
    await read(site.clientId);
    site.answer = (_request, response) =>
      void response
        .writeHead(status, { "content-type": "application/json" })
        .end(JSON.stringify(bodyFor(site.clientId) ?? {}));
    clock.now = 2 * hour;
    await expect(read(site.clientId)).rejects.toMatchObject({ isTemporary: false });
    const release = await occupy(read);
    await expect(read(site.clientId)).rejects.toMatchObject({ isTemporary: true });
    await release();
  });

  it("is still used while there is no place to read it again, although its host gave no answer before", async () => {
    const site = await serveDocument();
    const { read, clock } = documents();
    await read(site.clientId);
    site.answer = (_request, response) => void response.destroy();
    clock.now = 2 * hour;
    await expect(read(site.clientId)).rejects.toMatchObject({ isOutOfReach: true });
    const release = await occupy(read);
    expect(await read(site.clientId)).toMatchObject({ client_id: site.clientId });
    await release();
  });

  it("is used as it is now once it has changed", async () => {
    const site = await serveDocument();
    const { read, clock } = documents();
    await read(site.clientId);
    site.answer = sendJson(documentOf(site.clientId, { client_name: "Renamed" }));
    clock.now = 2 * hour;
    await read(site.clientId);
    clock.now = 4 * hour;
    const release = await occupy(read);
    expect(await read(site.clientId)).toMatchObject({ client_name: "Renamed" });
    await release();
  });

  it("is not pushed out by hundreds of one host, from the same address", async () => {
    const [honest, evil] = [await serveDocument(), await serveDocument()];
    evil.answer = (request, response) =>
      sendJson(documentOf(`https://localhost:${evil.port}${request.url ?? ""}`))(request, response);
    const { read } = documents({ maximumCached: 20 });
    await read(honest.clientId);
    for (let index = 0; index < 60; index += 1) await read(`${evil.clientId}?${index}`);
    await read(honest.clientId);
    expect(honest.requests).toHaveLength(1);
  });

  it("is not pushed out by those of one stranger at many hosts, who asked for it first and asks again", async () => {
    const honest = await serveDocument();
    const evil = await Promise.all(Array.from({ length: 40 }, async () => serveDocument()));
    const { read } = documents({ maximumCached: 20 });
    const stranger = "198.51.100.1";
    for (const from of [stranger, "192.0.2.1", stranger]) await read(honest.clientId, from);
    for (const { clientId } of evil) await read(clientId, stranger);
    await read(honest.clientId);
    expect(honest.requests).toHaveLength(1);
  });
});
