import type { Attack, Attempt, Verdict } from "../../packages/remote-server/test/attacks/attack.ts";
import type { DefenceId } from "../../packages/remote-server/test/attacks/defences.ts";
import { startTargetProcess } from "../../packages/remote-server/test/attacks/process/start-target-process.ts";
import { play } from "../../packages/remote-server/test/attacks/support/play.ts";
import type { World } from "../../packages/remote-server/test/attacks/support/world.ts";

/** One play of an attempt against a server without some of its defences. */
export interface Run {
  attack: Attack;
  attempt: Attempt;
  without: readonly DefenceId[];
  expected: Verdict["kind"];
}

/** The result of a run. A string says why there is no verdict. */
export type Outcome = Verdict | string;

/**
 * All runs of an attack. For each attempt: our server refuses it. Without a set of defences it succeeds. With any single defence of the
 * set, it is refused again.
 */
export function runsOf(attack: Attack): Run[] {
  return attack.attempts.flatMap((attempt) => {
    const run = (without: readonly DefenceId[], expected: Run["expected"]): Run => ({
      attack,
      attempt,
      without,
      expected,
    });
    const weakened = attempt.stoppedBy.flatMap((set) => [
      run(set, "succeeded"),
      ...(set.length < 2
        ? []
        : set.map((kept) =>
            run(
              set.filter((id) => id !== kept),
              "refused",
            ),
          )),
    ]);
    return [run([], "refused"), ...weakened];
  });
}

/** Three processes keep two cores busy, because each process sometimes waits. */
const processesAtOnce = 3;

/** Plays all runs. Runs against the same kind of server share a process. Each run has a new server. */
export async function playRuns(runs: readonly Run[], world: World): Promise<Map<Run, Outcome>> {
  const outcomes = new Map<Run, Outcome>();
  const queue = [
    ...Map.groupBy(
      runs,
      ({ attack, without }) => `${attack.authorizationServer} ${without.toSorted().join()}`,
    ).values(),
  ];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await playAgainstOne(next, world, outcomes);
    }
  };
  await Promise.all(Array.from({ length: processesAtOnce }, work));
  return outcomes;
}

async function playAgainstOne(
  runs: readonly Run[],
  world: World,
  outcomes: Map<Run, Outcome>,
): Promise<void> {
  const [first] = runs;
  const environment = world.environments[first?.attack.authorizationServer ?? "self"];
  const server = startTargetProcess(environment, first?.without ?? []);
  try {
    for (const run of runs) {
      const outcome = server.startServer().then(async (control) => play(run.attempt, world, control));
      outcomes.set(run, await outcome.catch((error: unknown) => String(error)));
    }
  } finally {
    await server.close();
  }
}
