import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditEvent, type EntraConfig, readEntraConfig } from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { onTestFinished } from "vitest";
import { openTokenCache, type TokenCache } from "../../src/token-cache/open-token-cache.ts";
import type { TokenCacheConfig } from "../../src/token-cache/token-cache-config.ts";

export const entraConfig: EntraConfig = readEntraConfig({
  AZURE_TENANT_ID: seed.tenant.id,
  AZURE_CLIENT_ID: seed.applications.local.appId,
});

/** A folder for the encrypted file, and a key file in another folder. Both are removed after the test. */
export interface TemporaryCache {
  config: TokenCacheConfig;
  /** Opens the cache as another process does. */
  open(changes?: Partial<TokenCacheConfig>): Promise<TokenCache>;
  /** All log lines and events about it. */
  lines: string[];
  events: AuditEvent[];
  /** The names of the files in the folder, without the lock. */
  files(): string[];
  /** The path of the only file in the folder. */
  file(): string;
  content(): string;
}

export function createTemporaryCache(): TemporaryCache {
  const folder = mkdtempSync(join(tmpdir(), "token-cache-"));
  const secrets = mkdtempSync(join(tmpdir(), "token-cache-key-"));
  onTestFinished(() => {
    for (const path of [folder, secrets]) rmSync(path, { recursive: true, force: true });
  });
  const config: TokenCacheConfig = {
    mode: "auto",
    folder: join(folder, "cache"),
    keyFile: writeKeyFile(secrets),
    passphrase: undefined,
  };
  const lines: string[] = [];
  const events: AuditEvent[] = [];
  const files = (): string[] => readdirSync(config.folder).filter((name) => !name.endsWith(".lock"));
  const file = (): string => {
    const [name, ...others] = files();
    if (name === undefined || others.length > 0) throw new Error(`Not exactly one file: ${files().join()}`);
    return join(config.folder, name);
  };
  return {
    config,
    open: async (changes) =>
      openTokenCache({ ...config, ...changes }, entraConfig, {
        recordEvent: (event) => events.push(event),
        writeLine: (line) => lines.push(line),
      }),
    lines,
    events,
    files,
    file,
    content: () => readFileSync(file(), "utf8"),
  };
}

export function writeKeyFile(folder: string, name = "cache.key"): string {
  const path = join(folder, name);
  writeFileSync(path, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  return path;
}
