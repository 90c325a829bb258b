import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { seed } from "../../../packages/mock-entra/src/index.ts";
import { connect, createMachine, type Machine, runCommand, signInAda, tool } from "./machine.ts";
import { canRunSecretService, type SecretService, startSecretService } from "./secret-service.ts";

const ada = { structuredContent: expect.objectContaining({ id: seed.users.ada.id }) };
const password = "not empty: an empty one would leave the keyring unencrypted";
const unset = { TOKEN_CACHE_KEY_FILE: "" };
let machine: Machine;
beforeAll(async () => void (machine = await createMachine()));
afterAll(async () => machine.stop());

/** Starts a server, calls the tool, and ends the server. @returns the questions to the user, and the lines on stderr. */
async function callOnce(environment: Record<string, string>) {
  const { client, urls, stderr } = await connect(machine, {
    environment: { ...unset, ...environment },
    showUrl: signInAda,
  });
  expect(await client.callTool(tool)).toMatchObject(ada);
  await client.close();
  return { urls, stderr: stderr() };
}

const filesOf = (suffix: string): string[] =>
  readdirSync(machine.cacheFolder).filter((name) => name.endsWith(suffix));

async function startKeyring(unlockWith: string | undefined): Promise<SecretService> {
  const service = await startSecretService(machine.environment, unlockWith);
  onTestFinished(async () => service.stop());
  return service;
}

describe.skipIf(!canRunSecretService())("with a real Secret Service", () => {
  it("the key outlives the server and the session, and --sign-out removes it", async () => {
    const { environment } = await startKeyring(password);
    const first = await callOnce(environment);
    expect(first.urls).toHaveLength(1);
    expect(first.stderr).toContain("their key is in the keyring of this system.");
    expect((await callOnce(environment)).urls).toEqual([]);
    expect(filesOf(".keyring")).toHaveLength(1);
    expect(runCommand(machine, ["--status"], { ...unset, ...environment }).stdout).toMatch(
      /^Signed in {4}ada@.*\nTokens {7}encrypted in .*\.keyring, key in the keyring of this system\n$/m,
    );

    // A backup from before --sign-out is put back. The key for it does not exist any more.
    const path = join(machine.cacheFolder, filesOf(".keyring")[0] ?? "");
    const backup = join(machine.folder, "backup");
    copyFileSync(path, backup);
    expect(runCommand(machine, ["--sign-out"], { ...unset, ...environment }).status).toBe(0);
    expect(filesOf(".keyring")).toEqual([]);
    copyFileSync(backup, path);
    const after = await callOnce(environment);
    expect(after.urls).toHaveLength(1);
    expect(after.stderr).toContain("WARNING: The token cache was set aside as ");
  });

  it("that is started anew and unlocked, the next start needs no sign-in", async () => {
    const before = await startSecretService(machine.environment, password);
    await callOnce(before.environment);
    await before.stop();
    const { environment } = await startKeyring(password);
    expect((await callOnce(environment)).urls).toEqual([]);
  });

  it("that stays locked, the file is left alone and tokens stay in memory, with a warning", async () => {
    const unlocked = await startSecretService(machine.environment, password);
    await callOnce(unlocked.environment);
    await unlocked.stop();
    const { environment } = await startKeyring(undefined);
    const { urls, stderr } = await callOnce(environment);
    expect(urls).toHaveLength(1);
    expect(stderr).toContain(
      "WARNING: Sign-ins last as long as this process: tokens are kept in memory only",
    );
    expect(filesOf(".keyring")).toHaveLength(1);
    const again = await startKeyring(password);
    expect((await callOnce(again.environment)).urls).toEqual([]);
  });

  it("two servers that start at once, before there is a key, agree on one", async () => {
    const { environment } = await startKeyring(password);
    runCommand(machine, ["--sign-out"], { ...unset, ...environment });
    await Promise.all([callOnce(environment), callOnce(environment)]);
    const { urls, stderr } = await callOnce(environment);
    expect(urls).toEqual([]);
    expect(stderr).not.toContain("set aside");
  });
});

describe("without a Secret Service", () => {
  it("tokens stay in memory, and stderr says why and what to do", async () => {
    for (const start of ["first", "second"]) {
      const { urls, stderr } = await callOnce({});
      expect(urls, `at the ${start} start`).toHaveLength(1);
      expect(stderr).toMatch(
        /WARNING: .* tokens are kept in memory only, .* set TOKEN_CACHE_KEY_FILE or TOKEN_CACHE_PASSPHRASE/,
      );
    }
    expect(runCommand(machine, ["--status"], unset).stdout).toContain(
      "Tokens       in memory, since there is no keyring here",
    );
  });

  it("a passphrase of the configuration takes its place; a wrong one opens nothing", async () => {
    const passphrase = { TOKEN_CACHE_PASSPHRASE: "correct horse battery staple" };
    expect((await callOnce(passphrase)).urls).toHaveLength(1);
    expect((await callOnce(passphrase)).urls).toEqual([]);
    expect(filesOf(".passphrase")).toHaveLength(1);
    const wrong = await callOnce({ TOKEN_CACHE_PASSPHRASE: "incorrect horse battery" });
    expect(wrong.urls).toHaveLength(1);
    expect(wrong.stderr).toContain("since it was written under another key");
  });

  it("six servers that write the same file at once spoil nothing", async () => {
    const passphrase = {
      TOKEN_CACHE_PASSPHRASE: "",
      TOKEN_CACHE_KEY_FILE: machine.environment["TOKEN_CACHE_KEY_FILE"] ?? "",
    };
    await callOnce(passphrase);
    const servers = await Promise.all(
      Array.from({ length: 6 }, async () =>
        connect(machine, { environment: passphrase, showUrl: signInAda }),
      ),
    );
    for (let round = 0; round < 3; round += 1) {
      // Each of them is refused, renews its token, and writes.
      machine.mock.expireAccessTokens();
      const results = await Promise.all(servers.map(async ({ client }) => client.callTool(tool)));
      for (const result of results) expect(result).toMatchObject(ada);
    }
    expect(servers.flatMap(({ urls }) => urls)).toEqual([]);
    for (const { client, stderr } of servers) {
      await client.close();
      expect(stderr()).not.toMatch(/set aside|in memory/);
    }
    expect((await callOnce(passphrase)).urls).toEqual([]);
  });
});
