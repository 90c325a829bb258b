import { existsSync, readdirSync, writeFileSync } from "node:fs";
import type { AuditEvent } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { signInNow } from "../src/commands/sign-in-now.ts";
import { signOut } from "../src/commands/sign-out.ts";
import { describeStatus } from "../src/commands/status.ts";
import type { LocalServerConfig } from "../src/config.ts";
import { startSession, startSessionWithAda } from "./support/local-session.ts";
import { createSimulatedUser } from "./support/simulated-user.ts";
import { createTemporaryCache, entraConfig, type TemporaryCache } from "./support/temporary-cache.ts";

useMockEntra();
const nothing = async () => undefined;
const desktop = { isRemote: false, hasDisplay: true };
const name = seed.users.ada.userPrincipalName;

function configOf(
  { config }: TemporaryCache,
  changes: Partial<LocalServerConfig["tokenCache"]> = {},
  more: Partial<LocalServerConfig> = {},
): LocalServerConfig {
  return {
    entra: entraConfig,
    logLevel: "warn",
    signInOption: "auto",
    tokenCache: { ...config, ...changes },
    brokerFolder: undefined,
    ...more,
  };
}

async function signInAda(cache: TemporaryCache) {
  const session = await startSessionWithAda({ cachePlugin: (await cache.open()).plugin });
  await session.call();
  return session;
}

describe("--status", () => {
  it("says who is signed in and where the tokens are, and nothing that is secret", async () => {
    const cache = createTemporaryCache();
    const config = configOf(cache);
    expect(await describeStatus(config)).toContain(
      "Signed in    no user\nTokens       none yet; to be encrypted in ",
    );
    await signInAda(cache);
    expect(await describeStatus(config)).toBe(
      [
        "Entra        https://login.microsoftonline.com",
        `Directory    ${seed.tenant.id}`,
        `Application  ${seed.applications.local.appId}`,
        "Sign-in      auto",
        `Signed in    ${name} (Ada Lovelace)`,
        `Tokens       encrypted in ${cache.file()}, key made from ${cache.config.keyFile}`,
      ].join("\n"),
    );
  });

  it("changes nothing, not even an unreadable file", async () => {
    const cache = createTemporaryCache();
    await signInAda(cache);
    writeFileSync(cache.file(), "spoilt");
    expect(await describeStatus(configOf(cache))).toContain(
      "cannot be used, since it is not a token cache of this server; the next sign-in renames it",
    );
    expect(cache.content()).toBe("spoilt");
  });

  it("knows that tokens in memory are known to their server alone", async () => {
    const cache = createTemporaryCache();
    const status = await describeStatus(configOf(cache, { mode: "memory" }));
    expect(status).toContain("Signed in    unknown: each server keeps its own tokens in memory");
    expect(status).toContain("Tokens       in memory (TOKEN_CACHE=memory)");
  });
});

describe("--sign-in-now", () => {
  it("signs the user in past any client, and servers that start later ask no user", async () => {
    const cache = createTemporaryCache();
    const person = createSimulatedUser();
    const lines: string[] = [];
    const events: AuditEvent[] = [];
    const said = await signInNow(configOf(cache, {}, { signInOption: "client" }), {
      equipment: {
        machine: desktop,
        broker: undefined,
        cachePlugin: (await cache.open()).plugin,
        close: nothing,
      },
      recordEvent: (event) => events.push(event),
      openUrl: async (url) => person.signInAt(url),
      writeLine: (line) => lines.push(line),
    });
    expect(said).toBe(`Signed in ${name}. Servers with this configuration act for this user from now on.`);
    expect(lines).toEqual([expect.stringContaining("If no window has opened, visit https://login")]);
    expect(events.map(({ event }) => event)).toEqual(["sign_in_started", "sign_in_finished"]);
    const session = await startSession({ cachePlugin: (await cache.open()).plugin, answer: () => "decline" });
    expect((await session.call()).structuredContent).toMatchObject({ id: seed.users.ada.id });
    expect(session.elicitations).toEqual([]);
  });

  it("asks no user when there is no place where a server would find the tokens", async () => {
    const opened: string[] = [];
    const signingIn = signInNow(configOf(createTemporaryCache(), { mode: "memory" }), {
      equipment: { machine: desktop, broker: undefined, cachePlugin: undefined, close: nothing },
      recordEvent: () => undefined,
      openUrl: async (url) => void opened.push(url),
      writeLine: () => undefined,
    });
    await expect(signingIn).rejects.toThrow(/^--sign-in-now cannot store the tokens/);
    expect(opened).toEqual([]);
  });
});

describe("--sign-out", () => {
  it("forgets the user: their tokens are gone, and every running server asks for a new sign-in", async () => {
    const cache = createTemporaryCache();
    const session = await signInAda(cache);
    const events: AuditEvent[] = [];
    const said = await signOut(configOf(cache), (event) => events.push(event));
    expect(said).toMatch(
      /^Signed out ada@[^ ]+\. There are no tokens of this application in \S+ any more\.\n/,
    );
    expect(said).toContain("https://mysignins.microsoft.com");
    expect(cache.files()).toEqual([]);
    expect(events).toEqual([{ event: "signed_out", outcome: "success", user: seed.users.ada.id }]);
    await session.call();
    expect(session.elicitations).toHaveLength(2);
  });

  it("takes with it what was set aside, and files under other kinds of key", async () => {
    const cache = createTemporaryCache();
    await signInAda(cache);
    const path = cache.file();
    for (const other of [`${path}.unreadable`, `${path}.new`, path.replace(/key-file$/, "keyring")]) {
      writeFileSync(other, "left over");
    }
    await signOut(configOf(cache), () => undefined);
    expect(cache.files()).toEqual([]);
  });

  it("leaves other applications and the operator's key alone", async () => {
    const cache = createTemporaryCache();
    await signInAda(cache);
    const other = cache.file().replace(seed.applications.local.appId, seed.applications.remote.appId);
    writeFileSync(other, "another user's");
    await signOut(configOf(cache), () => undefined);
    expect(readdirSync(cache.config.folder).filter((file) => file.endsWith("key-file"))).toHaveLength(1);
    expect(existsSync(cache.config.keyFile ?? "")).toBe(true);
  });

  it("is fine when no user is signed in", async () => {
    const cache = createTemporaryCache();
    expect(await signOut(configOf(cache), () => undefined)).toMatch(/^No user was signed in\./);
  });
});
