import { once } from "node:events";
import { request as startRequest } from "node:http";
import { createRecorder } from "@mcp-entra/workshop/recording";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entries } from "../src/protocol.ts";
import { type ServedStage, serveStage } from "./support/served-stage.ts";

const recorder = createRecorder({ now: Date.now });
let stage: ServedStage;

beforeAll(async () => {
  stage = await serveStage(recorder);
});
afterAll(async () => stage.close());

const json = { "content-type": "application/json" };
const press = (headers: Record<string, string>) =>
  stage.send("/actions/press", { ...json, ...headers }, "{}");

describe("attacks on the stage", () => {
  it("a button that its own page presses works: the attacks below fail for their own reason", async () => {
    const origin = new URL(stage.url).origin;
    const answer = await press({
      "x-stage-token": await stage.token(),
      origin,
      "sec-fetch-site": "same-origin",
    });
    expect(answer).toMatchObject({ status: 200, text: '{"said":"pressed"}' });
    stage.pressed.length = 0;
  });

  it.each([
    ["another site's page presses a button", { origin: "https://attacker.example" }],
    ["a page of another port presses a button", { origin: "http://127.0.0.1:9" }],
    ["a page without an origin presses a button", { origin: "null" }],
    ["a page of the same site, and not of the stage, presses a button", { "sec-fetch-site": "same-site" }],
    ["a name that was pointed at this machine is used (DNS rebinding)", { host: "attacker.example" }],
    ["localhost is used, where other programs on this machine have their pages", { host: "localhost:4600" }],
  ])("%s, with the right token: refused", async (_attack, headers) => {
    expect((await press({ "x-stage-token": await stage.token(), ...headers })).status).toBe(403);
    expect(stage.pressed).toEqual([]);
  });

  it.each([
    ["no token", {}],
    ["a wrong token", { "x-stage-token": "c0ffee" }],
    ["a token of the right length", { "x-stage-token": "00000000-0000-4000-8000-000000000000" }],
  ])("a button is pressed with %s: refused", async (_attack, headers) => {
    expect((await press(headers)).status).toBe(403);
    expect(stage.pressed).toEqual([]);
  });

  it.each([
    "/events",
    "/export/stage.json",
    "/export/stage.html",
    "/files/docs/lesson/tokens.md",
    "/page/main.ts",
  ])("another page reads %s: refused, and no answer may be read across origins", async (path) => {
    const answer = await stage.send(path, { origin: "https://attacker.example" });
    expect(answer.status).toBe(403);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    expect(
      (await stage.send(path, { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" })).status,
    ).toBe(403);
    expect((await stage.send(path, { host: "attacker.example" })).status).toBe(403);
  });

  it("a link on another page opens the stage, and does nothing else", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await stage.send("/", headers)).status).toBe(200);
    expect((await stage.send("/export/stage.json", headers)).status).toBe(403);
    expect((await stage.send("/sign-in/1", headers)).status).toBe(403);
  });

  it("a page frames the stage to borrow a click: its headers forbid it, and let no foreign script run", async () => {
    const { headers } = await stage.send("/");
    expect(headers["x-frame-options"]).toBe("DENY");
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  it.each([
    "/files/.env",
    "/files/packages/stage/package.json",
    "/files/docs/lesson/../../.env.md",
    "/files/docs/%2e%2e/%2e%2e/etc/passwd.md",
    "/files/docs%2flesson%2f..%2f..%2f.env.md",
    "/page/../../package.json",
    "/page/tsconfig.json/..%2f..%2f..%2fpackage.json",
  ])("%s is asked for: only pages of the lesson and sources are shown", async (path) => {
    const request = startRequest({ host: "127.0.0.1", port: new URL(stage.url).port, path });
    request.end();
    const [response] = await once(request, "response");
    response.resume();
    expect(response.statusCode).toBe(404);
  });
});

describe("the page's files", () => {
  it("are JavaScript: the types are taken out as they are served", async () => {
    const { text, headers } = await stage.send("/page/model.ts");
    expect(headers["content-type"]).toContain("text/javascript");
    expect(text).not.toMatch(/^export interface|: readonly Item\[\]/m);
    expect(text).toContain("export function createTimeline()");
  });

  it("show a source with a number for each line, and its text as text", async () => {
    const { text } = await stage.send("/files/packages/stage/src/server/source-route.ts");
    expect(text).toContain('<li id="L1">');
    expect(text).toContain("&lt;!doctype html&gt;");
  });
});

describe("the stream of events", () => {
  it("sends what was recorded, goes on after the last event that a page had, and repeats nothing", async () => {
    recorder.note("one");
    recorder.note("two");
    const [, entries] = await stage.events(2);
    const { notes }: Entries = JSON.parse(entries?.data ?? "");
    expect(notes.map(({ text }) => text)).toEqual(["one", "two"]);
    recorder.note("three");
    const [, later] = await stage.events(2, entries?.id);
    expect(JSON.parse(later?.data ?? "").notes).toMatchObject([{ id: 2, text: "three" }]);
  });

  it("begins anew for a page that comes from an earlier start of the stage", async () => {
    const [, entries] = await stage.events(2, "another-run:2");
    expect(JSON.parse(entries?.data ?? "").notes[0]).toMatchObject({ id: 0, text: "one" });
  });

  it("tells a note again, under the same number, when a secret in it becomes known", async () => {
    recorder.note("The code is h4rdt0gu3ss-0123456789.");
    recorder.learn("code", "h4rdt0gu3ss-0123456789");
    const [, entries] = await stage.events(2);
    expect(entries?.data).not.toContain("h4rdt0gu3ss");
    const { notes }: Entries = JSON.parse(entries?.data ?? "");
    expect(notes.filter(({ id }) => id === 3)).toHaveLength(1);
  });
});
