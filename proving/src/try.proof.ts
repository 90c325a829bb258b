import { describe, expect, it, onTestFinished } from "vitest";
import type { Hop, Recording } from "../../packages/workshop/src/recording/hop.ts";
import { createRecorder } from "../../packages/workshop/src/recording/index.ts";
import { startTry } from "../../packages/workshop/src/try/start-try.ts";
import { exerciseNumber, layOutVariant } from "../../packages/workshop/test/support/lay-out-variant.ts";
import { followRecording } from "../../packages/stage/src/followed-recording.ts";
import { startFollowing } from "../../packages/stage/src/start-stage.ts";
import { probeExercise3, probeExercise5, type Seen } from "./try/probe.ts";

interface Tried {
  seen: Seen[];
  /** What the stage shows of the same exchanges. */
  shown: Hop[];
}

/** Runs a server as `pnpm workshop try` does, with the stage, and asks it. */
async function tryOnStage(number: 3 | 5, variant: string): Promise<Tried> {
  const exercise = exerciseNumber(number);
  const folder = variant.includes("/") ? layOutVariant(exercise, variant) : variant;
  const recorder = createRecorder({ now: Date.now, title: `try ${number}` });
  const followed = followRecording("try", recorder.recording().startedAt);
  recorder.subscribe(0, (event) => followed.take(JSON.parse(JSON.stringify(event))));
  const stage = await startFollowing(0, followed);
  onTestFinished(async () => stage.close());
  const tried = await startTry(exercise, { recorder, variant: folder, port: 0 });
  onTestFinished(async () => tried.close());
  const { mcpUrl = "", clientId } = tried;
  const seen = number === 3 ? await probeExercise3(mcpUrl) : await probeExercise5(mcpUrl, clientId);
  const shown = async (): Promise<Hop[]> => {
    const text = await (await fetch(new URL("/export/stage.json", stage.url))).text();
    const { hops }: Recording = JSON.parse(text);
    return hops
      .filter(({ to, url }) => to === "server" && new URL(url).pathname !== "/authorize")
      .slice(-seen.length);
  };
  // A hop is written again when its answer is complete.
  await expect.poll(async () => (await shown()).map(({ durationMs }) => durationMs)).not.toContain(null);
  return { seen, shown: await shown() };
}

const statuses = ({ seen }: Tried): Record<string, number> =>
  Object.fromEntries(seen.map(({ name, status }) => [name, status]));

/** What this process has seen, and what the stage shows of it, in the same words. */
const seenIn = ({ seen }: Tried) => seen.map(({ method, path, status }) => `${method} ${path} ${status}`);
const shownIn = ({ shown }: Tried) =>
  shown.map(({ method, url, response }) => `${method} ${new URL(url).pathname} ${response.status}`);

/** @param name in the words of the probe. */
function hopOf({ seen, shown }: Tried, name: string): Hop | undefined {
  return shown[seen.findIndex((each) => each.name === name)];
}

interface Difference {
  wrong: string;
  /** In the words of the probe. */
  at: string;
  right: number;
  now: number;
  why: RegExp;
}

const timeout = { timeout: 120_000 };

interface Exercise {
  number: 3 | 5;
  /** What the solution answers; the other names are compared with it only. */
  answers: Record<string, number>;
  differences: readonly Difference[];
}

const exercises: readonly Exercise[] = [
  {
    number: 3,
    answers: { "no token": 401, code: 200, "the token": 200 },
    differences: [
      {
        wrong: "accept-all",
        at: "a made-up token",
        right: 401,
        now: 200,
        why: /has to check it before anything else/,
      },
      {
        wrong: "browser-not-bound",
        at: "another browser's callback",
        right: 400,
        now: 302,
        why: /has to check that it is the browser that began/,
      },
      { wrong: "code-twice", at: "the code again", right: 400, now: 200, why: /exchanges the server's code/ },
      { wrong: "deny-all", at: "the token", right: 200, now: 401, why: /does not accept this token/ },
      {
        wrong: "refresh-not-rotated",
        at: "the refresh token again",
        right: 400,
        now: 200,
        why: /must not work again/,
      },
    ],
  },
  {
    number: 5,
    answers: { "no token": 401, "the token": 200 },
    differences: [
      {
        wrong: "decodes-only",
        at: "a token with another signature",
        right: 401,
        now: 200,
        why: /has to check key/,
      },
      { wrong: "deny-all", at: "the token", right: 200, now: 401, why: /does not accept this token/ },
      { wrong: "post-only", at: "GET without a token", right: 401, now: 404, why: /no token yet/ },
    ],
  },
];

describe.each(exercises)("pnpm workshop try $number on the stage", ({ number, answers, differences }) => {
  let solution: Tried;

  it("shows what the solution answers, and what the starter answers", timeout, async () => {
    solution = await tryOnStage(number, "solution");
    expect(shownIn(solution)).toEqual(seenIn(solution));
    expect(statuses(solution)).toMatchObject(answers);
    const starter = await tryOnStage(number, "starter");
    expect(shownIn(starter)).toEqual(seenIn(starter));
    expect(statuses(starter)).not.toEqual(statuses(solution));
  });

  it.each(differences)(
    "shows what the wrong answer $wrong does differently: $at",
    timeout,
    async ({ wrong, at, right, now, why }) => {
      const tried = await tryOnStage(number, `wrong/${wrong}`);
      expect(shownIn(tried)).toEqual(seenIn(tried));
      expect(statuses(solution)[at]).toBe(right);
      expect(statuses(tried)).toEqual({ ...statuses(solution), [at]: now });
      expect(hopOf(tried, at)?.why).toMatch(why);
    },
  );
});
