import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { createRedisStore, reconnectAfterMs } from "./redis-store.ts";

const connectMs = 60_000;

/** The time limit of the first connection comes when the test says so. */
function holdTime() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  return { endTime: () => void vi.advanceTimersByTime(connectMs) };
}

// These tests need no Redis server. The tests that need one are in proving/src/instances/redis-store.proof.ts.
it("says that no server answers, and keeps the password of the URL out of the message", async () => {
  const { endTime } = holdTime();
  // The store asks for a random part of its pause when a connection has failed.
  const random = vi.spyOn(Math, "random");
  onTestFinished(() => random.mockRestore());
  const failure = createRedisStore("redis://mcp:s3cret-p@ssword@127.0.0.1:1/0", { connectMs });
  failure.catch(() => undefined);
  await expect.poll(() => random.mock.calls.length).toBeGreaterThan(0);
  endTime();
  await expect(failure).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(
      /^SESSION_STORE: Redis at 127\.0\.0\.1:1 cannot be used \(.*ECONNREFUSED.*Expected a Redis 7 server/,
    ),
  });
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("s3cret") });
});

it("waits for its first connection until a time that is set, and leaves none behind", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const { endTime } = holdTime();
  const connected = once(silent, "connection");
  const failure = createRedisStore(`redis://127.0.0.1:${port}`, { connectMs });
  failure.catch(() => undefined);
  await connected;
  // Its first command: then the client knows that it is connected.
  if (sockets[0] !== undefined) await once(sockets[0], "data");
  endTime();
  await expect(failure).rejects.toThrow(/cannot be used \(.*(no answer in time|timeout)/i);
  await Promise.all(sockets.map(async (socket) => socket.closed || once(socket.resume(), "close")));
  expect(sockets.length).toBeGreaterThan(0);
  silent.close();
  await once(silent, "close");
});

it("tries again soon and then every second or sooner, and not all instances at the same moment", () => {
  const waits = Array.from({ length: 50 }, (_, retries) => reconnectAfterMs(retries));
  expect(waits[0]).toBeLessThanOrEqual(50);
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
  expect(Math.min(...waits.slice(10))).toBeGreaterThanOrEqual(500);
  expect(new Set(waits.slice(10)).size).toBeGreaterThan(30);
});
