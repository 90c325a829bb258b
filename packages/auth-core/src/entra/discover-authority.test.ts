import { describe, expect, it } from "vitest";
import type { EntraConfig } from "../config/entra-config.ts";
import { discoverAuthority } from "./discover-authority.ts";

const config: EntraConfig = {
  tenantId: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
  clientId: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
  authorityHost: "https://localhost:8443",
  graphBaseUrl: "https://localhost:8443",
  developmentCaFile: undefined,
};
const expected =
  "Expected a running Entra sign-in service: https://login.microsoftonline.com, or the mock's address if you have started it.";
const document = {
  issuer: `https://localhost:8443/${config.tenantId}/v2.0`,
  token_endpoint: `https://localhost:8443/${config.tenantId}/oauth2/v2.0/token`,
  authorization_endpoint: `http://127.0.0.1:8080/${config.tenantId}/oauth2/v2.0/authorize`,
};

describe("looking for Entra at start-up", () => {
  it("reads the issuer, and keeps the document for MSAL as it came", async () => {
    const asked: unknown[] = [];
    const authority = await discoverAuthority(config, async (url) => {
      asked.push(url);
      return Response.json({ ...document, jwks_uri: "https://localhost:8443/keys" });
    });
    expect(asked).toEqual([
      `https://localhost:8443/${config.tenantId}/v2.0/.well-known/openid-configuration`,
    ]);
    expect(authority.issuer).toBe(document.issuer);
    expect(JSON.parse(authority.metadata)).toHaveProperty("jwks_uri", "https://localhost:8443/keys");
  });

  it("says that no server answers, when the port is closed", async () => {
    // No program listens there: the port is reserved, and never chosen by the system for another test.
    const authorityHost = "https://127.0.0.1:2";
    await expect(discoverAuthority({ ...config, authorityHost })).rejects.toMatchObject({
      name: "ConfigurationError",
      code: "authority_unreachable",
      message: `AZURE_AUTHORITY_HOST is "${authorityHost}", but no server answers there (ECONNREFUSED). ${expected}`,
    });
  });

  it("passes on why a request could not even be made", async () => {
    await expect(
      discoverAuthority({ ...config, authorityHost: "https://localhost:1" }),
    ).rejects.toMatchObject({
      code: "authority_unreachable",
      message: `AZURE_AUTHORITY_HOST is "https://localhost:1", but the request failed (bad port). ${expected}`,
    });
  });

  it("says that no answer came in time", async () => {
    let signal: unknown;
    const answer = discoverAuthority(config, async (_url, init) => {
      signal = init?.signal;
      throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
    });
    await expect(answer).rejects.toMatchObject({
      code: "authority_unreachable",
      message: `AZURE_AUTHORITY_HOST is "https://localhost:8443", but no answer came within 10 seconds. ${expected}`,
    });
    expect(signal).toBeInstanceOf(AbortSignal);
  });

  it("says so, too, when the answer stops in the middle of its body", async () => {
    const stalled = new ReadableStream({
      pull: (controller) => controller.error(new DOMException("aborted", "TimeoutError")),
    });
    await expect(discoverAuthority(config, async () => new Response(stalled))).rejects.toMatchObject({
      code: "authority_unreachable",
      message: expect.stringContaining("but no answer came within 10 seconds."),
    });
  });

  it.each([
    ["a page of something else", new Response("<h1>It works!</h1>"), 200],
    ["a document without endpoints", Response.json({ issuer: document.issuer }), 200],
    ["an outage", new Response("Service unavailable", { status: 503 }), 503],
    ["a document with an error status", Response.json(document, { status: 500 }), 500],
  ])("does not take %s for a discovery document", async (_, response, status) => {
    await expect(discoverAuthority(config, async () => response)).rejects.toMatchObject({
      code: "authority_unreachable",
      message: `AZURE_AUTHORITY_HOST is "https://localhost:8443", but answered https://localhost:8443/${config.tenantId}/v2.0/.well-known/openid-configuration with status ${status} and no discovery document. ${expected}`,
    });
  });
});
