import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { afterEach, expect, it, vi } from "vitest";
import { listTools, refresh } from "./support/by-hand.ts";
import { moveTime, signedIn } from "./support/signed-in.ts";

const entra = useMockEntra();
afterEach(() => void vi.useRealTimers());

const refreshesAtEntra = () =>
  entra.trace.entries().filter(({ grantType }) => grantType === "refresh_token").length;

it("a storm of refreshes with one token, over fifty connections, gets one pair and asks Entra once", async () => {
  const { server, endpoints, clientId, refreshToken } = await signedIn();
  moveTime(60);
  // Waits until all fifty have arrived, before the first gets an answer.
  entra.faults.add({ endpoint: "token", latencySeconds: 0.3 });
  const storm = async () =>
    Promise.all(Array.from({ length: 50 }, async () => refresh(endpoints, clientId, refreshToken)));
  const pairs = await storm();
  const tokens = new Set(pairs.map((pair) => pair["access_token"]));
  expect(new Set(pairs.map((pair) => pair["error"]))).toEqual(new Set([undefined]));
  expect(tokens.size).toBe(1);
  expect(refreshesAtEntra()).toBe(1);
  expect(await listTools(endpoints, [...tokens][0])).toBe(200);

  // After the grace period, two parties have the token. So the session ends, and all fifty get the same answer.
  moveTime(60);
  const late = await storm();
  expect(new Set(late.map((answer) => answer["error"]))).toEqual(new Set(["invalid_grant"]));
  expect(await listTools(endpoints, [...tokens][0])).toBe(401);
  expect(refreshesAtEntra()).toBe(1);
  expect(server.eventsNamed("session_revoked").map(({ reason }) => reason)).toContain(
    "refresh token used twice",
  );
  expect(server.bugs).toEqual([]);
});
