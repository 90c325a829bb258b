import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createHttpBrowser, signIn } from "../../packages/mock-entra/src/browser/index.ts";
import { seed } from "../../packages/mock-entra/src/index.ts";
import { connectMcpClient } from "../../packages/workshop/src/client/mcp-client.ts";
import { createProcessGroup, inheritedEnvironment } from "../../packages/workshop/src/demo/child-process.ts";
import { type MockProcess, startMock } from "../../packages/workshop/src/demo/start-mock.ts";

const repository = resolve(import.meta.dirname, "../..");
const elsewhere = mkdtempSync(join(realpathSync(tmpdir()), "elsewhere-"));
const page = readFileSync(join(repository, "docs/taking-a-server-out.md"), "utf8");
const processes = createProcessGroup();
let mock: MockProcess;

beforeAll(async () => {
  mock = await startMock(processes);
});
afterAll(async () => {
  await processes.stopAll();
  rmSync(elsewhere, { recursive: true, force: true });
});

/** The commands in the page's code blocks, in order. */
const [takeOut = "", install = "", typecheck = "", , start = ""] = [
  ...page.matchAll(/```sh\n([^]+?)```/g),
].flatMap(([, block = ""]) => block.trim().split("\n"));

function run(command: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync(command, { cwd: folder, shell: true, encoding: "utf8" });
  expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
}

/** Follows the instructions of the page. This repository has already downloaded the packages, so no network is needed. */
function takeOutAndInstall(server: "local" | "remote"): string {
  const forThisServer = (command: string): string => command.replaceAll("remote-server", `${server}-server`);
  run(forThisServer(takeOut).replace("../my-repository", join(elsewhere, "my-repository")), repository);
  const folder = join(elsewhere, "my-repository", `${server}-server`);
  const store = execFileSync("pnpm", ["store", "path"], { cwd: repository, encoding: "utf8" }).trim();
  run(`${install} --offline --store-dir "${store}"`, folder);
  run(typecheck, folder);
  const lines = Object.entries(mock.environment[server]).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, `.env.${server}-server`), lines.join(""));
  return folder;
}

/** Each program that this proof starts loads this file first, so that no program continues after the proof. */
const endWithParent = join(repository, "packages/workshop/src/demo/end-with-parent.ts");

/**
 * Node's permission model: the copy may read itself, the mock's certificate, and the files that show whether it runs in a container. A
 * program that reads a file of this repository ends with ERR_ACCESS_DENIED.
 */
function onlyItself(folder: string): Record<string, string> {
  const { MOCK_ENTRA_CA: ca = "" } = mock.environment.remote;
  const readable = [folder, dirname(ca), "/.dockerenv", "/run/.containerenv", endWithParent];
  const reads = readable.map((path) => `--allow-fs-read=${path}`);
  return { NODE_OPTIONS: ["--permission", "--allow-net", "--allow-addons", ...reads].join(" ") };
}

async function signInAda(url: string): Promise<void> {
  const browser = createHttpBrowser();
  const first = await browser.visit(url);
  const isQuestion = first.url.includes("/authorize") && !first.url.startsWith(mock.controlUrl);
  await signIn(
    browser,
    isQuestion ? await browser.submit(first, { decision: "approve" }) : first,
    seed.users.ada,
  );
}

const ada = expect.objectContaining({ displayName: seed.users.ada.displayName });

describe("a server that was taken out into another repository", () => {
  it("remote-server: a user signs in through the copy, which reads nothing of this repository", async () => {
    const folder = takeOutAndInstall("remote");
    expect(start).toBe("node src/main.ts");
    const url = await processes.start({
      name: "the copy of remote-server",
      program: join(folder, "src/main.ts"),
      folder,
      arguments: ["--port", "0"],
      environment: onlyItself(folder),
      readyWhen: (line) => /MCP endpoint\s+(\S+)/.exec(line)?.[1],
    });
    const connection = await connectMcpClient({
      name: "Proof",
      serverUrl: new URL(url),
      openPage: async ({ href }) => signInAda(href),
    });
    onTestFinished(async () => connection.close());
    expect(await connection.callTool("getUserDetails")).toMatchObject({ structuredContent: ada });
  });

  it("local-server: a user signs in through the copy, which reads nothing of this repository", async () => {
    const folder = takeOutAndInstall("local");
    const client = new Client(
      { name: "proof", version: "1" },
      { capabilities: { elicitation: { url: {} } } },
    );
    onTestFinished(async () => client.close());
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      if ("url" in params) void signInAda(params.url).catch(() => undefined);
      return { action: "accept" };
    });
    const environment = {
      ...inheritedEnvironment(),
      ...onlyItself(folder),
      TOKEN_CACHE: "memory",
      SIGN_IN: "client",
    };
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: ["src/main.ts"],
        cwd: folder,
        env: environment,
        stderr: "ignore",
      }),
    );
    expect(await client.callTool({ name: "GetUserDetailsFromGraph" })).toMatchObject({
      structuredContent: ada,
    });
  });

  it("what it may read is really bounded: a copy that reads this repository does not start", async () => {
    const folder = join(elsewhere, "my-repository/reads-too-much");
    mkdirSync(folder, { recursive: true });
    const program = join(folder, "main.mjs");
    writeFileSync(
      program,
      `await import(${JSON.stringify(join(repository, "packages/auth-core/src/errors/errors.ts"))});`,
    );
    const starting = processes.start({
      name: "reads-too-much",
      program,
      folder,
      environment: onlyItself(folder),
      readyWhen: () => undefined,
    });
    await expect(starting).rejects.toThrow("ERR_ACCESS_DENIED");
  });
});
