import { createRecorder, type RawExchange } from "@mcp-entra/workshop/recording";
import { describe, expect, it } from "vitest";
import { recordSide } from "../src/theatre/side-recorder.ts";

const play = { id: "a play", side: "weakened" as const };

function redirectTo(location: string, changes: Partial<RawExchange> = {}): RawExchange {
  return {
    at: "2026-11-30T16:00:00.000Z",
    durationMs: 5,
    from: "browser",
    to: "server",
    transport: "http",
    method: "GET",
    url: "http://localhost:3001/auth/callback",
    request: { headers: {}, body: null },
    response: { status: 302, headers: { location }, body: null },
    ...changes,
  };
}

function hopsAfter(exchange: RawExchange) {
  const recorder = createRecorder({ now: Date.now });
  recordSide(recorder, play).record(exchange);
  return recorder.recording().hops;
}

describe("one side of a play", () => {
  it.each([
    ["https://evil.example/callback?code=c0de-c0de-c0de", "attacker"],
    ["http://127.0.0.1:9/callback?code=c0de-c0de-c0de", "client"],
  ])("shows that a browser was sent to %s, where no program listens", (location, to) => {
    const [redirect, arrival] = hopsAfter(redirectTo(location));
    expect(redirect).toMatchObject({ play, to: "server" });
    expect(arrival).toMatchObject({ play, from: "browser", to, response: { status: null }, durationMs: 0 });
    expect(arrival?.url).toContain("code=[code 1]");
  });

  it.each([
    ["while the answer is not complete", redirectTo("https://evil.example/", { durationMs: null })],
    ["to another address", redirectTo("https://login.example/")],
    ["of another party than a browser", redirectTo("https://evil.example/", { from: "client" })],
  ])("shows no arrival for a redirect %s", (_what, exchange) => {
    expect(hopsAfter(exchange)).toHaveLength(1);
  });
});
