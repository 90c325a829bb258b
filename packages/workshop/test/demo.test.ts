import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { describe, expect, it, onTestFinished } from "vitest";
import { inheritedEnvironment } from "../src/demo/child-process.ts";
import { readRecording } from "../src/recording/index.ts";

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

/** The local addresses in the output of a run. */
function addressesIn(output: string): string[] {
  return [...new Set(output.match(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/g))];
}

/** Whether a program listens there. Another program can have got the same port for a short time. */
async function expectNoAnswer(address: string): Promise<void> {
  const isAnswering = async (): Promise<boolean> =>
    fetch(address, { signal: AbortSignal.timeout(5_000) }).then(
      () => true,
      (error: unknown) => error instanceof DOMException && error.name === "TimeoutError",
    );
  await expect.poll(isAnswering, { message: address }).toBe(false);
}

describe("pnpm demo", () => {
  let wholeRun: ReturnType<typeof startDemo>["ended"] | undefined;
  /** One run of both scenarios. Several tests look at it. */
  const playedOnce = async () => (wholeRun ??= startDemo().ended);

  it("plays both scenarios in six steps each, and leaves nothing running", { timeout: 180_000 }, async () => {
    const { code, output } = await playedOnce();
    expect(code, output).toBe(0);
    const steps = [...output.matchAll(/^ {2}([1-6]) {2}/gm)].map(([, number]) => number).join("");
    expect(steps).toBe("123456123456");
    expect(output.match(/Ada Lovelace/g)).toHaveLength(2);
    expect(output).toMatch(/403 {2}WWW-Authenticate: .*scope="User.Read User.ReadBasic.All"/);
    expect(output).toContain("3 people in the directory.");
    expect(output).toMatch(/Grace Hopper[^]*Ask your administrator for the app role Directory.Reader/);
    for (const address of addressesIn(output)) await expectNoAnswer(address);
  });

  it(
    "shows claims and no token, no secret, no password and no colour codes",
    { timeout: 180_000 },
    async () => {
      const { output } = await playedOnce();
      expect(output).toContain("Directory.Reader");
      expect(output).not.toMatch(/eyJ[\w-]+\.|[\w-]{22}\.[\w-]{43}/);
      expect(output).not.toContain(seed.applications.remote.secret);
      expect(output).not.toContain(seed.users.ada.password);
      expect(output).not.toContain("\u001b[");
    },
  );

  it("plays one scenario when it is asked for one", { timeout: 180_000 }, async () => {
    const { code, output } = await startDemo("--scenario", "local").ended;
    expect(code, output).toBe(0);
    expect(output).toContain("Scenario 1");
    expect(output).not.toContain("Scenario 2");
  });

  it("plays the scenario in which Entra issues the tokens, by name", { timeout: 180_000 }, async () => {
    const { code, output } = await startDemo("--scenario", "entra-tokens").ended;
    expect(code).toBe(0);
    expect(output).toContain("a remote MCP server that takes Entra's own tokens");
    expect(output).toContain("scp                 tools.read");
    expect(output).toContain("3 people in the directory.");
    expect(output).not.toMatch(/eyJ[\w-]+\./);
  });

  it(
    "records what passes, in one story for each sign-in, without secrets and leaks",
    { timeout: 180_000 },
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), "demo-")), "demo.json");
      onTestFinished(() => rmSync(dirname(file), { recursive: true }));
      const { code, output } = await startDemo("--record", file).ended;
      expect(code, output).toBe(0);
      const { hops } = readRecording(file);
      expect(output).toContain(`Recorded ${hops.length} exchanges in ${file}.`);
      const stories = Map.groupBy(hops, ({ story }) => story);
      // Ada at the local server, Ada at the remote server with her step-up, and Grace.
      const users = [...stories].flatMap(([story, [first]]) => (story === null ? [] : [first?.user]));
      expect(users).toEqual(
        [seed.users.ada, seed.users.ada, seed.users.grace].map((user) => user.userPrincipalName),
      );
      const steps = hops.filter(({ transport, story }) => transport === "http" && story !== null);
      expect(new Set(steps.map(({ step }) => step))).toEqual(new Set([1, 2, 3, 4, 5, 6, null]));
      expect(hops.filter(({ leak }) => leak !== null)).toEqual([]);
      const written = readFileSync(file, "utf8");
      expect(written).not.toMatch(/eyJ[\w-]+\.|[01]\.AXYA|[\w-]{22}\.[\w-]{43}/);
      expect(written).not.toContain(seed.applications.remote.secret);
      for (const { password } of Object.values(seed.users)) expect(written).not.toContain(password);
    },
  );

  it("refuses a scenario that it does not know, and says which there are", { timeout: 180_000 }, async () => {
    const { code, output } = await startDemo("--scenario", "cloud").ended;
    expect(code).toBe(1);
    expect(output).toMatch(/cloud.*Allowed choices are local, remote/);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "stops at once on %s and takes its servers with it",
    { timeout: 180_000 },
    async (signal, expected) => {
      const interrupt = async () => {
        const demo = startDemo("--scenario", "remote");
        await demo.seen("/mcp without a session");
        const running = addressesIn(demo.soFar());
        demo.child.kill(signal);
        return { running, code: (await demo.ended).code };
      };
      let stopped = await interrupt();
      // On a busy machine, the demo can be over before the signal reaches it.
      while (stopped.code === 0) stopped = await interrupt();
      expect(stopped.code).toBe(expected);
      expect(stopped.running.length).toBeGreaterThan(0);
      for (const address of stopped.running) await expectNoAnswer(address);
    },
  );
});
