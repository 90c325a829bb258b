import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { once } from "node:events";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { authorizationUrl, register } from "./support/by-hand.ts";
import { stopTime } from "./support/signed-in.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
beforeEach(() => stopTime());
afterEach(() => void vi.useRealTimers());

const behindProxy = { PUBLIC_URL: "https://mcp.example.com", TRUST_PROXY: "loopback" };

interface Answer {
  status: number | undefined;
  headers: IncomingMessage["headers"];
  text: string;
}

/** Sends a request as a proxy does. `fetch` does not let a caller set Host. */
async function send(url: string, headers: OutgoingHttpHeaders, body?: string): Promise<Answer> {
  const method = body === undefined ? "GET" : "POST";
  const outgoing = httpRequest(url, { method, headers: { "content-type": "application/json", ...headers } });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const text = (await response.toArray()).join("");
  return { status: response.statusCode, headers: response.headers, text };
}

/** The server refuses each of these requests for its content, and counts it too. */
const registerFrom = async (listensAt: string, host: string, forwardedFor: string) =>
  send(`${listensAt}/register`, { host, "x-forwarded-for": forwardedFor }, "{}");

describe("a server behind a proxy", () => {
  const host = "mcp.example.com";

  it("makes browsers stay with https", async () => {
    const { listensAt } = await startTestServer(behindProxy);
    const { headers } = await send(`${listensAt}/`, { host });
    expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  });

  it("counts each client by itself, as the proxy saw it", async () => {
    const { listensAt } = await startTestServer(behindProxy);
    for (let count = 0; count < 50; count += 1) {
      // The client itself has sent the addresses before the last one.
      const { status } = await registerFrom(listensAt, host, `198.51.100.${count}, 203.0.113.5`);
      expect(status).toBe(400);
    }
    const { status, headers, text } = await registerFrom(listensAt, host, "203.0.113.5");
    expect(status).toBe(429);
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    expect(headers["ratelimit"]).toMatch(/^limit=50, remaining=0, reset=\d+$/);
    expect(headers["ratelimit-policy"]).toBe("50;w=900");
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(text)).toMatchObject({ error: "too_many_requests" });
    expect((await registerFrom(listensAt, host, "203.0.113.6")).status).toBe(400);
  });

  it("shows a person whose browser comes too often a page", async () => {
    const { listensAt } = await startTestServer(behindProxy);
    const headers = { host, accept: "text/html", "x-forwarded-for": "203.0.113.5" };
    for (let count = 0; count < 300; count += 1) await send(`${listensAt}/authorize`, headers);
    const { status, text } = await send(`${listensAt}/authorize`, headers);
    expect(status).toBe(429);
    expect(text).toMatch(/<h1>Too many requests<\/h1>\s*<p>Try again in \d+ min.<\/p>/);
  });

  it("does not believe a header about its name or scheme", async () => {
    const { listensAt } = await startTestServer(behindProxy);
    const metadata = `${listensAt}/.well-known/oauth-authorization-server`;
    const forwarded = { "x-forwarded-host": host, "x-forwarded-proto": "http", forwarded: `host=${host}` };
    expect((await send(metadata, { host: "evil.example", ...forwarded })).status).toBe(403);
    const { status, text } = await send(metadata, { host, "x-forwarded-host": "evil.example" });
    expect([status, JSON.parse(text).issuer]).toEqual([200, "https://mcp.example.com"]);
  });
});

describe("a server without a proxy", () => {
  it("counts by the connection, whatever a client says about its address", async () => {
    const { listensAt, endpoints } = await startTestServer();
    const { host } = new URL(endpoints.issuer);
    for (let count = 0; count < 50; count += 1) await registerFrom(listensAt, host, `203.0.113.${count}`);
    expect((await registerFrom(listensAt, host, "203.0.113.99")).status).toBe(429);
  });

  it("does not pretend to be reached over https, or under another name, because a header says so", async () => {
    const { listensAt, endpoints } = await startTestServer();
    const { host } = new URL(endpoints.issuer);
    const client = await register(endpoints);
    const { pathname, search } = authorizationUrl(endpoints, client);
    const lies = {
      host,
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
      "x-forwarded-port": "443",
      forwarded: "for=203.0.113.5;host=evil.example;proto=https",
    };
    for (const path of ["/.well-known/oauth-authorization-server", pathname + search]) {
      const [honest, lied] = [await send(listensAt + path, { host }), await send(listensAt + path, lies)];
      expect(lied.status).toBe(honest.status);
      expect(lied.headers["strict-transport-security"]).toBe(honest.headers["strict-transport-security"]);
      expect(lied.headers["set-cookie"]?.join() ?? "").not.toMatch(/Secure|__Host-/);
      expect(lied.text + JSON.stringify(lied.headers)).not.toMatch(/evil\.example|https:\/\/localhost/);
    }
    const challenge = (await send(endpoints.mcp.replace(endpoints.issuer, listensAt), lies, "{}")).headers;
    expect(challenge["www-authenticate"]).toContain(`resource_metadata="${endpoints.issuer}/`);
  });
});

describe("a caller that gets past the proxy", () => {
  it("is counted by the connection, whatever address a header claims", async () => {
    const { listensAt } = await startTestServer({ ...behindProxy, TRUST_PROXY: "10.0.0.0/8" });
    const host = "mcp.example.com";
    for (let count = 0; count < 50; count += 1) await registerFrom(listensAt, host, `203.0.113.${count}`);
    expect((await registerFrom(listensAt, host, "203.0.113.99")).status).toBe(429);
  });
});
