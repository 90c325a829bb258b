import { recordConsole } from "@mcp-entra/workshop/attacks";
import { noteOnFailure } from "@mcp-entra/workshop/note-on-failure";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { assert, test } from "vitest";
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
    "A good answer was not simply passed on. Return what send() has brought, in callWithBackOff.",
  );
});

test("[4.5] does not ask again after a refusal that waiting does not mend", async () => {
  for (const refusal of [400, 401, 403, 404]) {
    const { waits, waiting } = startClock();
    const refused = answers([refusal]);
    const status = await outcome(callWithBackOff(refused.send, waiting));
    assert(
      status === refusal && refused.times.length === 1 && waits.length === 0,
      `After a ${refusal} Graph was asked again. That changes nothing and costs a call: only 429 and 503 are mended by waiting; return the rest, in callWithBackOff.`,
    );
  }
});

test("[4.5] passes on what send throws", async () => {
  const { waiting } = startClock();
  const lost = new TypeError("fetch failed");
  const result = await outcome(callWithBackOff(async () => Promise.reject(lost), waiting));
  assert(
    result instanceof Error,
    "The network was lost, and callWithBackOff returned as if nothing had happened. The tool would go on without an answer: let the error through, in callWithBackOff.",
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
    "Graph said Retry-After: 7, and was asked again at another time. It counts impatient requests and begins anew: sleep at least that many seconds, which are 1,000 milliseconds each, in callWithBackOff.",
  );
});

test("[4.5] comes back no sooner than Graph says, however long that is", async () => {
  for (const seconds of [1, 3, 12, 25, 50]) {
    const { waits, waiting } = startClock();
    const result = await outcome(callWithBackOff(answers([429, String(seconds)], [200]).send, waiting));
    assert(
      result instanceof ThrottledError || (result === 200 && sumOf(waits) >= seconds * 1_000),
      `Graph said Retry-After: ${seconds}, and was asked again after ${sumOf(waits) / 1_000} seconds. A call that comes too early counts, and makes the wait longer. Wait at least as long, or give up with ThrottledError, in callWithBackOff.`,
    );
  }
});

test("[4.5] understands Retry-After as a date", async () => {
  const { waiting } = startClock();
  const at = Math.floor(Date.now() / 1_000) * 1_000 + 10_000;
  const busy = answers([503, new Date(at).toUTCString()], [200]);
  const status = await outcome(callWithBackOff(busy.send, waiting));
  const [, again = 0] = busy.times;
  assert(
    status === 200 && again >= at && again <= at + 10_000,
    "A 503 whose Retry-After was a date ten seconds from now was not waited for. HTTP allows both forms: where the header is no number, take Date.parse minus now(), in callWithBackOff.",
  );
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
      `Retry-After was “${retryAfter}”, and the server waited for a time that is none, or for more than a minute, or failed otherwise. A timer of Infinity or NaN ends at once. Use your own back-off where the header is no number of seconds and no date, in callWithBackOff.`,
    );
  }
});

test("[4.5] waits longer each time and by chance, when Graph does not say", async () => {
  const runs: number[][] = [];
  for (const random of [0.5, 0.999]) {
    const { waits, waiting } = startClock(random);
    await outcome(callWithBackOff(answers([429], [429], [200]).send, waiting));
    runs.push(waits);
  }
  const [calm = [], restless = []] = runs;
  const grows = [calm, restless].every(([first = 0, second = 0]) => first >= 100 && second > first);
  const [one = 0, other = 0] = [calm[0], restless[0]];
  assert(
    grows && Math.abs(one - other) >= one / 50,
    "Without Retry-After the waits do not grow, or are the same for every server. Servers that were refused together must not come back together: double the wait each time and let random() vary it by a good part, in callWithBackOff.",
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
    "Graph wanted five minutes, and the tool waited or said nothing useful. A user does not wait that long for a tool: throw ThrottledError with the seconds, in callWithBackOff.",
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
      `Graph refused again and again (Retry-After: ${pattern[0]?.[1] ?? "none"}), and the waits were ${sumOf(waits) / 1_000} seconds in all. Most clients end a call after a minute. Add the waits up, and compare the sum before you sleep, in callWithBackOff.`,
    );
  }
});

test("[4.5] gives up after a few attempts, however short the waits", async () => {
  for (const retryAfter of ["1", "0"]) {
    const { waiting } = startClock();
    const busy = answers([429, retryAfter]);
    const atLast = await outcome(callWithBackOff(busy.send, waiting));
    assert(
      atLast instanceof ThrottledError &&
        busy.times.length <= 10 &&
        Number.isFinite(atLast.retryAfterSeconds),
      "Graph refused again and again, and was asked more than ten times, or the error does not say when to come again. Count the attempts, not only the time: give up after a few with ThrottledError, in callWithBackOff.",
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
    "What Graph answered was written to the console. Answers hold people's data: log the status at most, in callWithBackOff.",
  );
});
