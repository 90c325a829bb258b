import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  anything,
  array,
  constant,
  constantFrom,
  double,
  integer,
  json,
  object,
  oneof,
  record,
  sample,
  string,
} from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntraConfig } from "../../../packages/auth-core/src/index.ts";
import { cacheLocation } from "../../../packages/local-server/src/token-cache/cache-location.ts";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { createMachine, localServer, type Machine, signInAda } from "./machine.ts";

let machine: Machine;
beforeAll(async () => void (machine = await createMachine()));
afterAll(async () => machine.stop());

function replaceByFile(folder: string): void {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
}

interface RawServer {
  child: ChildProcessWithoutNullStreams;
  stdout: () => string;
  stderr: () => string;
  send: (message: object) => void;
}

/** The server without an MCP library: the test reads its output directly. */
function start(environment: Record<string, string> = {}): RawServer {
  const child = spawn(process.execPath, [localServer], {
    cwd: join(machine.folder, "work"),
    env: { ...machine.environment, ...environment },
  });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (written.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (written.stderr += String(chunk)));
  child.stdin.on("error", () => undefined);
  return {
    child,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
  };
}

/** Makes the server answer one call, and ends it. */
async function answerToOneCall(server: RawServer): Promise<unknown> {
  server.send(initialize);
  server.send(call("call"));
  await answerTo(server, "call");
  return (await endAndRead(server)).find(({ id }) => id === "call");
}

const failed = { result: { isError: true } };
const capabilities = { elicitation: { url: {} } };
const initialize = {
  jsonrpc: "2.0",
  id: "initialize",
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities, clientInfo: { name: "proof", version: "1" } },
};
const call = (id: string): object => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name: "GetUserDetailsFromGraph", _meta: { progressToken: id } },
});

/** Ends the server, and checks all lines that it has written to stdout. @returns the messages. */
async function endAndRead({ child, stdout }: RawServer): Promise<Record<string, unknown>[]> {
  const ended = once(child, "close");
  child.stdin.end();
  await ended;
  const lines = stdout().split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => {
    const message = JSON.parse(line) as Record<string, unknown>;
    expect(message).toMatchObject({ jsonrpc: "2.0" });
    return message;
  });
}

async function answerTo({ stdout, stderr }: RawServer, id: string): Promise<void> {
  await expect.poll(stdout, { timeout: 60_000, message: stderr() }).toContain(`"id":"${id}"`);
}

/** Signs in on each page of the server, and answers its questions. */
function playClient(server: RawServer): void {
  const answered = new Set<unknown>();
  server.child.stdout.on("data", () => {
    for (const line of server.stdout().split("\n").slice(0, -1)) {
      const message = JSON.parse(line) as { id?: unknown; method?: string; params?: { url?: string } };
      if (message.method !== "elicitation/create" || answered.has(message.id)) continue;
      answered.add(message.id);
      signInAda(message.params?.url ?? "");
      server.send({ jsonrpc: "2.0", id: message.id, result: { action: "accept" } });
    }
  });
}

const name = constantFrom(
  "tools/call",
  "tools/list",
  "ping",
  "initialize",
  "elicitation/create",
  "logging/setLevel",
  "",
  "__proto__",
);
const hostileLine = oneof(
  string({ unit: "binary", maxLength: 200 }),
  json({ maxDepth: 4 }),
  record(
    {
      jsonrpc: constantFrom("2.0", "1.0", 2, null),
      id: oneof(integer(), string(), constant(null), double()),
      method: oneof(name, string()),
      params: oneof(object(), constant(null), array(anything(), { maxLength: 3 })),
      result: object(),
      error: record({ code: integer(), message: string() }),
    },
    { requiredKeys: [] },
  ).map((message) => JSON.stringify(message) ?? ""),
  constantFrom(
    "",
    "\r",
    "\u0000",
    "[]",
    "{",
    '{"jsonrpc":"2.0"',
    "\ud800",
    "null",
    "[[[[[[[[",
    "x".repeat(1_000_000),
  ),
);

describe("stdout carries only JSON-RPC", () => {
  it("whatever the client writes", { timeout: 120_000 }, async () => {
    const seedOfRun = Math.floor(Math.random() * 2 ** 31);
    for (let run = 0; run < 4; run += 1) {
      const server = start({ LOG_LEVEL: "debug", TOKEN_CACHE: "memory" });
      if (run % 2 === 0) server.send(initialize);
      for (const line of sample(hostileLine, { numRuns: 400, seed: seedOfRun + run })) {
        server.child.stdin.write(`${line}\n`);
      }
      server.child.stdin.write(Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]));
      server.send({ jsonrpc: "2.0", id: "still there", method: "ping" });
      await answerTo(server, "still there");
      const messages = await endAndRead(server);
      expect(messages.length, `seed ${seedOfRun + run}`).toBeGreaterThan(0);
    }
  });

  it.each([
    { endpoint: "token", status: 503 },
    { endpoint: "token", retryAfterSeconds: 60 },
    { endpoint: "token", aadsts: 50_105 },
    { endpoint: "graph-me", status: 500 },
    { endpoint: "graph-me", status: 403 },
    { endpoint: "graph-me", retryAfterSeconds: 60 },
  ])("whatever Entra and Graph answer: $endpoint $status $retryAfterSeconds $aadsts", async (fault) => {
    const server = start({ LOG_LEVEL: "debug", TOKEN_CACHE: "memory" });
    playClient(server);
    server.send(initialize);
    const inForce = machine.mock.faults.add(fault);
    server.send(call("call"));
    await answerTo(server, "call");
    inForce.remove();
    const messages = await endAndRead(server);
    expect(messages.find(({ id }) => id === "call")).toMatchObject(failed);
  });

  it.each([
    ["is garbage", (path: string) => writeFileSync(path, Buffer.from([0, 1, 2, 255]))],
    ["is a folder", (path: string) => mkdirSync(path)],
    ["cannot be made", (path: string) => replaceByFile(dirname(path))],
  ])("whatever the token cache is: it %s", async (problem, spoil) => {
    const folder = join(machine.folder, "home", problem.replaceAll(" ", "-"));
    mkdirSync(folder);
    spoil(cacheLocation(folder, readEntraConfig(machine.environment)).file["key-file"]);
    const server = start({ LOG_LEVEL: "debug", TOKEN_CACHE_FOLDER: folder });
    playClient(server);
    server.send(initialize);
    server.send(call("call"));
    await answerTo(server, "call");
    const messages = await endAndRead(server);
    expect(messages.find(({ id }) => id === "call")).toMatchObject({
      result: { structuredContent: { id: seed.users.ada.id } },
    });
    expect(server.stderr()).toContain("WARNING: ");
  });

  it("whatever a broker plug-in prints", async () => {
    const folder = join(machine.folder, "home/broker");
    const target = join(folder, "node_modules/@azure/msal-node-extensions");
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "package.json"), '{"main":"index.cjs"}');
    const chatter = 'console.log("hello from a library"); process.stdout.write("no newline");';
    writeFileSync(
      join(target, "index.cjs"),
      `${chatter} const method = async () => { ${chatter} return []; };
       exports.NativeBrokerPlugin = class {
         isBrokerAvailable = true; setLogger() {} getAllAccounts = method; acquireTokenSilent = method; signOut = method;
         acquireTokenInteractive = async () => { ${chatter} throw new Error("no window"); };
       };`,
    );
    const server = start({ SIGN_IN: "broker", BROKER_FOLDER: folder });
    expect(await answerToOneCall(server)).toMatchObject(failed);
    expect(server.stderr()).toContain("hello from a library");
  });

  it.each([
    ["while Entra cannot be reached", { AZURE_AUTHORITY_HOST: "https://127.0.0.1:1" }],
    ["while Entra's certificate is not trusted", { MOCK_ENTRA_CA: "" }],
  ])("%s", async (_when, environment) => {
    expect(await answerToOneCall(start(environment))).toMatchObject(failed);
  });

  it("whatever is wrong with the configuration", async () => {
    for (const environment of [
      { AZURE_TENANT_ID: "common" },
      { SIGN_IN: "broker" },
      { TOKEN_CACHE_KEY_FILE: "/nowhere" },
    ]) {
      const server = start(environment);
      const ended = once(server.child, "close");
      server.send(initialize);
      expect((await ended)[0]).toBe(1);
      const lines = server.stdout().split("\n").filter(Boolean);
      for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
      expect(server.stderr()).not.toMatch(/^\s+at /m);
    }
  });
});
