import { randomBytes } from "node:crypto";
import { recordConsole, recordEnvironment, recordFiles, tells } from "@mcp-entra/workshop/attacks";
import { assert, test } from "vitest";
import { decide, visibleTools } from "#exercise/access-policy.ts";
import { callWithBackOff, createProfileCache } from "#exercise/call-graph.ts";
import { checkPublicUrl } from "#exercise/require-https.ts";
import { createTokenVault } from "#exercise/token-vault.ts";
import { start } from "./support/sessions.ts";
import { startClock } from "./support/waiting.ts";

/** Runs `work`, which may throw. */
function tried(work: () => unknown): void {
  try {
    work();
  } catch {
    // Other tests say what may throw.
  }
}

test("[4.1] writes no address into a file", () => {
  const filed = recordFiles();
  tried(() => checkPublicUrl("https://admin:hunter2@mcp.example.com"));
  tried(() => checkPublicUrl("http://admin:hunter2@mcp.example.com"));
  assert(
    !filed().includes("hunter2"),
    "Your code wrote an address to a file, with its password. Write no file, in checkPublicUrl.",
  );
});

test("[4.2] writes no claims into a log", () => {
  const [written, filed] = [recordConsole(), recordFiles()];
  const idTokenClaims = { name: "Ada Lovelace", preferred_username: "ada@mcpworkshop.example" };
  tried(() => decide("getAuditLog", { idTokenClaims, toolArguments: {} }));
  tried(() => visibleTools({ idTokenClaims, toolArguments: {} }));
  assert(
    !/Ada Lovelace|ada@mcpworkshop/.test([...written(), filed()].join("\n")),
    "Your code wrote the caller's claims to the console or to a file. An ID token contains personal data, and this code runs at every call. Remove each console.log from decide and visibleTools.",
  );
});

test("[4.3] writes no token into a file", () => {
  const [filed, environment] = [recordFiles(), recordEnvironment()];
  const { issue, refresh, next } = start();
  const first = issue("ada");
  const second = next(first);
  refresh(first.refreshToken);
  const text = [filed(), environment()].join("\n");
  const found = [first, second].flatMap(({ accessToken, refreshToken }) =>
    tells(text, { accessToken, refreshToken }),
  );
  assert(
    found.length === 0,
    "Your code wrote a token to a file or to process.env. A person who reads it there can act as the user. Keep the hashes of tokens, in memory, in createSessionTokens.",
  );
});

test("[4.4] writes neither key nor text into a file", () => {
  const [filed, environment] = [recordFiles(), recordEnvironment()];
  const key = randomBytes(32);
  const vault = createTokenVault(key);
  const sealed = vault.seal("ada", "a text with a refresh token");
  tried(() => vault.open("ada", sealed));
  const secrets = { text: "a refresh token", key: key.toString("latin1"), numbers: key.join() };
  const text = [filed(), environment()].join("\n");
  assert(
    tells(text, secrets).length === 0,
    "Your code wrote the key or the text to a file or to process.env. There, a thief needs no vault. Remove it from seal and open.",
  );
});

test("[4.5] writes no answer and no profile into a file", async () => {
  const [filed, environment] = [recordFiles(), recordEnvironment()];
  const { waiting } = startClock();
  await callWithBackOff(async () => new Response("Ada Lovelace"), waiting).catch(() => undefined);
  const cache = createProfileCache(async () => "Ada Lovelace", waiting.now);
  await cache.get("ada").catch(() => undefined);
  assert(
    ![filed(), environment()].join("\n").includes("Ada Lovelace"),
    "Your code wrote an answer of Graph or a profile to a file or to process.env. It is personal data, and it stays there after a sign-out. Keep it in memory only, in callWithBackOff and createProfileCache.",
  );
});
