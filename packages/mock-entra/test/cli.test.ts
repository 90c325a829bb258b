import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { seed } from "../src/index.ts";
import { tenantFile } from "./support/tenant-files.ts";

const main = new URL("../src/main.ts", import.meta.url).pathname;
const example = new URL("../examples/directory.json", import.meta.url).pathname;
const directory = mkdtempSync(join(tmpdir(), "mock-entra-"));

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function start(...flags: string[]) {
  const child = spawn(process.execPath, [main, "--certificate-directory", directory, ...flags]);
  const output = { stdout: "", stderr: "" };
  const { promise: firstLine, resolve } = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk) => {
    output.stdout += String(chunk);
    if (output.stdout.includes("\n")) resolve();
  });
  child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  // Not “exit”: the last output may come after it. A process that a signal has killed has no code.
  const exited: Promise<unknown> = once(child, "close").then(([code, signal]) => code ?? signal);
  const ready = Promise.race([firstLine, exited]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, output, ready, exited };
}

const freePorts = ["--back-channel-port", "0", "--front-channel-port", "0"];

test.each(["SIGINT", "SIGTERM"] as const)(
  "--json tells where it is, and %s stops it with code 0",
  async (signal) => {
    const { child, output, ready, exited } = start("--json", ...freePorts);
    await ready;
    const line = z
      .object({
        frontChannelUrl: z.url(),
        environment: z.object({ remote: z.record(z.string(), z.string()) }),
        managedIdentityEnvironment: z.object({ IDENTITY_ENDPOINT: z.url(), IDENTITY_HEADER: z.string() }),
      })
      .parse(JSON.parse(output.stdout));
    expect((await fetch(`${line.frontChannelUrl}/device`)).status).toBe(200);
    expect(Object.keys(line.environment.remote).toSorted()).toEqual([
      "AZURE_AUTHORITY_HOST",
      "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET",
      "AZURE_TENANT_ID",
      "GRAPH_BASE_URL",
      "MOCK_ENTRA_CA",
    ]);
    child.kill(signal);
    expect([await exited, output.stderr]).toEqual([0, ""]);
  },
);

test("the banner says what it is, who can sign in, and the environment of both servers", async () => {
  const { child, output, ready, exited } = start(...freePorts);
  await ready;
  child.kill("SIGTERM");
  await exited;
  expect(output.stdout).toContain("Next: give each server");
  expect(output.stdout).toContain("for development and teaching only");
  for (const { userPrincipalName, password } of Object.values(seed.users)) {
    expect(output.stdout).toContain(userPrincipalName);
    expect(output.stdout).toContain(password);
  }
  expect(output.stdout).toContain(`AZURE_CLIENT_ID=${seed.applications.local.appId}`);
  expect(output.stdout).toContain(`AZURE_CLIENT_SECRET=${seed.applications.remote.secret}`);
  expect(output.stdout).toContain(`MOCK_ENTRA_CA=${join(directory, "ca.pem")}`);
  expect(output.stdout).toContain(`IDENTITY_HEADER=${seed.managedIdentity.identityHeader}`);
});

test("a busy port is one clear line and exit code 1", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const address = blocker.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { output, exited } = start("--back-channel-port", port, "--front-channel-port", "0");
  expect(await exited).toBe(1);
  expect(output.stderr).toBe(
    `mock-entra: Port ${port} on 127.0.0.1 is in use. Choose another one with --back-channel-port (0 picks a free one).\n`,
  );
  blocker.close();
});

test.each([["70000"], ["eighty"]])("--front-channel-port %s is refused", async (port) => {
  const { output, exited } = start("--front-channel-port", port);
  expect(await exited).toBe(1);
  expect(output.stderr).toContain("Expected a port from 0 to 65535.");
});

test("--help explains how a program learns the ports, --version prints one", async () => {
  const help = start("--help");
  expect(await help.exited).toBe(0);
  expect(help.output.stdout).toContain("--json");
  expect(help.output.stdout).not.toContain("[]");
  const version = start("--version");
  expect(await version.exited).toBe(0);
  expect(version.output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
});

test("--tenant adds a tenant for each file, and the banner shows them and their users", async () => {
  const files = [1, 2].map((number) => {
    const file = join(directory, `company${number}.json`);
    writeFileSync(file, JSON.stringify(tenantFile(number)));
    return file;
  });
  const { child, output, ready, exited } = start(
    ...files.flatMap((file) => ["--tenant", file]),
    ...freePorts,
  );
  await ready;
  child.kill("SIGTERM");
  await exited;
  for (const number of [1, 2]) {
    expect(output.stdout).toContain(`/c0000000-0000-4000-8000-00000000000${number} (Company ${number})`);
    expect(output.stdout).toContain(`user@company${number}.onmicrosoft.com`);
  }
});

test("--seed starts with the directory of a file, and the banner shows it", async () => {
  const { child, output, ready, exited } = start("--seed", example, ...freePorts);
  await ready;
  child.kill("SIGTERM");
  await exited;
  expect(output.stdout).toContain("katherine@mcpworkshop.onmicrosoft.com");
  expect(output.stdout).toContain("AZURE_CLIENT_ID=0a000000-0003-4000-8000-000000000002");
  expect(output.stdout).not.toContain(seed.users.ada.userPrincipalName);
});

test("a --seed that is wrong is named, with the place in it, and nothing is served", async () => {
  const path = join(directory, "wrong.json");
  writeFileSync(path, JSON.stringify({ users: [{ id: 7 }] }));
  const { output, exited } = start("--seed", path, ...freePorts);
  expect(await exited).toBe(1);
  expect(output.stderr).toContain("mock-entra: directory.users[0].id: found 7.");
  const missing = start("--seed", join(directory, "missing.json"), ...freePorts);
  expect(await missing.exited).toBe(1);
  expect(missing.output.stderr).toContain("mock-entra: Could not read --seed");
});

test("--allow-loopback-identifier-uris warns on stderr, and lets the seed's API have the server's address", async () => {
  const { child, output, ready, exited } = start("--allow-loopback-identifier-uris", "--json", ...freePorts);
  await ready;
  const { frontChannelUrl } = z.object({ frontChannelUrl: z.url() }).parse(JSON.parse(output.stdout));
  const response = await fetch(`${frontChannelUrl}/_mock/directory`, {
    headers: { "x-mock-entra-control": "1" },
  });
  expect(await response.text()).toContain(seed.applications.api.loopbackResource);
  child.kill("SIGTERM");
  await exited;
  expect(output.stderr).toMatch(
    /^WARNING: mock-entra accepts App ID URIs on this machine.*Entra refuses them/u,
  );
});

test("--dangerously-listen-on warns on stderr, and nothing but it binds outside loopback", async () => {
  const { child, output, ready, exited } = start("--dangerously-listen-on", "0.0.0.0", ...freePorts);
  await ready;
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(output.stderr).toMatch(/^WARNING: mock-entra listens on 0\.0\.0\.0, outside loopback\./u);
});

test("--write-env writes the servers' files, for their owner only, and never overwrites one", async () => {
  const folder = mkdtempSync(join(directory, "env-"));
  const serve = async () => {
    const { child, output, ready, exited } = start("--json", "--write-env", folder, ...freePorts);
    await ready;
    await expect.poll(() => output.stderr).toMatch(/\n$/u);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    return output;
  };
  const { stdout, stderr } = await serve();
  const { environment } = z
    .object({ environment: z.record(z.string(), z.record(z.string(), z.string())) })
    .parse(JSON.parse(stdout));
  const [local, remote] = [join(folder, ".env.local-server"), join(folder, ".env.remote-server")];
  expect(stderr).toBe(`${local}: written.\n${remote}: written.\n`);
  expect(parseEnv(readFileSync(local, "utf8"))).toEqual(environment["local"]);
  expect(parseEnv(readFileSync(remote, "utf8"))).toEqual(environment["remote"]);
  expect(statSync(remote).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);

  const mine = "AZURE_TENANT_ID=of-my-own\nAZURE_CLIENT_SECRET=do-not-show-me\n";
  writeFileSync(remote, mine);
  rmSync(local);
  const again = await serve();
  expect(readFileSync(remote, "utf8")).toBe(mine);
  expect(again.stderr).toContain(`${local}: written.`);
  expect(again.stderr).toContain("is there already, and was not changed.");
  expect(again.stderr).toContain(`AZURE_TENANT_ID is of-my-own. Expected ${seed.tenant.id}.`);
  expect(again.stderr).toContain("AZURE_CLIENT_SECRET is another one.");
  expect(again.stderr).toContain("AZURE_CLIENT_ID is missing.");
  expect(again.stderr).not.toMatch(/do-not-show-me|workshop-only/u);
});

test("the container's file names options that there are, and copies what there is", async () => {
  const text = readFileSync(new URL("../Containerfile", import.meta.url), "utf8");
  const flags = [
    ...(/^ENTRYPOINT (?<command>.+)$/mu.exec(text)?.groups?.["command"] ?? "").matchAll(/"(--[a-z-]+)"/gu),
  ];
  const help = start("--help");
  expect(await help.exited).toBe(0);
  expect(flags.length).toBeGreaterThan(1);
  for (const [, flag] of flags) expect(help.output.stdout).toContain(`${flag} <`);
  const copied = [...text.matchAll(/^COPY (?<sources>.+) \S+$/gmu)].flatMap(
    ({ groups }) => groups?.["sources"]?.split(" ") ?? [],
  );
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("--state brings the directory back after kill -9, and says on stderr what the file holds", async () => {
  const file = join(directory, "state.json");
  const readFrontChannel = (stdout: string): string =>
    z.object({ frontChannelUrl: z.url() }).parse(JSON.parse(stdout)).frontChannelUrl;
  const headers = { "x-mock-entra-control": "1" };
  const first = start("--state", file, "--json", ...freePorts);
  await first.ready;
  const url = `${readFrontChannel(first.output.stdout)}/_mock/directory`;
  const answer = await fetch(url, { method: "PUT", headers, body: readFileSync(example) });
  expect(answer.status).toBe(204);
  first.child.kill("SIGKILL");
  await first.exited;
  expect(first.output.stderr).toContain(
    `${file} keeps the directories and the signing keys. It holds private keys`,
  );

  const second = start("--state", file, "--seed", example, "--json", ...freePorts);
  await second.ready;
  const found = await fetch(`${readFrontChannel(second.output.stdout)}/_mock/directory`, { headers });
  expect(await found.text()).toContain("katherine@mcpworkshop.onmicrosoft.com");
  second.child.kill("SIGTERM");
  expect(await second.exited).toBe(0);
  expect(second.output.stderr).toContain("A reset goes back to --seed.");
});
