import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpBrowser } from "../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../packages/mock-entra/src/directory/seed.ts";
import { goThrough } from "../../packages/remote-server/test/attacks/support/steps.ts";
import { connectMcpClient, type McpClientOptions } from "../../packages/workshop/src/client/mcp-client.ts";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { startDemoRecording } from "../../packages/workshop/src/demo/demo-recording.ts";
import { cast, scenarios } from "../../packages/workshop/src/demo/run-demo.ts";
import { silentNarrator } from "../../packages/workshop/src/demo/narrator.ts";
import { startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { startRemoteServer } from "../../packages/workshop/src/demo/start-remote-server.ts";
import {
  createRecorder,
  describeRecording,
  type Recording,
  toMermaid,
  writeRecording,
} from "../../packages/workshop/src/recording/index.ts";
import { startTry } from "../../packages/workshop/src/try/start-try.ts";
import { exerciseNumber, layOutVariant } from "../../packages/workshop/test/support/lay-out-variant.ts";
import { collectSecrets, type SeenSecrets } from "./recording/seen-secrets.ts";
import { everyTool } from "./support/every-tool.ts";

const original = globalThis.fetch;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "recording-"));
});
afterAll(() => {
  globalThis.fetch = original;
  rmSync(folder, { recursive: true });
});

function openPageAs(user: typeof seed.users.ada): (url: URL) => Promise<void> {
  const browser = createHttpBrowser();
  return async (url) => void (await goThrough(browser, url, user));
}

/** Signs in, and calls every tool. */
async function useEveryTool(options: Omit<McpClientOptions, "name">): Promise<string | undefined> {
  const connection = await connectMcpClient({
    name: "Proof",
    askUser: () => ({ action: "accept", content: { confirm: true } }),
    ...options,
  });
  for (const { name, input } of everyTool) {
    const { isError = false, content } = await connection.callTool(name, input);
    expect(isError, `${name}: ${JSON.stringify(content)}`).toBe(false);
  }
  await connection.callTool("getAuditLog");
  await connection.close();
  return connection.protocolVersion;
}

/**
 * Over the older transport, the answer to a message is only 202, so that the server cannot ask for more scopes. A client has to ask for all
 * of them at its sign-in.
 */
async function openPageForAllScopes(origin: URL): Promise<(url: URL) => Promise<void>> {
  const response = await fetch(new URL("/.well-known/oauth-authorization-server", origin));
  const { scopes_supported: scopes }: { scopes_supported: string[] } = JSON.parse(await response.text());
  const openPage = openPageAs(seed.users.ada);
  return async (url) => {
    url.searchParams.set("scope", scopes.join(" "));
    await openPage(url);
  };
}

/** Everything that comes out of a recorder: the recording, its file, and the exports. */
function shown(recording: Recording): string {
  const file = join(folder, "run.json");
  writeRecording(file, recording);
  return [readFileSync(file, "utf8"), toMermaid(recording), describeRecording(recording)].join("\n");
}

describe("a recording of whole sign-ins, with every tool", () => {
  let recording: Recording;
  let secrets: SeenSecrets;
  const versions: (string | undefined)[] = [];

  beforeAll(async () => {
    const processes = createProcessGroup();
    try {
      secrets = collectSecrets(original);
      globalThis.fetch = secrets.fetch;
      const mock = await startMock(processes);
      for (const { secret } of [seed.applications.remote, seed.applications.api]) secrets.add(secret);
      for (const { password } of Object.values(seed.users)) secrets.add(password);
      const recorded = await startDemoRecording(mock, "proof");
      const stage = { mock, processes, ...cast, tell: silentNarrator, recording: recorded };
      await recorded.during("local", async () => scenarios.local(stage));
      await recorded.during("remote", async () => {
        const mcp = await startRemoteServer(processes, mock, { recording: recorded });
        const openPage = openPageAs(seed.users.ada);
        versions.push(
          await useEveryTool({ serverUrl: mcp, openPage }),
          await useEveryTool({ serverUrl: mcp, openPage, generation: "legacy" }),
          await useEveryTool({
            serverUrl: new URL("/sse", mcp),
            openPage: await openPageForAllScopes(mcp),
            transport: "legacy-sse",
          }),
        );
      });
      await recorded.during("entra-tokens", async () => scenarios["entra-tokens"](stage));
      recording = await recorded.finish();
    } finally {
      globalThis.fetch = original;
      await processes.stopAll();
    }
  }, 170_000);

  it("has both generations of MCP, /sse, the local server, and Entra's own tokens", () => {
    expect(new Set(versions)).toEqual(new Set(["2026-07-28", "2025-11-25"]));
    const tools = recording.hops.flatMap(({ rpc }) => rpc?.tool ?? []);
    for (const { name } of everyTool) expect(tools.filter((tool) => tool === name).length).toBeGreaterThan(2);
    const overSse = recording.hops.filter(({ url }) => URL.parse(url)?.pathname === "/message");
    for (const { name } of everyTool) {
      const call = overSse.find(({ rpc }) => rpc?.tool === name);
      expect(call, name).toMatchObject({ response: { status: 202 }, leak: null });
    }
    const lanes = new Set(recording.hops.map(({ from, to }) => `${from} ${to}`));
    for (const pair of ["client server", "browser server", "browser entra", "server entra", "server graph"])
      expect(lanes).toContain(pair);
    expect(lanes).toContain("client entra");
  });

  it("holds no token, code, cookie, secret, verifier, state or password, in no form", () => {
    expect(secrets.count()).toBeGreaterThan(60);
    const text = shown(recording);
    expect(secrets.within(text).map((value) => `${value.slice(0, 5)}…`)).toEqual([]);
    expect(text).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}|[01]\.AXYA[\w-]{16,}/);
  });

  it("finds no leak in servers that have none", () => {
    expect(recording.hops.flatMap(({ leak, url }) => (leak === null ? [] : [{ leak, url }]))).toEqual([]);
  });

  it("says of each hop why it happens, and of each sign-in which story it is", () => {
    const generic = /^\S+, from the .+ to .+\.$/;
    expect(
      recording.hops.filter(({ why }) => generic.test(why)).map(({ why, url }) => `${why} ${url}`),
    ).toEqual([]);
    const stories = Object.groupBy(recording.hops, ({ story }) => String(story));
    const whole = Object.values(stories).filter((hops = []) =>
      [1, 2, 3, 4, 5, 6].every((step) => hops.some((hop) => hop.step === step)),
    );
    expect(whole.length).toBeGreaterThanOrEqual(3);
  });
});

describe("pnpm workshop try 3 shows what a learner's server does", () => {
  it.each([
    ["secret-in-the-log", { kind: "client secret", where: "a line of the log of the server" }],
    ["token-in-the-log", { kind: "Entra's access token", where: "a line of the log of the server" }],
    ["token-in-the-answer", { kind: "Entra's access token", where: "the body of the answer" }],
    ["entras-token-handed-out", { kind: "Entra's access token", where: "the body of the answer" }],
    ["code-logged", { kind: "code", where: "a line of the log of the server" }],
    ["tokens-logged", { kind: "access token", where: "a line of the log of the server" }],
  ])("%s: says where the value turned up, and does not show it", async (name, leak) => {
    const recorder = createRecorder({ now: Date.now });
    const exercise = exerciseNumber(3);
    const variant = layOutVariant(exercise, `wrong/${name}`);
    const secrets = collectSecrets(original);
    secrets.add(seed.applications.remote.secret);
    const tried = await startTry(exercise, { recorder, variant, port: 0 });
    globalThis.fetch = secrets.fetch;
    try {
      const serverUrl = new URL(tried.mcpUrl ?? "");
      const connection = await connectMcpClient({ name, serverUrl, openPage: openPageAs(seed.users.ada) });
      await connection.callTool("getUserDetails").catch(() => undefined);
      await connection.close();
      await expect
        .poll(() => recorder.recording().hops.flatMap((hop) => hop.leak ?? []), { timeout: 30_000 })
        .toContainEqual(leak);
      expect(secrets.within(shown(recorder.recording())).map((value) => `${value.slice(0, 5)}…`)).toEqual([]);
    } finally {
      globalThis.fetch = original;
      await tried.close();
    }
  });
});
