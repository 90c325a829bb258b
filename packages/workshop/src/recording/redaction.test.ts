import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { exchange, expectNoneOf, jwt, random, signIn, startRecorder } from "../../test/support/exchanges.ts";
import type { RawExchange } from "./index.ts";

describe("redaction by value", () => {
  it("shows a whole sign-in without any of its secrets, and with what is none", () => {
    const recorder = startRecorder();
    const { secrets, exchanges } = signIn();
    for (const each of exchanges) recorder.record(each);
    expectNoneOf(secrets, recorder.recording());
    expect(JSON.stringify(recorder.recording())).toContain("ada@contoso.example");
    expect(recorder.recording().hops.map(({ leak }) => leak)).toEqual([null, null, null, null, null]);
  });

  it("gives the same value the same label wherever it comes back", () => {
    const recorder = startRecorder();
    const { exchanges } = signIn();
    const [, consent, login, token, call] = exchanges.map((each) => recorder.record(each));
    expect(consent?.response.headers["location"]).toContain("state=[state 2]");
    expect(login?.response.headers["location"]).toContain("code=[code 1]&state=[state 2]");
    expect(token?.request.body).toBe(
      "code=[code 1]&code_verifier=[code verifier 1]&grant_type=authorization_code",
    );
    expect(token?.response.body).toContain('"access_token":"[access token 1]"');
    expect(call?.request.headers["authorization"]).toBe("Bearer [access token 1]");
  });

  it.each([
    ["in clear", (secret: string) => secret],
    ["in an address", (secret: string) => encodeURIComponent(secret)],
    ["in an address within an address", (secret: string) => encodeURIComponent(encodeURIComponent(secret))],
    ["in JSON", (secret: string) => JSON.stringify({ secret })],
    ["in JSON within JSON", (secret: string) => JSON.stringify({ text: JSON.stringify({ secret }) })],
    ["in HTTP Basic", (secret: string) => Buffer.from(`client:${secret}`).toString("base64")],
    ["in base64, one byte further", (secret: string) => Buffer.from(`client1:${secret}`).toString("base64")],
    [
      "in base64url, two bytes further",
      (secret: string) => Buffer.from(`client12:${secret}`).toString("base64url"),
    ],
    ["between other letters", (secret: string) => `session-${secret}xyz`],
  ])("finds a value again %s, before and after it is known as a secret", (_, encode) => {
    const recorder = startRecorder();
    const secret = `${random(20)}"&/+é`;
    const says = (): RawExchange =>
      exchange({ response: { status: 200, headers: { "x-said": encode(secret) }, body: encode(secret) } });
    const before = recorder.record(says());
    recorder.note(`before: ${encode(secret)}`);
    expect(before.response.body).toContain(encode(secret));
    recorder.learn("client secret", secret);
    recorder.record(says());
    const { hops, notes } = recorder.recording();
    for (const { response } of hops) {
      expect(response.body).toContain("client secret 1");
      expect(response.headers["x-said"]).toContain("client secret 1");
    }
    expect(notes[0]?.text).toContain("client secret 1");
    expectNoneOf({ secret: secret.slice(0, 20) }, recorder.recording());
  });

  it("finds the parts of a JSON Web Token, and keeps only its claims", () => {
    const recorder = startRecorder();
    const token = jwt({ scp: "User.Read", tid: "t-1", upn: "ada@contoso.example" });
    const [, payload = "", signature = ""] = token.split(".");
    const hop = recorder.record(
      exchange({ request: { headers: { authorization: `Bearer ${token}` }, body: null } }),
    );
    expect(hop.tokens).toEqual([
      {
        where: "the header authorization of the request",
        kind: "access token",
        claims: { scp: "User.Read", tid: "t-1", upn: "ada@contoso.example" },
      },
    ]);
    recorder.note(`${payload} and ${signature}`);
    expect(recorder.recording().notes[0]?.text).toBe("[access token 1] and [access token 1]");
  });

  it("hides a value that is too short to be looked for elsewhere where it stands", () => {
    const recorder = startRecorder();
    const hop = recorder.record(exchange({ url: "http://localhost:3001/x?code=abc&next=abc" }));
    expect(hop.url).toBe("http://localhost:3001/x?code=[code]&next=abc");
  });

  it("leaves error codes, ids and code challenges alone", () => {
    const recorder = startRecorder();
    const url = `https://login.example/error?code=7000215&code_challenge=${random()}&client_id=${"1".repeat(36)}`;
    expect(recorder.record(exchange({ url })).url).toBe(url);
  });

  it("shows no beginning of a token where a body was cut, and says that it was", () => {
    const recorder = startRecorder();
    const token = random();
    const body = `{"access_token":"${token}","more":"${token.slice(0, 20)}`;
    const hop = recorder.record(exchange({ response: { status: 200, headers: {}, body, isCut: true } }));
    expect(hop.response.body).toMatch(/"more":"\n… \(cut: only the first 16 KiB are kept\)$/);
    const long = recorder.record(
      exchange({ response: { status: 200, headers: {}, body: "a ".repeat(20_000) } }),
    );
    expect(long.response.body?.length).toBeLessThan(16_500);
    expect(long.response.body).toContain("(cut: only the first 16 KiB are kept)");
  });

  it("shows no part of a token while an answer is still coming", () => {
    const recorder = startRecorder();
    const token = random();
    recorder.learn("token", token);
    const said = (length: number) => ({
      status: 200,
      headers: {},
      body: `data: done, ${token}\n\n`.slice(0, length),
    });
    const { id } = recorder.record(exchange({ durationMs: null, response: said(40) }));
    expect(recorder.recording().hops[0]?.response.body).toBe("data: done, ");
    recorder.replace(id, exchange({ response: said(100) }));
    expect(recorder.recording().hops[0]?.response.body).toBe("data: done, [token 1]\n\n");
  });

  it("recognizes a value of which another tap knows only the fingerprint, before and after", () => {
    const verifier = random();
    const fingerprint = hash("sha256", verifier, "base64url");
    const recorder = startRecorder();
    recorder.log(`sign-in began, verifier ${verifier}.`);
    expect(recorder.recording().hops).toEqual([]);
    const known = { fingerprints: [{ side: "request" as const, name: "code_verifier", fingerprint }] };
    recorder.record(exchange({ from: "server", to: "entra", known }));
    recorder.log(`sign-in ended, verifier ${verifier}.`);
    const logged = recorder.recording().hops.filter(({ transport }) => transport === "log");
    expect(logged.map(({ request }) => request.body)).toEqual([
      "sign-in began, verifier [code verifier 1].",
      "sign-in ended, verifier [code verifier 1].",
    ]);
    expectNoneOf({ verifier }, recorder.recording());
  });
});
