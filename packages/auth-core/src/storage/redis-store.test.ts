import { expect, it } from "vitest";
import { createRedisStore } from "./redis-store.ts";

// What needs a Redis server is proven in proving/src/redis-store.proof.ts: these tests need none.
it("says that nobody answers, and keeps the password of the URL out of the message", async () => {
  const failure = createRedisStore("redis://mcp:s3cret-p@ssword@127.0.0.1:1/0", { connectMs: 100 });
  await expect(failure).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(
      /^SESSION_STORE: Redis at 127\.0\.0\.1:1 cannot be used \(.*ECONNREFUSED.*Expected a Redis 7 server/,
    ),
  });
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining("s3cret") });
});
