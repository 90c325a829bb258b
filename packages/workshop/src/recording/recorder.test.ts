import { describe, expect, it } from "vitest";
import { exchange, random, signIn, startRecorder } from "../../test/support/exchanges.ts";
import type { RecorderEvent } from "./index.ts";

describe("a subscriber", () => {
  it("hears everything from the beginning, corrections under the same id, and goes on after the last event", () => {
    const recorder = startRecorder();
    const token = random();
    const heard: RecorderEvent[] = [];
    const leave = recorder.subscribe(0, (event) => heard.push(event));
    recorder.record(exchange({ url: `http://localhost:3001/x?q=${token}` }));
    recorder.note("in between");
    leave();
    recorder.record(exchange({ request: { headers: { authorization: `Bearer ${token}` }, body: null } }));
    expect(heard.map(({ sequence }) => sequence)).toEqual([1, 2]);
    const missed: RecorderEvent[] = [];
    recorder.subscribe(heard.at(-1)?.sequence ?? 0, (event) => missed.push(event));
    const hops = missed.flatMap((event) => ("hop" in event ? [event.hop] : []));
    expect(hops.map(({ id, url }) => [id, url])).toEqual([
      [1, "http://localhost:3001/x?q=[access token 1]"],
      [2, "http://localhost:3001/mcp"],
    ]);
    recorder.note("at the end");
    expect(missed.at(-1)).toMatchObject({ note: { text: "at the end" } });
  });

  it("hears an exchange when it begins and again when it ends", () => {
    const recorder = startRecorder();
    const heard: RecorderEvent[] = [];
    recorder.subscribe(0, (event) => heard.push(event));
    const open = exchange({ durationMs: null, response: { status: null, headers: {}, body: null } });
    const { id } = recorder.record(open);
    recorder.replace(id, exchange({ durationMs: 12 }));
    expect(heard.map((event) => "hop" in event && [event.hop.id, event.hop.durationMs])).toEqual([
      [1, null],
      [1, 12],
    ]);
    expect(() => recorder.replace(7, open)).toThrow("There is no hop 7");
  });
});

describe("a story", () => {
  it("is one for a sign-in, from the first page to the calls with its token, and names the user from its beginning", () => {
    const recorder = startRecorder();
    const [first, second] = [signIn(), signIn()];
    for (const [index, each] of first.exchanges.entries()) {
      recorder.record(each);
      recorder.record(second.exchanges[index] ?? each);
    }
    const named = exchange({
      request: { headers: { authorization: `Bearer ${first.secrets.accessToken}` }, body: null },
      known: { user: "ada@contoso.example" },
    });
    recorder.record(named);
    const { hops } = recorder.recording();
    const stories = Object.values(Object.groupBy(hops, ({ story }) => String(story)));
    // The first page and the callback share no value directly, only through other exchanges. The two sign-ins share the client secret.
    expect(new Set(stories.map((each) => each?.length))).toEqual(new Set([5, 6]));
    const users = stories.map((each) => new Set(each?.map(({ user }) => user)));
    expect(users).toContainEqual(new Set(["ada@contoso.example"]));
    expect(users).toContainEqual(new Set([null]));
  });
});

describe("the play of an attack", () => {
  it("is no story: a stolen token does not make the thief's requests a part of the victim's sign-in", () => {
    const recorder = startRecorder();
    const play = { id: "a", side: "ours" as const };
    for (const each of signIn().exchanges) recorder.record({ ...each, play });
    const { hops } = recorder.recording();
    expect(hops.map((hop) => [hop.story, hop.play?.side])).toEqual(hops.map(() => [null, "ours"]));
    expect(hops).not.toEqual([]);
  });

  it("leaves the requests before the next real sign-in to that sign-in", () => {
    const recorder = startRecorder();
    const refused = exchange({ response: { status: 401, headers: {}, body: null } });
    recorder.record({ ...refused, play: { id: "a", side: "ours" } });
    recorder.record(refused);
    for (const each of signIn().exchanges) recorder.record(each);
    const [ofPlay, first] = recorder.recording().hops;
    expect([ofPlay?.story, first?.story]).toEqual([null, expect.any(String)]);
  });

  it("has notes without secrets, also in their code", () => {
    const recorder = startRecorder();
    const code = `const token = "${random()}";`;
    const value = code.slice(15, -2);
    recorder.note("Look.", { id: "a", side: null, part: "removed", code, source: null, page: null });
    recorder.learn("access token", value);
    expect(recorder.recording().notes).toMatchObject([
      { play: { code: 'const token = "[access token 1]";' } },
    ]);
  });
});
