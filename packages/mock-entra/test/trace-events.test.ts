import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { seed } from "../src/index.ts";
import { useServed } from "./support/deployment.ts";

const deployment = useServed();

interface Reading {
  /** The next events, in the order of their arrival. */
  next(count: number): Promise<string[]>;
  leave(): Promise<void>;
}

async function read(lastEventId?: string): Promise<Reading> {
  const leave = new AbortController();
  const response = await fetch(`${deployment.running().frontChannelUrl}/_mock/trace-events`, {
    headers: {
      "x-mock-entra-control": "1",
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    signal: leave.signal,
  });
  expect(response.headers.get("content-type")).toMatch("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    next: async (count) => {
      for (;;) {
        const events = text
          .split("\n\n")
          .slice(0, -1)
          .filter((event) => !event.startsWith(":"));
        if (events.length >= count) {
          text = "";
          return events;
        }
        const part = await reader?.read();
        if (part?.done !== false) throw new Error(`The stream has ended. Before, it sent: ${text}`);
        text += part.value;
      }
    },
    leave: async () => leave.abort(),
  };
}

async function askForKeys(): Promise<void> {
  await fetch(`${deployment.running().authorityHost}/common/discovery/v2.0/keys`);
}

function idOf(event: string | undefined): string {
  return /^id: (.+)$/m.exec(event ?? "")?.[1] ?? "";
}

test("tells what has happened and what happens, and goes on after the last event that the reader has", async () => {
  await askForKeys();
  const reading = await read();
  const [first] = await reading.next(1);
  expect(JSON.parse(/^data: (.+)$/m.exec(first ?? "")?.[1] ?? "")).toMatchObject({
    endpoint: "jwks",
    status: 200,
    durationMs: expect.any(Number),
    answerBody: expect.stringContaining('"keys"'),
  });
  await askForKeys();
  const [second] = await reading.next(1);
  await reading.leave();
  await askForKeys();
  const again = await read(idOf(second));
  const [third] = await again.next(1);
  await again.leave();
  const ids = [first, second, third].map((event) => Number(idOf(event).split(" ")[1]));
  expect(ids).toEqual([ids[0], (ids[0] ?? 0) + 1, (ids[0] ?? 0) + 2]);
});

test("begins from the start for a reader that comes from before a restart", async () => {
  await askForKeys();
  const reading = await read("another-run 999");
  const [first] = await reading.next(1);
  await reading.leave();
  expect(first).toContain('"endpoint":"jwks"');
});

test("says how many exchanges it has forgotten", async () => {
  await askForKeys();
  const reading = await read();
  const [first] = await reading.next(1);
  await reading.leave();
  const { id: _, ...event } = lastEvent();
  for (let count = 0; count < 1_003; count += 1) deployment.entra.trace.record(event);
  const again = await read(idOf(first));
  const [forgotten] = await again.next(1);
  await again.leave();
  expect(forgotten).toBe("event: forgotten\ndata: 3");
});

function lastEvent() {
  const event = deployment.entra.trace.entries().at(-1);
  if (event === undefined) throw new Error("Nothing was traced.");
  return event;
}

test("is for this machine and for programs only, as the other commands", async () => {
  const url = `${deployment.running().frontChannelUrl}/_mock/trace-events`;
  expect((await fetch(url)).status).toBe(403);
});

test("headers and answers are told without what is secret, and a value that comes back can be recognized", async () => {
  const { remote } = seed.applications;
  const code = "a-code-that-was-made-up-by-a-thief";
  const basic = Buffer.from(`${remote.appId}:${remote.secret}`).toString("base64");
  await fetch(`${deployment.running().authorityHost}/${seed.tenant.id}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { authorization: `Basic ${basic}`, cookie: "a=b; c=d", "x-custom": "mine" },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: "http://localhost/" }),
  });
  const event = lastEvent();
  expect(event.requestHeaders).toMatchObject({
    authorization: "Basic REDACTED",
    cookie: "a=REDACTED; c=REDACTED",
    "x-custom": "REDACTED",
    "content-type": expect.stringContaining("application/x-www-form-urlencoded"),
  });
  expect(event.answerHeaders).toMatchObject({
    "content-type": "application/json",
    "cache-control": "no-store, no-cache",
  });
  expect(JSON.parse(event.answerBody ?? "")).toMatchObject({ error: "invalid_grant" });
  expect(event.fingerprints).toEqual([{ side: "request", name: "code", fingerprint: hash("sha256", code) }]);
});
