import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Generation, generations } from "../support/generations.ts";
import { attacks } from "./all-attacks.ts";
import { play } from "./support/play.ts";
import { startServerUnderAttack } from "./support/server-under-attack.ts";
import { createWorld, type World } from "./support/world.ts";

/** Plays the attacks against our server without changes. `pnpm prove` shows that each attack succeeds without its defence. */
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world.close());

describe.each(attacks)("attack $number, $name", ({ attempts, authorizationServer = "self" }) => {
  it.each(attempts.filter(({ isSlow }) => !isSlow))("is refused: $name", async (attempt) => {
    const server = await startServerUnderAttack(world.environments[authorizationServer]);
    onTestFinished(async () => server.close());
    const control = {
      publicUrl: server.publicUrl,
      openSister: async () => server.openSister(),
      moveTime: async (seconds: number) => server.moveTime(seconds),
      changeIdTokens: async (claims: Readonly<Record<string, string>>) => server.changeIdTokens(claims),
      readRecords: async () => server.readRecords(),
      writeRecord: async (record: Parameters<typeof server.writeRecord>[0]) => server.writeRecord(record),
      breakStore: async (writes: number) => server.breakStore(writes),
      mendStore: async () => server.mendStore(),
      useInternet: async (internet: Parameters<typeof server.useInternet>[0]) => server.useInternet(internet),
    };
    const posts = countPosts();
    expect(await play(attempt, world, control)).toEqual({ kind: "refused", how: attempt.refusal });
    expect(isInEachGeneration(attempt.name, posts), JSON.stringify([...posts])).toBe(true);
    expect(server.bugs).toEqual([]);
  });
});

/** Counts the requests at /mcp from now on, for each generation of MCP. It does not count requests that name no version. */
function countPosts(): Map<Generation, number> {
  const posts = new Map<Generation, number>();
  const count = (message: unknown): void => {
    const { url, headers } = (message as { request: IncomingMessage }).request;
    const generation = generations.find((version) => version === headers["mcp-protocol-version"]);
    if (url?.startsWith("/mcp") && generation) posts.set(generation, (posts.get(generation) ?? 0) + 1);
  };
  subscribe("http.server.request.start", count);
  onTestFinished(() => void unsubscribe("http.server.request.start", count));
  return posts;
}

/** A guard for only one generation protects nothing. So each attempt uses both generations, or says which one it uses. */
function isInEachGeneration(name: string, posts: ReadonlyMap<Generation, number>): boolean {
  const [older, newer] = generations.map((generation) => posts.get(generation));
  return older === newer || generations.some((generation) => name.includes(generation));
}
