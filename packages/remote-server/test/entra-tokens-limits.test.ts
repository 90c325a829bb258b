import type { ForgeryKind } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultStreamLimits } from "../src/transport/stream-limits.ts";
import { callByHand, listTools } from "./support/by-hand.ts";
import { request, startEntraServer } from "./support/entra-tokens.ts";
import { openStream } from "./support/raw-stream.ts";
import { stopTime } from "./support/signed-in.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

describe("an address with too many wrong tokens", () => {
  it("is answered 429 and fills no log; expired tokens still lead to a refresh, and good ones open the tools", async () => {
    stopTime();
    const server = await startEntraServer(entra, { LIMIT_REFUSED_TOKENS: "3" });
    const statusOf = async (kind: ForgeryKind) =>
      listTools(server.endpoints, await entra.forge[kind](request));
    const statuses = [];
    for (let call = 0; call < 5; call += 1) statuses.push(await statusOf("signature"));
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect([await statusOf("expired"), await statusOf("valid")]).toEqual([401, 200]);
    expect(server.eventsNamed("token_refused")).toHaveLength(3);
  });
});

describe("a stream at /sse", () => {
  const streamLimits = { ...defaultStreamLimits, checkSeconds: 0.02 };

  it("ends when its token does", async () => {
    let time = Date.now();
    const { endpoints } = await startEntraServer(entra, {}, { now: () => time, streamLimits });
    const stream = await openStream(endpoints, await entra.forge.valid(request));
    await expect.poll(() => stream.received()).toContain(": still here");
    time += 91 * 60_000;
    await expect.poll(() => stream.isOver()).toBe(true);
  });

  it("ends when Entra demands a new sign-in for its token, and leaves that of another token alone", async () => {
    const { endpoints } = await startEntraServer(entra);
    const [token, other] = [await entra.forge.valid(request), await entra.forge.valid(request)];
    const [stream, others] = [await openStream(endpoints, token), await openStream(endpoints, other)];
    entra.faults.add({ endpoint: "token", aadsts: 50_173, times: 1 });
    expect((await callByHand(endpoints, token, "getUserDetails")).status).toBe(401);
    await expect.poll(() => stream.isOver()).toBe(true);
    expect(others.isOver()).toBe(false);
  });
});
