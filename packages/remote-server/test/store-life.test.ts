import { createMemoryStore } from "@mcp-entra/auth-core";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { expect, it } from "vitest";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();

/** A store that notes when it is closed. */
function closingStore() {
  const state = { closed: 0 };
  const store = { ...createMemoryStore(), close: async () => void (state.closed += 1) };
  return { state, wrap: () => store };
}

it("a server closes its store when it ends, and not before", async () => {
  const { state, wrap } = closingStore();
  const server = await startTestServer({}, undefined, wrap);
  expect((await fetch(`${server.endpoints.issuer}/healthz`)).status).toBe(200);
  expect(state.closed).toBe(0);
  await server.close();
  expect(state.closed).toBe(1);
});

it("a server that cannot start leaves no store open: its process could not end", async () => {
  const { port } = new URL((await startTestServer()).listensAt);
  const { state, wrap } = closingStore();
  await expect(startTestServer({ PORT: port }, undefined, wrap)).rejects.toThrow(/EADDRINUSE/);
  expect(state.closed).toBe(1);
});
