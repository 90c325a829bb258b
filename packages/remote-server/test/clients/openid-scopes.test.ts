import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { authorizationUrl, callByHand, redeem, refresh, register, signInByHand } from "../support/by-hand.ts";
import { moveTime } from "../support/signed-in.ts";
import { createTestBrowser } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

async function signedInWith(scope: string) {
  const { endpoints } = await startTestServer();
  const client = await register(endpoints);
  const answer = await signInByHand(endpoints, client, seed.users.ada, { scope });
  const tokens = await redeem(endpoints, client, answer.get("code") ?? "");
  return { endpoints, client, tokens };
}

/** The scopes that users write into the settings of their client, and those that clients add. */
describe("a client that asks for OpenID's scopes", () => {
  it.each([
    ["User.Read offline_access", "User.Read"],
    ["openid profile email", "User.Read"],
    ["openid profile email offline_access User.Read Mail.Send", "User.Read Mail.Send"],
    ["User.Read Files.ReadWrite.All", "User.Read"],
    ["https://graph.microsoft.com/.default", "User.Read"],
  ])("“%s” gets less, and is told that it is “%s”", async (scope, granted) => {
    const { endpoints, tokens } = await signedInWith(scope);
    expect(tokens).toMatchObject({ scope: granted, refresh_token: expect.any(String) });
    expect((await callByHand(endpoints, tokens["access_token"], "getUserDetails")).status).toBe(200);
  });

  it("shows its user what it gets, and nothing else", async () => {
    const { endpoints } = await startTestServer();
    const scope = "openid offline_access User.Read Files.ReadWrite.All";
    const url = authorizationUrl(endpoints, await register(endpoints), { scope });
    const { document } = await createTestBrowser().visit(url.href);
    expect(document.querySelectorAll("li").map(({ text }) => text)).toEqual([
      "Read your name, mail address and job title (User.Read)",
    ]);
  });

  it("may repeat them at a refresh, which widens nothing", async () => {
    const { endpoints, client, tokens } = await signedInWith("openid offline_access User.Read");
    moveTime(60);
    const again = { scope: "openid offline_access User.Read" };
    const renewed = await refresh(endpoints, client, tokens["refresh_token"], again);
    expect(renewed).toMatchObject({ scope: "User.Read", refresh_token: expect.any(String) });
    moveTime(60);
    const wider = { scope: "openid offline_access User.Read Mail.Send" };
    expect(await refresh(endpoints, client, renewed["refresh_token"], wider)).toMatchObject({
      error: "invalid_scope",
    });
  });
});

describe("offline_access", () => {
  it("stands in the authorization server's metadata: some clients refresh only where they find it", async () => {
    const { endpoints } = await startTestServer();
    const response = await fetch(`${endpoints.issuer}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      scopes_supported: ["User.Read", "User.ReadBasic.All", "Mail.Send", "offline_access"],
    });
  });

  it.each(["/mcp", "/sse", ""])(
    "stands neither in the resource's metadata%s nor in a challenge",
    async (path) => {
      const { endpoints, tokens } = await signedInWith("offline_access User.Read");
      const metadata = `${endpoints.issuer}/.well-known/oauth-protected-resource${path}`;
      expect(await (await fetch(metadata)).json()).toMatchObject({ scopes_supported: ["User.Read"] });
      const challenges = await Promise.all([
        fetch(endpoints.mcp, { method: "POST" }),
        fetch(endpoints.sse),
        callByHand(endpoints, "unknown", "getUserDetails"),
        callByHand(endpoints, tokens["access_token"], "sendMailToSelf"),
      ]);
      expect(challenges.map(({ status }) => status)).toEqual([401, 401, 401, 403]);
      for (const { headers } of challenges) {
        expect(headers.get("www-authenticate")).toContain('scope="User.Read');
        expect(headers.get("www-authenticate")).not.toContain("offline_access");
      }
    },
  );
});
