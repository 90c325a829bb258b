import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attacks } from "../../packages/remote-server/test/attacks/all-attacks.ts";
import { createWorld, type World } from "../../packages/remote-server/test/attacks/support/world.ts";
import { type Outcome, playRuns, type Run, runsOf } from "../attacks/runs.ts";

const runs = attacks.flatMap((attack) => runsOf(attack));
let world: World;
let outcomes: Map<Run, Outcome>;

beforeAll(async () => {
  world = await createWorld();
  outcomes = await playRuns(runs, world);
}, 5 * 60_000);
afterAll(async () => world.close());

function titleOf({ attempt, without, expected }: Run): string {
  if (without.length === 0) return `${attempt.name}: is refused by our server`;
  const ending = expected === "succeeded" ? "succeeds" : "is still refused";
  return `${attempt.name}: ${ending} without defence ${without.join(" and ")}`;
}

describe.each(attacks)("attack $number, $name", (attack) => {
  const own = runs.filter((run) => run.attack === attack);
  it.each(own.map((run) => [titleOf(run), run] as const))("%s", (_title, run) => {
    const expected =
      run.without.length === 0 ? { kind: "refused", how: run.attempt.refusal } : { kind: run.expected };
    expect(outcomes.get(run)).toMatchObject(expected);
  });
});
