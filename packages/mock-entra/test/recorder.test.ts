import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { seed } from "../src/index.ts";
import { compareCommand, recordCommand } from "../src/recorder/record-commands.ts";
import { probes } from "../src/recorder/probes.ts";
import { useMockEntra } from "../src/vitest.ts";

// The real host names, which lead to the mock here. It replaces a tenant. No real tenant is used.
const entra = useMockEntra();
const { remote } = seed.applications;
const folder = mkdtempSync(join(tmpdir(), "mock-entra-captures-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs one of the two commands. @returns its output, and its exit code */
async function run(command: "record" | "compare", out: string): Promise<{ text: string; exitCode: unknown }> {
  const written: string[] = [];
  const spy = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((chunk) => written.push(String(chunk)) > 0);
  try {
    if (command === "compare") await compareCommand().parseAsync([out], { from: "user" });
    else await recordCommand().parseAsync([...flags, "--out", out], { from: "user" });
    return { text: written.join(""), exitCode: process.exitCode };
  } finally {
    spy.mockRestore();
    process.exitCode = undefined;
  }
}

const flags = ["--tenant", seed.tenant.id, "--client-id", remote.appId, "--redirect-uri", remote.redirectUri];

test("what is recorded of the mock itself is what compare finds in it", async () => {
  const out = join(folder, "same");
  expect((await run("record", out)).text).toContain(`${probes.length} answers`);
  expect(readdirSync(out)).toHaveLength(probes.length);
  expect(await run("compare", out)).toEqual({
    text: `The mock answers like all ${probes.length} captures.\n`,
    exitCode: 0,
  });
});

test("a capture holds nothing that belongs to a person or a tenant", async () => {
  const out = join(folder, "redacted");
  await run("record", out);
  const text = readdirSync(out)
    .map((file) => readFileSync(join(out, file), "utf8"))
    .join("");
  const own = [seed.tenant.id, remote.appId, remote.redirectUri, seed.tenant.displayName];
  const codes = entra.exportDirectory().applications.map(({ id }) => id);
  expect([...own, ...codes].filter((value) => text.includes(value))).toEqual([]);
  expect(JSON.parse(readFileSync(join(out, "device-code.json"), "utf8"))).toMatchObject({
    status: 200,
    body: { user_code: "REDACTED", device_code: "REDACTED", message: "REDACTED", interval: 5 },
  });
});

test("nothing is changed by recording, and no user is signed in", async () => {
  const before = entra.exportDirectory();
  await run("record", join(folder, "harmless"));
  expect(entra.exportDirectory()).toEqual(before);
  const events = entra.trace.entries();
  expect(events).toHaveLength(probes.length);
  expect(events.filter(({ issued, user }) => issued.length > 0 || user !== null)).toEqual([]);
});

test("an answer that is another one is named with both sides", async () => {
  const out = join(folder, "other");
  entra.faults.add({ endpoint: "token", aadsts: 90033, times: 1 });
  await run("record", out);
  const { text, exitCode } = await run("compare", out);
  expect(text).toContain("token-empty: status\n  recorded 503\n  mock     400\n");
  expect(exitCode).toBe(1);
});

test("a folder without captures says how to get some", async () => {
  await expect(run("compare", join(folder, "nowhere"))).rejects.toThrow("Make captures with “record”");
});
