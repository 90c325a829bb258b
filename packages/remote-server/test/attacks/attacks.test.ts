import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { attacks } from "./all-attacks.ts";
import { play } from "./support/play.ts";
import { startServerUnderAttack } from "./support/server-under-attack.ts";
import { createWorld, type World } from "./support/world.ts";

/** Against our server as it is. That each attack gets through without its defence is shown by `pnpm prove`. */
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => world.close());

describe.each(attacks)("attack $number, $name", ({ attempts }) => {
  it.each(attempts.filter(({ isSlow }) => !isSlow))("is refused: $name", async (attempt) => {
    const server = await startServerUnderAttack(world.environment);
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
    expect(await play(attempt, world, control)).toEqual({ kind: "refused", how: attempt.refusal });
    expect(server.bugs).toEqual([]);
  });
});
