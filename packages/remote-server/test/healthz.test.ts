import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { StoreError } from "@mcp-entra/auth-core";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import express from "express";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { healthz } from "../src/http/healthz.ts";
import { moveTime, stopTime } from "./support/signed-in.ts";
import { startTestServer } from "./support/test-server.ts";

useMockEntra();
afterEach(() => void vi.useRealTimers());

/** A server whose store can be made to fail, or to give no answer. */
async function start() {
  const state = { mood: "well" as "well" | "failing", questions: 0 };
  const server = await startTestServer({}, undefined, (store) => ({
    ...store,
    get: async (key) => {
      state.questions += 1;
      if (state.mood === "failing") throw new StoreError("redis://:secret@store.internal is on fire");
      return store.get(key);
    },
  }));
  return { server, state, url: `${server.endpoints.issuer}/healthz` };
}

describe("/healthz", () => {
  it("is 200 while the store answers", async () => {
    const { url } = await start();
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([200, '{"status":"ok"}']);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("is 503 while it does not, says when to ask again and nothing else, and recovers by itself", async () => {
    const { url, state, server } = await start();
    state.mood = "failing";
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([503, '{"status":"unavailable"}']);
    expect(response.headers.get("retry-after")).toBe("5");
    state.mood = "well";
    moveTime(2);
    expect((await fetch(url)).status).toBe(200);
    expect(server.bugs).toEqual([]);
  });

  it("does not wait for a store that never answers", async () => {
    const store = { get: async () => new Promise<undefined>(() => undefined) };
    const server = express()
      .get("/healthz", healthz({ store, patienceMs: 30 }))
      .listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(503);
  });

  it("answers probes that call the instance by its address, as many as there are, and asks the store once", async () => {
    const { server, state } = await start();
    // All within one second, also on a busy machine.
    stopTime();
    state.questions = 0;
    const { port } = new URL(server.listensAt);
    const probe = async (): Promise<number | undefined> => {
      const request = get({ port, host: "127.0.0.1", path: "/healthz", headers: { host: "10.0.0.3:8080" } });
      const [response] = (await once(request, "response")) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    const statuses = await Promise.all(Array.from({ length: 400 }, probe));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(state.questions).toBe(1);
  });
});
