import { recordConsole } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, onTestFinished, test, vi } from "vitest";
import { callWithBackOff, ThrottledError } from "#exercise/call-graph.ts";
import { graphToken } from "./support/entra.ts";
import { startClock, stopAtLast } from "./support/waiting.ts";

const entra = useMockEntra();

/** The answers of a service, in this order. The last one is repeated. */
function answers(...list: [status: number, retryAfter?: string][]) {
  const times: number[] = [];
  const send = async (): Promise<Response> => {
    const [status, retryAfter] = list[Math.min(times.length, list.length - 1)] ?? [500];
    times.push(Date.now());
    stopAtLast(times.length);
    return new Response(null, {
      status,
      headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
    });
  };
  return { send, times };
}

async function outcome(work: Promise<Response>): Promise<unknown> {
  return work.then(
    ({ status }) => status,
    (error: unknown) => {
      noteOnFailure(`callWithBackOff threw: ${String(error)}`);
      return error;
    },
  );
}

function sumOf(waits: readonly number[]): number {
  return waits.reduce((sum, wait) => sum + wait, 0);
}

test("[4.5] passes a good answer on", async () => {
  const { waits, waiting } = startClock();
  const status = await outcome(callWithBackOff(answers([200]).send, waiting));
  assert(
    status === 200 && waits.length === 0,
    "callWithBackOff did not return a good answer. Return the answer of send(), in callWithBackOff.",
  );
});

test("[4.5] does not ask again after a refusal that waiting does not mend", async () => {
  for (const refusal of [400, 401, 403, 404]) {
    const { waits, waiting } = startClock();
    const refused = answers([refusal]);
    const status = await outcome(callWithBackOff(refused.send, waiting));
    assert(
      status === refusal && refused.times.length === 1 && waits.length === 0,
      `Graph answered ${refusal}, and your code asked again. A second call gets the same answer. Wait only after 429 and 503, and return each other answer, in callWithBackOff.`,
    );
  }
});

test("[4.5] passes on what send throws", async () => {
  const { waiting, waits } = startClock();
  const lost = new TypeError("fetch failed");
  let sent = 0;
  const send = async (): Promise<Response> => {
    stopAtLast((sent += 1));
    throw lost;
  };
  const result = await outcome(callWithBackOff(send, waiting));
  assert(
    result instanceof Error && sent <= waits.length + 1,
    "send() threw because the network failed, and callWithBackOff did not throw, or asked again at once. The tool would continue without an answer. Do not catch this error, in callWithBackOff.",
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
  const [wait = 0] = waits;
  // An additional random part is also right: servers then retry at different times.
  assert(
    status === 200 && waits.length === 1 && wait >= 7_000 && wait <= 14_000,
    "Graph answered Retry-After: 7, and your code asked again at another time. If a request comes too early, the waiting time begins again. Sleep at least 7 seconds (7,000 milliseconds), in callWithBackOff.",
  );
});

test("[4.5] asks again only when the wait is over", async () => {
  const { waiting } = startClock();
  const busy = answers([429, "1"], [200]);
  const [began, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const sleep = async (): Promise<void> => {
    began.resolve();
    await over.promise;
  };
  const work = outcome(callWithBackOff(busy.send, { ...waiting, sleep }));
  await Promise.race([began.promise, work]);
  // Everything that does not wait for the end of sleep runs now.
  await new Promise((resolve) => setImmediate(resolve));
  const meanwhile = busy.times.length;
  over.resolve();
  const status = await work;
  assert(
    meanwhile === 1 && status === 200,
    "Graph demanded a wait, and your code asked again before sleep had ended. All attempts are then made at once. Await sleep, in callWithBackOff.",
  );
});

test("[4.5] comes back no sooner than Graph says, however long that is", async () => {
  for (const seconds of [1, 3, 12, 25, 50]) {
    const { waits, waiting } = startClock();
    const result = await outcome(callWithBackOff(answers([429, String(seconds)], [200]).send, waiting));
    assert(
      result instanceof ThrottledError || (result === 200 && sumOf(waits) >= seconds * 1_000),
      `Graph answered Retry-After: ${seconds}, and your code asked again after ${sumOf(waits) / 1_000} seconds. If a request comes too early, the waiting time gets longer. Wait at least as long, or throw ThrottledError, in callWithBackOff.`,
    );
  }
});

test("[4.5] understands Retry-After as a date", async () => {
  for (const refusal of [503, 429]) {
    const { waiting } = startClock();
    const at = Math.floor(Date.now() / 1_000) * 1_000 + 10_000;
    const busy = answers([refusal, new Date(at).toUTCString()], [200]);
    const status = await outcome(callWithBackOff(busy.send, waiting));
    const [, again = 0] = busy.times;
    assert(
      status === 200 && again >= at && again <= at + 10_000,
      `Graph answered ${refusal} with a date in Retry-After, ten seconds from now, and your code did not wait until then. HTTP permits a number or a date. If the header is no number, wait for Date.parse(header) minus now(), in callWithBackOff.`,
    );
  }
});

test("[4.5] is not confused by a Retry-After that makes no sense", async () => {
  const odd = [
    "soon",
    "",
    "-5",
    "Infinity",
    "1e9",
    "NaN",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "99999999999999999999",
  ];
  for (const retryAfter of odd) {
    const { waits, waiting } = startClock();
    const result = await outcome(callWithBackOff(answers([429, retryAfter], [200]).send, waiting));
    assert(
      (result === 200 || (result instanceof ThrottledError && result.retryAfterSeconds > 0)) &&
        waits.every((wait) => wait >= 0 && wait <= 60_000),
      `Retry-After was “${retryAfter}”, and your code waited for a time that is not valid, or for more than a minute, or it threw another error. A timer of Infinity or NaN ends immediately. Use the header only if it is a number of seconds, at least 0, or a date from now on. For any other text, use your own back-off, in callWithBackOff.`,
    );
  }
});

test("[4.5] waits longer each time and by chance, when Graph does not say", async () => {
  // Only the random() that the function gets counts.
  const spy = vi.spyOn(Math, "random").mockReturnValue(0.5);
  onTestFinished(() => spy.mockRestore());
  const runs: number[][] = [];
  for (const random of [0.5, 0.999]) {
    const { waits, waiting } = startClock(random);
    await outcome(callWithBackOff(answers([429], [503], [200]).send, waiting));
    runs.push(waits);
  }
  const [calm = [], restless = []] = runs;
  const grows = [calm, restless].every(([first = 0, second = 0]) => first >= 100 && second > first);
  const [one = 0, other = 0] = [calm[0], restless[0]];
  assert(
    grows && Math.abs(one - other) >= one / 50,
    "Without Retry-After, the waits do not get longer, or are the same for all servers. Graph refused these servers at the same time, and they would ask again at the same time. Use exponential back-off with jitter: double the wait each time, and change it by a large random part with random(), in callWithBackOff.",
  );
});

test("[4.5] gives up with the time to wait, when it is longer than a minute", async () => {
  const { waits, waiting } = startClock();
  const error = await outcome(callWithBackOff(answers([429, "300"], [200]).send, waiting));
  assert(
    error instanceof ThrottledError &&
      error.retryAfterSeconds >= 300 &&
      error.retryAfterSeconds <= 330 &&
      !waits.some((wait) => wait > 60_000),
    "Graph demanded a wait of five minutes, and your code waited, or did not say how long. A user does not wait so long. Throw ThrottledError with the seconds, in callWithBackOff.",
  );
});

test("[4.5] waits no longer than a minute in all", async () => {
  const patterns: [number, string?][][] = [
    [[429, "40"]],
    [[429, "59"]],
    [[503, "20"]],
    [[429, "25"], [429]],
    [[429]],
  ];
  for (const pattern of patterns) {
    const { waits, waiting } = startClock(0.999);
    const error = await outcome(callWithBackOff(answers(...pattern).send, waiting));
    assert(
      error instanceof ThrottledError && sumOf(waits) <= 60_000,
      `Graph refused again and again (Retry-After: ${pattern[0]?.[1] ?? "none"}), and your code waited ${sumOf(waits) / 1_000} seconds in all. Most clients end a call after a minute. Add the waits, and compare the sum with one minute before you sleep, in callWithBackOff.`,
    );
  }
});

test("[4.5] gives up after a few attempts, however short the waits", async () => {
  for (const retryAfter of ["5", "1", "0"]) {
    const { waiting } = startClock();
    const busy = answers([429, retryAfter]);
    const atLast = await outcome(callWithBackOff(busy.send, waiting));
    assert(
      atLast instanceof ThrottledError &&
        busy.times.length <= 10 &&
        atLast.retryAfterSeconds >= Number(retryAfter) &&
        atLast.retryAfterSeconds <= 120,
      "Graph refused each call, and your code asked more than ten times, or the seconds in its error are fewer than in the last Retry-After, or are no seconds. Count the attempts too, and throw ThrottledError after a few, in callWithBackOff.",
    );
  }
});

test("[4.5] writes no answer of Graph into a log", async () => {
  const written = recordConsole();
  const { waiting } = startClock();
  const send = async () => {
    const { status } = await answers([429, "1"]).send();
    return new Response("Ada Lovelace", {
      status,
      headers: { "retry-after": "1", "set-cookie": "of-graph" },
    });
  };
  await outcome(callWithBackOff(send, waiting));
  assert(
    !/Ada Lovelace|of-graph/.test(written().join("\n")),
    "Your code wrote Graph's answer to the console. Answers contain personal data. Log the status only, or nothing, in callWithBackOff.",
  );
});
