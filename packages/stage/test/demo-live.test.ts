import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import type { Hello } from "../src/protocol.ts";
import { eventsOf } from "./support/event-stream.ts";
import { isRunning } from "./support/is-running.ts";
import { useStages } from "./support/run-stage.ts";
import { sampleHop, sampleRecording } from "./support/sample.ts";

const { program, temporary, start, endOf, folders, answers } = useStages();

describe("pnpm demo:live", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("prints one address, and nothing is left of it after %s", async (signal, exitCode) => {
    const stage = await start("--port", "0");
    expect(stage.printed()).toBe(`${stage.url}\n`);
    expect(stage.said()).toBe("");
    expect(await answers(stage.url)).toBe(true);
    expect(folders()).toHaveLength(1);
    stage.child.kill(signal);
    expect(await endOf(stage)).toBe(exitCode);
    expect(folders()).toEqual([]);
    // Another program can have got the same port for a short time.
    await expect.poll(() => answers(stage.url)).toBe(false);
  });

  it("leaves only its recording, for the next one, when its terminal is closed", async () => {
    const stage = await start("--port", "0", "--empty");
    stage.child.kill("SIGHUP");
    expect(await endOf(stage)).toBe(129);
    expect(folders().flatMap((name) => readdirSync(join(temporary, name)))).toEqual(["recording.jsonl"]);
  });

  it("takes another port when its own is taken, as by a first stage, and says so", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const stage = await start("--port", port);
    expect(stage.url).not.toContain(`:${port}/`);
    expect(stage.said()).toContain(`Port ${port} is in use`);
    taken.close();
  });

  it("removes what a stage that was killed has left, and nothing of one that runs", async () => {
    const killed = join(temporary, "mcp-entra-stage-999999999-aaaaaa");
    const alive = join(temporary, `mcp-entra-stage-${process.pid}-bbbbbb`);
    for (const folder of [killed, alive]) {
      mkdirSync(folder);
      writeFileSync(join(folder, "sessions.sqlite"), "");
    }
    await start("--port", "0");
    expect(existsSync(killed)).toBe(false);
    expect(existsSync(alive)).toBe(true);
  });

  it("ends with the program that has started it, also when that was killed", async () => {
    const starter = `
      const { spawn } = require("node:child_process");
      spawn(process.execPath, [${JSON.stringify(program)}, "--no-open", "--port", "0"], { stdio: "inherit" });
      setInterval(() => undefined, 1000);
    `;
    const parent = spawn(process.execPath, ["-e", starter], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = await once(createInterface({ input: parent.stdout }), "line");
    expect(await answers(String(url))).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => answers(String(url))).toBe(false);
  });

  it("has a weakened server for an attack end with it, when the stage is killed in the middle", async () => {
    const stage = await start("--port", "0");
    const events = await fetch(new URL("/events", stage.url));
    const { value: hello } = await eventsOf(events).next();
    const { token }: Hello = JSON.parse(hello?.data ?? "");
    const play = async () =>
      fetch(new URL("/actions/attack", stage.url), {
        method: "POST",
        headers: { "content-type": "application/json", "x-stage-token": token },
        body: JSON.stringify({ attack: "code-stolen" }),
      });
    const weakened = () =>
      Number([...stage.said().matchAll(/WEAKENED ON PURPOSE.* It is process (\d+)\./g)].at(-1)?.[1]);
    const registrations = async () => {
      const recorded = await (await fetch(new URL("/export/stage.json", stage.url))).text();
      return recorded.split("/register").length;
    };
    // Until the attack is in the middle: the weakened server runs, and waits for its next command. On a busy machine, that moment can be
    // over when this test looks.
    let attack = play();
    for (let before = 1; ; before = await registrations()) {
      await expect.poll(registrations).toBeGreaterThan(before);
      if (isRunning(weakened())) break;
      await attack;
      attack = play();
    }
    stage.child.kill("SIGKILL");
    await expect(attack).rejects.toThrow("fetch failed");
    await expect.poll(() => isRunning(weakened())).toBe(false);
  });

  it("plays a recording without starting anything, opened at a hop", async () => {
    const file = join(temporary, "recording.json");
    writeFileSync(file, JSON.stringify(sampleRecording([sampleHop(1), sampleHop(2)])));
    const stage = await start("--port", "0", "--replay", file, "--hop", "2");
    expect(stage.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#hop-2$/);
    expect(await (await fetch(new URL("/export/stage.json", stage.url))).json()).toMatchObject({
      hops: [{}, {}],
    });
  });

  it.each([
    ["a file that is not a recording", ["--replay", program], "is not a recording"],
    ["a file that is not there", ["--replay", "nowhere.json"], "cannot be read"],
    ["a port that is none", ["--port", "70000"], "Expected a port"],
    ["a hop that is none", ["--hop", "first"], "Expected the number of a hop"],
  ])("answers %s with a sentence, and starts nothing", async (_what, args, words) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk) => (said += String(chunk)));
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(1);
    expect(said).toContain(words);
  });
});
