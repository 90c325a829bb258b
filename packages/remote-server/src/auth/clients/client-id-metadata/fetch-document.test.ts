import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { sendJson, serveDocument } from "../../../../test/support/document-server.ts";
import { fetchDocument } from "./fetch-document.ts";

const here = ["127.0.0.1"];
const patience = () => AbortSignal.timeout(30_000);

async function fetchFrom(answer: RequestListener, signal = patience()) {
  const site = await serveDocument();
  site.answer = answer;
  return { site, fetched: fetchDocument(new URL(site.clientId), here, signal) };
}

const send =
  (status: number, headers: Record<string, string>, body: string | Buffer = "{}"): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

describe("fetching a document", () => {
  it("returns what its server sent", async () => {
    const { fetched } = await fetchFrom(sendJson({ a: 1 }, { "cache-control": "max-age=60" }));
    expect(await fetched).toMatchObject({ text: '{"a":1}', headers: { "cache-control": "max-age=60" } });
  });

  it.each(["application/json; charset=utf-8", "application/cimd+json"])("accepts %s", async (type) => {
    const { fetched } = await fetchFrom(send(200, { "content-type": type }));
    expect(await fetched).toMatchObject({ text: "{}" });
  });

  it("connects to the address that was checked, whatever the name means by now", async () => {
    const site = await serveDocument();
    const url = new URL(`https://client.example:${site.port}/client.json`);
    expect(await fetchDocument(url, here, patience())).toMatchObject({
      text: expect.stringContaining("client_id"),
    });
  });

  it("reaches a host with two addresses also when this server is busy while it connects", async () => {
    const site = await serveDocument();
    const busyMilliseconds = 600;
    const fetchWhileBusy = async (): Promise<string> => {
      const fetched = fetchDocument(new URL(site.clientId), ["127.0.0.1", "::1"], patience());
      await new Promise((resolve) => void setImmediate(resolve));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMilliseconds);
      return fetched.then(({ text }) => text, String);
    };
    let text: string;
    let began: number;
    do {
      began = performance.now();
      text = await fetchWhileBusy();
      // An attempt proves nothing if the machine itself stood still for the two seconds that an address gets.
    } while (!text.includes("client_id") && performance.now() - began > 2_000);
    expect(text).toContain("client_id");
  });

  it("does not tell who is asking, beyond what a request needs", async () => {
    const { site, fetched } = await fetchFrom((request, response) => {
      sendJson(request.headers)(request, response);
    });
    const headers: unknown = JSON.parse((await fetched).text);
    expect(Object.keys(headers as object).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
    ]);
    expect(site.requests).toEqual(["/client.json"]);
  });

  it.each<[string, RequestListener, RegExp]>([
    ["a redirect, which is not followed", send(302, { location: "/other.json" }), /status 200, not 302/],
    ["a page that is not there", send(404, { "content-type": "application/json" }), /status 200, not 404/],
    ["another success", send(206, { "content-type": "application/json" }), /status 200, not 206/],
    ["a web page", send(200, { "content-type": "text/html" }), /application\/json/],
    ["no content type", send(200, {}), /application\/json/],
    [
      "a compressed answer",
      send(200, { "content-type": "application/json", "content-encoding": "gzip" }, gzipSync("{}")),
      /encoding/,
    ],
    [
      "more than a document may hold",
      send(200, { "content-type": "application/json" }, JSON.stringify("x".repeat(5_119))),
      /5120 bytes/,
    ],
    ["a connection that breaks off", (_request, response) => void response.destroy(), /socket hang up/],
    [
      "headers without end",
      send(200, { "content-type": "application/json", "x-long": "x".repeat(10_000) }),
      /[Hh]eader/,
    ],
  ])("refuses %s", async (_case, answer, reason) => {
    const { site, fetched } = await fetchFrom(answer);
    await expect(fetched).rejects.toThrow(reason);
    expect(site.requests).toEqual(["/client.json"]);
  });

  it("stops reading an answer that never ends, after a few kilobytes", async () => {
    let sent = 0;
    const { site, fetched } = await fetchFrom((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const pour = (): void => {
        while (!response.destroyed && response.write(" ".repeat(1_024))) sent += 1_024;
      };
      response.on("drain", pour);
      pour();
    });
    await expect(fetched).rejects.toThrow("5120 bytes");
    await expect.poll(() => site.open()).toBe(0);
    expect(sent).toBeLessThan(2 * 1_024 * 1_024);
  });

  it.each<[string, RequestListener]>([
    ["says nothing", () => undefined],
    [
      "sends half",
      (_request, response) => void response.writeHead(200, { "content-type": "application/json" }).write("{"),
    ],
  ])("gives up on a server that %s", async (_case, answer) => {
    const { fetched } = await fetchFrom(answer, AbortSignal.timeout(100));
    await expect(fetched).rejects.toMatchObject({ reason: "it took too long" });
  });

  it("refuses a server that cannot prove to be that host", async () => {
    const site = await serveDocument();
    const url = new URL(`https://other.example:${site.port}/client.json`);
    await expect(fetchDocument(url, here, patience())).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(site.requests).toEqual([]);
  });

  it("refuses a certificate from an unknown CA, whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    try {
      const site = await serveDocument({ trusted: false });
      const fetched = fetchDocument(new URL(site.clientId), here, patience());
      await expect(fetched).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      expect(site.requests).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("resumes no TLS session: its id would be text that the host has chosen", async () => {
    const site = await serveDocument();
    for (const _time of ["first", "second"]) await fetchDocument(new URL(site.clientId), here, patience());
    expect(site.resumed()).toBe(0);
    expect(site.connections()).toBe(2);
  });

  it("leaves no connection open", async () => {
    const site = await serveDocument();
    await fetchDocument(new URL(site.clientId), here, patience());
    await expect.poll(() => site.open()).toBe(0);
    expect(site.connections()).toBe(1);
  });
});
