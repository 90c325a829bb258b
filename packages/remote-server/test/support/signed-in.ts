import { seed } from "@mcp-entra/mock-entra";
import { vi } from "vitest";
import { redeem, register, signInByHand } from "./by-hand.ts";
import type { RemoteServerDependencies } from "../../src/start-remote-server.ts";
import { startTestServer } from "./test-server.ts";

type SeedUser = (typeof seed.users)[keyof typeof seed.users];

/** A server, a client, and the client's tokens, for Ada or for another user and more scopes. */
export async function signedIn(
  user: SeedUser = seed.users.ada,
  scope?: string,
  more: Partial<RemoteServerDependencies> = {},
) {
  const server = await startTestServer({}, undefined, undefined, more);
  const { endpoints } = server;
  const clientId = await register(endpoints);
  const asked = scope === undefined ? {} : { scope };
  const code = (await signInByHand(endpoints, clientId, user, asked)).get("code") ?? "";
  const { access_token: token = "", refresh_token: refreshToken } = await redeem(endpoints, clientId, code);
  return { server, endpoints, clientId, code, token, refreshToken };
}

/**
 * Stops the clock, half a minute after the beginning of a window of each limit. The server then counts all requests of a test together,
 * however slow the machine is.
 */
export function stopTime(): void {
  const quarterOfAnHour = 15 * 60_000;
  const now = Math.ceil(Date.now() / quarterOfAnHour) * quarterOfAnHour + 30_000;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

/** MSAL, the servers and the mock all read Date, so one fake moves them together. */
export function moveTime(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + seconds * 1_000 });
}
