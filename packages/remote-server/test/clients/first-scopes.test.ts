import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { callByHand, listTools, redeem, register, signInByHand } from "../support/by-hand.ts";
import { connectAs } from "../support/test-client.ts";
import { startTestServer } from "../support/test-server.ts";

useMockEntra();

const wider = { BASE_SCOPES: "User.ReadBasic.All, User.Read" };
const both = "User.Read User.ReadBasic.All";

/** opencode, mcporter and @langchain/mcp-adapters use the scope of the challenge, not their own setting, and never ask for more. */
describe("the scopes that a client is told of first", () => {
  it("are the configured ones, in the challenge and in the resource's metadata", async () => {
    const { endpoints } = await startTestServer(wider);
    for (const [address, method] of [
      [endpoints.mcp, "POST"],
      [endpoints.sse, "GET"],
    ] as const) {
      const challenge = (await fetch(address, { method })).headers.get("www-authenticate");
      expect(challenge).toContain(`scope="${both}"`);
    }
    const metadata = await fetch(`${endpoints.issuer}/.well-known/oauth-protected-resource/mcp`);
    expect(await metadata.json()).toMatchObject({ scopes_supported: both.split(" ") });
  });

  it("bring a client that takes them to a tool that needs them, without asking for more", async () => {
    const { endpoints } = await startTestServer(wider);
    const { client, memory } = await connectAs(seed.users.ada, endpoints, "streamable-http");
    expect(memory.tokens?.scope).toBe(both);
    const result = await client.callTool({ name: "listDirectoryUsers", arguments: { pageSize: 2 } });
    expect(result.isError).not.toBe(true);
  });

  it("are what a client gets that asks for none that is known", async () => {
    const { endpoints } = await startTestServer(wider);
    const client = await register(endpoints);
    const answer = await signInByHand(endpoints, client, seed.users.ada, { scope: "openid" });
    expect(await redeem(endpoints, client, answer.get("code") ?? "")).toMatchObject({ scope: both });
  });

  it("are not demanded: a client that asked for less goes on, and is asked for more where it is needed", async () => {
    const { endpoints } = await startTestServer(wider);
    const client = await register(endpoints);
    const answer = await signInByHand(endpoints, client, seed.users.ada, { scope: "User.Read" });
    const { access_token: token, scope } = await redeem(endpoints, client, answer.get("code") ?? "");
    expect(scope).toBe("User.Read");
    expect(await listTools(endpoints, token)).toBe(200);
    const refused = await callByHand(endpoints, token, "listDirectoryUsers");
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      expect.stringContaining(`scope="${both}"`),
    ]);
  });
});
