import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockEntra, seed } from "@mcp-entra/mock-entra";
import { createHttpBrowser, signIn } from "@mcp-entra/mock-entra/browser";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectNoneOf, random, startRecorder } from "../../test/support/exchanges.ts";
import { commandMock } from "../demo/command-mock.ts";
import { followTrace, listenForTaps, recordTrace, seededApplications, tapFetch } from "./index.ts";

/**
 * A program that answers each line of its stdin with the same id. It also writes a line to stderr, and a line to stdout that is not a
 * message.
 */
const echo = `
  console.error("started with " + process.env.SECRET);
  console.log("Ready.");
  require("readline").createInterface({ input: process.stdin })
    .on("line", (line) => console.log(JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(line).id, result: { tapPort: process.env.TAP_PORT } })))
    .on("close", () => process.exit(7));`;

async function startTapped(recorder: ReturnType<typeof startRecorder>, secret = "none") {
  const taps = await listenForTaps(recorder, { server: "local" });
  const { command, args, env } = taps.wrap(process.execPath, ["-e", echo]);
  const child = spawn(command, args, { env: { ...env, SECRET: secret }, stdio: "pipe" });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await taps.close();
  });
  let output = "";
  child.stdout.on("data", (data: Buffer) => (output += data.toString()));
  return { child, taps, output: () => output };
}

describe("a tap between an MCP client and a server over stdio", () => {
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "GetUserDetailsFromGraph" } };

  it("passes every line and the exit code on, and records each message with its answer", async () => {
    const recorder = startRecorder();
    const { child, output } = await startTapped(recorder);
    child.stdin.write(`${JSON.stringify(call)}\n`);
    await expect.poll(output).toBe('Ready.\n{"jsonrpc":"2.0","id":1,"result":{}}\n');
    child.stdin.end();
    await once(child, "close");
    expect(child.exitCode).toBe(7);
    // The tap's last line can be read after the end of the program.
    await expect
      .poll(() => recorder.recording().hops.map(({ durationMs }) => typeof durationMs))
      .toEqual(["number", "number"]);
    const { hops } = recorder.recording();
    expect(hops.find(({ method }) => method === "not MCP")).toMatchObject({
      from: "server",
      error: "this line is not an MCP message",
      request: { body: "Ready." },
    });
    expect(hops.find(({ method }) => method === "tools/call")).toMatchObject({
      from: "client",
      to: "server",
      transport: "stdio",
      step: 1,
      rpc: { tool: "GetUserDetailsFromGraph", id: 1 },
      response: { body: '{"jsonrpc":"2.0","id":1,"result":{}}' },
      durationMs: expect.any(Number),
    });
    expect(hops).toHaveLength(2);
  });

  it("shows a secret that the server writes to its log", async () => {
    const recorder = startRecorder();
    const secret = random();
    recorder.learn("client secret", secret);
    await startTapped(recorder, secret);
    await expect
      .poll(() => recorder.recording().hops.find(({ transport }) => transport === "log"))
      .toMatchObject({
        leak: { kind: "client secret", where: "a line of the log of the server" },
        request: { body: "started with [client secret 1]" },
      });
  });

  it("lets the server run without a listener, and takes no lines from strangers", async () => {
    const recorder = startRecorder();
    const { taps } = await startTapped(recorder);
    const { env } = taps.wrap("x", []);
    const stranger = connect(Number(env["TAP_PORT"]), "127.0.0.1");
    stranger.on("error", () => undefined);
    stranger.write(
      `{"token":"guessed"}\n${JSON.stringify({ stream: "stdin", line: JSON.stringify(call) })}\n`,
    );
    // Not once(): a reset is as good as any other end, and once() would make an error of it.
    await new Promise((resolve) => void stranger.on("close", resolve));
    expect(recorder.recording().hops.filter(({ from }) => from === "client")).toEqual([]);
    await taps.close();
    const alone = spawn(
      process.execPath,
      [join(import.meta.dirname, "stdio-tap.ts"), "--", process.execPath, "-e", echo],
      {
        // No program listens at this port. Another program could listen at the one that is closed now.
        env: { TAP_PORT: "9", TAP_TOKEN: "x" },
      },
    );
    const said: string[] = [];
    alone.stderr.on("data", (data: Buffer) => said.push(data.toString()));
    alone.stdin.end();
    await once(alone, "close");
    expect([alone.exitCode, said.join("")]).toEqual([7, expect.stringContaining("nothing is recorded")]);
  });

  it("passes a signal on, and ends as the program does that the signal has ended", async () => {
    const { child, output } = await startTapped(startRecorder());
    await expect.poll(output).toContain("Ready.");
    child.kill("SIGTERM");
    await once(child, "close");
    expect(child.exitCode).toBe(143);
  });
});

describe("a tap of a client's fetch", () => {
  it("records what goes to whom it is told, and hands answers on as they were", async () => {
    const server = createServer((request, response) => {
      if (request.url === "/redirect") response.writeHead(302, { location: "/elsewhere" }).end();
      else response.end(`{"access_token":"${"t".repeat(30)}"}`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const recorder = startRecorder();
    const tapped = tapFetch(recorder, ({ pathname }) =>
      pathname === "/unseen" ? undefined : { from: "client", to: "server" },
    );
    await (await tapped(`${origin}/unseen`)).text();
    const answer = await tapped(`${origin}/token`, { method: "POST", body: "grant_type=authorization_code" });
    expect(answer.url).toBe(`${origin}/token`);
    expect(await answer.json()).toEqual({ access_token: "t".repeat(30) });
    const redirect = await tapped(`${origin}/redirect`, { redirect: "manual" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([302, "/elsewhere"]);
    await expect(tapped("http://127.0.0.1:9/")).rejects.toThrow("fetch failed");
    const { hops } = recorder.recording();
    expect(hops.map(({ method, response, error }) => [method, response.status, error])).toEqual([
      ["POST", 200, null],
      ["GET", 302, null],
      ["GET", null, "no answer"],
    ]);
    expect(hops[0]?.response.body).toBe('{"access_token":"[access token 1]"}');
  });
});

describe("the mock's trace", () => {
  const { local } = seed.applications;

  async function startMock() {
    const folder = mkdtempSync(join(tmpdir(), "recording-"));
    const mock = createMockEntra();
    const listen = async (frontChannelPort: number) =>
      mock.listen({ backChannelPort: 0, frontChannelPort, certificateDirectory: folder });
    let running = await listen(0);
    const { frontChannelUrl } = running;
    onTestFinished(async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    });
    const restart = async (): Promise<void> => {
      await running.close();
      running = await listen(Number(new URL(frontChannelUrl).port));
      // A request may still use a connection that the first server has closed, and fail.
      await expect.poll(async () => commandMock(frontChannelUrl, "GET", "faults")).toBeDefined();
    };
    return { mock, frontChannelUrl, restart };
  }

  /** Signs in at a mock. The address of the redirect URI is not opened. */
  async function signInAt(frontChannel: string): Promise<URL> {
    const url = new URL(`${frontChannel}/${seed.tenant.id}/oauth2/v2.0/authorize`);
    const redirectUri = "http://localhost:9/";
    url.search = new URLSearchParams({
      client_id: local.appId,
      response_type: "code",
      redirect_uri: redirectUri,
      scope: "User.Read",
      state: "a-state-that-is-long-enough-to-count",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    }).toString();
    const browser = createHttpBrowser({ stopBefore: redirectUri });
    return new URL((await signIn(browser, await browser.visit(url.href), seed.users.ada)).url);
  }

  it("becomes hops with step, user and one story, as it happens", async () => {
    const { frontChannelUrl } = await startMock();
    const recorder = startRecorder();
    const followed = followTrace(frontChannelUrl, recorder, seededApplications("local"));
    const answer = await signInAt(frontChannelUrl);
    await expect.poll(() => recorder.recording().hops).toHaveLength(2);
    await followed.close();
    const { hops } = recorder.recording();
    expect(hops.map(({ from, to, step, user }) => [from, to, step, user])).toEqual([
      ["browser", "entra", 3, seed.users.ada.userPrincipalName],
      ["browser", "entra", 3, seed.users.ada.userPrincipalName],
    ]);
    expect(new Set(hops.map(({ story }) => story)).size).toBe(1);
    expect(hops[0]?.url).toContain("state=[state 1]");
    expect(hops[1]?.response.headers["location"]).toMatch(/[?]code=\[code 1\]&.*&state=\[state 1\]/);
    // Another tap has seen the same value. Its label is the same, and it is recognized in a log.
    recorder.log(`got ${answer.searchParams.get("code")}`);
    expect(recorder.recording().hops.at(-1)).toMatchObject({
      leak: { kind: "Entra's code" },
      request: { body: "got [code 1]" },
    });
    expectNoneOf({ code: answer.searchParams.get("code") ?? "" }, recorder.recording());
  });

  it("is followed again after the connection was lost, from the event after the last one", async () => {
    const { frontChannelUrl, restart } = await startMock();
    const recorder = startRecorder();
    const followed = followTrace(frontChannelUrl, recorder, seededApplications("local"));
    await signInAt(frontChannelUrl);
    await followed.reached(2);
    await restart();
    await signInAt(frontChannelUrl);
    await followed.reached(4);
    await followed.close();
    expect(recorder.recording().hops).toHaveLength(4);
  });

  it("is recorded in the same process as well", async () => {
    const { mock, frontChannelUrl } = await startMock();
    const recorder = startRecorder();
    const leave = recordTrace(mock.trace, recorder);
    await signInAt(frontChannelUrl);
    leave();
    await signInAt(frontChannelUrl);
    expect(recorder.recording().hops).toHaveLength(2);
  });
});
