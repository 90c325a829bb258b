import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exchange, signIn, startRecorder } from "../../test/support/exchanges.ts";
import { readRecording, toMermaid, writeRecording } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "recording-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a recording is read again as it was written", () => {
  const recorder = startRecorder();
  for (const each of signIn().exchanges) recorder.record(each);
  recorder.note("between");
  const play = { id: "a", side: "weakened" as const };
  recorder.record(exchange({ from: "attacker", play }));
  recorder.note("The attacker asks.", {
    ...play,
    part: "act",
    code: "if (a) b();",
    source: null,
    page: null,
  });
  recorder.log("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl");
  const file = join(folder, "demo.json");
  writeRecording(file, recorder.recording());
  expect(readRecording(file)).toEqual(recorder.recording());
});

it("a recording from before the attacks could be played is read, and belongs to no play", () => {
  const recorder = startRecorder();
  recorder.record(exchange());
  recorder.note("before");
  const file = join(folder, "older.json");
  writeFileSync(file, JSON.stringify(recorder.recording()).replaceAll(',"play":null', ""));
  expect(readFileSync(file, "utf8")).not.toContain("play");
  expect(readRecording(file)).toMatchObject({ hops: [{ play: null }], notes: [{ play: null }] });
});

it.each([
  ["is not there", undefined, /none\.json cannot be read\. Make a recording with/],
  ["is no JSON", "hello", /is not a recording: it is not JSON/],
  ["is JSON of something else", '{"version":2}', /is not a recording at version/],
  [
    "has a hop of another form",
    '{"version":1,"title":"x","startedAt":"2026-01-05T10:00:00.000Z","notes":[],"hops":[{"id":1}]}',
    /is not a recording at hops\.0\.\w+/,
  ],
])("a file that %s gets a clear sentence", (_, content, message) => {
  const file = join(folder, "none.json");
  if (content !== undefined) writeFileSync(file, content);
  expect(() => readRecording(file)).toThrow(message);
});

it("a diagram has what a server asks before its answer, also within the same millisecond", () => {
  const recorder = startRecorder();
  recorder.record(exchange({ durationMs: 0, response: { status: 201, headers: {}, body: null } }));
  const asked = { durationMs: 0.4, response: { status: 202, headers: {}, body: null } };
  recorder.record(exchange({ ...asked, from: "server", to: "graph", url: "https://graph.example/me" }));
  recorder.record(exchange({ durationMs: 0, method: "DELETE" }));
  expect(toMermaid(recorder.recording()).split("\n").slice(-5)).toEqual([
    "  client->>server: GET /mcp",
    "  server->>graph: GET /me",
    "  graph-->>server: 202",
    "  server-->>client: 201",
    "  client->>server: DELETE /mcp",
  ]);
});

it("a diagram shows who asks whom, what comes back, and no query", () => {
  const recorder = startRecorder();
  for (const [seconds, each] of signIn().exchanges.slice(1, 4).entries())
    recorder.record({ ...each, at: `2026-01-05T10:00:0${seconds}.000Z` });
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "a;b#c" } });
  recorder.record(
    exchange({ at: "2026-01-05T10:00:09.000Z", method: "POST", request: { headers: {}, body } }),
  );
  expect(toMermaid(recorder.recording())).toBe(
    [
      "sequenceDiagram",
      "  autonumber",
      "  actor browser as User's browser",
      "  participant client as MCP client",
      "  participant server as MCP server",
      "  participant entra as Entra ID",
      "  browser->>server: POST /consent",
      "  server-->>browser: 303 to Entra ID",
      "  browser->>entra: POST /login",
      "  entra-->>browser: 302 to MCP server",
      "  client->>server: POST /token",
      "  server-->>client: access token, refresh token, id token",
      "  client->>server: POST /mcp tools/call a#59;b#35;c",
    ].join("\n"),
  );
});

it("a diagram has each side of an attack under a heading of its own", () => {
  const recorder = startRecorder();
  for (const side of ["weakened", "ours"] as const)
    recorder.record(exchange({ from: "attacker", play: { id: "a", side } }));
  recorder.record(exchange());
  expect(toMermaid(recorder.recording()).split("\n").slice(-5)).toEqual([
    "  Note over server: An attack on a server that is weakened on purpose",
    "  attacker->>server: GET /mcp",
    "  Note over server: The same attack on our server",
    "  attacker->>server: GET /mcp",
    "  client->>server: GET /mcp",
  ]);
});
