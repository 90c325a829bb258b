import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { connectAs, displayName } from "./support/test-client.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

describe("two clients with two users", () => {
  it.each([
    ["streamable-http", "streamable-http"],
    ["legacy-sse", "legacy-sse"],
    ["streamable-http", "legacy-sse"],
  ] as const)("never get each other's answers: %s and %s", async (first, second) => {
    const server = await startTestServer();
    const [ada, grace] = await Promise.all([
      connectAs(seed.users.ada, server.endpoints, first),
      connectAs(seed.users.grace, server.endpoints, second),
    ]);
    const calls = Array.from({ length: 20 }, async (_, index) =>
      displayName(index % 2 === 0 ? ada.client : grace.client),
    );
    const names = await Promise.all(calls);
    expect(names.filter((_, index) => index % 2 === 0)).toEqual(
      Array.from({ length: 10 }, () => "Ada Lovelace"),
    );
    expect(names.filter((_, index) => index % 2 === 1)).toEqual(
      Array.from({ length: 10 }, () => "Grace Hopper"),
    );
    expect(server.bugs).toEqual([]);
  });

  it("cannot send into each other's stream, not even with a token of their own", async () => {
    const { endpoints } = await startTestServer();
    const [ada, grace] = await Promise.all([
      connectAs(seed.users.ada, endpoints, "legacy-sse"),
      connectAs(seed.users.grace, endpoints, "legacy-sse"),
    ]);
    const open = async (token: string | undefined) => {
      const response = await fetch(endpoints.sse, { headers: { authorization: `Bearer ${token}` } });
      const reader = response.body?.getReader();
      const first = new TextDecoder().decode((await reader?.read())?.value);
      return { path: /data: (.*)/.exec(first)?.[1] ?? "", close: async () => reader?.cancel() };
    };
    const adasStream = await open(ada.memory.tokens?.access_token);
    const send = async (token: string | undefined) =>
      fetch(endpoints.issuer + adasStream.path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
      });
    expect((await send(grace.memory.tokens?.access_token)).status).toBe(404);
    // The same user with another client: the token of this client does not open the other client's stream.
    const adasOther = await connectAs(seed.users.ada, endpoints, "legacy-sse");
    expect((await send(adasOther.memory.tokens?.access_token)).status).toBe(404);
    expect((await send(ada.memory.tokens?.access_token)).status).toBe(202);
    await adasStream.close();
    // After a client has left, the server keeps no data of it.
    await expect.poll(async () => (await send(ada.memory.tokens?.access_token)).status).toBe(404);
  });
});
