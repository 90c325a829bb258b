import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createProcessGroup } from "../../packages/workshop/src/demo/child-process.ts";
import { startMock } from "../../packages/workshop/src/demo/start-mock.ts";
import { localServer } from "./local/machine.ts";
import { bareEnvironment, packages } from "./support/programs.ts";

/** After this time, a process counts as left behind. */
const limitMs = 2_000;
const rounds = 100;
const processes = createProcessGroup();
let mock: ReturnType<typeof startMock>;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "process-ends-"));
  mock = startMock(processes);
});
afterAll(async () => {
  await processes.stopAll();
  rmSync(folder, { recursive: true });
});

type Child = ChildProcessWithoutNullStreams;

function start(program: string, environment: Record<string, string>): Child {
  const env = {
    ...bareEnvironment,
    HOME: folder,
    ...environment,
  };
  const child = spawn(process.execPath, [program], { env, cwd: folder });
  child.stdin.on("error", () => undefined);
  return child;
}

/** @returns the stream's text up to and including `text` */
async function seen(output: NodeJS.ReadableStream, text: string): Promise<string> {
  let read = "";
  output.on("data", (chunk) => (read += String(chunk)));
  while (!read.includes(text)) await once(output, "data");
  return read;
}

/** @returns how the process ended, or that it was left behind. In this case, it is killed. */
async function endOf(child: Child, end: (child: Child) => void): Promise<string> {
  const ended = once(child, "exit").then(([code, signal]) => `${code ?? signal}`);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, limitMs, "left behind");
  });
  end(child);
  const outcome = await Promise.race([ended, tooLate]);
  clearTimeout(timer);
  child.kill("SIGKILL");
  await ended;
  return outcome;
}

const closePipes = (...names: ("stdin" | "stdout" | "stderr")[]) => ({
  name: `closes ${names.join(", ")}`,
  end: (child: Child) => names.forEach((name) => child[name].destroy()),
});

const message = (text: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...text })}\n`;
const identity = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "proof", version: "1" },
};

describe("the local server", () => {
  /** Starts the server and calls the tool. It returns after the answer, before the log line for it is written. */
  async function startAndCall(): Promise<Child> {
    const child = start(localServer, {
      AZURE_TENANT_ID: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64",
      AZURE_CLIENT_ID: "8c1b7d52-0f3e-4a6b-b1c9-2d4e6f8a0b13",
      // No server answers there, and each call reports this.
      AZURE_AUTHORITY_HOST: "https://127.0.0.1:1024",
    });
    child.stdin.write(message({ id: 1, method: "initialize", params: identity }));
    child.stdin.write(message({ method: "notifications/initialized" }));
    child.stdin.write(message({ id: 2, method: "tools/call", params: { name: "GetUserDetailsFromGraph" } }));
    await seen(child.stdout, '"id":2');
    return child;
  }

  it(
    `ends each of ${rounds} times that its client vanishes right after an answer`,
    { timeout: 600_000 },
    async () => {
      const { end } = closePipes("stdin", "stdout", "stderr");
      const outcomes: string[] = [];
      const play = async (): Promise<void> => {
        while (outcomes.length < rounds) outcomes.push(await endOf(await startAndCall(), end));
      };
      await Promise.all([play(), play()]);
      expect(outcomes.filter((outcome) => outcome !== "0")).toEqual([]);
    },
  );

  it.each([
    closePipes("stdin"),
    closePipes("stdin", "stderr"),
    closePipes("stderr", "stdin"),
    closePipes("stdout", "stdin"),
    closePipes("stderr", "stdout", "stdin"),
    ...(["SIGTERM", "SIGINT"] as const).map((signal) => ({
      name: `sends ${signal}`,
      end: (child: Child) => void child.kill(signal),
    })),
    ...(["SIGTERM", "SIGINT"] as const).map((signal) => ({
      name: `stops reading the log and sends ${signal}`,
      end: (child: Child) => {
        child.stderr.destroy();
        child.kill(signal);
      },
    })),
  ])("ends with 0 when its client $name", async ({ end }) => {
    expect(await endOf(await startAndCall(), end)).toBe("0");
  });
});

describe("the local server, whose keyring hangs,", () => {
  it.runIf(process.platform === "linux")("hears the signal, and the system ends it", async () => {
    const bus = createServer().listen(join(folder, "bus"));
    onTestFinished(() => void bus.close());
    const child = start(localServer, {
      ...(await mock).environment.local,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, "bus")}`,
    });
    child.stdin.write(message({ id: 1, method: "initialize", params: identity }));
    child.stdin.write(message({ method: "notifications/initialized" }));
    child.stdin.write(message({ id: 2, method: "tools/call", params: { name: "GetUserDetailsFromGraph" } }));
    const [connection]: Socket[] = await once(bus, "connection");
    onTestFinished(() => void connection?.destroy());
    // A thread of the process waits for an answer. Only the operating system can end that.
    expect(await endOf(child, () => void child.kill("SIGTERM"))).toBe("SIGKILL");
  });
});

describe("the remote server", () => {
  let environment: Record<string, string>;
  beforeAll(async () => {
    environment = { ...(await mock).environment.remote, LOG_LEVEL: "info" };
  });

  /** Starts the server and registers clients. The log lines for them wait to be written. */
  async function startAndRegister(lose: (child: Child) => void): Promise<Child> {
    const child = start(join(packages, "remote-server/src/main.ts"), { ...environment, PORT: "0" });
    const greeting = await seen(child.stderr, "Next:");
    const { origin } = new URL(/MCP endpoint +(\S+)/.exec(greeting)?.[1] ?? "");
    lose(child);
    for (let client = 0; client < 5; client += 1) {
      const response = await fetch(`${origin}/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ client_name: "Proof", redirect_uris: ["http://127.0.0.1:9/callback"] }),
      });
      expect(response.status).toBe(201);
      await response.text();
    }
    return child;
  }

  it.each<[string, (child: Child) => void]>([
    ["reads it", () => undefined],
    ["has stopped reading", (child) => void child.stderr.pause()],
    ["is gone", (child) => void child.stderr.destroy()],
  ])("ends with 0 at SIGTERM while the reader of its log %s", async (_, lose) => {
    for (let round = 0; round < 3; round += 1) {
      const child = await startAndRegister(lose);
      expect(await endOf(child, () => void child.kill("SIGTERM"))).toBe("0");
    }
  });
});
