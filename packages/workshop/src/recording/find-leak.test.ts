import { describe, expect, it } from "vitest";
import { exchange, expectNoneOf, jwt, random, startRecorder } from "../../test/support/exchanges.ts";
import type { RawExchange } from "./index.ts";

describe("a leak", () => {
  const token = random();
  const call = {
    headers: {},
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}',
  };
  const bearer = (recorder: ReturnType<typeof startRecorder>) =>
    recorder.record(exchange({ request: { headers: { authorization: `Bearer ${token}` }, body: null } }));

  it.each<[string, Partial<RawExchange>, string]>([
    ["the address", { url: `http://localhost:3001/sse?access_token=${token}` }, "the address"],
    [
      "an answer of a tool",
      {
        request: call,
        response: {
          status: 200,
          headers: {},
          body: `data: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"${token}"}]}}\n\n`,
        },
      },
      "the body of the answer",
    ],
    [
      "a field with the right name in an MCP message",
      {
        request: call,
        response: {
          status: 200,
          headers: {},
          body: `{"jsonrpc":"2.0","id":1,"result":{"access_token":"${token}"}}`,
        },
      },
      "the body of the answer",
    ],
    [
      "an error that repeats it",
      { response: { status: 401, headers: {}, body: `{"error_description":"bad token ${token}"}` } },
      "the body of the answer",
    ],
    [
      "a redirect",
      {
        response: {
          status: 302,
          headers: { location: `http://127.0.0.1/?access_token=${token}` },
          body: null,
        },
      },
      "the header location of the answer",
    ],
    [
      "a referrer",
      { request: { headers: { referer: `http://localhost:3001/?token=${token}` }, body: null } },
      "the header referer of the request",
    ],
    [
      "a field beside the one that is made for it",
      {
        response: { status: 200, headers: {}, body: `{"access_token":"${token}","debug":"${token}"}` },
      },
      "the body of the answer",
    ],
  ])("is seen in %s, and named without the value", (_, changes, where) => {
    const recorder = startRecorder();
    bearer(recorder);
    const hop = recorder.record(exchange(changes));
    expect(hop.leak).toEqual({ kind: "access token", where });
    expectNoneOf({ token }, recorder.recording());
  });

  it("is seen in a line of the server's log, also when the value is known only later", () => {
    const recorder = startRecorder();
    recorder.log(`starting on port 3001`);
    recorder.log(`{"event":"call","headers":{"authorization":"Bearer ${token}"}}`);
    expect(recorder.recording().hops).toEqual([]);
    bearer(recorder);
    const { hops } = recorder.recording();
    expect(hops.find(({ transport }) => transport === "log")).toMatchObject({
      from: "server",
      leak: { kind: "access token", where: "a line of the log of the server" },
      request: { body: '{"event":"call","headers":{"authorization":"Bearer [access token 1]"}}' },
    });
    expect(hops).toHaveLength(2);
  });

  it("is what the server hands on of Entra's, even in the right field", () => {
    const entra = jwt({ scp: "User.Read", tid: "t-1", aud: "graph" });
    const recorder = startRecorder();
    const response = { status: 200, headers: {}, body: JSON.stringify({ access_token: entra }) };
    const fromServer = recorder.record(exchange({ method: "POST", response }));
    expect(fromServer.leak).toEqual({ kind: "Entra's access token", where: "the body of the answer" });
    const fromEntra = recorder.record(exchange({ method: "POST", to: "entra", response }));
    expect(fromEntra.leak).toBeNull();
  });
});
