import { afterAll, assert, describe, expect, it } from "vitest";
import { serveInTest } from "./serve-in-test.ts";

describe("a server for the running test", () => {
  const origins: string[] = [];
  let unanswered: Promise<unknown> | undefined;

  it.each(["one test", "another test"])("answers with the listeners of %s only", async (name) => {
    const { origin, listen } = await serveInTest();
    origins.push(origin);
    const heard: string[] = [];
    listen(() => heard.push(name));
    const { promise: finished, resolve } = Promise.withResolvers<void>();
    listen((_, response) => response.once("finish", resolve).end(name));
    expect(await (await fetch(origin)).text()).toBe(name);
    await finished;
    expect(heard).toEqual([name]);
  });

  it("is another one for each call in one test", async () => {
    const servers = [await serveInTest(), await serveInTest()];
    expect(new Set(servers.map(({ origin }) => origin)).size).toBe(2);
  });

  it("ends a request that the test has left without an answer", async () => {
    const { origin, listen } = await serveInTest();
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    listen(() => resolve());
    unanswered = fetch(origin).then(
      () => "answered",
      () => "ended",
    );
    await expect(arrived).resolves.toBeUndefined();
  });

  // Only now these tests are finished.
  afterAll(async () => {
    const outcome = { unanswered: await unanswered, servers: new Set(origins).size };
    assert.deepEqual(outcome, { unanswered: "ended", servers: 1 });
  });
});
