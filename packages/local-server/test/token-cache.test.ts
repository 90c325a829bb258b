import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it, onTestFinished } from "vitest";
import { cacheLocation } from "../src/token-cache/cache-location.ts";
import { startSessionWithAda } from "./support/local-session.ts";
import { createTemporaryCache, entraConfig, writeKeyFile } from "./support/temporary-cache.ts";

const entra = useMockEntra();
const ada = { id: seed.users.ada.id };

describe("a user who has signed in before", () => {
  it("is not asked again by the next start of the server, nor by another server beside it", async () => {
    const cache = createTemporaryCache();
    const first = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    await first.call();
    expect(first.elicitations).toHaveLength(1);
    for (const _start of ["next", "beside"]) {
      const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
      expect((await session.call()).structuredContent).toMatchObject(ada);
      expect(session.elicitations).toEqual([]);
    }
    expect(cache.lines).toEqual([]);
  });

  it("is asked again when another process has signed them out", async () => {
    const cache = createTemporaryCache();
    const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    await session.call();
    rmSync(cache.file());
    expect((await session.call()).structuredContent).toMatchObject(ada);
    expect(session.elicitations).toHaveLength(2);
  });

  it("is served anew by a running server when another process has signed them in", async () => {
    const cache = createTemporaryCache();
    const [running, other] = [await cache.open(), await cache.open()];
    const session = await startSessionWithAda({ cachePlugin: running.plugin });
    await (await startSessionWithAda({ cachePlugin: other.plugin })).call();
    expect((await session.call()).structuredContent).toMatchObject(ada);
    expect(session.elicitations).toEqual([]);
  });
});

describe("the encrypted file", () => {
  it("is for its owner alone, and holds no token, name or scope that could be read", async () => {
    const cache = createTemporaryCache();
    const { plugin, description } = await cache.open();
    const session = await startSessionWithAda({ cachePlugin: plugin });
    await session.call();
    expect(description).toBe(
      `Tokens are kept encrypted in ${cache.file()}; their key is made from ${cache.config.keyFile}.`,
    );
    expect(cache.files()).toEqual([
      `login.microsoftonline.com_${seed.tenant.id}_${seed.applications.local.appId}.key-file`,
    ]);
    expect(statSync(cache.file()).mode & 0o777).toBe(0o600);
    expect(statSync(cache.config.folder).mode & 0o777).toBe(0o700);
    expect(statSync(cacheLocation(cache.config.folder, entraConfig).lockFile).mode & 0o777).toBe(0o600);
    const [format, salt, sealed, ...rest] = cache.content().split("\n");
    expect(format).toBe("mcp-entra token cache 1");
    expect(Buffer.from(salt ?? "", "base64url")).toHaveLength(16);
    expect(rest).toEqual([""]);
    const bytes = Buffer.from(sealed?.split(".")[1] ?? "", "base64url").toString("latin1");
    expect(bytes.length).toBeGreaterThan(1_000);
    // Three letters alone can be in an encrypted text by chance.
    expect(bytes).not.toMatch(/eyJ[\w-]+\.eyJ/);
    for (const text of ["secret", "RefreshToken", seed.users.ada.userPrincipalName]) {
      expect(bytes).not.toContain(text);
    }
  });

  it.each([
    ["is empty", () => "", "it is not a token cache of this server"],
    ["belongs to another program", () => '{"AccessToken":{}}', "it is not a token cache of this server"],
    ["was cut", (content: string) => content.slice(0, -40), "it was changed or cut"],
    ["was altered", alterLast, "it was changed or cut"],
    [
      "names another key",
      (content: string) => content.replace(/\n[\w-]{8}\./, "\nAAAAAAAA."),
      "it was written under another key",
    ],
  ])("that %s is set aside and reported; the user signs in once more", async (_, spoil, reason) => {
    const cache = createTemporaryCache();
    await (await startSessionWithAda({ cachePlugin: (await cache.open()).plugin })).call();
    const path = cache.file();
    const spoilt = spoil(cache.content());
    writeFileSync(path, spoilt);
    const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    expect((await session.call()).structuredContent).toMatchObject(ada);
    expect(session.elicitations).toHaveLength(1);
    expect(cache.lines).toEqual([
      `WARNING: The token cache was set aside as ${path}.unreadable, since ${reason}. Sign in once more.`,
    ]);
    expect(cache.events).toEqual([{ event: "token_cache_set_aside", outcome: "failure", reason }]);
    expect(readFileSync(`${path}.unreadable`, "utf8")).toBe(spoilt);
    // The undamaged file is back in its place.
    const next = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    await next.call();
    expect(next.elicitations).toEqual([]);
  });

  it("of another application cannot be put in its place, though the key is the same", async () => {
    const cache = createTemporaryCache();
    await (await startSessionWithAda({ cachePlugin: (await cache.open()).plugin })).call();
    const other = { ...entraConfig, clientId: seed.applications.remote.appId };
    const path = cacheLocation(cache.config.folder, other).file["key-file"];
    writeFileSync(path, cache.content());
    const { createTokenFile } = await import("../src/token-cache/token-file.ts");
    const { readKeyFile } = await import("../src/token-cache/key-file.ts");
    const location = cacheLocation(cache.config.folder, other);
    const key = readKeyFile(cache.config.keyFile ?? "", location.owner, location.folder);
    expect(await createTokenFile(location, key).read()).toEqual({
      state: "unreadable",
      reason: "it was written under another key",
    });
  });

  it("survives a renewal of the tokens: the next start uses the new ones", async () => {
    entra.setLifetimes(seed.applications.local.appId, { accessTokenSeconds: 60 });
    const cache = createTemporaryCache();
    await (await startSessionWithAda({ cachePlugin: (await cache.open()).plugin })).call();
    const before = cache.content();
    const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    await session.call();
    expect(session.elicitations).toEqual([]);
    expect(cache.content()).not.toBe(before);
    // To derive a key from a passphrase takes long, so the salt stays the same.
    expect(cache.content().split("\n")[1]).toBe(before.split("\n")[1]);
  });
});

describe("where no file can be kept", () => {
  it("tokens stay in memory from then on, with a warning, and the sign-in that has just succeeded counts", async () => {
    const cache = createTemporaryCache();
    const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
    // The folder does not exist any more, and it cannot be created again.
    rmSync(cache.config.folder, { recursive: true });
    writeFileSync(cache.config.folder, "");
    expect((await session.call()).structuredContent).toMatchObject(ada);
    expect((await session.call()).structuredContent).toMatchObject(ada);
    expect(session.elicitations).toHaveLength(1);
    expect(cache.lines).toEqual([
      expect.stringMatching(
        /^WARNING: Sign-ins last as long as this process: tokens are kept in memory only, since the encrypted file cannot be used \(/,
      ),
    ]);
  });

  it("the server starts all the same, and says why tokens stay in memory", async () => {
    const cache = createTemporaryCache();
    writeFileSync(cache.config.folder, "");
    const { plugin, description } = await cache.open();
    expect(plugin).toBeUndefined();
    expect(description).toContain("set TOKEN_CACHE_KEY_FILE or TOKEN_CACHE_PASSPHRASE");
  });

  it("nothing is written when the operator wants it so", async () => {
    const cache = createTemporaryCache();
    const { plugin, description } = await cache.open({ mode: "memory" });
    expect(plugin).toBeUndefined();
    expect(description).toBe("Sign-ins last as long as this process: tokens are kept in memory only.");
    expect(() => cache.files()).toThrow("ENOENT");
  });
});

describe("a key file", () => {
  const secrets = (): string => {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return folder;
  };

  it.each([
    ["is missing", () => join(secrets(), "missing.key"), "there is no such file. Make one: node -p"],
    [
      "is open to other users",
      () => openToAll(writeKeyFile(secrets())),
      "other users of this machine may open it. Run: chmod 600",
    ],
    [
      "holds no key",
      () => writeSecret(secrets(), "correct horse"),
      "it does not hold 32 random bytes in base64",
    ],
  ])("that %s is refused with what to do, and its content is not shown", async (_, make, sentence) => {
    const cache = createTemporaryCache();
    const opening = cache.open({ keyFile: make() });
    await expect(opening).rejects.toMatchObject({
      code: "configuration_invalid",
      message: expect.stringContaining(sentence),
    });
    expect(await opening.catch(String)).not.toContain("correct horse");
  });

  it("beside the file that it protects is refused: a copy of the folder would have both", async () => {
    const cache = createTemporaryCache();
    mkdirSync(cache.config.folder, { recursive: true });
    await expect(cache.open({ keyFile: writeKeyFile(cache.config.folder) })).rejects.toThrow(
      "it is in the same folder as the file that it protects",
    );
  });
});

function alterLast(content: string): string {
  const at = content.length - 20;
  return `${content.slice(0, at)}${content[at] === "A" ? "B" : "A"}${content.slice(at + 1)}`;
}

function writeSecret(folder: string, content: string): string {
  const path = join(folder, "bad.key");
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

function openToAll(path: string): string {
  const content = readFileSync(path);
  rmSync(path);
  writeFileSync(path, content, { mode: 0o644 });
  return path;
}
