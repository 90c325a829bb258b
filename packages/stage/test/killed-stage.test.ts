import { expect, it } from "vitest";
import type { Recording } from "@mcp-entra/workshop/recording";
import type { Entries, Hello, Hop } from "../src/protocol.ts";
import { eventsOf } from "./support/event-stream.ts";
import { type StartedStage, useStages } from "./support/run-stage.ts";

const { start, endOf } = useStages();

/** An open page: it gets each hop, and can press buttons. */
interface OpenPage {
  hops: Map<number, Hop>;
  lastEventId: () => string;
  press(action: string, body: object): Promise<unknown>;
}

async function openPage({ url }: StartedStage, lastEventId = ""): Promise<OpenPage> {
  const hops = new Map<number, Hop>();
  const { promise, resolve } = Promise.withResolvers<Hello>();
  let last = lastEventId;
  const response = await fetch(new URL("/events", url), { headers: { "last-event-id": lastEventId } });
  const read = async (): Promise<void> => {
    for await (const { event, id, data } of eventsOf(response)) {
      if (event === "hello") resolve(JSON.parse(data));
      if (event !== "entries") continue;
      const entries: Entries = JSON.parse(data);
      for (const hop of entries.hops) hops.set(hop.id, hop);
      last = id;
    }
  };
  // The stream breaks when the stage is killed.
  void read().catch(() => undefined);
  const { token } = await promise;
  return {
    hops,
    lastEventId: () => last,
    press: async (action, body) => {
      const headers = { "content-type": "application/json", "x-stage-token": token };
      const request = { method: "POST", headers, body: JSON.stringify(body) };
      return (await fetch(new URL(`/actions/${action}`, url), request)).json();
    },
  };
}

async function recordingOf({ url }: StartedStage): Promise<Recording> {
  const text = await (await fetch(new URL("/export/stage.json", url))).text();
  const recording: Recording = JSON.parse(text);
  return recording;
}

// Two starts and two sign-ins, on a machine that may be busy.
const timeout = { timeout: 180_000 };

it(
  "was killed in the middle of a sign-in: the next stage has each hop that a page had seen, and goes on",
  timeout,
  async () => {
    const ada = { user: "ada", server: "remote", generation: "2026-07-28" };
    const first = await start("--port", "0");
    const page = await openPage(first);
    const connecting = page.press("connect", ada).catch(() => undefined);
    await expect.poll(() => page.hops.size, { interval: 1 }).toBeGreaterThanOrEqual(12);
    first.child.kill("SIGKILL");
    await endOf(first);
    await connecting;

    const second = await start("--port", "0");
    const { hops, notes } = await recordingOf(second);
    expect(notes.map(({ text }) => text)).toEqual([
      "Ada connects an MCP client to the remote server.",
      expect.stringContaining("The stage was started again."),
    ]);
    for (const { id, at, from, to, method, url } of page.hops.values())
      expect(hops.find((hop) => hop.id === id)).toMatchObject({ at, from, to, method, url });

    const back = await openPage(second, page.lastEventId());
    expect(await back.press("connect", ada)).toEqual({ said: "Ada → remote server: connected." });
    const now = (await recordingOf(second)).hops.map(({ id }) => id);
    const together = (): number[] => [...new Set([...page.hops.keys(), ...back.hops.keys()])];
    await expect.poll(() => together().toSorted((one, other) => one - other)).toEqual(now);
    expect([...back.hops.keys()], "told again").not.toContain(1);

    const reloaded = await openPage(second);
    await expect.poll(() => [...reloaded.hops.keys()].toSorted((one, other) => one - other)).toEqual(now);
  },
);
