import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { describe, expect, it, onTestFinished } from "vitest";
import { createProcessGroup, inheritedEnvironment } from "../src/demo/child-process.ts";
import { silentNarrator } from "../src/demo/narrator.ts";
import { runLocalScenario } from "../src/demo/scenario-local.ts";
import { runRemoteScenario } from "../src/demo/scenario-remote.ts";
import { startMock } from "../src/demo/start-mock.ts";

const program = join(import.meta.dirname, "../src/commands/demo.ts");

/** Runs the command as a user does, but without a terminal. */
function startDemo(...options: string[]) {
  const child = spawn(process.execPath, [program, ...options], {
    env: inheritedEnvironment(),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  onTestFinished(() => void child.kill("SIGKILL"));
  const seen = async (text: string): Promise<void> => {
    while (!output.includes(text) && child.exitCode === null) await once(child.stdout, "data");
  };
  const ended = once(child, "close").then(() => ({ code: child.exitCode, output }));
  return { child, ended, seen, soFar: () => output };
}

/** The local addresses that a run has talked about. */
function addressesIn(output: string): string[] {
  return [...new Set(output.match(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/g))];
}

async function isAnswering(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

describe("pnpm demo", () => {
  let wholeRun: ReturnType<typeof startDemo>["ended"] | undefined;
  /** One run of both scenarios, looked at from several sides. */
  const playedOnce = async () => (wholeRun ??= startDemo().ended);

  it(
    "plays both scenarios in the lesson's six steps each, and leaves nothing running",
    { timeout: 60_000 },
    async () => {
      const { code, output } = await playedOnce();
      expect(code, output).toBe(0);
      const steps = [...output.matchAll(/^ {2}([1-6]) {2}/gm)].map(([, number]) => number).join("");
      expect(steps).toBe("123456123456");
      expect(output.match(/Ada Lovelace/g)).toHaveLength(2);
      expect(output).toMatch(/403 {2}WWW-Authenticate: .*scope="User.Read User.ReadBasic.All"/);
      expect(output).toContain("3 people in the directory.");
      expect(output).toMatch(/Grace Hopper[^]*Ask your administrator for the app role Directory.Reader/);
      for (const address of addressesIn(output)) expect(await isAnswering(address), address).toBe(false);
    },
  );

  it(
    "shows claims and no token, no secret, no password and no colour codes",
    { timeout: 60_000 },
    async () => {
      const { output } = await playedOnce();
      expect(output).toContain("Directory.Reader");
      expect(output).not.toMatch(/eyJ[\w-]+\.|[\w-]{22}\.[\w-]{43}/);
      expect(output).not.toContain(seed.applications.remote.secret);
      expect(output).not.toContain(seed.users.ada.password);
      expect(output).not.toContain("\u001b[");
    },
  );

  it("plays one scenario when it is asked for one", { timeout: 60_000 }, async () => {
    const { code, output } = await startDemo("--scenario", "local").ended;
    expect(code, output).toBe(0);
    expect(output).toContain("Scenario 1");
    expect(output).not.toContain("Scenario 2");
  });

  it("refuses a scenario that it does not know, and says which there are", { timeout: 60_000 }, async () => {
    const { code, output } = await startDemo("--scenario", "cloud").ended;
    expect(code).toBe(1);
    expect(output).toMatch(/cloud.*Allowed choices are local, remote/);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "stops at once on %s and takes its servers with it",
    { timeout: 60_000 },
    async (signal, expected) => {
      const demo = startDemo("--scenario", "remote");
      await demo.seen("/mcp without a session");
      const running = addressesIn(demo.soFar());
      expect(running.length).toBeGreaterThan(0);
      demo.child.kill(signal);
      expect((await demo.ended).code).toBe(expected);
      for (const address of running) expect(await isAnswering(address), address).toBe(false);
    },
  );
});

describe("the mock's trace", () => {
  it("has every exchange of both scenarios once, in order and redacted", { timeout: 60_000 }, async () => {
    const processes = createProcessGroup();
    onTestFinished(async () => processes.stopAll());
    const mock = await startMock(processes);
    const user = { ...seed.users.ada, givenName: "Ada" };
    const colleague = { ...seed.users.grace, givenName: "Grace" };
    const stage = { mock, processes, user, colleague, tell: silentNarrator };
    await runLocalScenario(stage);
    await runRemoteScenario(stage);
    const trace = await mock.trace();
    const seen = trace.map(({ method, endpoint, grantType }) =>
      [method, endpoint, grantType].filter(Boolean).join(" "),
    );
    const signIn = ["GET authorize", "POST login", "POST token authorization_code", "GET graph-me"];
    const exchanges = ["GET openid-configuration", ...signIn];
    // More scopes, for a user whom Entra knows by now; then somebody else, who is not let through to the directory.
    const stepUp = ["GET authorize", "POST token authorization_code", "GET graph-users"];
    expect(seen).toEqual([...exchanges, ...exchanges, ...stepUp, ...signIn]);
    expect(new Set(trace.map(({ id }) => id)).size).toBe(trace.length);
    const everything = JSON.stringify(trace);
    expect(everything).not.toMatch(/eyJ[\w-]+\./);
    expect(everything).not.toContain(seed.applications.remote.secret);
    for (const { password } of Object.values(seed.users)) expect(everything).not.toContain(password);
  });
});
