import { seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser } from "@mcp-entra/mock-entra/browser";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  authorizationUrl,
  callByHand,
  listTools,
  redeem,
  refresh,
  register,
  signInByHand,
} from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";
import { allow, clientRedirectUri, connectAs, createTestBrowser } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const ourConsents = ({ scope }: { scope: string }) => scope.includes("Mail.Send");

/** A tenant whose administrator has consented only to reading one's own profile. */
function forgetConsents(): void {
  for (const grant of entra.directory.oauth2PermissionGrants.filter(ourConsents)) {
    grant.scope = "openid profile email offline_access User.Read";
  }
}

/** The permissions in the newest token for Graph. */
function graphPermissions(): string[] {
  const tokens = entra.trace.entries().flatMap(({ issued }) => issued);
  const claims = tokens.findLast(({ kind }) => kind === "access_token")?.claims;
  return String(claims?.["scp"]).split(" ");
}

describe("before its first sign-in, a client", () => {
  it("is told of the base scope only", async () => {
    const { endpoints } = await startTestServer();
    const metadata = `${endpoints.issuer}/.well-known/oauth-protected-resource/mcp`;
    expect(await (await fetch(metadata)).json()).toMatchObject({ scopes_supported: ["User.Read"] });
    const refusal = await fetch(endpoints.mcp, { method: "POST" });
    expect(refusal.headers.get("www-authenticate")).toContain('scope="User.Read"');
  });
});

describe("a tool that wants more scopes than the session has", () => {
  it("is answered with 403, and with all the scopes that a new sign-in has to ask for", async () => {
    const { server, endpoints, token } = await signedIn(seed.users.ada, "User.Read Mail.Send");
    const response = await callByHand(endpoints, token, "listDirectoryUsers");
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toMatch(
      /^Bearer error="insufficient_scope", error_description="[^"]+", scope="User.Read Mail.Send User.ReadBasic.All", resource_metadata="http[^"]+\/mcp"$/,
    );
    expect(await response.json()).toMatchObject({ error: "insufficient_scope" });
    expect(server.eventsNamed("tool_denied")).toMatchObject([
      { reason: "scope missing: User.ReadBasic.All" },
    ]);
    // The token itself stays valid.
    expect(await listTools(endpoints, token)).toBe(200);
  });

  it("is answered with a tool error over legacy SSE, which has no status of its own", async () => {
    const { endpoints } = await startTestServer();
    const { client } = await connectAs(seed.users.ada, endpoints, "legacy-sse");
    expect(await client.callTool({ name: "listDirectoryUsers" })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("ask for: User.Read User.ReadBasic.All") }],
    });
  });

  it("works after a sign-in that asks for them", async () => {
    const { endpoints, token } = await signedIn(seed.users.ada, "User.Read User.ReadBasic.All");
    const response = await callByHand(endpoints, token, "listDirectoryUsers", { pageSize: 2 });
    expect(await response.json()).toMatchObject({
      result: { structuredContent: { users: [{}, {}], nextCursor: expect.any(String) } },
    });
  });
});

describe("SDK 1.32's own client, with a refresh token", () => {
  it("answers the demand for more scopes with a refresh, and gives up: the scopes are the same as before", async () => {
    const server = await startTestServer();
    const { endpoints } = server;
    const { client, memory } = await connectAs(seed.users.ada, endpoints, "streamable-http");
    memory.authorizationUrl = undefined;
    await expect(client.callTool({ name: "listDirectoryUsers" })).rejects.toThrow(
      "Server returned 403 after trying upscoping",
    );
    expect(memory.authorizationUrl).toBeUndefined();
    expect(server.eventsNamed("session_refreshed").length).toBeGreaterThan(0);
  });
});

describe("what Entra is asked for", () => {
  it("is the Graph permissions behind the scopes of this sign-in, all of one resource, and nothing of the client's", async () => {
    const { endpoints } = await startTestServer();
    const client = await register(endpoints);
    const addresses: string[] = [];
    const onNavigate = (url: string) => addresses.push(url);
    for (const scope of ["User.Read", "User.Read Mail.Send"]) {
      const browser = createHttpBrowser({ stopBefore: clientRedirectUri, onNavigate });
      await allow(browser, authorizationUrl(endpoints, client, { scope }));
    }
    const asked = addresses
      .filter((url) => url.includes("/oauth2/v2.0/authorize"))
      .map((url) => new URL(url).searchParams.get("scope"));
    expect(asked).toEqual([
      "User.Read openid profile offline_access",
      "User.Read Mail.Send openid profile offline_access",
    ]);
  });

  it("grows with each step-up: Entra itself asks the user, and Graph refuses until then", async () => {
    forgetConsents();
    const { endpoints, clientId, token } = await signedIn();
    expect((await callByHand(endpoints, token, "getUserDetails")).status).toBe(200);
    expect(graphPermissions()).not.toContain("Mail.Send");
    const answer = await signInByHand(endpoints, clientId, seed.users.ada, { scope: "User.Read Mail.Send" });
    const tokens = await redeem(endpoints, clientId, answer.get("code") ?? "");
    expect(tokens["scope"]).toBe("User.Read Mail.Send");
    expect(graphPermissions()).toContain("Mail.Send");
    const mail = { subject: "Hello", body: "Myself", confirm: true };
    const response = await callByHand(endpoints, tokens["access_token"], "sendMailToSelf", mail);
    expect(await response.json()).toMatchObject({ result: { structuredContent: { sent: true } } });
    // The scopes that one session gets do not apply to another session.
    expect((await callByHand(endpoints, token, "sendMailToSelf", mail)).status).toBe(403);
  });

  it("is shown on the consent page, with what each scope means", async () => {
    const { endpoints } = await startTestServer();
    const url = authorizationUrl(endpoints, await register(endpoints), { scope: "User.Read Mail.Send" });
    const text = (await createTestBrowser().visit(url.href)).document.querySelector("main")?.text ?? "";
    expect(text).toContain("Send mail from your mailbox, to yourself only");
    expect(text).toMatch(/Microsoft Graph permissions\s+User\.Read, Mail\.Send/);
    expect(text).not.toContain("User.ReadBasic.All");
  });

  it("never grows at a refresh", async () => {
    const { endpoints, clientId, refreshToken } = await signedIn();
    moveTime(60);
    const scope = "User.Read Mail.Send";
    expect(await refresh(endpoints, clientId, refreshToken, { scope })).toMatchObject({
      error: "invalid_scope",
    });
    const renewed = await refresh(endpoints, clientId, refreshToken);
    expect(renewed["scope"]).toBe("User.Read");
    expect((await callByHand(endpoints, renewed["access_token"], "sendMailToSelf")).status).toBe(403);
  });
});
