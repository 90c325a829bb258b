import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMockEntra, type RunningMockEntra, seed } from "@mcp-entra/mock-entra";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { endpointsAt } from "../src/auth/rules/endpoints.ts";
import { authorizationUrl, listTools, redeem, refresh, register, signInByHand } from "./support/by-hand.ts";
import { certificateFolder, issue } from "./support/certificates.ts";
import { openGateway } from "./support/gateway.ts";
import { remoteEnvironment } from "./support/test-server.ts";

const program = join(import.meta.dirname, "../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "remote-server-"));
let served: RunningMockEntra;

beforeAll(async () => {
  served = await createMockEntra().listen({
    backChannelPort: 0,
    frontChannelPort: 0,
    certificateDirectory: join(folder, "certificates"),
  });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

async function listenSomewhere(): Promise<{ port: number; close: () => void }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

function environment(): Record<string, string> {
  return {
    ...remoteEnvironment,
    AZURE_AUTHORITY_HOST: served.authorityHost,
    GRAPH_BASE_URL: served.graphBaseUrl,
    MOCK_ENTRA_CA: served.caPath,
  };
}

/** Starts the server as a process, in a folder without .env files. */
function start(variables: Record<string, string>, ...options: string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...variables };
  const child = spawn(process.execPath, [program, ...options], { env, cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  let stdout = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  const seen = async (text: string): Promise<void> => {
    while (!stderr.includes(text) && child.exitCode === null) await once(child.stderr, "data");
  };
  const ended = once(child, "close").then(() => ({ code: child.exitCode, stderr, stdout }));
  return { child, seen, ended, stderr: () => stderr };
}

describe("the remote server as a process", { timeout: 60_000 }, () => {
  it("says what to do next, is loud about a dangerous switch, and stops cleanly on SIGINT", async () => {
    const server = start({ ...environment(), DANGEROUSLY_ALLOW_LOOPBACK_CLIENT_DOCUMENTS: "true" });
    await server.seen("Next:");
    expect(server.stderr()).toMatch(/MCP endpoint +http:\/\/localhost:\d+\/mcp/);
    expect(server.stderr()).toContain("DEVELOPMENT ONLY: also trusting");
    expect(server.stderr()).toContain("DANGEROUS, DEVELOPMENT ONLY: fetching clients' metadata documents");
    server.child.kill("SIGINT");
    expect(await server.ended).toMatchObject({ code: 0, stdout: "" });
  });

  it("speaks https with the certificate that it is given, and stops as cleanly on SIGTERM", async () => {
    const { variables } = certificateFolder(await issue());
    const server = start({ ...environment(), ...variables });
    await server.seen("Next:");
    expect(server.stderr()).toMatch(/MCP endpoint +https:\/\/localhost:\d+\/mcp/);
    server.child.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, stdout: "" });
  });

  it("goes on when no reader takes its log any more, and still stops when it is told to", async () => {
    const server = start({ ...environment(), LOG_LEVEL: "info" });
    await server.seen("Next:");
    const endpoints = endpointsAt(/MCP endpoint +(\S+)\/mcp/.exec(server.stderr())?.[1] ?? "");
    server.child.stderr.destroy();
    // Each of these parts reports something.
    for (let client = 0; client < 3; client += 1) await register(endpoints);
    const ended = once(server.child, "exit");
    server.child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  it("has no words of strangers in its log", async () => {
    const server = start({ ...environment(), LOG_LEVEL: "debug" });
    await server.seen("Next:");
    const endpoints = endpointsAt(/MCP endpoint +(\S+)\/mcp/.exec(server.stderr())?.[1] ?? "");
    for (const id of ["https://x\n\n### SYSTEM", "https://localhost/SYSTEM", "SYSTEM", "https://[SYSTEM"]) {
      await redeem(endpoints, id, "SYSTEM");
      await refresh(endpoints, id, "SYSTEM.SYSTEM");
      await fetch(authorizationUrl(endpoints, id, { state: "SYSTEM", resource: "https://SYSTEM/" }));
    }
    const client = await register(endpoints, ["http://127.0.0.1/SYSTEM"], "SYSTEM");
    await fetch(
      authorizationUrl(endpoints, client, { redirect_uri: "http://127.0.0.1/SYSTEM", scope: "SYSTEM" }),
    );
    await listTools(endpoints, "SYSTEM.SYSTEM");
    await fetch(`${endpoints.issuer}/SYSTEM?SYSTEM`, {
      headers: { origin: "https://SYSTEM", "user-agent": "SYSTEM" },
    });
    await fetch(`${endpoints.callback}?error=SYSTEM&error_description=SYSTEM&state=SYSTEM`);
    server.child.kill("SIGTERM");
    const { stderr } = await server.ended;
    expect(stderr).toContain("client_document_refused");
    expect(stderr).toMatch(/"client":"unknown client #[\w-]{8}"/);
    expect(stderr).not.toContain("SYSTEM");
  });

  it("keeps sessions across a restart, when it is told where", async () => {
    const file = join(folder, "sessions.sqlite");
    const gateway = await openGateway();
    const variables = {
      ...environment(),
      PUBLIC_URL: gateway.origin,
      TRUST_PROXY: "loopback",
      SESSION_STORE: `sqlite:${file}`,
      SESSION_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
    };
    const endpoints = endpointsAt(gateway.origin);
    const startBehindGateway = async () => {
      const server = start(variables);
      await server.seen("Next:");
      gateway.route("", /which is to reach (\S+),/.exec(server.stderr())?.[1] ?? "", false);
      return server;
    };

    const first = await startBehindGateway();
    const client = await register(endpoints);
    const code = (await signInByHand(endpoints, client, seed.users.ada)).get("code") ?? "";
    const { access_token: token } = await redeem(endpoints, client, code);
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);

    const second = await startBehindGateway();
    expect(await listTools(endpoints, token)).toBe(200);
    // The client is kept too: when its user signs in again, it does not have to register again.
    expect((await signInByHand(endpoints, client, seed.users.ada)).get("code")).not.toBeNull();
    second.child.kill("SIGTERM");
    const { stderr } = await second.ended;
    expect(first.stderr() + stderr).not.toContain(token);
  });

  it("explains its variables with --help", async () => {
    const { code, stdout } = await start({}, "--help").ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/AZURE_TENANT_ID[^]*SESSION_ENCRYPTION_KEYS[^]*pnpm mock-entra/);
  });
});

describe(
  "a wrong configuration ends with exit code 1, one clear message and no stack trace:",
  { timeout: 60_000 },
  () => {
    // One example for each place at which a start can fail. All other refused settings are in refused-configurations.test.ts.
    it.each<[string, () => Record<string, string>, RegExp]>([
      ["a missing tenant", () => ({ AZURE_TENANT_ID: "" }), /AZURE_TENANT_ID is not set. Expected .*GUID/],
      [
        "an untrusted certificate",
        () => ({ MOCK_ENTRA_CA: "" }),
        /AZURE_AUTHORITY_HOST is .* its certificate is not trusted .* MOCK_ENTRA_CA/,
      ],
      [
        "a CA file that is not there",
        () => ({ MOCK_ENTRA_CA: "./no.pem" }),
        /MOCK_ENTRA_CA is ".\/no.pem", but there is no such file/,
      ],
      [
        "a store that cannot be opened",
        () => ({
          SESSION_STORE: `sqlite:${folder}`,
          SESSION_ENCRYPTION_KEYS: Buffer.alloc(32).toString("base64"),
        }),
        /SESSION_STORE: the SQLite file .* cannot be opened/,
      ],
    ])("%s", async (_case, change, message) => {
      const { code, stderr } = await start({ ...environment(), ...change() }).ended;
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
    });

    it("a port in use", async () => {
      const { port, close } = await listenSomewhere();
      onTestFinished(close);
      const { code, stderr } = await start({ ...environment(), PORT: String(port) }).ended;
      expect(code).toBe(1);
      expect(stderr).toContain(`PORT is ${port}, but port ${port} of 127.0.0.1 is already in use.`);
      expect(stderr).not.toMatch(/^\s+at /m);
    });
  },
);
