import type { LocalServerConfig } from "../config.ts";
import { readSignedInUser, type SignedInUser } from "./signed-in-user.ts";

/** Shows the signed-in user, and where the tokens are. It changes nothing, and does not call Entra. */
export async function describeStatus(config: LocalServerConfig): Promise<string> {
  const { entra, tokenCache, signInOption } = config;
  const user = await readSignedInUser(config);
  const inMemory = tokenCache.mode === "memory";
  const rows = [
    ["Entra", entra.authorityHost],
    ["Directory", entra.tenantId],
    ["Application", entra.clientId],
    ["Sign-in", signInOption],
    ["Signed in", inMemory ? "unknown: each server keeps its own tokens in memory" : describeUser(user)],
    ["Tokens", inMemory ? "in memory (TOKEN_CACHE=memory)" : describeTokens(user)],
  ];
  return rows.map(([name = "", value = ""]) => `${name.padEnd(11)}  ${value}`).join("\n");
}

function describeUser({ account }: SignedInUser): string {
  if (account === undefined) return "no user";
  return account.name === undefined ? account.username : `${account.username} (${account.name})`;
}

function describeTokens({ path, key, state, reason }: SignedInUser): string {
  if (path === undefined) {
    return `in memory, since there is no keyring here (${key}); set TOKEN_CACHE_KEY_FILE or TOKEN_CACHE_PASSPHRASE`;
  }
  if (state === "missing") return `none yet; to be encrypted in ${path}, key ${key}`;
  if (state === "unreadable") return `${path} cannot be used, since ${reason}; the next sign-in renames it`;
  return `encrypted in ${path}, key ${key}`;
}
