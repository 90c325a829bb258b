import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, test, vi } from "vitest";
import { callWithBackOff, createProfileCache, ThrottledError } from "#exercise/call-graph.ts";
import { graphToken } from "./support/entra.ts";

const entra = useMockEntra();

/** Waiting costs no time here, so that a loop without an end would hang the whole run: it is thrown out of it. */
function stopAtLast(times: number): void {
  if (times > 100) throw new Error("Asked a hundred times, and not given up.");
}

/** Time that passes only while the code sleeps. The mock reads the same clock. */
function startClock(random = 0.5) {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    stopAtLast(waits.length);
    vi.setSystemTime(Date.now() + milliseconds);
  };
  return { waits, waiting: { sleep, random: () => random, now: () => Date.now() } };
}

/** What a service answers, one after the other; the last one from then on. */
function answers(...list: [status: number, retryAfter?: string][]) {
  let sent = 0;
  const send = async (): Promise<Response> => {
    const [status, retryAfter] = list[Math.min(sent, list.length - 1)] ?? [500];
    sent += 1;
    stopAtLast(sent);
    return new Response(null, {
      status,
      headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
    });
  };
  return { send, count: () => sent };
}

async function outcome(work: Promise<Response>): Promise<unknown> {
  return work.then(
    ({ status }) => status,
    (error: unknown) => error,
  );
}

test("[4.5] passes a good answer on", async () => {
  const { waits, waiting } = startClock();
  const status = await outcome(callWithBackOff(answers([200]).send, waiting));
  vi.useRealTimers();
  assert(
    status === 200 && waits.length === 0,
    "A good answer was not simply passed on. Return what send() has brought, in callWithBackOff.",
  );
});

test("[4.5] does not ask again after a refusal that waiting does not mend", async () => {
  const { waits, waiting } = startClock();
  const refused = answers([403]);
  const status = await outcome(callWithBackOff(refused.send, waiting));
  vi.useRealTimers();
  assert(
    status === 403 && refused.count() === 1 && waits.length === 0,
    "After a 403 Graph was asked again. That changes nothing and costs a call: only 429 and 503 are mended by waiting; return the rest, in callWithBackOff.",
  );
});

test("[4.5] waits as long as Graph says", async () => {
  const token = await graphToken();
  entra.faults.add({ endpoint: "graph-me", retryAfterSeconds: 7, times: 1 });
  const { waits, waiting } = startClock();
  let sent = 0;
  const send = async () => {
    stopAtLast((sent += 1));
    return fetch("https://graph.microsoft.com/v1.0/me", { headers: { authorization: `Bearer ${token}` } });
  };
  const status = await outcome(callWithBackOff(send, waiting));
  vi.useRealTimers();
  assert(
    status === 200 && waits.length === 1 && waits[0] === 7_000,
    "Graph said Retry-After: 7, and was asked again at another time. It counts impatient requests and begins anew: sleep that many seconds, which are 1,000 milliseconds each, in callWithBackOff.",
  );
});

test("[4.5] understands Retry-After as a date", async () => {
  const { waits, waiting } = startClock();
  const at = new Date(Math.floor(Date.now() / 1_000) * 1_000 + 10_000).toUTCString();
  await outcome(callWithBackOff(answers([503, at], [200]).send, waiting));
  vi.useRealTimers();
  const [wait = 0] = waits;
  assert(
    waits.length === 1 && wait > 8_000 && wait <= 10_000,
    "A 503 whose Retry-After was a date ten seconds from now was not waited for. HTTP allows both forms: where the header is no number, take Date.parse minus now(), in callWithBackOff.",
  );
});

test("[4.5] waits longer each time and by chance, when Graph does not say", async () => {
  const runs = await Promise.all(
    [0.5, 0.999].map(async (random) => {
      const { waits, waiting } = startClock(random);
      await outcome(callWithBackOff(answers([429], [429], [200]).send, waiting));
      return waits;
    }),
  );
  vi.useRealTimers();
  const [calm = [], restless = []] = runs;
  const grows = [calm, restless].every(([first = 0, second = 0]) => first >= 100 && second > first);
  assert(
    grows && calm[0] !== restless[0],
    "Without Retry-After the waits do not grow, or are the same for every server. Servers that were refused together must not come back together: double the wait each time and let random() vary it, in callWithBackOff.",
  );
});

test("[4.5] gives up with the time to wait, when it is longer than a minute", async () => {
  const { waits, waiting } = startClock();
  const error = await outcome(callWithBackOff(answers([429, "300"], [200]).send, waiting));
  vi.useRealTimers();
  assert(
    error instanceof ThrottledError && error.retryAfterSeconds === 300 && !waits.includes(300_000),
    "Graph wanted five minutes, and the tool waited or said nothing useful. A user does not wait that long for a tool: throw ThrottledError with the seconds, in callWithBackOff.",
  );
});

test("[4.5] gives up after a few attempts, however short the waits", async () => {
  const { waiting } = startClock();
  const busy = answers([429, "1"]);
  const atLast = await outcome(callWithBackOff(busy.send, waiting));
  vi.useRealTimers();
  assert(
    atLast instanceof ThrottledError && busy.count() <= 10,
    "Graph refused again and again, and was asked more than ten times. Count the attempts, not only the time: give up after a few with ThrottledError, in callWithBackOff.",
  );
});

test("[4.5] reads a profile once in five minutes", async () => {
  const { waiting } = startClock();
  const loaded: string[] = [];
  const cache = createProfileCache(async (userId) => loaded.push(userId), waiting.now);
  await cache.get("ada");
  await cache.get("ada");
  const within = loaded.length;
  await waiting.sleep(301_000);
  await cache.get("ada");
  vi.useRealTimers();
  assert(
    within === 1 && loaded.length === 2,
    "A profile was read again at once, or never again. Keep it for five minutes by now(), in createProfileCache.",
  );
});

test("[4.5] gives users their own profile, and none from before a sign-out", async () => {
  const { waiting } = startClock();
  let version = 1;
  const cache = createProfileCache(async (userId) => `${userId} ${version}`, waiting.now);
  const profiles = [await cache.get("ada"), await cache.get("grace")];
  version = 2;
  cache.forget("ada");
  const after = await cache.get("ada");
  vi.useRealTimers();
  assert(
    profiles.join() === "ada 1,grace 1",
    "A user was given another user's profile. A cache for all users is one mistake away from that: keep each under its user's id, in createProfileCache.",
  );
  assert(
    after === "ada 2",
    "After forget, the old profile was still there. Roles that were taken away would live on in the cache: delete the entry, in forget.",
  );
});

test("[4.5] reads a profile again when it could not be read", async () => {
  const { waiting } = startClock();
  let calls = 0;
  const cache = createProfileCache(async (userId) => {
    calls += 1;
    if (calls === 1) throw new Error("Graph is out of reach.");
    return userId;
  }, waiting.now);
  const read = async () => cache.get("ada");
  await read().catch(() => undefined);
  const again = await read().catch(() => "failed");
  vi.useRealTimers();
  assert(
    again === "ada",
    "A profile could not be read once, and the next call did not try again: the failure was in the cache. One hiccup would last five minutes: keep what has been read, not the promise of it, in createProfileCache.",
  );
});
