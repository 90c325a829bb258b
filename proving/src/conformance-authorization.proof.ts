import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpBrowser, signIn } from "../../packages/mock-entra/src/browser/index.ts";
import { freePort } from "./support/free-port.ts";

const packages = join(import.meta.dirname, "../../packages");
const conformance = join(
  import.meta.dirname,
  "../node_modules/@modelcontextprotocol/conformance/dist/index.js",
);
const user = {
  userPrincipalName: "ada@mcpworkshop.onmicrosoft.com",
  password: "workshop-only-not-a-secret-ada",
};
const folder = mkdtempSync(join(tmpdir(), "conformance-"));
const children: ChildProcess[] = [];
let mcpUrl: URL;

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** @returns the first line of its output for which `isReady` returns true. */
async function start(args: string[], env: NodeJS.ProcessEnv, isReady: RegExp): Promise<string> {
  const child = spawn(process.execPath, args, { env, cwd: folder });
  children.push(child);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      said += `${line}\n`;
      if (isReady.test(line)) resolve(line);
    });
  }
  child.once("close", () => reject(new Error(`It ended before it was ready:\n${said}`)));
  return promise;
}

async function register(redirectUri: string): Promise<string> {
  const response = await fetch(new URL("/register", mcpUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_name: "Conformance", redirect_uris: [redirectUri] }),
  });
  const { client_id: clientId } = (await response.json()) as { client_id: string };
  return clientId;
}

/** Does what the tool asks a person to do: opens the address, allows, and signs in. */
async function signInAt(url: string): Promise<void> {
  const browser = createHttpBrowser();
  const page = await browser.submit(await browser.visit(url), { decision: "approve" });
  expect((await signIn(browser, page, user)).html).toContain("You can close this page");
}

beforeAll(async () => {
  const mockPorts = ["--back-channel-port", "0", "--front-channel-port", "0", "--json"];
  const mock = await start([join(packages, "mock-entra/src/main.ts"), ...mockPorts], process.env, /^\{/);
  const { environment } = JSON.parse(mock) as { environment: { remote: Record<string, string> } };
  const remote = {
    ...process.env,
    ...environment.remote,
    PORT: "0",
    LOG_LEVEL: "silent",
    CLIENT_METADATA_DOCUMENTS: "on",
  };
  const line = await start([join(packages, "remote-server/src/main.ts")], remote, /MCP endpoint/);
  mcpUrl = new URL(/http:\S+/.exec(line)?.[0] ?? "");
});
afterAll(async () => {
  for (const child of children.filter(({ exitCode }) => exitCode === null)) {
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
  }
  rmSync(folder, { recursive: true });
});

describe("the conformance suite of MCP", () => {
  it.each(["2025-11-25", "2026-07-28"])(
    "for MCP %s finds nothing to object to in the authorization server, and has looked at all of it",
    async (version) => {
      const port = await freePort();
      const clientId = await register(`http://127.0.0.1:${port}/callback`);
      const results = join(folder, version);
      const target = ["--url", mcpUrl.origin, "--resource", mcpUrl.href];
      const client = ["--client-id", clientId, "-p", String(port), "-o", results, "--spec-version", version];
      const url = await start(
        [conformance, "authorization", ...target, ...client],
        process.env,
        /^http:\/\/\S+\/authorize\?/,
      );
      const tool = children.at(-1);
      const ended = tool && once(tool, "close");
      await signInAt(url);
      await ended;
      expect(tool?.exitCode).toBe(0);
      const files = readdirSync(results, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith("checks.json"),
      );
      const checks = files.flatMap((file): Check[] => JSON.parse(readFileSync(join(results, file), "utf8")));
      // Exactly these numbers. A run that checked nothing or skipped a check proves nothing.
      expect(
        checks
          .map(({ id, status, errorMessage }) => ({ id, status, errorMessage }))
          .toSorted((a, b) => a.id.localeCompare(b.id)),
      ).toEqual([
        { id: "authorization-code-grant", status: "SUCCESS", errorMessage: undefined },
        { id: "authorization-server-metadata", status: "SUCCESS", errorMessage: undefined },
        { id: "authorization-server-metadata-cimd", status: "SUCCESS", errorMessage: undefined },
      ]);
    },
  );
});
