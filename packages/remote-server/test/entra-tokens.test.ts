import { type ForgeryKind, seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { callByHand, listTools, toolNames } from "./support/by-hand.ts";
import { api, client, request, startEntraServer } from "./support/entra-tokens.ts";
import { generations } from "./support/generations.ts";

const entra = useMockEntra();
const mail = { subject: "Hello", body: "From the test.", confirm: true };
const everyTool: [string, Record<string, unknown>][] = [
  ["getUserDetails", {}],
  ["listDirectoryUsers", {}],
  ["sendMailToSelf", mail],
];

const statusAtSse = async (sse: string, token: string) => {
  const response = await fetch(sse, { headers: { authorization: `Bearer ${token}` } });
  const { status } = response;
  await response.body?.cancel();
  return status;
};

describe("where clients get tokens", () => {
  it.each(["/mcp", "/sse", ""])("the metadata at “%s” name Entra, and scopes in full", async (path) => {
    const { endpoints } = await startEntraServer(entra);
    const response = await fetch(`${endpoints.issuer}/.well-known/oauth-protected-resource${path}`);
    const resource = `${endpoints.issuer}${path || "/mcp"}`;
    expect(await response.json()).toMatchObject({
      resource,
      authorization_servers: [`https://login.microsoftonline.com/${seed.tenant.id}/v2.0`],
      scopes_supported: [`${resource}/tools.read`],
      bearer_methods_supported: ["header"],
    });
  });

  it.each([
    ["/mcp", "POST"],
    ["/sse", "GET"],
  ])("a request to %s without a token is sent there", async (path, method) => {
    const { endpoints } = await startEntraServer(entra);
    const resource = endpoints.issuer + path;
    const response = await fetch(resource, { method });
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      401,
      `Bearer scope="${resource}/tools.read", resource_metadata="${endpoints.issuer}/.well-known/oauth-protected-resource${path}"`,
    ]);
  });

  it("scopes begin with another identifier URI where one is configured", async () => {
    const uri = `api://${api.appId}`;
    const { endpoints } = await startEntraServer(entra, { ENTRA_IDENTIFIER_URI: uri });
    const response = await fetch(`${endpoints.issuer}/.well-known/oauth-protected-resource/mcp`);
    expect(await response.json()).toMatchObject({
      resource: endpoints.mcp,
      scopes_supported: [`${uri}/tools.read`],
    });
  });

  it.each([
    "/authorize",
    "/consent",
    "/token",
    "/register",
    "/revoke",
    "/consents",
    "/auth/callback",
    "/.well-known/oauth-authorization-server",
  ])("there is no %s here", async (path) => {
    const { endpoints } = await startEntraServer(entra);
    for (const method of ["GET", "POST"])
      expect((await fetch(endpoints.issuer + path, { method })).status).toBe(404);
  });

  it("the façade says what Entra's metadata leave out, with Entra's endpoints and our issuer", async () => {
    const { endpoints } = await startEntraServer(entra, { ENTRA_METADATA_FACADE: "true" });
    const { issuer, mcp } = endpoints;
    const metadata = await fetch(`${issuer}/.well-known/oauth-authorization-server`);
    const tenant = `https://login.microsoftonline.com/${seed.tenant.id}`;
    expect(await metadata.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${tenant}/oauth2/v2.0/token`,
      code_challenge_methods_supported: ["S256"],
      scopes_supported: [`${mcp}/tools.read`, "offline_access"],
    });
    const resource = await fetch(`${issuer}/.well-known/oauth-protected-resource/mcp`);
    expect(await resource.json()).toMatchObject({ authorization_servers: [issuer] });
  });
});

describe.each(generations)("a valid token of Entra's, in MCP %s", (generation) => {
  it.each(everyTool)("calls %s", async (name, input) => {
    const { endpoints, bugs } = await startEntraServer(entra);
    const response = await callByHand(endpoints, await entra.forge.valid(request), name, input, generation);
    expect(await response.json()).toMatchObject({ result: { structuredContent: expect.any(Object) } });
    expect([response.status, bugs]).toEqual([200, []]);
  });

  it("shows auditors the log, with the client's id and no token", async () => {
    const { endpoints } = await startEntraServer(entra);
    const token = await entra.forge.valid({ ...request, user: seed.users.grace.id });
    await callByHand(endpoints, token, "getUserDetails", {}, generation);
    const response = await callByHand(endpoints, token, "getAuditLog", {}, generation);
    const answer = await response.text();
    expect(answer).toContain(client.appId);
    expect(answer).not.toContain(token);
  });

  it("hides what its user has no role for", async () => {
    const { endpoints } = await startEntraServer(entra);
    const token = await entra.forge.valid({ ...request, user: seed.users.alan.id });
    expect(await toolNames(endpoints, token, generation)).toEqual(["getUserDetails", "sendMailToSelf"]);
  });

  it("without a tool's scope is sent to Entra for all scopes that the client then needs, in full", async () => {
    const { endpoints } = await startEntraServer(entra);
    const token = await entra.forge.valid({ ...request, scopes: [api.scopes.toolsRead] });
    const response = await callByHand(endpoints, token, "sendMailToSelf", mail, generation);
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toContain(
      `error="insufficient_scope", error_description="The access token has too few scopes. Sign in again and ask for these scopes.", scope="${endpoints.mcp}/tools.read ${endpoints.mcp}/mail.send"`,
    );
  });
});

describe("a token that is wrong", () => {
  const reasons: Record<Exclude<ForgeryKind, "valid">, string> = {
    signature: "the signature is wrong",
    unknownKid: "Entra publishes no key",
    algNone: "not signed with RS256",
    hs256WithPublicKey: "not signed with RS256",
    issuer: "iss is not",
    audience: "aud is not AZURE_CLIENT_ID",
    tenant: "iss is not",
    expired: "expired",
    notYetValid: "check the clock",
    v1: "set api.requestedAccessTokenVersion to 2",
    appOnly: "ENTRA_ALLOW_APP_ONLY is not true",
    idTokenAsAccessToken: "not in ENTRA_ALLOWED_CLIENTS",
    graphToken: "Microsoft Graph",
    secondTenant: "Entra publishes no key of its kid for this tenant",
  };

  it.each(Object.entries(reasons))(
    "(%s) is refused through every door; the log says why, and the wire does not",
    async (kind, reason) => {
      const { endpoints, events, bugs } = await startEntraServer(entra);
      const token = await entra.forge[kind as ForgeryKind](request);
      const answers = await Promise.all(
        generations.map(async (generation) => callByHand(endpoints, token, "getUserDetails", {}, generation)),
      );
      for (const answer of answers) {
        expect(answer.status).toBe(401);
        expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer error="invalid_token"/);
        expect(await answer.json()).toEqual({
          error: "invalid_token",
          error_description: "The access token is unknown, expired or revoked. Sign in again.",
        });
      }
      expect(await statusAtSse(endpoints.sse, token)).toBe(401);
      const refusals = events.filter(({ event }) => event === "token_refused");
      expect(refusals).toHaveLength(3);
      for (const refusal of refusals) expect(refusal.reason).toContain(reason);
      expect(JSON.stringify(events)).not.toContain(token);
      expect(bugs).toEqual([]);
    },
  );

  it("every kind of the forge is among them", () => {
    const kinds = Object.keys(entra.forge).filter((kind) => kind !== "valid");
    expect(Object.keys(reasons).toSorted()).toEqual(kinds.toSorted());
  });

  it("of a client that is not named says in the log which one it was", async () => {
    const server = await startEntraServer(entra, {
      ENTRA_ALLOWED_CLIENTS: seed.applications.local.appId,
    });
    expect(await listTools(server.endpoints, await entra.forge.valid(request))).toBe(401);
    expect(server.eventsNamed("token_refused")).toMatchObject([{ client: client.appId }]);
  });

  it("is every token where no client is named, and the operator is warned at the start", async () => {
    const server = await startEntraServer(entra, { ENTRA_ALLOWED_CLIENTS: "" });
    expect(await listTools(server.endpoints, await entra.forge.valid(request))).toBe(401);
    expect(server.warnings).toContainEqual(expect.stringContaining("no client has access"));
  });

  it("is answered 503 while Entra's keys cannot be had, and no client is sent to sign in", async () => {
    let isDown = false;
    const { endpoints } = await startEntraServer(
      entra,
      {},
      {
        fetch: async (input, init) => {
          if (isDown) throw new TypeError("fetch failed");
          return globalThis.fetch(input, init);
        },
      },
    );
    const known = await entra.forge.valid(request);
    await entra.rotateSigningKeys();
    isDown = true;
    expect(await listTools(endpoints, await entra.forge.valid(request))).toBe(503);
    expect(await listTools(endpoints, known)).toBe(200);
  });
});

describe("an application's own token", () => {
  const asApplication = { ...request, client: client.appId };
  const giveRole = () =>
    entra.directory.assignRole({ application: client.appId, on: api.appId, role: "Directory.Reader" });

  it("sees the tools of its roles, and acts for no user", async () => {
    const { endpoints } = await startEntraServer(entra, { ENTRA_ALLOW_APP_ONLY: "true" });
    giveRole();
    const token = await entra.forge.appOnly(asApplication);
    expect(await toolNames(endpoints, token)).toContain("listDirectoryUsers");
    const response = await callByHand(endpoints, token, "listDirectoryUsers");
    expect(await response.json()).toMatchObject({
      result: { isError: true, content: [{ text: expect.stringContaining("acts for a signed-in user") }] },
    });
    // Entra would refuse the exchange, so the server does not ask it.
    expect(entra.trace.entries().filter(({ endpoint }) => endpoint === "token")).toEqual([]);
  });
});
